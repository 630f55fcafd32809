import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";

/** A subgraph whose answers a test holds back, in front of nothing else. */
interface HeldSubgraph extends AsyncDisposable {
  readonly supergraphSdl: string;
  /** The next request that arrives and is not answered yet. */
  next(): Promise<ServerResponse>;
  healthy(value: boolean): void;
}

async function startHeldSubgraph(): Promise<HeldSubgraph> {
  let isHealthy = true;
  const held: ServerResponse[] = [];
  const waiting: ((response: ServerResponse) => void)[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/health") {
      response.writeHead(isHealthy ? 200 : 503).end();
      return;
    }
    const taker = waiting.shift();
    if (taker === undefined) held.push(response);
    else taker(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const { supergraphSdl } = composeServices([{ name: "slow", url, typeDefs: parse("type Query { hello: String }") }]);
  return {
    supergraphSdl: supergraphSdl ?? "",
    next: async () => held.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    healthy: (value) => (isHealthy = value),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const QUERY = { query: "{ hello }" };

async function outcome(response: Response): Promise<readonly unknown[]> {
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return [response.status, errors?.[0]?.extensions.code ?? data];
}

function release(response: ServerResponse): void {
  response.end(`{"data":{"hello":"late"}}`);
}

describe("a request's time", () => {
  it("ends upstream work when the client goes away", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl });
    const controller = new AbortController();
    const gone = gateway.post(QUERY, { signal: controller.signal }).catch((error: unknown) => String(error));
    const upstream = await subgraph.next();
    controller.abort();
    await once(upstream, "close");
    expect(await gone).toContain("AbortError");
    expect(gateway.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it("ends with 504 at its deadline, and ends upstream work", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({
      supergraphSdl: subgraph.supergraphSdl,
      env: { REQUEST_TIMEOUT_MS: "2500" },
    });
    const response = gateway.post(QUERY);
    const upstream = await subgraph.next();
    await once(upstream, "close");
    expect(await outcome(await response)).toEqual([504, "DEADLINE_EXCEEDED"]);
  });

  it("gives what else is there when a subgraph is too slow", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({
      supergraphSdl: subgraph.supergraphSdl,
      env: { SUBGRAPH_TIMEOUT_MS: "100" },
    });
    expect(await outcome(await gateway.post(QUERY))).toEqual([200, "SUBGRAPH_TIMEOUT"]);
  });
});

describe("a request's target", () => {
  // RFC 9112, section 3.2.2: a server must accept the absolute form, which proxies send. It was answered with 404.
  it("may be in absolute form, whatever host it names", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl });
    const { hostname, port } = new URL(gateway.url);
    const request = get({ hostname, port, path: "http://elsewhere.example/health" });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });
});

describe("too many requests", () => {
  it("are refused with 503 and when to try again, until others are done", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({
      supergraphSdl: subgraph.supergraphSdl,
      env: { MAX_CONCURRENT_REQUESTS: "1" },
    });
    const first = gateway.post(QUERY);
    const upstream = await subgraph.next();
    const refused = await gateway.post(QUERY);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await outcome(refused)).toEqual([503, "OVERLOADED"]);
    release(upstream);
    expect(await outcome(await first)).toEqual([200, { hello: "late" }]);
    const next = gateway.post(QUERY);
    release(await subgraph.next());
    expect(await outcome(await next)).toEqual([200, { hello: "late" }]);
  });
});

describe("a graceful stop", () => {
  it("finishes what runs, takes nothing new, and leaves no connection", async () => {
    await using subgraph = await startHeldSubgraph();
    const gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl });
    const running = gateway.post(QUERY);
    const upstream = await subgraph.next();
    const closed = gateway.close();
    await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
    release(upstream);
    expect(await outcome(await running)).toEqual([200, { hello: "late" }]);
    await closed;
  });

  it("ends what does not finish in time with 503", async () => {
    await using subgraph = await startHeldSubgraph();
    const gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl, env: { SHUTDOWN_TIMEOUT_MS: "50" } });
    const running = gateway.post(QUERY);
    const upstream = await subgraph.next();
    await Promise.all([gateway.close(), once(upstream, "close")]);
    expect(await outcome(await running)).toEqual([503, "OVERLOADED"]);
  });
});

describe("readiness", () => {
  it("turns 503 with the subgraph's name when one is down, and 200 when it is back", async () => {
    await using subgraph = await startHeldSubgraph();
    await using gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl });
    const turns = async (status: number): Promise<unknown> => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const response = await fetch(`${gateway.url}/ready`);
        const body: unknown = await response.json();
        if (response.status === status || Date.now() > deadline) return body;
      }
    };
    expect(await turns(200)).toEqual({ status: "ready", missing: [] });
    subgraph.healthy(false);
    expect(await turns(503)).toEqual({ status: "unready", missing: ["slow"] });
    subgraph.healthy(true);
    expect(await turns(200)).toEqual({ status: "ready", missing: [] });
  });
});

describe("pages of other sites", () => {
  it("may call when their origin is configured, after asking", async () => {
    await using subgraph = await startHeldSubgraph();
    const origin = "https://app.example";
    await using gateway = await startGateway({ supergraphSdl: subgraph.supergraphSdl, env: { CORS_ORIGINS: origin } });
    const preflight = await fetch(`${gateway.url}/graphql`, { method: "OPTIONS", headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    const other = await fetch(`${gateway.url}/graphql`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example" },
    });
    expect([other.status, other.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    const own = await gateway.post({ query: "{ __typename }" }, { headers: { origin: gateway.url } });
    expect(own.status).toBe(200);
  });
});

describe("the explorer's files", () => {
  let folder: string;
  let subgraph: HeldSubgraph;
  let gateway: GatewayRig;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "explorer-"));
    const dir = join(folder, "built");
    await mkdir(join(dir, "assets"), { recursive: true });
    await writeFile(join(folder, "secret.txt"), "secret");
    await writeFile(join(dir, "index.html"), "<p>explorer</p>");
    await writeFile(join(dir, ".hidden"), "secret");
    await writeFile(join(dir, "assets", "main-4fUKnR36.js"), "1;".repeat(2_000));
    await symlink(join(folder, "secret.txt"), join(dir, "link.txt"));
    subgraph = await startHeldSubgraph();
    gateway = await startGateway({
      supergraphSdl: subgraph.supergraphSdl,
      env: { EXPLORER_DIR: dir, EXPLORER_TOKENS_URL: "http://127.0.0.1:4010/tokens" },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await subgraph[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("are served with a policy that lets only the page's own scripts run", async () => {
    const response = await fetch(gateway.url);
    expect(await response.text()).toBe("<p>explorer</p>");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("worker-src 'self' blob:");
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:4010;");
  });

  it("are kept for good when their names have a hash, and asked for again otherwise", async () => {
    const script = await fetch(`${gateway.url}/assets/main-4fUKnR36.js`);
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect((await script.text()).length).toBe(4_000);
    const page = await fetch(gateway.url);
    await page.text();
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const again = await fetch(gateway.url, { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
  });

  it.each([
    ["/../secret.txt"],
    ["/%2e%2e/secret.txt"],
    ["/assets/..%2f..%2f..%2fsecret.txt"],
    ["/..%5csecret.txt"],
    ["/link.txt"],
    ["/.hidden"],
    ["/assets"],
    ["/%00"],
    ["/%E0%A4%A"],
    ["//etc/passwd"],
  ])("are not left: %s", async (path) => {
    const response = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(gateway.url);
      // fetch would tidy the path up before it is sent.
      get({ hostname, port, path }, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += String(chunk)));
        answer.on("end", () => resolve({ status: answer.statusCode, text }));
      }).on("error", reject);
    });
    expect(response.status).toBe(404);
    expect(response.text).toContain("NOT_FOUND");
  });

  it("come with where tokens are to be had", async () => {
    const response = await fetch(`${gateway.url}/explorer-config.json`);
    expect(await response.json()).toEqual({ access: "tokens", tokensUrl: "http://127.0.0.1:4010/tokens" });
  });

  it("are missed with a page that says so", async () => {
    await using bare = await startGateway({
      supergraphSdl: subgraph.supergraphSdl,
      env: { EXPLORER_DIR: join(folder, "nothing") },
    });
    const response = await fetch(bare.url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("The explorer is not built");
  });
});
