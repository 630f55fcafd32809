import { describe, expect, it } from "@jest/globals";
import { CellStore } from "../../../../subgraphs/workloads/telemetry/cell-store.ts";
import {
  CELL_FIELDS,
  type CellId,
  emptyNumbers,
  packCell,
  type PackedCell,
} from "../../../../subgraphs/workloads/telemetry/cells.ts";
import { DIMENSIONS, type Item } from "../../../../subgraphs/workloads/telemetry/frame.ts";
import { canonicalQuery, Groups } from "../../../../subgraphs/workloads/telemetry/groups.ts";

/** Numbers from 0 up to 1, always the same for a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("the groups of a query", () => {
  it.each([1, 2, 3, 4])("told change by change are what they are when added up at the end (seed %i)", (seed) => {
    const random = randomOf(seed);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const query = canonicalQuery({
      viewerPartner: pick([null, "samsung"]),
      filter: { site: pick([null, null, "gumi"]) },
      groupBy: DIMENSIONS.filter(() => random() < 0.5),
    });
    const store = new CellStore();
    const groups = new Groups(query, store.candidates(query));
    const told = new Map<string, Item>();
    for (let step = 0; step < 500; step++) {
      const partner = pick(["samsung", "sk"]);
      const held = pick([true, false]);
      const id: CellId = {
        partner,
        site: pick(["gumi", "ulsan"]),
        model: pick(["B200", "H200"]),
        project: held ? pick(["p1", "p2"]) : null,
        workload: held ? pick(["w1", "w2", "w3"]) : null,
      };
      const numbers = emptyNumbers();
      const gone = random() < 0.3;
      for (let field = 0; field < CELL_FIELDS; field++) numbers[field] = gone ? 0 : 1 + Math.floor(random() * 1e6);
      const cells: Record<string, PackedCell[]> = { [partner]: [packCell(id, numbers)] };
      for (const change of store.apply(cells)) groups.apply(change);
      for (const item of groups.changed()) {
        if (item.gpuCount === 0 && query.dimensions.length > 0) told.delete(item.key);
        else told.set(item.key, item);
      }
    }
    const anew = new Groups(query, store.candidates(query)).items();
    expect(groups.items()).toEqual(anew);
    const remembered = [...told.values()].toSorted((left, right) => (left.key < right.key ? -1 : 1));
    expect(remembered).toEqual(anew);
  });

  it("are the same question in whatever order its dimensions are named, and another one for another viewer", () => {
    const key = (viewerPartner: string | null, groupBy: readonly (typeof DIMENSIONS)[number][]): string =>
      canonicalQuery({ viewerPartner, filter: {}, groupBy }).key;
    expect(key(null, ["SITE", "PARTNER", "SITE"])).toBe(key(null, ["PARTNER", "SITE"]));
    expect(key("samsung", ["SITE"])).not.toBe(key("sk", ["SITE"]));
  });
});
