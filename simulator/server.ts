/** Serves each node's exporter page over HTTP, lets some scrapes fail as the behaviour says, and takes faults that are asked for. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FleetView } from "./fleet-view.ts";
import { InjectionError, readInjection } from "./injection.ts";

/** A server that listens. */
export interface ExporterServer {
  /** Such as `http://127.0.0.1:4020`. */
  readonly url: string;
  /** Ends it: silent scrapes are cut off, others may finish. */
  close(): Promise<void>;
}

export interface ExporterServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly view: FleetView;
  /** False until the fleet has been read once. */
  readonly isLoaded: () => boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** How long a silent node keeps a scrape waiting before it hangs up. */
  readonly silenceMs?: number;
  /** Scrapes that may wait for silent nodes at once; beyond, a silent node hangs up at once. */
  readonly maxSilent?: number;
}

const SILENCE_MS = 30_000;
const MAX_SILENT = 256;
const PAGE_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const NODES = "/nodes/";
const METRICS = "/metrics";
const FAULT = "/fault";

/** Starts to listen. @throws Error when the port is taken */
export async function startExporterServer(options: ExporterServerOptions): Promise<ExporterServer> {
  const { view, isLoaded, silenceMs = SILENCE_MS, maxSilent = MAX_SILENT } = options;
  const silent = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const faulty = hostnameIn(request, ["PUT", "DELETE"], FAULT);
    if (faulty !== null) return void inject(request, response, faulty, options);
    const hostname = hostnameIn(request, ["GET"], METRICS);
    if (hostname === null) return answerOther(request, response, { view, isLoaded });
    const scrape = view.scrape(hostname);
    switch (scrape.kind) {
      case "page":
        response.writeHead(200, { "content-type": PAGE_TYPE, "content-length": scrape.text.length });
        response.end(scrape.text, "latin1");
        return;
      case "unavailable":
        return answer(response, 503, "text/plain", "the exporter is not running\n");
      case "silent":
        return keepSilent(response, silent, { silenceMs, maxSilent });
      case "unknown":
        if (!isLoaded()) return answer(response, 503, "text/plain", "the fleet has not been read yet\n");
        return answer(response, 404, "text/plain", "no node has this host name\n");
      default:
        scrape satisfies never;
    }
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of silent) response.destroy();
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** The host name in `/nodes/{hostname}` and an ending, of a request with one of these methods; else null. */
function hostnameIn(request: IncomingMessage, methods: readonly string[], ending: string): string | null {
  const url = request.url ?? "";
  if (!methods.includes(request.method ?? "") || !url.startsWith(NODES) || !url.endsWith(ending)) return null;
  const hostname = url.slice(NODES.length, -ending.length);
  return hostname === "" || hostname.includes("/") ? null : hostname;
}

async function inject(
  request: IncomingMessage,
  response: ServerResponse,
  hostname: string,
  { view, clock }: Pick<ExporterServerOptions, "view" | "clock">,
): Promise<void> {
  try {
    const fault = request.method === "PUT" ? await readInjection(request, clock()) : null;
    if (view.inject(hostname, fault)) response.writeHead(204).end();
    else answer(response, 404, "text/plain", "no node has this host name\n");
  } catch (error) {
    if (error instanceof InjectionError) answer(response, 400, "text/plain", `${error.message}\n`);
    else response.destroy();
  }
}

function answerOther(
  request: IncomingMessage,
  response: ServerResponse,
  { view, isLoaded }: Pick<ExporterServerOptions, "view" | "isLoaded">,
): void {
  if (request.method !== "GET") {
    response.setHeader("allow", "GET");
    return answer(response, 405, "text/plain", "only GET is served\n");
  }
  if (request.url !== "/health") return answer(response, 404, "text/plain", "ask for /nodes/{hostname}/metrics\n");
  const state = { status: isLoaded() ? "ok" : "loading", nodes: view.nodeCount, placements: view.placementCount };
  answer(response, isLoaded() ? 200 : 503, "application/json", JSON.stringify(state));
}

function keepSilent(
  response: ServerResponse,
  silent: Set<ServerResponse>,
  { silenceMs, maxSilent }: { readonly silenceMs: number; readonly maxSilent: number },
): void {
  if (silent.size >= maxSilent) return void response.destroy();
  silent.add(response);
  const hangUp = setTimeout(() => response.destroy(), silenceMs);
  response.once("close", () => {
    clearTimeout(hangUp);
    silent.delete(response);
  });
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
