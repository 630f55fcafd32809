import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { GatewayError } from "../../../gateway/errors.ts";
import { BytesAnswer, type SubgraphRequest, type SubgraphResponse } from "../../../gateway/execute/ports.ts";
import { createSubgraphClient, type SubgraphClientOptions } from "../../../gateway/upstream/http.ts";
import { createSubgraphProbe } from "../../../gateway/upstream/probe.ts";

const QUERY: SubgraphRequest = { subgraph: "a", kind: "query", query: "{ a }" };
const MUTATION: SubgraphRequest = { subgraph: "a", kind: "mutation", query: "mutation { a }" };
const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

interface Rig extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  ask(request?: SubgraphRequest, signal?: AbortSignal): Promise<SubgraphResponse>;
}

async function startRig(answer: RequestListener, options: Partial<SubgraphClientOptions> = {}): Promise<Rig> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?x=1`;
  const client = createSubgraphClient({
    urls: { a: url },
    timeoutMs: 2_000,
    maxResponseBytes: 10_000,
    connections: 2,
    ...options,
  });
  return {
    url,
    server,
    ask: (request = QUERY, signal = NEVER) => client.withHeaders({ "x-test": "yes" })(request, signal),
    async [Symbol.asyncDispose]() {
      await client.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function sends(body: string | Buffer, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  };
}

async function failure(work: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof GatewayError) return error;
  throw new TypeError(`expected a GatewayError, got ${String(error)}`);
}

describe("calls to subgraphs", () => {
  it("sends the operation as JSON to the whole address, with the headers of the request", async () => {
    const received = { url: "", headers: {} as IncomingMessage["headers"], body: "" };
    await using rig = await startRig((request, response) => {
      received.url = request.url ?? "";
      received.headers = request.headers;
      request.on("data", (chunk: Buffer) => (received.body += String(chunk)));
      request.on("end", () => response.end(`{"data":{"a":"ü"}}`));
    });
    const request = { ...QUERY, operationName: "x", variables: { v: "é" } };
    expect(await rig.ask(request)).toEqual({ data: { a: "ü" } });
    expect([received.url, received.headers["x-test"]]).toEqual(["/graphql?x=1", "yes"]);
    expect(JSON.parse(received.body)).toEqual({ query: "{ a }", operationName: "x", variables: { v: "é" } });
  });

  it("takes a GraphQL response whatever its status", async () => {
    await using rig = await startRig(sends(`{"errors":[{"message":"no"}]}`, 400));
    expect(await rig.ask()).toEqual({ errors: [{ message: "no" }] });
  });

  it.each<[string, string | Buffer, number]>([
    ["HTML with status 200", "<html></html>", 200],
    ["an empty body", "", 200],
    ["truncated JSON", `{"data":{"a":`, 200],
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 200],
    ["JSON that is no object", "[]", 200],
    ["null", "null", 200],
    ["an object that is no GraphQL response", `{"a":1}`, 200],
    ["a refusal of the gateway itself", `{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}`, 401],
    ["a proxy's error", "Bad Gateway", 502],
  ])("fails on %s, and keeps the cause for the log", async (_, body, status) => {
    await using rig = await startRig(sends(body, status));
    const error = await failure(rig.ask());
    expect([error.code, error.details]).toEqual(["SUBGRAPH_FAILED", { subgraph: "a" }]);
    expect(error.cause).toBeInstanceOf(Error);
    expect(JSON.stringify(error.toGraphQL())).not.toContain("127.0.0.1");
  });

  it("gives answers as bytes to whoever wants them so, each in memory of its own", async () => {
    let calls = 0;
    await using rig = await startRig((_request, response) => {
      response.end(`{"data":{"a":"${String(calls++).repeat(500)}"}}`);
    });
    const answers: SubgraphResponse[] = [];
    for (let n = 0; n < 4; n++) answers.push(await rig.ask({ ...QUERY, wantsBytes: true }));
    for (const [n, answer] of answers.entries()) {
      if (!(answer instanceof BytesAnswer)) throw new TypeError("expected bytes");
      expect(answer.read()).toEqual({ data: { a: String(n).repeat(500) } });
    }
  });

  it.each<[string, string | Buffer, number]>([
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 200],
    ["a refusal of the gateway itself", `{"errors":[]}`, 403],
  ])("gives no bytes of %s", async (_, body, status) => {
    await using rig = await startRig(sends(body, status));
    expect((await failure(rig.ask({ ...QUERY, wantsBytes: true }))).code).toBe("SUBGRAPH_FAILED");
  });

  it("fails when bytes are read that are no GraphQL response", async () => {
    await using rig = await startRig(sends("<html></html>", 502));
    const answer = await rig.ask({ ...QUERY, wantsBytes: true });
    if (!(answer instanceof BytesAnswer)) throw new TypeError("expected bytes");
    const error = await failure(Promise.resolve().then(() => answer.read()));
    expect([error.code, error.details]).toEqual(["SUBGRAPH_FAILED", { subgraph: "a" }]);
  });

  it("fails on an answer that breaks off", async () => {
    await using rig = await startRig((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write(`{"data":`, () => response.socket?.destroy());
    });
    expect((await failure(rig.ask())).code).toBe("SUBGRAPH_FAILED");
  });

  it("fails on an answer that is larger than allowed, without reading on", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using rig = await startRig((_request, response) => {
      closed = once(response, "close");
      const flow = (): void => {
        if (!response.destroyed) response.write("x".repeat(5_000), () => setImmediate(flow));
      };
      flow();
    });
    expect((await failure(rig.ask())).code).toBe("SUBGRAPH_FAILED");
    await closed;
  });

  it("ends a call at its deadline, and lets go of the subgraph", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using rig = await startRig((_request, response) => void (closed = once(response, "close")), {
      timeoutMs: 50,
    });
    expect((await failure(rig.ask())).code).toBe("SUBGRAPH_TIMEOUT");
    await closed;
  });

  it("counts the time that a call waits for a connection", async () => {
    await using rig = await startRig(() => undefined, { timeoutMs: 100, connections: 1 });
    const codes = await Promise.all([failure(rig.ask()), failure(rig.ask()), failure(rig.ask())]);
    expect(codes.map(({ code }) => code)).toEqual(["SUBGRAPH_TIMEOUT", "SUBGRAPH_TIMEOUT", "SUBGRAPH_TIMEOUT"]);
  });

  it("ends a call when its request is aborted, with the reason", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using rig = await startRig((_request, response) => void (closed = once(response, "close")));
    const controller = new AbortController();
    const arrived = once(rig.server, "request");
    const error = failure(rig.ask(QUERY, controller.signal));
    await arrived;
    controller.abort(new GatewayError("DEADLINE_EXCEEDED"));
    expect((await error).code).toBe("DEADLINE_EXCEEDED");
    await closed;
  });

  it("says that a subgraph cannot be reached", async () => {
    const rig = await startRig(sends("{}"));
    await rig[Symbol.asyncDispose]();
    const client = createSubgraphClient({
      urls: { a: rig.url },
      timeoutMs: 1_000,
      maxResponseBytes: 1,
      connections: 1,
    });
    expect((await failure(client.withHeaders({})(QUERY, NEVER))).code).toBe("SUBGRAPH_UNREACHABLE");
    await client.close();
  });

  it("never has more connections than allowed", async () => {
    const sockets = new Set<Socket>();
    await using rig = await startRig((request, response) => {
      sockets.add(request.socket);
      setImmediate(() => response.end(`{"data":{}}`));
    });
    await Promise.all(Array.from({ length: 20 }, () => rig.ask()));
    expect(sockets.size).toBe(2);
  });

  describe("when the connection breaks before the answer begins", () => {
    /** Answers the first `good` requests, and breaks the connection of the next `broken`. */
    function breaks(good: number, broken: number): { listener: RequestListener; seen: () => number } {
      let seen = 0;
      const listener = (request: IncomingMessage, response: ServerResponse): void => {
        seen += 1;
        if (seen > good && seen <= good + broken) request.socket.destroy();
        else response.end(`{"data":{"n":${seen}}}`);
      };
      return { listener, seen: () => seen };
    }

    it("sends a query once more", async () => {
      const { listener } = breaks(1, 1);
      await using rig = await startRig(listener, { connections: 1 });
      await rig.ask();
      expect(await rig.ask()).toEqual({ data: { n: 3 } });
    });

    it("gives up after that", async () => {
      const { listener, seen } = breaks(0, 5);
      await using rig = await startRig(listener);
      expect((await failure(rig.ask())).code).toBe("SUBGRAPH_UNREACHABLE");
      expect(seen()).toBe(2);
    });

    it("never sends a mutation twice", async () => {
      const { listener, seen } = breaks(0, 5);
      await using rig = await startRig(listener);
      expect((await failure(rig.ask(MUTATION))).code).toBe("SUBGRAPH_UNREACHABLE");
      expect(seen()).toBe(1);
    });
  });
});

describe("the probe of subgraphs", () => {
  it("names those that do not answer, asks once for many, and sees when they are back", async () => {
    let status = 200;
    let asked = 0;
    await using rig = await startRig((request, response) => {
      asked += 1;
      response.writeHead(request.url === "/health" ? status : 404).end();
    });
    const gone = await startRig(sends(""));
    await gone[Symbol.asyncDispose]();
    const probe = createSubgraphProbe({ urls: { a: rig.url, b: gone.url }, timeoutMs: 1_000, maxAgeMs: 60_000 });
    expect(await Promise.all([probe.missing(), probe.missing()])).toEqual([["b"], ["b"]]);
    expect(asked).toBe(1);
    await probe.close();

    const eager = createSubgraphProbe({ urls: { a: rig.url }, timeoutMs: 1_000, maxAgeMs: 0 });
    expect(await eager.missing()).toEqual([]);
    status = 503;
    expect(await eager.missing()).toEqual(["a"]);
    status = 200;
    expect(await eager.missing()).toEqual([]);
    await eager.close();
  });

  it("does not wait for one that hangs", async () => {
    await using rig = await startRig(() => undefined);
    const probe = createSubgraphProbe({ urls: { a: rig.url }, timeoutMs: 50, maxAgeMs: 0 });
    expect(await probe.missing()).toEqual(["a"]);
    await probe.close();
  });
});
