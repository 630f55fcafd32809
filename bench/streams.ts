/** One stream and many subscribers: subgraph calls an event, frames a second, and how late the last subscriber is. */

import { once } from "node:events";
import { WebSocket } from "ws";
import { startSystem, until } from "../test/support/system.ts";
import { type CountingProxy, startCountingProxy } from "./counting-proxy.ts";
import { cpuMs } from "./process-cost.ts";
import { quantile, rounded } from "./statistics.ts";

const SUBSCRIBERS = 1_000;
const MEASURE_MS = 15_000;

const QUERY = `subscription { utilisation(groupBy: [PARTNER, SITE, MODEL]) {
  cursor at items { partner { name } site { name powerCapWatts } model { name } dutyCycle smActive powerWatts gpuCount coverage } } }`;

/** What one round saw. */
interface Round {
  readonly frames: number;
  readonly callsPerFrame: number;
  /** From a frame's first arrival at any subscriber to each other's. */
  readonly spreadMs: readonly number[];
  /** From the moment the newest sample in a frame was received to each arrival. */
  readonly ageMs: readonly number[];
  readonly cpuMsPerFrame: number;
}

/** Metrics by name: `streams.callsPerEvent.1`, `.1000`, `streams.framesPerSecond`, `streams.spreadP99Ms`, `streams.ageP99Ms`, `streams.cpuMsPerEvent`. */
export async function benchStreams(log: (line: string) => void): Promise<Record<string, number>> {
  await using system = await startSystem({ scrapeIntervalMs: 1_000 });
  const urls = new Map<string, string>();
  const proxies: CountingProxy[] = [];
  for (const [name, { url }] of system.subgraphs) {
    const proxy = name === "workloads" ? null : await startCountingProxy(url);
    if (proxy !== null) proxies.push(proxy);
    urls.set(name, proxy?.url ?? url);
  }
  try {
    const gateway = await system.addGateway("own", urls);
    const calls = (): number => proxies.reduce((sum, proxy) => sum + proxy.count(), 0);
    const token = await system.token("analyst");
    const measure = async (subscribers: number): Promise<Round> =>
      await round(gateway.url, gateway.pid, token, subscribers, calls);
    const one = await measure(1);
    const many = await measure(SUBSCRIBERS);
    log(
      `1 subscriber: ${rounded(one.callsPerFrame)} subgraph calls an event, ${rounded(one.cpuMsPerFrame)} ms of gateway CPU`,
    );
    log(
      `${SUBSCRIBERS} subscribers: ${rounded(many.callsPerFrame)} subgraph calls an event, ` +
        `${rounded((many.frames * SUBSCRIBERS * 1000) / MEASURE_MS)} frames/s delivered, ` +
        `the last subscriber ${rounded(quantile(many.spreadMs, 0.99))} ms after the first (p99), ` +
        `${rounded(quantile(many.ageMs, 0.99))} ms after its newest sample (p99), ` +
        `${rounded(many.cpuMsPerFrame)} ms of gateway CPU an event`,
    );
    return {
      "streams.callsPerEvent.1": rounded(one.callsPerFrame),
      [`streams.callsPerEvent.${SUBSCRIBERS}`]: rounded(many.callsPerFrame),
      "streams.framesPerSecond": rounded((many.frames * SUBSCRIBERS * 1000) / MEASURE_MS),
      "streams.spreadP99Ms": rounded(quantile(many.spreadMs, 0.99)),
      "streams.ageP99Ms": rounded(quantile(many.ageMs, 0.99)),
      "streams.cpuMsPerEvent": rounded(many.cpuMsPerFrame),
    };
  } finally {
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  }
}

async function round(
  url: string,
  pid: number,
  token: string,
  subscribers: number,
  calls: () => number,
): Promise<Round> {
  const arrivals = new Map<string, number[]>();
  const ageMs: number[] = [];
  const sockets: WebSocket[] = [];
  let first = 0;
  for (let index = 0; index < subscribers; index += 50) {
    const opening = Array.from({ length: Math.min(50, subscribers - index) }, () =>
      subscribe(url, token, (text) => {
        const cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
        if (cursor === undefined) throw new Error(`not a frame: ${text.slice(0, 300)}`);
        first += 1;
        ageMs.push(Date.now() - Date.parse(/"at":"([^"]+)"/.exec(text)?.[1] ?? ""));
        const times = arrivals.get(cursor) ?? [];
        arrivals.set(cursor, times);
        times.push(performance.now());
      }),
    );
    sockets.push(...(await Promise.all(opening)));
  }
  await until(
    async () => first,
    (count) => count >= subscribers,
    30_000,
  );
  arrivals.clear();
  ageMs.length = 0;
  const before = { calls: calls(), cpu: await cpuMs(pid) };
  await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  const after = { calls: calls(), cpu: await cpuMs(pid) };
  const frames = [...arrivals.values()].filter((times) => times.length >= subscribers);
  for (const socket of sockets) socket.terminate();
  const spreadMs = frames.flatMap((times) => times.map((time) => time - Math.min(...times)));
  return {
    frames: frames.length,
    callsPerFrame: (after.calls - before.calls) / arrivals.size,
    spreadMs,
    ageMs,
    cpuMsPerFrame: (after.cpu - before.cpu) / arrivals.size,
  };
}

async function subscribe(url: string, token: string, onFrame: (text: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${new URL(url).origin.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
  await once(socket, "message");
  socket.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    if (text.includes('"type":"next"')) onFrame(text);
    else if (text.includes('"type":"ping"')) socket.send('{"type":"pong"}');
    else throw new Error(`unexpected message: ${text.slice(0, 300)}`);
  });
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: QUERY } }));
  return socket;
}
