import { describe, expect, it } from "@jest/globals";
import { type SharedShard, shareShards } from "../../../../subgraphs/workloads/telemetry/share-shards.ts";

const free = (id: string, nodes: number): SharedShard => ({ id, nodes, holder: null });

/** Nodes by collector. */
function loads(shards: readonly SharedShard[], shares: ReadonlyMap<string, string>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { id, nodes } of shards) sums[shares.get(id) ?? ""] = (sums[shares.get(id) ?? ""] ?? 0) + nodes;
  return sums;
}

/** The shards with those who have them by these shares; those of `dead` are free. */
function heldBy(shards: readonly SharedShard[], shares: ReadonlyMap<string, string>, dead?: string): SharedShard[] {
  return shards.map((shard) => {
    const holder = shares.get(shard.id) ?? null;
    return { ...shard, holder: holder === dead ? null : holder };
  });
}

const FLEET = [50, 40, 30, 30, 20, 20, 20, 20, 10, 10, 10].map((nodes, index) => free(`s-${index}`, nodes));

describe("shards of a fleet", () => {
  it("are all one collector's, when it is alone", () => {
    expect(loads(FLEET, shareShards(FLEET, ["a"]))).toEqual({ a: 260 });
  });

  it("are shared out evenly, whatever the order in which shards and collectors are named", () => {
    const shares = shareShards(FLEET, ["a", "b", "c"]);
    for (const load of Object.values(loads(FLEET, shares))) expect(Math.abs(load - 260 / 3)).toBeLessThan(10);
    expect(shareShards([...FLEET].reverse(), ["c", "a", "b"])).toEqual(shares);
  });

  it("stay where they are when one collector dies, whose own go to the others", () => {
    const before = shareShards(FLEET, ["a", "b", "c"]);
    const left = heldBy(FLEET, before, "b");
    const after = shareShards(left, ["a", "c"]);
    for (const { id, holder } of left) if (holder !== null) expect(after.get(id)).toBe(holder);
    for (const load of Object.values(loads(FLEET, after))) expect(Math.abs(load - 130)).toBeLessThanOrEqual(10);
  });

  it("move to a newcomer until it has its share, and no further", () => {
    const held = heldBy(FLEET, shareShards(FLEET, ["a"]));
    const after = shareShards(held, ["a", "b"]);
    for (const load of Object.values(loads(FLEET, after))) expect(Math.abs(load - 130)).toBeLessThanOrEqual(13);
    expect(shareShards(heldBy(FLEET, after), ["a", "b"])).toEqual(after);
  });

  it("are not moved about for a small difference", () => {
    const shards = [
      { id: "x", nodes: 104, holder: "a" },
      { id: "y", nodes: 100, holder: "b" },
      { id: "z", nodes: 2, holder: "a" },
    ];
    expect(shareShards(shards, ["a", "b"])).toEqual(new Map(shards.map(({ id, holder }) => [id, holder])));
  });
});
