import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { GatewayError } from "../../../gateway/errors.ts";
import type { SubgraphRequest, SubgraphResponse } from "../../../gateway/execute/ports.ts";
import { until } from "../../support/until.ts";
import { createSubgraphClient, type SubgraphClientOptions } from "../../../gateway/upstream/http.ts";

const QUERY: SubgraphRequest = { subgraph: "a", kind: "query", query: "{ a }" };
const MUTATION: SubgraphRequest = { subgraph: "a", kind: "mutation", query: "mutation { a }" };
const ANSWER = `{"data":{"a":1}}`;
const GOOD = response(ANSWER);

/** A response with what `headers` says of it, or a right `Content-Length`. */
function response(body: string, headers = `content-length: ${Buffer.byteLength(body)}\r\n`): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n${body}`;
}

function chunked(...chunks: readonly string[]): string {
  return response(chunks.join(""), "transfer-encoding: chunked\r\n");
}

interface Rig extends AsyncDisposable {
  /** The connections that the subgraph has had. */
  readonly sockets: readonly Socket[];
  /** The requests that it has had, bodies included. */
  readonly requests: readonly string[];
  ask(request?: SubgraphRequest, signal?: AbortSignal): Promise<SubgraphResponse>;
}

/** A subgraph that answers whole requests by hand. @param answer is called with the socket and the number of the request */
async function startRig(
  answer: (socket: Socket, request: number) => void,
  options: Partial<SubgraphClientOptions> = {},
): Promise<Rig> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    let received = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      const head = received.indexOf("\r\n\r\n") + 4;
      const length = Number(/content-length: (\d+)/.exec(received)?.[1]);
      if (head < 4 || received.length < head + length) return;
      requests.push(received);
      received = "";
      answer(socket, requests.length);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = createSubgraphClient({
    urls: { a: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` },
    timeoutMs: 2_000,
    maxResponseBytes: 10_000,
    connections: 2,
    ...options,
  });
  return {
    sockets,
    requests,
    ask: (request = QUERY, signal = new AbortController().signal) => client.withHeaders({})(request, signal),
    async [Symbol.asyncDispose]() {
      await client.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function code(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof GatewayError) return error.code;
  throw new TypeError(`expected a GatewayError, got ${String(error)}`);
}

/** Writes byte by byte, each for itself. */
async function dribble(socket: Socket, text: string): Promise<void> {
  socket.setNoDelay(true);
  for (const byte of Buffer.from(text)) {
    await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const DATA = { data: { a: 1 } };

describe("answers that are as they may be", () => {
  it.each([
    ["a chunked one", chunked('4\r\n{"da\r\n', 'c;name="value"\r\nta":{"a":1}}\r\n', "0\r\n\r\n")],
    ["a chunked one with trailers", chunked(`10\r\n${ANSWER}\r\n0\r\nx-a: b\r\nx-c: d\r\n\r\n`)],
    [
      "one behind responses with status 1xx",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${GOOD}`,
    ],
    ["one without a reason phrase", `HTTP/1.1 200\r\nContent-Length:  ${ANSWER.length} \r\n\r\n${ANSWER}`],
    ["one that comes with long headers", response(ANSWER, `x: ${"y".repeat(10_000)}\r\ncontent-length: 16\r\n`)],
  ])("reads %s, at once and byte by byte, over one connection", async (_, text) => {
    await using rig = await startRig((socket, request) => {
      if (request === 1 || text.length > 5_000) socket.write(text);
      else void dribble(socket, text);
    });
    expect([await rig.ask(), await rig.ask(), await rig.ask()]).toEqual([DATA, DATA, DATA]);
    expect(rig.sockets.length).toBe(1);
  });

  it("reads one that ends with the connection, which is not used again", async () => {
    await using rig = await startRig((socket) => socket.end(response(ANSWER, "")));
    expect([await rig.ask(), await rig.ask(MUTATION)]).toEqual([DATA, DATA]);
    expect(rig.sockets.length).toBe(2);
  });

  it.each([
    ["says so", response(ANSWER, "connection: x, Close\r\ncontent-length: 16\r\n")],
    ["speaks HTTP/1.0", GOOD.replace("1.1", "1.0")],
    ["keeps connections for a moment only", response(ANSWER, "keep-alive: max=9, timeout=2\r\ncontent-length: 16\r\n")],
  ])("uses no connection again when the subgraph %s", async (_, text) => {
    await using rig = await startRig((socket) => void socket.write(text));
    expect([await rig.ask(), await rig.ask()]).toEqual([DATA, DATA]);
    expect(rig.sockets.length).toBe(2);
  });

  it("reads one in many pieces as exactly the bytes that it was", async () => {
    const a = "ü€😀".repeat(300);
    const text = response(JSON.stringify({ data: { a } }));
    await using rig = await startRig((socket) => void dribble(socket, text));
    expect(await rig.ask()).toEqual({ data: { a } });
  });

  it("reads one that is much larger than what is read at once", async () => {
    const data = { a: "x".repeat(3_000_000), b: "é" };
    await using rig = await startRig(
      (socket, request) => {
        const body = JSON.stringify({ data });
        if (request === 1) socket.write(response(body));
        else socket.write(chunked(...[body.slice(0, 9), body.slice(9)].map(chunk), "0\r\n\r\n"));
      },
      { maxResponseBytes: 4_000_000 },
    );
    expect(await rig.ask()).toEqual({ data });
    expect(await rig.ask()).toEqual({ data });
  });
});

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

describe("answers that are not", () => {
  it.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n"],
    ["HTTP/2", GOOD.replace("HTTP/1.1", "HTTP/2.0")],
    ["no status", GOOD.replace("200", "2x0")],
    ["a status of two digits", GOOD.replace("200", "20")],
    ["a change of protocols", `HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n${GOOD}`],
    ["bare line feeds", GOOD.replaceAll("\r\n", "\n") + "\r\n\r\n"],
    ["a bare carriage return in a header", response(ANSWER, "x: a\rcontent-length: 16\r\ncontent-length: 16\r\n")],
    ["a folded header", response(ANSWER, "x: a\r\n b\r\ncontent-length: 16\r\n")],
    ["a space before a colon", response(ANSWER, "content-length : 16\r\n")],
    ["a header without a name", response(ANSWER, ": x\r\ncontent-length: 16\r\n")],
    ["a header without a colon", response(ANSWER, "x\r\ncontent-length: 16\r\n")],
    ["a null in a header", response(ANSWER, "x: a\0b\r\ncontent-length: 16\r\n")],
    ["two lengths", response(ANSWER, "content-length: 16\r\ncontent-length: 16\r\n")],
    ["a list of lengths", response(ANSWER, "content-length: 16, 16\r\n")],
    ["a negative length", response(ANSWER, "content-length: -16\r\n")],
    ["a length in hexadecimal", response(ANSWER, "content-length: 0x10\r\n")],
    ["an endless length", response(ANSWER, `content-length: ${"9".repeat(400)}\r\n`)],
    [
      "a length and chunks",
      response(`10\r\n${ANSWER}\r\n0\r\n\r\n`, "content-length: 16\r\ntransfer-encoding: chunked\r\n"),
    ],
    ["a coding that is not spoken", response(ANSWER, "transfer-encoding: gzip, chunked\r\n")],
    ["chunks in HTTP/1.0", chunked(`10\r\n${ANSWER}\r\n0\r\n\r\n`).replace("1.1", "1.0")],
    ["a chunk without a size", chunked(`\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk's size that is no number", chunked(`1g\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a negative chunk's size", chunked(`-10\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk's size with a space", chunked(`10 \r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk's size beyond all measure", chunked(`fffffffffffffffff\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk longer than its size", chunked(`f\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk shorter than its size", chunked(`11\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["a chunk's size that ends in a bare line feed", chunked(`10\n${ANSWER}\r\n0\r\n\r\n`)],
    ["an endless extension of a chunk", chunked(`10;${"x".repeat(20_000)}\r\n${ANSWER}\r\n0\r\n\r\n`)],
    ["trailers without an end", chunked(`10\r\n${ANSWER}\r\n0\r\n${"x: y\r\n".repeat(6_000)}\r\n`)],
    ["more headers than are taken", response(ANSWER, "x: y\r\n".repeat(4_000))],
    ["no end of responses with status 1xx", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000) + GOOD],
    ["more than allowed, as its length says", response("", "content-length: 10001\r\n")],
    ["more than allowed in chunks", chunked(...Array.from({ length: 11 }, () => chunk(" ".repeat(1_000))))],
    ["more than allowed in one chunk", chunked("ffffff\r\n")],
    ["more than allowed until the connection ends", response(" ".repeat(10_001), "")],
    ["nothing, with status 204", `HTTP/1.1 204 No Content\r\n\r\n`],
  ])("fails on %s", async (_, text) => {
    await using rig = await startRig((socket) => void socket.write(text));
    expect(await code(rig.ask())).toBe("SUBGRAPH_FAILED");
    expect(rig.requests.length).toBe(1);
  });

  it("fails on headers that never end, and hangs up", async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using rig = await startRig((socket) => {
      closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write("HTTP/1.1 200 OK\r\n");
      const flow = (): void => void (socket.writable && socket.write("x: y\r\n".repeat(99), () => setImmediate(flow)));
      flow();
    });
    expect(await code(rig.ask())).toBe("SUBGRAPH_FAILED");
    await closed;
  });

  it("waits for slow headers no longer than the deadline", async () => {
    await using rig = await startRig(
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\n");
        const timer = setInterval(() => socket.write("x: y\r\n"), 10);
        socket.on("close", () => clearInterval(timer));
      },
      { timeoutMs: 200 },
    );
    expect(await code(rig.ask())).toBe("SUBGRAPH_TIMEOUT");
  });

  it.each([
    ["in the head", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["in the body", response(`{"data":`, "content-length: 16\r\n")],
    ["between chunks", chunked(`10\r\n${ANSWER}\r\n`)],
    ["before the trailers end", chunked(`10\r\n${ANSWER}\r\n0\r\n`)],
  ])("does not send a query again when its answer breaks off %s", async (_, text) => {
    await using rig = await startRig((socket) => socket.end(text));
    expect(await code(rig.ask())).toBe("SUBGRAPH_FAILED");
    expect(rig.requests.length).toBe(1);
  });

  it("sends a query again, and no mutation, when the subgraph half-closes in the place of an answer", async () => {
    await using rig = await startRig((socket, request) => (request === 1 ? socket.end() : socket.write(GOOD)));
    expect(await rig.ask()).toEqual(DATA);
    await using other = await startRig((socket) => socket.end());
    expect(await code(other.ask(MUTATION))).toBe("SUBGRAPH_UNREACHABLE");
    expect([rig.requests.length, other.requests.length]).toEqual([2, 1]);
  });
});

describe("what stands behind an answer", () => {
  const SMUGGLED = response(`{"data":{"a":"another's"}}`);

  it.each([
    ["a second response", GOOD + SMUGGLED],
    ["bytes that are none", `${GOOD}\r\n`],
    ["a second response behind chunks", chunked(`10\r\n${ANSWER}\r\n0\r\n\r\n`) + SMUGGLED],
    ["a body where there is none", `HTTP/1.1 204 No Content\r\ncontent-length: 43\r\n\r\n${SMUGGLED}`],
  ])("is never taken for the answer to the next request: %s", async (_, text) => {
    await using rig = await startRig((socket, request) => socket.write(request === 1 ? text : GOOD), {
      connections: 1,
    });
    await Promise.allSettled([rig.ask()]);
    expect(await rig.ask()).toEqual(DATA);
    expect(rig.sockets.length).toBe(2);
  });

  it("ends a connection that is not in use, when it comes later", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    await using rig = await startRig((socket, request) => {
      ended = new Promise((resolve) => socket.once("end", resolve).once("error", resolve));
      socket.write(GOOD, () => request === 1 && setTimeout(() => socket.write(SMUGGLED), 50));
    });
    await rig.ask();
    await ended;
    expect(await rig.ask()).toEqual(DATA);
  });

  it("ends the connection when the request was not yet sent whole", async () => {
    const query = `{ a(text: "${"x".repeat(8_000_000)}") }`;
    const sockets: Socket[] = [];
    const early = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.once("data", () => {
        socket.pause();
        socket.write(GOOD);
      });
    }).listen(0, "127.0.0.1");
    await once(early, "listening");
    const url = `http://127.0.0.1:${(early.address() as AddressInfo).port}/`;
    const client = createSubgraphClient({ urls: { a: url }, timeoutMs: 2_000, maxResponseBytes: 999, connections: 1 });
    const fetchSubgraph = client.withHeaders({});
    const { signal } = new AbortController();
    expect(await fetchSubgraph({ ...QUERY, query }, signal)).toEqual(DATA);
    expect(await fetchSubgraph(QUERY, signal)).toEqual(DATA);
    await client.close();
    for (const socket of sockets) socket.destroy();
    early.close();
  });
});

describe("connections to a subgraph", () => {
  it("opens a new one for the second try, for all that are kept may be dead", async () => {
    let isDying = false;
    await using rig = await startRig((socket) =>
      isDying && rig.sockets.indexOf(socket) < 2 ? socket.destroy() : socket.write(GOOD),
    );
    await Promise.all([rig.ask(), rig.ask()]);
    isDying = true;
    expect(await rig.ask()).toEqual(DATA);
    expect(rig.sockets.length).toBe(3);
  });

  it("lets only so many calls wait for one", async () => {
    await using rig = await startRig(() => undefined, { connections: 1, timeoutMs: 300 });
    const codes = await Promise.all(Array.from({ length: 70 }, () => code(rig.ask())));
    expect(codes.filter((each) => each === "SUBGRAPH_TIMEOUT").length).toBe(65);
    expect(codes.filter((each) => each === "OVERLOADED").length).toBe(5);
  });

  it("gives a place that an abort frees to whoever waits, and does not send what was aborted while it waited", async () => {
    await using rig = await startRig((socket, request) => void (request > 1 && socket.write(GOOD)), { connections: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const asked = [rig.ask(QUERY, first.signal), rig.ask(MUTATION, second.signal), rig.ask()];
    await until(async () => rig.requests.length === 1);
    second.abort(new GatewayError("DEADLINE_EXCEEDED"));
    first.abort(new GatewayError("DEADLINE_EXCEEDED"));
    expect(await Promise.all(asked.slice(0, 2).map(code))).toEqual(["DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED"]);
    expect(await asked[2]).toEqual(DATA);
    expect(rig.requests.filter((request) => request.includes("mutation"))).toEqual([]);
  });

  it("fails calls under way and waiting when the client is closed, and takes no more", async () => {
    const rig = await startRig(() => undefined, { connections: 1 });
    const codes = Promise.all([code(rig.ask()), code(rig.ask())]);
    await rig[Symbol.asyncDispose]();
    expect(await codes).toEqual(["SUBGRAPH_FAILED", "SUBGRAPH_FAILED"]);
    expect(await code(rig.ask())).toBe("SUBGRAPH_FAILED");
  });

  it("takes no header that could end its line", async () => {
    const client = createSubgraphClient({ urls: {}, timeoutMs: 1, maxResponseBytes: 1, connections: 1 });
    expect(() => client.withHeaders({ "x-a": "b\r\nx-c: d" })).toThrow(TypeError);
    expect(() => client.withHeaders({ "x-a: b\r\nx-c": "d" })).toThrow(TypeError);
    await client.close();
  });
});
