/**
 * A process that holds thousands of subscribers, each on a socket of its own. It looks at frames as bytes: parsing them would
 * take longer than sending them does.
 */

import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** What the process is asked. */
export type ToClients =
  /** Opens connections that are ready to subscribe. */
  | { readonly kind: "connect"; readonly url: string; readonly count: number }
  /** Subscribes on every connection that has not. @param first waits for everybody's first frame @param last for a frame with this */
  | {
      readonly kind: "subscribe";
      readonly query: string;
      readonly after?: string;
      readonly first: boolean;
      readonly last?: string;
    }
  /** Forgets what was counted. */
  | { readonly kind: "reset" }
  | { readonly kind: "report" }
  /** Stops reading on so many connections. */
  | { readonly kind: "stall"; readonly count: number }
  /** Drops so many connections, the newest. */
  | { readonly kind: "drop"; readonly count: number };

/** What came of it. */
export interface ClientsReport {
  readonly tookMs: number;
  readonly frames: number;
  readonly bytes: number;
  /** From when an event was made to when each subscriber had it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly open: number;
}

const MASK = Buffer.alloc(4);
const AT = Buffer.from('"at":');
const NEXT = Buffer.from('"type":"next"');
const PING = 0x9;
/** Without a payload, and with a mask of zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const TIMESTAMP_DIGITS = 13;
const CONNECTING_AT_ONCE = 100;

const subscribers: Subscriber[] = [];
let frames = 0;
let bytes = 0;
let latenciesMs: number[] = [];
let awaited: { readonly text: Buffer; left: number; readonly done: () => void } | null = null;

class Subscriber {
  readonly socket: Socket;
  readonly ready: Promise<void>;
  isSubscribed = false;
  #onFirst: (() => void) | null = null;
  #rest: Buffer | null = null;

  constructor(url: URL) {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.socket = socket;
    this.ready = new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.write(
          `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
        );
      });
      socket.once("data", (head) => {
        if (!head.toString("latin1").startsWith("HTTP/1.1 101")) reject(new Error(head.toString("latin1")));
        this.send({ type: "connection_init" });
        socket.once("data", () => {
          socket.on("data", (chunk) => this.#read(chunk));
          resolve();
        });
      });
    });
  }

  send(message: object): void {
    const payload = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
    head[0] = 0x81;
    if (payload.length < 126) head[1] = 0x80 | payload.length;
    else {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(payload.length, 2);
    }
    // A mask of zeros leaves the payload as it is.
    this.socket.write(Buffer.concat([head, MASK, payload]));
  }

  /** @returns settles at the first frame */
  async subscribe(query: string, after: string | undefined): Promise<void> {
    this.isSubscribed = true;
    const first = new Promise<void>((resolve) => (this.#onFirst = resolve));
    this.send({ id: "1", type: "subscribe", payload: { query, variables: after === undefined ? {} : { after } } });
    await first;
  }

  #read(chunk: Buffer): void {
    let data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= 2) {
      const short = (data[1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < head) break;
      const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      if (data.length < head + length) break;
      if (((data[0] ?? 0) & 0x0f) === PING) this.socket.write(PONG);
      else this.#take(data.subarray(head, head + length));
      data = data.subarray(head + length);
    }
    this.#rest = data.length === 0 ? null : data;
  }

  #take(message: Buffer): void {
    if (message.indexOf(NEXT) === -1) return;
    frames += 1;
    bytes += message.length;
    const at = message.indexOf(AT);
    if (at !== -1) {
      const digits = message.toString("latin1", at + AT.length, at + AT.length + TIMESTAMP_DIGITS);
      latenciesMs.push(Date.now() - Number(digits));
    }
    this.#onFirst?.();
    this.#onFirst = null;
    if (awaited !== null && message.indexOf(awaited.text) !== -1) {
      awaited.left -= 1;
      if (awaited.left === 0) awaited.done();
    }
  }
}

async function run(order: ToClients): Promise<void> {
  switch (order.kind) {
    case "connect": {
      const url = new URL(order.url);
      for (let index = 0; index < order.count; index += CONNECTING_AT_ONCE) {
        const opening = Array.from(
          { length: Math.min(CONNECTING_AT_ONCE, order.count - index) },
          () => new Subscriber(url),
        );
        subscribers.push(...opening);
        await Promise.all(opening.map(({ ready }) => ready));
      }
      return;
    }
    case "subscribe": {
      const { last } = order;
      const left = subscribers.filter(({ isSubscribed }) => !isSubscribed).length;
      const lasts =
        last === undefined
          ? undefined
          : new Promise<void>((done) => (awaited = { text: Buffer.from(last), left, done }));
      const waiting = subscribers
        .filter(({ isSubscribed }) => !isSubscribed)
        .map(async (subscriber) => await subscriber.subscribe(order.query, order.after));
      if (order.first) await Promise.all(waiting);
      await lasts;
      awaited = null;
      return;
    }
    case "reset":
      frames = bytes = 0;
      latenciesMs = [];
      return;
    case "report":
      return;
    case "stall":
      for (const { socket } of subscribers.slice(0, order.count)) socket.pause();
      return;
    case "drop":
      for (const { socket } of subscribers.splice(subscribers.length - order.count)) socket.destroy();
      return;
    default:
      order satisfies never;
  }
}

process.on("message", (order: ToClients) => void answer(order));

async function answer(order: ToClients): Promise<void> {
  const startedAt = performance.now();
  await run(order);
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  process.send?.({
    tookMs: performance.now() - startedAt,
    frames,
    bytes,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    open: subscribers.filter(({ socket }) => !socket.destroyed).length,
  } satisfies ClientsReport);
}

process.on("disconnect", () => process.exit(0));
process.send?.({ kind: "ready" });
