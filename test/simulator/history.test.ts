import { describe, expect, it } from "@jest/globals";
import { writeHistory } from "../../simulator/history/history.ts";
import published from "../../simulator/published/utilisation.json" with { type: "json" };
import { seedFleet } from "../../subgraphs/seed/seed-fleet.ts";
import { DUTY_CYCLE } from "../../subgraphs/workloads/telemetry/metrics.ts";
import { EXPECTED, HELD, Tally } from "../../subgraphs/workloads/telemetry/tiers/tally.ts";
import { tierCollections } from "../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import { testDatabase } from "../support/mongo.ts";

const NOW_MS = Date.parse("2026-11-23T09:30:00Z");
const DAYS = 3;

describe("the past of a seeded fleet", () => {
  it("is of every group, hour by hour, once, and the same for the same seed", async () => {
    await using database = await testDatabase();
    const { databases } = database;
    await seedFleet(databases, "sample");
    const options = { days: DAYS, seed: 7, nowMs: NOW_MS };
    expect((await writeHistory(databases, options)).kind).toBe("written");
    const tiers = tierCollections(databases.workloads);
    const before = await tiers.dayRollups.find({}, { sort: { _id: 1 } }).toArray();
    expect((await writeHistory(databases, options)).kind).toBe("present");
    const hours = new Map<number, { expected: number; held: number }>();
    let duty = 0;
    for await (const { at, tally } of tiers.coarseRollups.find()) {
      const rows = Tally.unpack(tally);
      for (let slot = 0; slot < rows.rows; slot++) {
        const atMs = at.getTime() + slot * 3_600_000;
        const hour = hours.get(atMs) ?? { expected: 0, held: 0 };
        hours.set(atMs, hour);
        hour.expected += rows.time(slot, EXPECTED);
        hour.held += rows.time(slot, HELD);
        duty += rows.moments(slot, DUTY_CYCLE)?.count ?? 0;
      }
    }
    const made = [...hours].filter(([, { expected }]) => expected > 0);
    expect(made).toHaveLength(DAYS * 24 + 9);
    expect(new Set(made.map(([, { expected }]) => expected)).size).toBe(1);
    expect(duty).toBeGreaterThan(0);
    // Interrupted, it is begun anew and comes out the same.
    await tiers.tierProgress.deleteMany({});
    await writeHistory(databases, options);
    expect(await tiers.dayRollups.find({}, { sort: { _id: 1 } }).toArray()).toEqual(before);
    const { allocationByHour, allocationByWeekday } = published.heliosEarth;
    expect([allocationByHour.length, allocationByWeekday.length]).toEqual([24, 7]);
  }, 120_000);
});
