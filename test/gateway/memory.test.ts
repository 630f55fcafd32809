import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { giveMemoryBack, isWorthGivingBack, letUnusedGo, takeMemory } from "../../gateway/memory.ts";
import { startGateway } from "../support/gateway-rig.ts";
import { startSubgraphs } from "../support/subgraph-rig.ts";

const KIB = 1024;

describe("memory that is used again", () => {
  it("is large enough, and goes to one taker at a time", () => {
    for (const bytes of [1, 8 * KIB, 8 * KIB + 1, 100_000, 1024 * KIB, 3_000_000]) {
      expect(takeMemory(bytes).length).toBeGreaterThanOrEqual(bytes);
    }
    const first = takeMemory(20 * KIB);
    giveMemoryBack(first.subarray(100, 200));
    giveMemoryBack(first);
    const [second, third] = [takeMemory(20 * KIB), takeMemory(20 * KIB)];
    expect(second.buffer).toBe(first.buffer);
    expect(third.buffer).not.toBe(first.buffer);
  });

  it("is let go when nobody took it for a while, and what is in use is kept", () => {
    const [first, second] = [takeMemory(600 * KIB), takeMemory(600 * KIB)];
    giveMemoryBack(first);
    giveMemoryBack(second);
    letUnusedGo();
    // One of the two is taken between two looks, so the other is not needed.
    const used = takeMemory(600 * KIB);
    expect(used.buffer).toBe(second.buffer);
    giveMemoryBack(used);
    letUnusedGo();
    const [third, fourth] = [takeMemory(600 * KIB), takeMemory(600 * KIB)];
    expect(third.buffer).toBe(second.buffer);
    expect(fourth.buffer).not.toBe(first.buffer);
    giveMemoryBack(third);
    letUnusedGo();
    letUnusedGo();
    expect(takeMemory(600 * KIB).buffer).not.toBe(third.buffer);
  });

  it("is not what others made, nor what is very large", () => {
    for (const other of [Buffer.from("small"), Buffer.alloc(64 * KIB), takeMemory(2 * 1024 * KIB)]) {
      expect(isWorthGivingBack(other)).toBe(false);
      giveMemoryBack(other);
    }
    const others = [takeMemory(64 * KIB), takeMemory(64 * KIB)];
    for (const other of others) expect(isWorthGivingBack(other)).toBe(true);
  });
});

const PADDING = "x".repeat(900);
/** So many that what a client that does not read was sent exceeds what the kernel takes. */
const PIPELINED = 24;
const LARGE = 400;

describe("large answers", () => {
  it("come as they are to a client that reads late, however many others were answered meanwhile", async () => {
    await using subgraphs = await startSubgraphs([
      {
        name: "a",
        typeDefs: `type Query { things(mark: String!, count: Int!): [Thing!]! } type Thing @key(fields: "id") { id: ID! text: String! }`,
        resolvers: {
          Query: {
            things: (_: unknown, { mark, count }: { mark: string; count: number }) =>
              Array.from({ length: count }, (_unused, at) => ({ id: `${mark}-${at}`, text: `${mark}${PADDING}` })),
          },
        },
      },
      {
        name: "b",
        typeDefs: `type Thing @key(fields: "id") { id: ID! note: String! }`,
        resolvers: { Thing: { note: ({ id }: { id: string }) => `note of ${id}` } },
      },
    ]);
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl });
    const token = await gateway.issuer.token({ sub: "tester" });
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.pause();
    const marks = Array.from({ length: PIPELINED }, (_, n) => `late${n}`);
    for (const mark of marks) {
      const body = JSON.stringify({ query: QUERY, variables: { mark, count: LARGE } });
      const head = `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }
    for (let n = 0; n < PIPELINED; n++) {
      const mark = `other${n}`;
      const count = n % 2 === 0 ? LARGE : 1 + n * 9;
      const response = await gateway.post({ query: QUERY, variables: { mark, count } });
      expectThings(await response.text(), mark, count);
    }
    const bodies = bodiesOf(socket);
    socket.resume();
    for (const mark of marks) {
      const { value } = await bodies.next();
      expectThings(String(value), mark, LARGE);
    }
    socket.destroy();
  }, 60_000);
});

const QUERY = `query ($mark: String!, $count: Int!) { things(mark: $mark, count: $count) { id text note } }`;

function expectThings(text: string, mark: string, count: number): void {
  const { data } = JSON.parse(text) as { readonly data: { readonly things: readonly unknown[] } };
  const wanted = Array.from({ length: count }, (_, at) => {
    const id = `${mark}-${at}`;
    return { id, text: `${mark}${PADDING}`, note: `note of ${id}` };
  });
  // Compared as text: a difference of a megabyte is not to be printed.
  expect(JSON.stringify(data.things) === JSON.stringify(wanted)).toBe(true);
}

/** The bodies of responses that come one after another. */
async function* bodiesOf(socket: Socket): AsyncGenerator<string, void, undefined> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) break;
      const length = Number(/content-length: (\d+)/i.exec(received.toString("latin1", 0, end))?.[1]);
      if (received.length < end + 4 + length) break;
      yield received.toString("utf8", end + 4, end + 4 + length);
      received = received.subarray(end + 4 + length);
    }
  }
}
