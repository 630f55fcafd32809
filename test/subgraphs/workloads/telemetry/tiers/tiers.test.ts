import { fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { mongo } from "mongoose";
import { METRIC_COUNT, METRICS } from "../../../../../subgraphs/workloads/telemetry/metrics.ts";
import { compactBatch } from "../../../../../subgraphs/workloads/telemetry/tiers/compact.ts";
import { computeFine, rollUpFine } from "../../../../../subgraphs/workloads/telemetry/tiers/fine-rollup.ts";
import { RollupKeeper } from "../../../../../subgraphs/workloads/telemetry/tiers/rollup-keeper.ts";
import {
  BINS,
  EXPECTED,
  HELD,
  IDLE,
  REPORTED,
  Tally,
  WASTED,
} from "../../../../../subgraphs/workloads/telemetry/tiers/tally.ts";
import { DAY_MS, DEFAULT_WIDTHS } from "../../../../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import { markSamples, type TelemetryRig, telemetryRig } from "../telemetry-rig.ts";
import {
  batchDocument,
  hostIn,
  type RawBatch,
  type RawSample,
  type RawSums,
  rawSamples,
  sampleDocuments,
  sumsBy,
} from "./raw-fleet.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.parse("2026-11-23T21:00:00Z");
const INTERVAL_MS = 300_000;
const never = new AbortController().signal;

const LITHO = { project: "samsung-litho", workload: "w-litho", kind: "LITHOGRAPHY" };
const CHAT = { project: "samsung-office", workload: "w-chat", kind: "INTERACTIVE" };
const TRAIN = { project: "sk-models", workload: "w-train", kind: "PRETRAIN" };

const BATCHES: readonly RawBatch[] = [
  { id: "samsung:gumi:B200:0000", partner: "samsung", site: "gumi", model: "B200", nodes: [LITHO, LITHO, CHAT, null] },
  { id: "samsung:gumi:B200:0001", partner: "samsung", site: "gumi", model: "B200", nodes: [LITHO, null] },
  { id: "sk:ulsan:GB300:0000", partner: "sk", site: "ulsan", model: "GB300", nodes: [TRAIN, TRAIN] },
];

/** Four hours over a midnight (UTC), with a quarter of an hour in which nobody collected. */
const HOURS = 4;
const isHole = (atMs: number): boolean => atMs >= START_MS + 20 * INTERVAL_MS && atMs < START_MS + 23 * INTERVAL_MS;
const NOW_MS = START_MS + HOURS * HOUR_MS + HOUR_MS / 2;
const ALL = BATCHES.flatMap((batch) =>
  rawSamples(batch, { fromMs: START_MS, toMs: START_MS + HOURS * HOUR_MS, intervalMs: INTERVAL_MS }, isHole),
);

async function write(rig: TelemetryRig, samples: readonly RawSample[]): Promise<void> {
  const documents = BATCHES.flatMap((batch) => sampleDocuments(samples.filter((sample) => sample.batch === batch)));
  await rig.collections.samples.insertMany(documents);
}

async function begin(rig: TelemetryRig): Promise<RollupKeeper> {
  await rig.collections.batches.insertMany(BATCHES.map(batchDocument));
  await markSamples(rig.collections, START_MS);
  return await keeperOf(rig);
}

async function keeperOf({ collections }: TelemetryRig, term = 1): Promise<RollupKeeper> {
  const common = { widths: DEFAULT_WIDTHS, graceMs: 15_000, rawRetentionMs: 2 * DAY_MS };
  return await RollupKeeper.load({ ...common, collections, term });
}

/** What a row of a table says, in the form of `expected`. */
function told(tally: Tally, row: number): unknown {
  return {
    expectedMs: tally.time(row, EXPECTED),
    reportedMs: tally.time(row, REPORTED),
    heldMs: tally.time(row, HELD),
    wastedMs: Math.round(tally.time(row, WASTED) / 10_000),
    metrics: METRICS.map((_, metric) => ({ ...tally.moments(row, metric), histogram: tally.histogram(row, metric) })),
  };
}

/** What the samples themselves say. */
function expected({ expectedMs, reportedMs, heldMs, wastedMs, values }: RawSums): unknown {
  return {
    expectedMs,
    reportedMs,
    heldMs,
    wastedMs: Math.round(wastedMs),
    metrics: METRICS.map(({ binWidth }, metric) => {
      const of = values[metric] ?? [];
      if (of.length === 0) return { histogram: [] };
      const histogram = Array.from({ length: binWidth === 0 ? 0 : BINS }, () => 0);
      for (const value of of) {
        const bin = Math.min(BINS - 1, Math.floor(value / binWidth));
        if (binWidth > 0) histogram[bin] = (histogram[bin] ?? 0) + 1;
      }
      const sum = of.reduce((total, value) => total + value, 0);
      return { count: of.length, sum, min: Math.min(...of), max: Math.max(...of), histogram };
    }),
  };
}

const groupOf = ({ batch, holder }: RawSample): string =>
  [batch.partner, batch.site, batch.model, holder?.project ?? "", holder?.kind ?? ""].join("/");

/** Every fine, coarse, daily, node and GPU roll-up that is stored, beside what the samples add up to. */
async function compare(rig: TelemetryRig, samples: readonly RawSample[]): Promise<void> {
  const { collections } = rig;
  const stored = new Map<string, unknown>();
  const wanted = new Map<string, unknown>();
  const want = (tier: string, keyOf: (sample: RawSample) => string): void => {
    for (const [key, sums] of sumsBy(samples, keyOf)) wanted.set(`${tier} ${key}`, expected(sums));
  };
  want("fine", (sample) => `${groupOf(sample)} ${sample.atMs}`);
  for await (const { partner, at, keys, tally } of collections.fineRollups.find()) {
    for (const [row, { site, model, project, kind }] of keys.entries()) {
      const key = [partner, site, model, project ?? "", kind ?? ""].join("/");
      stored.set(`fine ${key} ${at.getTime()}`, told(Tally.unpack(tally), row));
    }
  }
  want("coarse", (sample) => `${groupOf(sample)} ${Math.floor(sample.atMs / HOUR_MS) * HOUR_MS}`);
  for await (const { partner, site, model, project, kind, at, tally } of collections.coarseRollups.find()) {
    const rows = Tally.unpack(tally);
    for (let slot = 0; slot < rows.rows; slot++) {
      if (rows.time(slot, EXPECTED) === 0) continue;
      const key = [partner, site, model, project ?? "", kind ?? ""].join("/");
      stored.set(`coarse ${key} ${at.getTime() + slot * HOUR_MS}`, told(rows, slot));
    }
  }
  want("day", (sample) => `${groupOf(sample)} ${Math.floor(sample.atMs / DAY_MS) * DAY_MS}`);
  for await (const { partner, at, keys, tally } of collections.dayRollups.find()) {
    for (const [row, { site, model, project, kind }] of keys.entries()) {
      const key = [partner, site, model, project ?? "", kind ?? ""].join("/");
      stored.set(`day ${key} ${at.getTime()}`, told(Tally.unpack(tally), row));
    }
  }
  want("node", ({ batch, node, atMs }) => `${hostIn(batch, node)}/${batch.id} ${Math.floor(atMs / 300_000) * 300_000}`);
  for await (const { _id, hostname, at, tally } of collections.nodeRollups.find()) {
    const rows = Tally.unpack(tally);
    for (let slot = 0; slot < rows.rows; slot++) {
      if (rows.time(slot, EXPECTED) === 0) continue;
      stored.set(`node ${hostname}/${_id.split("/")[0] ?? ""} ${at.getTime() + slot * 300_000}`, told(rows, slot));
    }
  }
  want("gpu", ({ uuid, atMs }) => `${uuid} ${Math.floor(atMs / HOUR_MS) * HOUR_MS}`);
  for await (const { day, gpus, periods } of collections.gpuRollups.find()) {
    for (const [number, tally] of Object.entries(periods)) {
      const rows = Tally.unpack(tally);
      for (const [row, uuid] of gpus.entries()) {
        stored.set(`gpu ${uuid} ${day.getTime() + Number(number) * HOUR_MS}`, told(rows, row));
      }
    }
  }
  expect(stored.size).toBeGreaterThan(800);
  expect([...stored.keys()].sort()).toEqual([...wanted.keys()].sort());
  expect(stored).toEqual(wanted);
}

describe("roll-ups of every tier", () => {
  let rig: TelemetryRig;
  let keeper: RollupKeeper;

  beforeAll(async () => {
    rig = await telemetryRig();
    keeper = await begin(rig);
    await write(rig, ALL);
  });

  afterAll(async () => await rig[Symbol.asyncDispose]());

  it("equal what the samples add up to, when all is made and compacted", async () => {
    expect(await keeper.catchUp(NOW_MS, never)).toEqual({ fine: HOURS * 12 - 3, coarse: HOURS });
    await compare(rig, ALL);
    expect(await rig.collections.samples.countDocuments()).toBe(0);
    expect(await keeper.catchUp(NOW_MS, never)).toEqual({ fine: 0, coarse: 0 });
  });

  it("say of each workload what it had over all its days", async () => {
    const totals = await rig.collections.workloadTotals.find({}, { sort: { _id: 1 } }).toArray();
    const wanted = sumsBy(ALL, ({ holder }) => holder?.workload ?? null);
    expect(totals.map(({ _id }) => _id)).toEqual([...wanted.keys()].sort());
    for (const { _id, expectedMs, reportedMs, wastedMs, dutyCount, dutySum, smCount, smSum } of totals) {
      const sums = wanted.get(_id);
      const sum = (metric: number): number => sums?.values[metric]?.reduce((total, value) => total + value, 0) ?? -1;
      expect({ expectedMs, reportedMs, dutyCount, dutySum, smCount, smSum }).toEqual({
        expectedMs: sums?.expectedMs,
        reportedMs: sums?.reportedMs,
        dutyCount: sums?.values[0]?.length,
        dutySum: sum(0),
        smCount: sums?.values[1]?.length,
        smSum: sum(1),
      });
      expect(wastedMs / 10_000).toBeCloseTo(sums?.wastedMs ?? -1, 3);
    }
  });

  it("count a GPU as idle for an hour when a workload held it all through and it never reached 5 %", async () => {
    const whole = await rig.collections.coarseRollups
      .find({ partner: "samsung", project: "samsung-office", at: new Date("2026-11-24T00:00:00Z") })
      .toArray();
    expect(whole.map(({ tally }) => Tally.unpack(tally).time(0, IDLE))).toEqual([4 * HOUR_MS]);
    // Nobody collected for a quarter of the second hour: what is known of it is idle, the rest is not known.
    const evening = await rig.collections.coarseRollups
      .find({ project: "samsung-office", at: new Date("2026-11-23T00:00:00Z") })
      .toArray();
    const rows = evening.map(({ tally }) => Tally.unpack(tally));
    expect(rows.map((tally) => [tally.time(21, IDLE), tally.time(22, IDLE)])).toEqual([[4 * HOUR_MS, 3 * HOUR_MS]]);
  });

  it("give percentiles of any merged window to within a bin", async () => {
    const merged = new Tally(1);
    for await (const { tally } of rig.collections.fineRollups.find({ partner: "samsung" })) {
      const rows = Tally.unpack(tally);
      for (let row = 0; row < rows.rows; row++) merged.merge(0, rows, row, "after");
    }
    const samples = ALL.filter(({ batch }) => batch.partner === "samsung");
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      const { binWidth = 0 } = METRICS[metric] ?? {};
      if (binWidth === 0) continue;
      const values = samples.flatMap((sample) => sample.values?.[metric] ?? []).sort((a, b) => a - b);
      for (const share of [0.01, 0.5, 0.95, 0.99]) {
        const exact = values[Math.ceil(share * values.length) - 1] ?? -1;
        expect(Math.abs((merged.quantile(0, metric, share) ?? -1) - exact)).toBeLessThanOrEqual(binWidth);
      }
    }
  });
});

describe("roll-ups of what came late", () => {
  it("equal what the samples add up to, also when their hour was compacted before, and through a restart", async () => {
    await using rig = await telemetryRig();
    const first = await begin(rig);
    const isLate = ({ batch, atMs }: RawSample): boolean => batch === BATCHES[1] && atMs % (7 * INTERVAL_MS) === 0;
    await write(
      rig,
      ALL.filter((sample) => !isLate(sample)),
    );
    await first.catchUp(NOW_MS, never);
    const late = ALL.filter(isLate);
    await write(rig, late);
    await markSamples(rig.collections, Math.min(...late.map(({ atMs }) => atMs)));
    // The process dies here: what is to be made again is noted with the samples.
    const second = await keeperOf(rig);
    expect((await second.catchUp(NOW_MS, never)).coarse).toBeGreaterThan(1);
    await compare(rig, ALL);
  });

  it("are the same whether they are computed from sample documents or from chunks", async () => {
    await using rig = await telemetryRig();
    const keeper = await begin(rig);
    await write(rig, ALL);
    const minuteMs = START_MS + 7 * INTERVAL_MS;
    const before = await computeFine(rig.collections, minuteMs, DEFAULT_WIDTHS);
    await keeper.catchUp(NOW_MS, never);
    expect(await rig.collections.samples.countDocuments()).toBe(0);
    expect(await computeFine(rig.collections, minuteMs, DEFAULT_WIDTHS)).toEqual(before);
  });
});

describe("compaction", () => {
  it("gives the same when it is killed at any point and run again", async () => {
    await using whole = await telemetryRig();
    const keeper = await begin(whole);
    await write(whole, ALL);
    await keeper.catchUp(NOW_MS, never);

    await using broken = await telemetryRig();
    await begin(broken);
    await write(broken, ALL);
    // Without kills it takes some hundreds of milliseconds: each run is killed a little later than the one before.
    let kills = 0;
    for (let afterMs = 10; ; afterMs += 25) {
      const exit = await runKeeper(broken, afterMs);
      if (exit.signal === null) {
        expect(exit.code).toBe(0);
        break;
      }
      kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(4);
    expect(await everything(broken)).toEqual(await everything(whole));
    await compare(broken, ALL);
  }, 60_000);
});

describe("a fine period without samples", () => {
  // Computed from chunks, which are of a whole hour, it had an empty roll-up that it did not have before.
  it("has no roll-up, before and after compaction", async () => {
    await using rig = await telemetryRig();
    const keeper = await begin(rig);
    const emptyMs = START_MS + 10 * DEFAULT_WIDTHS.fineMs;
    const samples = ALL.filter(({ atMs }) => atMs < emptyMs || atMs >= emptyMs + DEFAULT_WIDTHS.fineMs);
    await write(rig, samples);
    expect(await computeFine(rig.collections, emptyMs, DEFAULT_WIDTHS)).toEqual([]);
    await keeper.catchUp(NOW_MS, never);
    expect(await rig.collections.chunks.countDocuments()).toBeGreaterThan(0);
    expect(await computeFine(rig.collections, emptyMs, DEFAULT_WIDTHS)).toEqual([]);
  });
});

describe("two processes that make roll-ups", () => {
  // It had read a period before it was stopped, and put that over what its successor had made with late samples.
  it("leave what the later one made, when the earlier one wakes", async () => {
    await using rig = await telemetryRig();
    await begin(rig);
    const isLate = ({ batch, atMs }: RawSample): boolean => batch === BATCHES[1] && atMs % (7 * INTERVAL_MS) === 0;
    await write(
      rig,
      ALL.filter((sample) => !isLate(sample)),
    );
    const [earlier, later] = [await keeperOf(rig, 1), await keeperOf(rig, 2)];
    await later.catchUp(NOW_MS, never);
    await write(rig, ALL.filter(isLate));
    await markSamples(rig.collections, START_MS);
    await expect(earlier.catchUp(NOW_MS, never)).rejects.toMatchObject({ name: "FencedError" });
    await markSamples(rig.collections, START_MS);
    await later.catchUp(NOW_MS, never);
    await compare(rig, ALL);
    await expect(compactBatch(rig.collections, BATCHES[1]?.id ?? "", START_MS, DEFAULT_WIDTHS, 1)).resolves.toBe(0);
    const stale = rollUpFine(rig.collections, START_MS, DEFAULT_WIDTHS, 1);
    await expect(stale).rejects.toMatchObject({ name: "FencedError" });
    await compare(rig, ALL);
  });

  // It wrote down that a period was due, forgot why, and the later one, which had read how far roll-ups were, never knew.
  it("leave it to the later one to learn of late samples", async () => {
    await using rig = await telemetryRig();
    const first = await begin(rig);
    const isLate = ({ batch, atMs }: RawSample): boolean => batch === BATCHES[1] && atMs % (7 * INTERVAL_MS) === 0;
    await write(
      rig,
      ALL.filter((sample) => !isLate(sample)),
    );
    await first.catchUp(NOW_MS, never);
    const [earlier, later] = [await keeperOf(rig, 2), await keeperOf(rig, 3)];
    await write(rig, ALL.filter(isLate));
    await markSamples(rig.collections, START_MS);
    await expect(earlier.catchUp(NOW_MS, never)).rejects.toMatchObject({ name: "FencedError" });
    await later.catchUp(NOW_MS, never);
    await compare(rig, ALL);
  });
});

/** Runs a keeper in a process of its own, and kills it that long after it has begun. */
async function runKeeper(
  { database }: TelemetryRig,
  killAfterMs: number,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  const { PATH = "" } = process.env;
  const env = { PATH, MONGODB_URI: database.mongodbUri, DATABASE_PREFIX: database.databasePrefix, NOW_MS: `${NOW_MS}` };
  const child = fork("dist/test/subgraphs/workloads/telemetry/tiers/keeper-process.js", { env, execArgv: [] });
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  await Promise.race([once(child, "message"), exited]);
  const kill = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [code, signal] = await exited;
  clearTimeout(kill);
  return { code, signal };
}

/** Every document of every tier. */
async function everything({ collections }: TelemetryRig): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const { chunks, nodeRollups, gpuRollups, batchRollups, fineRollups, coarseRollups, dayRollups, samples } =
    collections;
  const { workloadDays, workloadTotals, tierProgress } = collections;
  const tiers = { chunks, nodeRollups, gpuRollups, batchRollups, fineRollups, coarseRollups, dayRollups, samples };
  for (const [name, collection] of Object.entries({ ...tiers, workloadDays, workloadTotals, tierProgress })) {
    const all = collection as unknown as mongo.Collection<{ _id: string }>;
    found[name] = await all.find({}, { sort: { _id: 1 } }).toArray();
  }
  return found;
}
