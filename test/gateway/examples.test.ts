import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { type Cleanup, createCleanup } from "../support/cleanup.ts";
import { type GatewayRig, startGateway } from "../support/gateway-rig.ts";
import { until } from "../support/until.ts";
import { type AuctionHouse, openAuctionHouse } from "./subscribe/auction-house.ts";

const QUERY = "subscription ($after: String) { prices(after: $after) { cursor snapshot lots { lot price } } }";
const TOKEN_SECONDS = 6;
const WAIT_MS = 40_000;

describe("the example for", () => {
  let stack: Cleanup;
  let house: AuctionHouse;
  let gateway: GatewayRig;
  let proxy: TcpProxy;
  let tokenUrl: string;

  beforeEach(async () => {
    stack = createCleanup();
    house = stack.use(await openAuctionHouse());
    gateway = stack.use(await startGateway({ supergraphSdl: house.supergraphSdl }));
    proxy = stack.use(await startTcpProxy([gateway.url]));
    tokenUrl = await startTokens();
  });
  afterEach(async () => await stack[Symbol.asyncDispose]());

  /** Answers tokens that are short-lived, as text. */
  async function startTokens(): Promise<string> {
    const server = createServer((_request, response) => {
      void gateway.issuer.token({ sub: "ada", expiresInSeconds: TOKEN_SECONDS }).then((token) => response.end(token));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    stack.defer(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function run(name: string): { readonly cursors: () => readonly string[]; readonly output: () => string } {
    const child = spawn(process.execPath, [`examples/${name}.mjs`], {
      env: { ...process.env, GATEWAY_URL: `${proxy.url}/graphql`, TOKEN_URL: tokenUrl, QUERY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let lines = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => (lines += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    stack.defer(async () => {
      const gone = once(child, "exit");
      if (child.exitCode === null && child.kill("SIGKILL")) await gone;
    });
    return {
      cursors: () =>
        lines
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => (JSON.parse(line) as { cursor: string }).cursor),
      output: () => errors,
    };
  }

  it.each(["graphql-ws", "graphql-sse", "apollo-client", "apollo-client-multipart", "urql"])(
    "%s goes on behind its cursor when its connection breaks",
    async (name) => {
      const example = run(name);
      await until(async () => example.cursors().length === 1, WAIT_MS);
      house.bid({ lot: "a", price: 1 });
      await until(async () => example.cursors().length === 2, WAIT_MS);
      proxy.cut();
      house.bid({ lot: "a", price: 2 });
      house.bid({ lot: "b", price: 3 });
      await until(async () => example.cursors().length >= 4, WAIT_MS);
      house.bid({ lot: "b", price: 4 });
      await until(async () => example.cursors().length >= 5, WAIT_MS);
      expect(example.cursors()).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    },
    90_000,
  );

  it.each(["graphql-ws", "apollo-client", "urql"])(
    "%s renews its token on the open socket",
    async (name) => {
      const example = run(name);
      await until(async () => example.cursors().length === 1, WAIT_MS);
      const opened = proxy.opened;
      await new Promise((resolve) => setTimeout(resolve, (TOKEN_SECONDS + 1) * 1_000));
      house.bid({ lot: "a", price: 1 });
      await until(async () => example.cursors().length === 2, WAIT_MS);
      expect(example.cursors()).toEqual(["c0", "c1"]);
      expect(example.output()).toBe("");
      expect(proxy.opened).toBe(opened);
    },
    90_000,
  );
});
