/** Our gateway under all operations at once: what memory it keeps, and how long its event loop is held. */

import { readFile } from "node:fs/promises";
import { quantile, rounded } from "../statistics.ts";
import type { BenchCase } from "./cases.ts";
import type { RunningGateway } from "./gateways.ts";
import type { LoadOrder, LoadReport } from "./load.ts";
import { type Bench, runLoad } from "./measure.ts";
import type { FromProbe } from "./probe.ts";

const SAMPLE_MS = 1_000;
/** Small requests for each of the others, as clients send more of them. */
const SMALL_SHARE = 8;

/** How long a client rests between requests where the gateway is not to be saturated. */
const PAUSE_MS = 100;
const PACED_SHARE = 0.4;

/**
 * As much as the gateway can take, then clients that rest in between. Metrics: `rssMb` at the end of the first,
 * `eventLoop.delayP99Ms` during it, `eventLoop.pacedDelayP99Ms` during the second.
 */
export async function measureMixed(
  log: (line: string) => void,
  bench: Bench,
  own: RunningGateway,
  cases: readonly BenchCase[],
  connections: number,
  durationMs: number,
): Promise<Record<string, number>> {
  const bodies = cases.flatMap(({ name, body }) =>
    Array.from({ length: name === "small" ? SMALL_SHARE : 1 }, () => body),
  );
  const order = { url: own.url, bodies, connections };
  const samplesMb: number[] = [];
  const timer = setInterval(() => void residentMb(own.process.pid).then((mb) => samplesMb.push(mb)), SAMPLE_MS);
  const full = await underLoad(bench, own, { ...order, durationMs }).finally(() => clearInterval(timer));
  const rssMb = await residentMb(own.process.pid);
  const half = samplesMb.slice(samplesMb.length / 2);
  log(
    `mixed load for ${durationMs / 1000} s, ${full.requests} requests: ${rounded(rssMb)} MB resident at its end, ` +
      `in its second half ${rounded(quantile(half, 0))} to ${rounded(quantile(half, 1))} MB; ${describe(full)}`,
  );
  const paced = await underLoad(bench, own, {
    ...order,
    pauseMs: PAUSE_MS,
    durationMs: Math.min(20_000, durationMs * PACED_SHARE),
  });
  log(`the same from clients that rest ${PAUSE_MS} ms after each answer: ${describe(paced)}`);
  return {
    rssMb: rounded(rssMb),
    "eventLoop.delayP99Ms": rounded(full.delayP99Ms),
    "eventLoop.pacedDelayP99Ms": rounded(paced.delayP99Ms),
  };
}

interface Loaded extends LoadReport {
  readonly delayP99Ms: number;
}

async function underLoad(bench: Bench, own: RunningGateway, order: LoadOrder): Promise<Loaded> {
  await own.process.ask({ kind: "reset" });
  const report = await runLoad(bench, order);
  const { delayP99Ms } = (await own.process.ask({ kind: "delay" })) as FromProbe;
  if (report.failures > 0) throw new Error(`${report.failures} of ${report.requests} failed under mixed load`);
  return { ...report, delayP99Ms };
}

function describe({ delayP99Ms, p50Ms, p99Ms }: Loaded): string {
  return `event loop delay p99 ${rounded(delayP99Ms)} ms; requests p50 ${rounded(p50Ms)} ms, p99 ${rounded(p99Ms)} ms`;
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
