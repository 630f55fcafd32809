import { describe, expect, it } from "@jest/globals";
import { BatchBook, type NodeFacts } from "../../../../subgraphs/workloads/telemetry/batches.ts";
import { uuidOf } from "./exporter-text.ts";
import { openFence, telemetryRig } from "./telemetry-rig.ts";

const NODES = 32_500;

function nodeFacts(number: number): NodeFacts {
  const hostname = `node-${number}`;
  const gpus = Array.from({ length: 8 }, (_, slot) => uuidOf(hostname, slot));
  const place = { partner: "samsung", site: `site-${number % 20}`, rack: `rack-${Math.floor(number / 4)}` };
  return { hostname, ...place, model: "B200", ratedPowerWatts: 14_300, gpus, up: true, outOfService: false };
}

describe("places of a whole fleet", () => {
  // One transaction with all of them did not fit into MongoDB's cache, was tried for ever, and held up leases.
  it("are saved by transactions that each take a moment", async () => {
    await using rig = await telemetryRig();
    const { batches } = rig.collections;
    const book = await BatchBook.load(batches);
    const nodes = Array.from({ length: NODES }, (_, number) => nodeFacts(number));
    const places = nodes.map((node) => book.placeOf(node));
    const fence = openFence(rig.database.databases.workloads);
    let longestMs = 0;
    while (book.changed) {
      const began = performance.now();
      const saved = await fence(async (session) => await book.save(session));
      saved();
      longestMs = Math.max(longestMs, performance.now() - began);
    }
    expect(longestMs).toBeLessThan(5000);
    const read = await BatchBook.load(batches);
    expect(nodes.map((node) => read.placeOf(node))).toEqual(places);
    expect(read.changed).toBe(false);
  }, 60_000);
});
