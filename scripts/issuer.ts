/** A token issuer for one machine: its JWKS for the gateway, and sample tokens for the explorer. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { IssuerKey } from "./issuer-key.ts";
import { mintToken, PRINCIPALS } from "./principals.ts";

const JWKS_PATH = "/.well-known/jwks.json";
const TOKENS_PATH = "/tokens";
const EXPLORER_TOKEN_SECONDS = 12 * 3600;

/** How an issuer is reached and by whom. */
export interface IssuerOptions {
  readonly key: IssuerKey;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Where the explorer is served: pages of these origins may read `/tokens`. */
  readonly explorerOrigins: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A listening issuer. */
export interface Issuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** Answers `[{ name, label, token }]`. */
  readonly tokensUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts an issuer.
 * `/tokens` answers only calls whose Host is this machine's loopback name, so that no page can reach it through a name
 * of its own that resolves to 127.0.0.1, and lets only the explorer's origins read it.
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const server = createServer((request, response) => {
    void answer(options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${options.host}:${port}`;
  return { url, jwksUrl: `${url}${JWKS_PATH}`, tokensUrl: `${url}${TOKENS_PATH}`, stop: () => close(server) };
}

async function answer(options: IssuerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?")[0];
  if (request.method !== "GET") return sendJson(response, 405, { error: "GET only" });
  switch (path) {
    case JWKS_PATH:
      return sendJson(response, 200, { keys: [options.key.publicJwk] });
    case TOKENS_PATH:
      return answerTokens(options, request, response);
    case "/health":
    case "/ready":
      return sendJson(response, 200, { status: "ok" });
    default:
      return sendJson(response, 404, { error: `nothing here: try ${JWKS_PATH} or ${TOKENS_PATH}` });
  }
}

async function answerTokens(options: IssuerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hostname = request.headers.host?.replace(/:\d+$/, "");
  if (hostname !== "127.0.0.1" && hostname !== "localhost") {
    return sendJson(response, 403, { error: "tokens are for this machine: ask 127.0.0.1 or localhost" });
  }
  const origin = request.headers.origin;
  if (origin !== undefined && !options.explorerOrigins.includes(origin)) {
    return sendJson(response, 403, { error: "tokens are for the explorer of this system" });
  }
  const tokens = await Promise.all(
    PRINCIPALS.map(async (principal) => ({
      name: principal.name,
      label: principal.label,
      token: await mintToken(options.key, principal, EXPLORER_TOKEN_SECONDS, options.now()),
    })),
  );
  response.setHeader("cache-control", "no-store");
  response.setHeader("vary", "origin");
  if (origin !== undefined) response.setHeader("access-control-allow-origin", origin);
  sendJson(response, 200, tokens);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(`${JSON.stringify(body)}\n`);
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
