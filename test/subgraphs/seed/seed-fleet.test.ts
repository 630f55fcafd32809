import { describe, expect, it } from "@jest/globals";
import type { Model } from "mongoose";
import { inventoryModels } from "../../../subgraphs/inventory/models.ts";
import { placementModel } from "../../../subgraphs/kit/published/placement.ts";
import { cohortUsageModel, projectUsageModel } from "../../../subgraphs/kit/published/usage.ts";
import { partnersModels } from "../../../subgraphs/partners/models.ts";
import { SeedError, seedFleet } from "../../../subgraphs/seed/seed-fleet.ts";
import { sitesModels } from "../../../subgraphs/sites/models.ts";
import { workloadModel } from "../../../subgraphs/workloads/models.ts";
import { testDatabase } from "../../support/mongo.ts";
import { violations } from "../workloads/invariants.ts";

describe("seeding a fleet", () => {
  it("writes documents that the subgraphs' own models accept", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    const { databases } = database;
    const empty = ["idempotency", "resumeTokens", "audit", "auditSeals"];
    const models = [
      ...Object.values(inventoryModels(databases)),
      ...Object.values(partnersModels(databases)),
      ...Object.values(sitesModels(databases)),
      workloadModel(databases.workloads),
      placementModel(databases.workloads),
      projectUsageModel(databases.workloads),
      cohortUsageModel(databases.workloads),
    ];
    for (const model of models as readonly Model<unknown>[]) {
      if (empty.includes(model.collection.collectionName)) continue;
      const found = (await model.collection.findOne({})) ?? {};
      expect(Object.keys(found)).toContain("_id");
      const unknown = Object.keys(found).filter((field) => model.schema.path(field) === undefined);
      expect(unknown).toEqual([]);
      await new model(found).validate();
    }
  });

  it("stores masks, statuses, stock and usage that agree with the placements", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    const { nodes, stock, gpus } = inventoryModels(database.databases);
    const placements = await placementModel(database.databases.workloads).find().lean();
    const masks = new Map<string, number>();
    for (const { node, mask } of placements) masks.set(node, (masks.get(node) ?? 0) | mask);
    for (const node of await nodes.find().lean()) {
      const mask = masks.get(node._id) ?? 0;
      expect([node.allocatedMask, node.freeGpus]).toEqual([mask, 8 - mask.toString(2).replaceAll("0", "").length]);
      expect(mask === 0 ? ["IDLE", "DRAINED", "DOWN", "MAINTENANCE"] : ["ALLOCATED", "DRAINING"]).toContain(
        node.status,
      );
    }
    const placed = placements.reduce((sum, placement) => sum + placement.gpus.length, 0);
    const [sums] = await stock.aggregate<{ placed: number; active: number }>([
      { $group: { _id: null, placed: { $sum: "$placed" }, active: { $sum: "$active" } } },
    ]);
    expect(sums).toMatchObject({ placed, active: await gpus.countDocuments() });
    const usage = await projectUsageModel(database.databases.workloads).find().lean();
    const cohorts = await cohortUsageModel(database.databases.workloads).find().lean();
    expect(usage.reduce((sum, entry) => sum + entry.gpusInUse, 0)).toBe(placed);
    expect(cohorts.reduce((sum, entry) => sum + entry.gpusInUse, 0)).toBe(placed);
  });

  it("breaks no invariant", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    expect(await violations(database.databases)).toEqual([]);
  });

  it("creates the indexes that the models ask for", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    const { gpus } = inventoryModels(database.databases);
    expect((await gpus.collection.indexes()).length).toBe(gpus.schema.indexes().length + 1);
    await gpus.createIndexes();
  });

  it("does nothing when the same fleet is already there", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    const { nodes } = inventoryModels(database.databases);
    await nodes.updateOne({}, { $set: { statusReason: "changed since" } });
    const lines: string[] = [];
    const outcome = await seedFleet(database.databases, "sample", { report: (line) => lines.push(line) });
    expect(outcome).toEqual({ kind: "present" });
    expect(lines).toEqual(["the fleet sample is already there, nothing to do"]);
    expect(await nodes.countDocuments({ statusReason: "changed since" })).toBe(1);
  });

  it("says how many nodes and GPUs it wrote, and how long it took", async () => {
    await using database = await testDatabase();
    const lines: string[] = [];
    await seedFleet(database.databases, "sample", { report: (line) => lines.push(line) });
    expect(lines.at(-1)).toMatch(/^seeded 101 nodes and 808 GPUs in \d+\.\d s$/);
  });

  it("wipes a seed that was interrupted and does it anew", async () => {
    await using database = await testDatabase();
    const stopping = new AbortController();
    const interrupted = seedFleet(database.databases, "sample", {
      signal: stopping.signal,
      report: (line) => {
        if (line.includes("of partners")) stopping.abort();
      },
    });
    await expect(interrupted).rejects.toThrow("abort");
    const { partners } = partnersModels(database.databases);
    await partners.updateOne({ _id: "samsung" }, { $set: { name: "half" } });
    const outcome = await seedFleet(database.databases, "sample");
    expect(outcome).toMatchObject({ kind: "seeded", nodes: 101, gpus: 808 });
    expect((await partners.findById("samsung").lean())?.name).toBe("Samsung");
  });

  it("refuses another fleet in one sentence that says what to do, and changes nothing", async () => {
    await using database = await testDatabase();
    await seedFleet(database.databases, "sample");
    const refused = seedFleet(database.databases, "default");
    await expect(refused).rejects.toThrow(SeedError);
    await expect(refused).rejects.toThrow(
      "The databases already hold the fleet sample: start with --fleet sample, or remove the data folder to seed the fleet default.",
    );
    expect(await inventoryModels(database.databases).nodes.countDocuments()).toBe(101);
  });

  it("does not wipe nodes that no seed has written", async () => {
    await using database = await testDatabase();
    await database.databases.inventory.collection<{ _id: string }>("nodes").insertOne({ _id: "somebody-elses" });
    await expect(seedFleet(database.databases, "sample")).rejects.toThrow(/nodes that no seed has written/);
    expect(await database.databases.inventory.collection("nodes").countDocuments()).toBe(1);
  });
});
