/** What a request costs our gateway, beside others and beside a hand-written floor, in one run on one machine. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { median, rounded } from "../statistics.ts";
import { BIG_LEVELS, type BenchCase, type CaseName, CASES } from "./cases.ts";
import { compare, describeRatio } from "./compare.ts";
import { GATEWAY_TITLES, type GatewayName, type Ground, type RunningGateway, startGateway } from "./gateways.ts";
import { composeBenchSupergraph } from "./graph.ts";
import { type Bench, measureRound, type Round, runLoad } from "./measure.ts";
import { canPin, type PinnedProcess, startPinned } from "./pinned-process.ts";
import type { FromProbe, ToProbe } from "./probe.ts";
import type { PlanTimes } from "./plan.ts";
import { topSelfTimes } from "./profile.ts";
import { measureMixed } from "./mixed.ts";
import type { FromSubgraphs } from "./subgraphs.ts";
import { wideSupergraph } from "./wide-supergraph.ts";

/** What is measured, and for how long. */
export interface EngineBenchOptions {
  /** Gateways that take part; the others' metrics are left out. */
  readonly only: readonly GatewayName[];
  readonly cases: readonly CaseName[];
  /** A minute instead of four; the spread is wide. */
  readonly quick: boolean;
  /** Ten minutes of mixed load instead of a short one. */
  readonly soak: boolean;
  /** Profile our gateway under each case, and measure nothing else. */
  readonly profile: boolean;
}

interface Durations {
  readonly rounds: number;
  /** A slow machine gets fewer rounds, two at the least, so that the whole ends in time. */
  readonly caseBudgetMs: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly latencyMs: number;
  readonly mixedMs: number;
}

const USUAL: Durations = {
  rounds: 9,
  caseBudgetMs: 50_000,
  warmUpMs: 2_000,
  roundMs: 900,
  latencyMs: 4_000,
  mixedMs: 20_000,
};
const QUICK: Durations = {
  rounds: 3,
  caseBudgetMs: 9_000,
  warmUpMs: 600,
  roundMs: 400,
  latencyMs: 2_000,
  mixedMs: 5_000,
};
const LEAST_ROUNDS = 2;
const SOAK_MS = 600_000;
const PROFILE_MS = 8_000;
const CONNECTIONS = 50;
/** Few enough that requests do not wait for each other's CPU. */
const LATENCY_CONNECTIONS = 4;
const SUBGRAPH_DELAY_MS = 10;
const TOP_FUNCTIONS = 30;
const WIDE = { subgraphs: 100, types: 2_000 };
const STARTS = 3;

type Log = (line: string) => void;

/** Metrics by name; `bench/README.md` says what each means. @throws Error when answers differ or are wrong */
export async function benchEngine(log: Log, options: EngineBenchOptions): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "engine-bench-"));
  const running: PinnedProcess[] = [];
  try {
    return await run(log, options, folder, running);
  } finally {
    await Promise.all(running.map((process) => process.stop()));
    if (!options.profile) await rm(folder, { recursive: true });
  }
}

async function run(
  log: Log,
  options: EngineBenchOptions,
  folder: string,
  running: PinnedProcess[],
): Promise<Record<string, number>> {
  log(canPin ? "each gateway has a core of its own" : "nothing can be pinned to a core here: expect a wide spread");
  const bench: Bench = {
    subgraphs: startPinned("rest", [process.execPath, built("subgraphs.js")], join(folder, "subgraphs.log")),
    load: startPinned("rest", [process.execPath, built("load.js")], join(folder, "load.log")),
  };
  running.push(bench.subgraphs, bench.load);
  const ready = (await bench.subgraphs.next()) as FromSubgraphs;
  await bench.load.next();
  if (ready.kind !== "ready") throw new TypeError("expected the subgraphs' addresses");
  const supergraphPath = join(folder, "supergraph.graphql");
  await writeFile(supergraphPath, composeBenchSupergraph(ready.urls));

  const ground: Ground = { supergraphPath, subgraphs: ready.urls, folder };
  const gateways = await startGateways(log, options, ground, running);
  const cases = CASES.filter(({ name }) => options.cases.includes(name));
  for (const each of cases) await checkAnswers(log, gateways, each);
  const durations = options.quick ? QUICK : USUAL;
  const own = gateways.find(({ name }) => name === "own");
  if (options.profile) {
    if (own === undefined) throw new TypeError("expected our own gateway among those to profile");
    for (const each of cases) await profile(log, bench, own, each, folder, durations.warmUpMs);
    return {};
  }
  const metrics: Record<string, number> = {};
  for (const each of cases) {
    const rounds = await measureCase(bench, gateways, each, durations);
    Object.assign(metrics, report(log, each, rounds));
  }
  if (own === undefined) return metrics;
  const big = cases.find(({ name }) => name === "big");
  if (big !== undefined) Object.assign(metrics, await measureLatency(log, bench, own, big, durations));
  const mixedMs = options.soak ? SOAK_MS : durations.mixedMs;
  Object.assign(metrics, await measureMixed(log, bench, own, cases, CONNECTIONS, mixedMs));
  Object.assign(metrics, await measurePlans(log, ground));
  return { ...metrics, ...(await measureStart(log, ground)) };
}

/** One after the other, so that each has the machine to itself while it starts. */
async function startGateways(
  log: Log,
  options: EngineBenchOptions,
  ground: Ground,
  running: PinnedProcess[],
): Promise<readonly RunningGateway[]> {
  const gateways: RunningGateway[] = [];
  for (const name of options.only) {
    try {
      const gateway = await startGateway(name, ground, log);
      running.push(gateway.process);
      gateways.push(gateway);
      log(`${name.padEnd(6)} ${GATEWAY_TITLES[name]}: ready in ${Math.round(gateway.readyMs)} ms`);
    } catch (error) {
      // Our own must run; a peer that cannot is no reason to measure nothing.
      if (name === "own") throw error;
      log(`${name.padEnd(6)} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return gateways;
}

/** @throws Error when two gateways answer differently, or one with errors */
async function checkAnswers(log: Log, gateways: readonly RunningGateway[], { name, body }: BenchCase): Promise<void> {
  let first: { readonly gateway: GatewayName; readonly answer: unknown; readonly bytes: number } | undefined;
  for (const gateway of gateways) {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    const answer = JSON.parse(text) as { readonly data?: unknown; readonly errors?: unknown };
    if (!response.ok || answer.data == null || answer.errors !== undefined) {
      throw new Error(`${gateway.name} answers ${name} with ${response.status} ${text.slice(0, 500)}`);
    }
    first ??= { gateway: gateway.name, answer, bytes: Buffer.byteLength(text) };
    if (!isDeepStrictEqual(answer, first.answer))
      throw new Error(`${gateway.name} answers ${name} unlike ${first.gateway}`);
  }
  log(`${name}: all answer the same, ${rounded((first?.bytes ?? 0) / 1024)} KB`);
}

async function measureCase(
  bench: Bench,
  gateways: readonly RunningGateway[],
  each: BenchCase,
  { rounds, caseBudgetMs, warmUpMs, roundMs }: Durations,
): Promise<ReadonlyMap<GatewayName, readonly Round[]>> {
  const startedAt = performance.now();
  const found = new Map<GatewayName, Round[]>(gateways.map(({ name }) => [name, []]));
  for (const gateway of gateways) await measureRound(bench, gateway, each, CONNECTIONS, warmUpMs);
  for (let round = 0; round < rounds; round += 1) {
    if (round >= LEAST_ROUNDS && performance.now() - startedAt > caseBudgetMs) break;
    for (const gateway of round % 2 === 0 ? gateways : gateways.toReversed()) {
      found.get(gateway.name)?.push(await measureRound(bench, gateway, each, CONNECTIONS, roundMs));
    }
  }
  return found;
}

function report(
  log: Log,
  { name }: BenchCase,
  found: ReadonlyMap<GatewayName, readonly Round[]>,
): Record<string, number> {
  const metrics: Record<string, number> = {};
  const own = found.get("own");
  for (const [gateway, rounds] of found) {
    const { cpuMs, requestsPerSecond, subgraphRequests } = compare(rounds);
    const ratio = own === undefined || gateway === "own" ? null : describeRatio(rounds, own);
    log(
      `${name.padEnd(5)} ${gateway.padEnd(5)} ${String(rounded(cpuMs)).padStart(6)} ms of CPU, ` +
        `${rounded(requestsPerSecond)} requests/s, ${rounded(subgraphRequests)} subgraph requests each` +
        (ratio === null ? "" : `; ${ratio.text} of ours`),
    );
    if (gateway === "own") {
      metrics[`${name}.cpuMs`] = rounded(cpuMs);
      if (name === "big") metrics["big.subgraphRequests"] = Math.round(subgraphRequests * 100) / 100;
    }
    if (ratio !== null) metrics[`${name}.cpuRatio.${gateway}`] = rounded(ratio.median);
  }
  return metrics;
}

/** The big operation with slow subgraphs, against the time that its calls to them take one after the other. */
async function measureLatency(
  log: Log,
  bench: Bench,
  own: RunningGateway,
  big: BenchCase,
  { latencyMs }: Durations,
): Promise<Record<string, number>> {
  await bench.subgraphs.ask({ kind: "delay", ms: SUBGRAPH_DELAY_MS });
  const order = { url: own.url, bodies: [big.body], connections: LATENCY_CONNECTIONS };
  await runLoad(bench, { ...order, durationMs: latencyMs / 4 });
  const { p50Ms, p99Ms } = await runLoad(bench, { ...order, durationMs: latencyMs });
  await bench.subgraphs.ask({ kind: "delay", ms: 0 });
  const critical = BIG_LEVELS * SUBGRAPH_DELAY_MS;
  log(
    `latency of big with subgraphs that take ${SUBGRAPH_DELAY_MS} ms, ${LATENCY_CONNECTIONS} connections: p50 ${rounded(p50Ms)} ms, ` +
      `p99 ${rounded(p99Ms)} ms, where ${BIG_LEVELS} calls in a row take ${critical} ms`,
  );
  return { "latency.p50OverCriticalPathMs": rounded(p50Ms - critical) };
}

/** Our gateway's start with a wide supergraph, to its first answer. */
async function measureStart(log: Log, ground: Ground): Promise<Record<string, number>> {
  const supergraphPath = join(ground.folder, "wide.graphql");
  await writeFile(supergraphPath, wideSupergraph(WIDE.subgraphs, WIDE.types));
  const timesMs: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const { process, readyMs } = await startGateway("own", { ...ground, supergraphPath }, log);
    await process.stop();
    timesMs.push(readyMs);
  }
  log(`ready with ${WIDE.subgraphs} subgraphs and ${WIDE.types} types after ${timesMs.map(Math.round).join(", ")} ms`);
  return { "ready.wideMs": rounded(median(timesMs)) };
}

/** What planning takes, without anything else. */
async function measurePlans(log: Log, { supergraphPath, folder }: Ground): Promise<Record<string, number>> {
  const planning = startPinned(
    "gateway",
    [process.execPath, built("plan.js"), supergraphPath],
    join(folder, "plan.log"),
  );
  const times = (await planning.next()) as PlanTimes;
  const { bigFirstMs, bigMs, tenThousandFirstMs, tenThousandMs, wideWorstMs } = times;
  await planning.stop();
  log(
    `plans: big ${rounded(bigFirstMs)} ms as the first of its process, then ${rounded(bigMs)} ms; 10,000 selections ` +
      `${rounded(tenThousandFirstMs)} ms, then ${rounded(tenThousandMs)} ms; the slowest over 24 subgraphs ${rounded(wideWorstMs)} ms`,
  );
  return {
    "plan.bigFirstMs": rounded(bigFirstMs),
    "plan.bigMs": rounded(bigMs),
    "plan.tenThousandFirstMs": rounded(tenThousandFirstMs),
    "plan.tenThousandMs": rounded(tenThousandMs),
    "plan.wideWorstMs": rounded(wideWorstMs),
  };
}

async function profile(
  log: Log,
  bench: Bench,
  own: RunningGateway,
  { name, body }: BenchCase,
  folder: string,
  warmUpMs: number,
): Promise<void> {
  const path = join(folder, `${name}.cpuprofile`);
  const probe = async (message: ToProbe): Promise<FromProbe> => (await own.process.ask(message)) as FromProbe;
  const order = { url: own.url, bodies: [body], connections: CONNECTIONS };
  await runLoad(bench, { ...order, durationMs: warmUpMs });
  await probe({ kind: "startProfile" });
  const { requests } = await runLoad(bench, { ...order, durationMs: PROFILE_MS });
  await probe({ kind: "stopProfile", path });
  log(`${name}: ${requests} requests, profile in ${path}; most time of their own:`);
  for (const { function: named, share } of await topSelfTimes(path, TOP_FUNCTIONS)) {
    log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${named}`);
  }
}

function built(name: string): string {
  return new URL(`./${name}`, import.meta.url).pathname;
}
