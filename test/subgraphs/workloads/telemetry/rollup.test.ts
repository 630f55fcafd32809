import { describe, expect, it } from "@jest/globals";
import { mongo } from "mongoose";
import { MAX_BATCH_GPUS, NO_GPU, type SampleDocument } from "../../../../subgraphs/workloads/telemetry/collections.ts";
import { DUTY_CYCLE, METRICS, MISSING, POWER } from "../../../../subgraphs/workloads/telemetry/metrics.ts";
import { computeRollups, MINUTE_MS, RollupKeeper } from "../../../../subgraphs/workloads/telemetry/rollup.ts";
import { writeColumn } from "../../../../subgraphs/workloads/telemetry/samples.ts";
import { type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

const MINUTE = Math.floor(Date.parse("2026-11-23T09:30:00Z") / MINUTE_MS) * MINUTE_MS;
const never = new AbortController().signal;

/** One GPU of a sample: packed duty cycle and power, and whether `project` holds it; null for no GPU. */
interface Row {
  readonly duty: number;
  readonly power: number;
  readonly held?: boolean;
}

function sampleOf(atMs: number, rows: readonly (Row | null)[], batch = "samsung:gumi:B200:0000"): SampleDocument {
  const [partner = "", site = "", model = ""] = batch.split(":");
  const column = (value: (row: Row) => number): mongo.Binary =>
    writeColumn(Uint16Array.from(rows, (row) => (row === null ? MISSING : value(row))));
  const columns = Object.fromEntries(METRICS.map(({ column: name }) => [name, column(() => MISSING)]));
  return {
    batch,
    partner,
    site,
    model,
    at: new Date(atMs),
    intervalMs: 10_000,
    gpuCount: rows.length,
    columns: {
      ...columns,
      [METRICS[DUTY_CYCLE]?.column ?? ""]: column(({ duty }) => duty),
      [METRICS[POWER]?.column ?? ""]: column(({ power }) => power),
    },
    holders: new mongo.Binary(Buffer.from(rows.map((row) => (row === null ? NO_GPU : row.held === true ? 1 : 0)))),
    groups: [{ project: "litho", workload: "w1" }],
    delays: writeColumn(new Uint16Array(1)),
  };
}

async function write(rig: TelemetryRig, ...documents: SampleDocument[]): Promise<void> {
  await rig.collections.samples.insertMany(documents);
}

async function keeperOf(rig: TelemetryRig): Promise<RollupKeeper> {
  return await RollupKeeper.load({ collections: rig.collections, graceMs: 15_000, rawRetentionMs: 48 * 3_600_000 });
}

/** What is stored of a minute, and what recomputing it from the raw store gives. */
async function storedAndRecomputed(rig: TelemetryRig, minuteMs: number): Promise<unknown[][]> {
  const stored = await rig.collections.rollups.find({ "_id.minute": new Date(minuteMs) }).toArray();
  const recomputed = await computeRollups(rig.collections, minuteMs);
  const byProject = (documents: typeof stored): typeof stored =>
    documents.toSorted((left, right) => String(left._id.project).localeCompare(String(right._id.project)));
  return [byProject(stored), byProject(recomputed)];
}

describe("one-minute roll-ups", () => {
  it("count, sum, bound and bin what was reported, by project, and leave out what was not", async () => {
    await using rig = await telemetryRig();
    const rows = [
      { duty: 0, power: 1000, held: true },
      { duty: 9999, power: 3000, held: true },
      { duty: MISSING, power: MISSING, held: true },
      { duty: 5000, power: 2000 },
      null,
    ];
    await write(rig, sampleOf(MINUTE, rows), sampleOf(MINUTE + 59_999, rows), sampleOf(MINUTE + MINUTE_MS, rows));
    const rollups = await computeRollups(rig.collections, MINUTE);
    const held = rollups.find(({ _id }) => _id.project === "litho");
    expect(held).toMatchObject({ samples: 4, expected: 6, gpus: 2 });
    expect(held?.metrics["powerWatts"]).toEqual({ count: 4, sum: 800, min: 100, max: 300 });
    expect(held?.metrics["dutyCycle"]).toMatchObject({ count: 4, sum: 1.9998, min: 0, max: 0.9999 });
    expect(held?.metrics["dutyCycle"]?.histogram).toEqual([2, ...Array.from({ length: 18 }, () => 0), 2]);
    expect(held?.metrics).not.toHaveProperty("smActive");
    const free = rollups.find(({ _id }) => _id.project === null);
    expect(free).toMatchObject({ samples: 2, expected: 2, gpus: 1 });
  });

  it("are made when a minute and its grace are over, and never of a minute that goes on", async () => {
    await using rig = await telemetryRig();
    const keeper = await keeperOf(rig);
    const written = await keeper.expect(MINUTE);
    await write(rig, sampleOf(MINUTE + 5000, [{ duty: 100, power: 1 }]));
    expect(await keeper.catchUp(MINUTE + 10 * MINUTE_MS, never)).toBe(0);
    written();
    expect(await keeper.catchUp(MINUTE + MINUTE_MS + 14_000, never)).toBe(0);
    expect(await keeper.catchUp(MINUTE + MINUTE_MS + 15_000, never)).toBe(1);
    const [stored, recomputed] = await storedAndRecomputed(rig, MINUTE);
    expect(stored).toHaveLength(1);
    expect(stored).toEqual(recomputed);
  });

  it("equal what recomputing gives after samples that came late, also by way of a restart", async () => {
    await using rig = await telemetryRig();
    const first = await keeperOf(rig);
    (await first.expect(MINUTE))();
    await write(
      rig,
      sampleOf(MINUTE + 1000, [{ duty: 100, power: 1 }]),
      sampleOf(MINUTE + MINUTE_MS, [{ duty: 1, power: 1 }]),
    );
    expect(await first.catchUp(MINUTE + 3 * MINUTE_MS, never)).toBe(2);
    const written = await first.expect(MINUTE + 2000);
    await write(rig, sampleOf(MINUTE + 2000, [{ duty: 700, power: 9, held: true }]));
    written();
    // The process dies here: what is to be made again was noted before the samples were written.
    const second = await keeperOf(rig);
    expect(await second.catchUp(MINUTE + 3 * MINUTE_MS, never)).toBe(2);
    const [stored, recomputed] = await storedAndRecomputed(rig, MINUTE);
    expect(stored).toHaveLength(2);
    expect(stored).toEqual(recomputed);
  });

  it("pass over a pause without samples, and catch up the minutes that nobody made", async () => {
    await using rig = await telemetryRig();
    const keeper = await keeperOf(rig);
    (await keeper.expect(MINUTE))();
    const full = Array.from({ length: MAX_BATCH_GPUS }, (_, row) => ({ duty: row, power: row, held: row % 2 === 0 }));
    for (const minute of [0, 1, 600]) await write(rig, sampleOf(MINUTE + minute * MINUTE_MS, full));
    expect(await keeper.catchUp(MINUTE + 700 * MINUTE_MS, never)).toBe(3);
    expect(await keeper.catchUp(MINUTE + 700 * MINUTE_MS, never)).toBe(0);
    for (const minute of [0, 1, 600]) {
      const [stored, recomputed] = await storedAndRecomputed(rig, MINUTE + minute * MINUTE_MS);
      expect(stored).toHaveLength(2);
      expect(stored).toEqual(recomputed);
    }
  });
});
