/** The broker port over Redis Streams: of Redis 6.2 or newer, or Valkey. */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Broker, BrokerEntry, BrokerSink, PlacedEntry } from "./broker.ts";

/** What a broker is opened with. */
export interface RedisBrokerOptions {
  /** Such as `redis://127.0.0.1:6379` or `rediss://name:password@broker.example.org/0`. */
  readonly url: string;
  readonly leaseMs: number;
  /** Told when the broker comes and goes. */
  readonly onChange: (state: "up" | "down", error?: unknown) => void;
}

/** How long a call may take, and how long the start waits for the first connection. */
const CALL_TIMEOUT_MS = 1_000;
/** How long a connection may take to end before it is cut. */
const DISCONNECT_TIMEOUT_MS = 100;
/** How long a reader waits for news before it asks again, with who came meanwhile. */
const BLOCK_MS = 200;
const RETRY_MAX_MS = 1_000;
const READ_COUNT = 200;
/** How many leases long a topic is kept that nobody leads. */
const KEPT_LEASES = 3;
/** Entries of a topic without states. */
const MAX_STATELESS = 256;

/** KEYS lease, ARGV holder, lease ms. */
const LEAD = `
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('pexpire', KEYS[2], ARGV[2] * ${KEPT_LEASES})
redis.call('pexpire', KEYS[3], ARGV[2] * ${KEPT_LEASES})
return 1`;

/** Also the fence: who has lost the lease writes nothing. ARGV holder, kept ms, then kind, seq, cursor and body of each entry. */
const PUBLISH = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
for at = 3, #ARGV, 4 do
  local id = redis.call('xadd', KEYS[2], '*', 'k', ARGV[at], 's', ARGV[at + 1], 'c', ARGV[at + 2], 'b', ARGV[at + 3])
  if ARGV[at] == 'state' then
    local before = redis.call('get', KEYS[3])
    if before then redis.call('xtrim', KEYS[2], 'MINID', before) end
    redis.call('set', KEYS[3], id)
  end
end
if redis.call('exists', KEYS[3]) == 0 then redis.call('xtrim', KEYS[2], 'MAXLEN', ${MAX_STATELESS}) end
redis.call('pexpire', KEYS[2], ARGV[2])
redis.call('pexpire', KEYS[3], ARGV[2])
return 1`;

const RESIGN = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('del', KEYS[1])
if redis.call('exists', KEYS[2]) == 1 then
  redis.call('xadd', KEYS[2], '*', 'k', 'vacant', 's', ARGV[2], 'c', '', 'b', '')
end
return 1`;

interface Follower {
  readonly topic: string;
  readonly sink: BrokerSink;
  position: string;
}

/** Connects to Redis; resolves when it is there, or after a second without it, and goes on trying. */
export async function openRedisBroker({ url, leaseMs, onChange }: RedisBrokerOptions): Promise<Broker> {
  // Loaded when asked for only.
  const { Redis: Client } = await import("ioredis");
  const connect = (commandTimeout: number): Redis =>
    new Client(url, {
      connectTimeout: CALL_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      commandTimeout,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(50 * times, RETRY_MAX_MS),
      protocol: 2,
    });
  const commands = connect(CALL_TIMEOUT_MS);
  const reader = connect(BLOCK_MS + CALL_TIMEOUT_MS);
  let isUp: boolean | null = null;
  const change = (state: "up" | "down", error?: unknown): void => {
    if (isUp === (state === "up")) return;
    isUp = state === "up";
    onChange(state, error);
  };
  commands.on("ready", () => change("up"));
  commands.on("error", (error: unknown) => change("down", error));
  reader.on("error", () => undefined);
  const broker = new RedisBroker(commands, reader, leaseMs);
  const waiting = new AbortController();
  const ready = [commands, reader].map(
    async (client) => await new Promise<void>((resolve) => client.once("ready", () => resolve())),
  );
  const tooLong = delay(CALL_TIMEOUT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([Promise.all(ready), tooLong]);
  waiting.abort();
  return broker;
}

class RedisBroker implements Broker {
  readonly leaseMs: number;
  readonly #commands: Redis;
  readonly #reader: Redis;
  readonly #holder = randomUUID();
  readonly #followers = new Set<Follower>();
  #isClosed = false;
  #reading: Promise<void> | null = null;

  constructor(commands: Redis, reader: Redis, leaseMs: number) {
    this.#commands = commands;
    this.#reader = reader;
    this.leaseMs = leaseMs;
  }

  async lead(topic: string): Promise<boolean> {
    return (await this.#commands.eval(LEAD, 3, ...keysOf(topic), this.#holder, this.leaseMs)) === 1;
  }

  async resign(topic: string, seq: number): Promise<void> {
    await this.#commands.eval(RESIGN, 3, ...keysOf(topic), this.#holder, seq);
  }

  async publish(topic: string, entries: readonly BrokerEntry[]): Promise<boolean> {
    const values = entries.flatMap(({ kind, seq, cursor, body }) => [kind, seq, cursor ?? "", body]);
    const keptMs = this.leaseMs * KEPT_LEASES;
    return (await this.#commands.eval(PUBLISH, 3, ...keysOf(topic), this.#holder, keptMs, ...values)) === 1;
  }

  async read(topic: string): Promise<readonly PlacedEntry[]> {
    const [, stream] = keysOf(topic);
    return (await this.#commands.xrange(stream, "-", "+")).map(readEntry);
  }

  follow(topic: string, position: string | null, sink: BrokerSink): () => void {
    // A topic in which nothing was is read from its beginning.
    const follower: Follower = { topic, sink, position: position ?? "0" };
    this.#followers.add(follower);
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    return () => this.#followers.delete(follower);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#followers.clear();
    this.#reader.disconnect();
    await this.#reading;
    // What was given back is to arrive.
    await this.#commands.quit().catch(() => this.#commands.disconnect());
  }

  /** Reads for all followers until there are none. */
  async #read(): Promise<void> {
    while (!this.#isClosed && this.#followers.size > 0) {
      const asked = [...this.#followers];
      try {
        await this.#readOnce(asked);
      } catch {
        for (const follower of asked) if (this.#followers.delete(follower)) follower.sink.lost();
      }
    }
  }

  async #readOnce(asked: readonly Follower[]): Promise<void> {
    const streams = asked.map(({ topic }) => keysOf(topic)[1]);
    const places = asked.map(({ position }) => position);
    const reply = await this.#reader.xread("COUNT", READ_COUNT, "BLOCK", BLOCK_MS, "STREAMS", ...streams, ...places);
    const byStream = new Map(reply ?? []);
    for (const [index, follower] of asked.entries()) {
      for (const raw of byStream.get(streams[index] ?? "") ?? []) {
        if (!this.#followers.has(follower)) break;
        const entry = readEntry(raw);
        follower.position = entry.position;
        follower.sink.entry(entry);
      }
    }
  }
}

/** The lease, the stream, and where its newest state stands; all in one slot of a cluster. */
function keysOf(topic: string): [lease: string, stream: string, state: string] {
  return [`gateway:{${topic}}:lease`, `gateway:{${topic}}:stream`, `gateway:{${topic}}:state`];
}

function readEntry([position, fields]: readonly [string, readonly string[]]): PlacedEntry {
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) values.set(fields[at] ?? "", fields[at + 1] ?? "");
  const cursor = values.get("c") ?? "";
  return {
    position,
    kind: (values.get("k") ?? "event") as BrokerEntry["kind"],
    seq: Number(values.get("s")),
    cursor: cursor === "" ? null : cursor,
    body: values.get("b") ?? "",
  };
}
