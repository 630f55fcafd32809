/** A process that sends requests over a fixed number of connections, each as soon as the one before is answered. */

import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

/** What to send, for how long. */
export interface LoadOrder {
  /** The GraphQL endpoint. */
  readonly url: string;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly durationMs: number;
  /** How long a connection rests after each answer; none unless told. */
  readonly pauseMs?: number;
}

/** What came of it. */
export interface LoadReport {
  readonly requests: number;
  /** Answers that were not 200, or not as long as the first to the same body. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the first request to the last answer. */
  readonly tookMs: number;
}

process.on("message", (order: LoadOrder) => void run(order).then((report) => process.send?.(report)));
process.on("disconnect", () => process.exit(0));
process.send?.({ kind: "ready" });

async function run({ url, bodies, connections, durationMs, pauseMs = 0 }: LoadOrder): Promise<LoadReport> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 120_000, bodyTimeout: 120_000 });
  const lengths = bodies.map(() => 0);
  const timesMs: number[] = [];
  let turn = 0;
  let failures = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - startedAt < durationMs) {
      const index = turn++ % bodies.length;
      const sentAt = performance.now();
      const { status, bytes } = await send(pool, pathname, bodies[index] ?? "");
      timesMs.push(performance.now() - sentAt);
      if (lengths[index] === 0) lengths[index] = bytes;
      if (status !== 200 || bytes !== lengths[index]) failures += 1;
      if (pauseMs > 0) await sleep(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const tookMs = performance.now() - startedAt;
  await pool.destroy();
  const sorted = Float64Array.from(timesMs).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { requests: timesMs.length, failures, p50Ms: at(0.5), p99Ms: at(0.99), tookMs };
}

interface Answer {
  readonly status: number;
  readonly bytes: number;
}

const HEADERS = ["content-type", "application/json", "accept", "application/json"];

async function send(pool: Pool, path: string, body: string): Promise<Answer> {
  return new Promise<Answer>((resolve) => {
    let status = 0;
    let bytes = 0;
    pool.dispatch(
      { path, method: "POST", headers: HEADERS, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, code) => void (status = code),
        onResponseData: (_controller, chunk) => void (bytes += chunk.byteLength),
        onResponseEnd: () => resolve({ status, bytes }),
        onResponseError: () => resolve({ status: 0, bytes }),
      },
    );
  });
}
