import { describe, expect, it } from "@jest/globals";
import { rackModel } from "../../../../subgraphs/kit/published/rack.ts";
import { type RackPowerDocument, rackPowerModel } from "../../../../subgraphs/workloads/telemetry/rack-power.ts";
import { all, eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

/** Of a node of eight B200: 14.3 kW rated, of which the GPUs are 8 kW. */
const WATTS_PER_GPU_WATT = 14_300 / 8000;
const WAIT_MS = 30_000;

async function addRack({ database }: TelemetryRig, _id: string, powerCapWatts: number): Promise<void> {
  await rackModel(database.databases.sites).create({
    _id,
    name: _id,
    hall: "gumi-h1",
    site: "gumi",
    partner: "samsung",
    status: "ACTIVE",
    powerCapWatts,
    activePowerWatts: 0,
    busyPowerWatts: 0,
    cooling: "AIR",
    provenance: { kind: "SIMULATED", source: "test", date: "2026-11-23" },
  });
}

describe("the power of racks", () => {
  it(
    "is what their GPUs report with the servers around them, and goes when the rack has no nodes",
    async () => {
      await using rig = await telemetryRig();
      await addRack(rig, "full", 28_600);
      await addRack(rig, "half", 28_600);
      await rig.addNode({ hostname: "s-1", partner: "samsung", rack: "full" });
      await rig.addNode({ hostname: "s-2", partner: "samsung", rack: "full" });
      await rig.addNode({ hostname: "s-3", partner: "samsung", rack: "half" });
      await rig.addNode({ hostname: "s-4", partner: "samsung", rack: "without-cap" });
      rig.serve("s-1", all({ duty: 90, watts: 1000 }));
      rig.serve("s-2", all({ duty: 90, watts: 900 }));
      rig.serve("s-3", { kind: "values", values: [{ duty: 10, watts: 500 }, { duty: 10 }, null] });
      rig.serve("s-4", all({ duty: 10, watts: 500 }));
      const model = rackPowerModel(rig.database.databases.workloads);
      const racks = async (): Promise<RackPowerDocument[]> => await model.find().sort({ _id: 1 }).lean();
      const first = rig.collect();
      const [full, half, ...others] = await eventually(racks, (found) => found.length > 1, WAIT_MS);
      expect(others).toEqual([]);
      expect(full).toMatchObject({ _id: "full", partner: "samsung", site: "gumi", capWatts: 28_600 });
      expect(full?.gpuPowerWatts).toBeCloseTo(8 * 1000 + 8 * 900, 0);
      expect(full?.powerWatts).toBeCloseTo(15_200 * WATTS_PER_GPU_WATT, 0);
      expect(full?.share).toBeCloseTo(0.95, 3);
      expect(half?.gpuPowerWatts).toBeCloseTo(500, 0);
      await first.stop();
      await rig.database.databases.inventory.collection("nodes").deleteMany({ rack: "half" });
      rig.collect();
      const after = await eventually(racks, (found) => found.length === 1, WAIT_MS);
      expect(after.map(({ _id }) => _id)).toEqual(["full"]);
    },
    2 * WAIT_MS,
  );
});
