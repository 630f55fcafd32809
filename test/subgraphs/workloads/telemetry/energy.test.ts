import { describe, expect, it } from "@jest/globals";
import { energySince, STEP_MILLIJOULES } from "../../../../subgraphs/workloads/telemetry/energy-counter.ts";
import { ENERGY, METRICS, MISSING } from "../../../../subgraphs/workloads/telemetry/metrics.ts";
import { readColumn } from "../../../../subgraphs/workloads/telemetry/columns.ts";
import { all, eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

/** Joules that a counter's course adds up to. */
function joulesOf(counters: readonly number[]): number {
  const anchors = new Float64Array([Number.NaN]);
  const steps = counters.map((counter) => energySince(counter, anchors, 0)).filter((value) => value !== MISSING);
  return (steps.reduce((sum, value) => sum + value, 0) * STEP_MILLIJOULES) / 1000;
}

describe("energy from a counter", () => {
  it("is by how much it rose, and what rounding left out comes with later samples", () => {
    const counters = Array.from({ length: 1001 }, (_, index) => 5e12 + index * 4_321_987);
    expect(Math.abs(joulesOf(counters) - 4_321_987)).toBeLessThan(STEP_MILLIJOULES / 1000);
  });

  it("counts a counter that was set back from 0, and none of what stood there before", () => {
    expect(joulesOf([9e12, 9e12 + 80_000, 24_000, 64_000])).toBe(80 + 64);
  });

  it("says nothing for the first value, nor where there was none", () => {
    const anchors = new Float64Array([Number.NaN]);
    expect([1e9, Number.NaN, 1e9 + 16_000].map((counter) => energySince(counter, anchors, 0))).toEqual([
      MISSING,
      MISSING,
      2,
    ]);
  });

  it("loses nothing of a gap that is longer than one sample can tell", () => {
    expect(joulesOf([0, 2_000_000_000, ...Array.from({ length: 5 }, () => 2_000_000_000)])).toBe(2_000_000);
  });
});

/** Joules in the samples of the first GPU. */
async function stored({ collections }: TelemetryRig): Promise<number> {
  const { column = "", step = 0 } = METRICS[ENERGY] ?? {};
  let steps = 0;
  for await (const { columns } of collections.samples.find()) {
    const packed = columns[column];
    const value = packed === undefined ? MISSING : (readColumn(packed)[0] ?? MISSING);
    if (value !== MISSING) steps += value;
  }
  return steps * step;
}

describe("the collector", () => {
  it("keeps the energy that was used while nobody collected, and counts none twice", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    const show = (millijoules: number): void => rig.serve("s-1", all({ duty: 50, millijoules }));
    const becomes = async (joules: number): Promise<void> =>
      void (await eventually(
        async () => await stored(rig),
        (found) => found === joules,
      ));
    show(1_000_000);
    const first = rig.collect();
    await eventually(
      () => first.collector.counts.sampleDocuments,
      (count) => count > 1,
    );
    show(1_800_000);
    await becomes(800);
    await first.stop();
    show(2_600_000);
    rig.collect();
    await becomes(1600);
    show(2_680_000);
    await becomes(1680);
    show(40_000);
    await becomes(1720);
  });
});
