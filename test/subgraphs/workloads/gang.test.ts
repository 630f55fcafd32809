import { describe, expect, it } from "@jest/globals";
import { chooseGang, type FreeNodes, slotsOf, takeSlots } from "../../../subgraphs/workloads/gang.ts";

/** Free nodes as `site: [count with 1 GPU free, count with 2, …]`. */
function free(sites: Readonly<Record<string, readonly number[]>>): FreeNodes[] {
  return Object.entries(sites).flatMap(([site, counts]) =>
    counts.map((nodes, index) => ({ site, freeGpus: index + 1, nodes })).filter(({ nodes }) => nodes > 0),
  );
}

describe("choosing a gang", () => {
  it("takes whole nodes, and the tightest node for the rest", () => {
    const gang = chooseGang(free({ a: [0, 0, 1, 1, 0, 0, 0, 5] }), 19);
    expect(gang).toEqual({
      site: "a",
      parts: [
        { freeGpus: 8, nodes: 2, gpusPerNode: 8 },
        { freeGpus: 3, nodes: 1, gpusPerNode: 3 },
      ],
    });
  });

  it("breaks a whole node where no partial one holds the rest", () => {
    expect(chooseGang(free({ a: [1, 0, 0, 0, 0, 0, 0, 2] }), 10)?.parts).toEqual([
      { freeGpus: 8, nodes: 1, gpusPerNode: 8 },
      { freeGpus: 8, nodes: 1, gpusPerNode: 2 },
    ]);
  });

  it("puts partial nodes together when there are no whole ones", () => {
    expect(chooseGang(free({ a: [3, 0, 0, 2, 0, 0, 0, 0] }), 10)?.parts).toEqual([
      { freeGpus: 4, nodes: 2, gpusPerNode: 4 },
      { freeGpus: 1, nodes: 2, gpusPerNode: 1 },
    ]);
  });

  it("never spreads over two sites", () => {
    const sites = { a: [0, 0, 0, 0, 0, 0, 0, 3], b: [0, 0, 0, 0, 0, 0, 0, 3] };
    expect(chooseGang(free(sites), 25)).toBeNull();
    expect(chooseGang(free(sites), 24)?.site).toBe("a");
  });

  it("prefers the site with the fewest nodes, then the smaller hole", () => {
    expect(chooseGang(free({ a: [0, 0, 0, 4, 0, 0, 0, 0], b: [0, 0, 0, 0, 0, 0, 0, 9] }), 8)?.site).toBe("b");
    expect(chooseGang(free({ a: [0, 0, 0, 0, 0, 0, 0, 9], b: [0, 0, 0, 0, 0, 0, 0, 2] }), 16)?.site).toBe("b");
  });

  it("gives every gang exactly as many GPUs as were asked for, of nodes that have them", () => {
    const sites = { a: [2, 1, 0, 3, 0, 1, 2, 4], b: [5, 0, 2, 0, 1, 0, 0, 3] };
    const most = Math.max(...Object.values(sites).map((counts) => counts.reduce((sum, n, i) => sum + n * (i + 1), 0)));
    for (let gpuCount = 1; gpuCount <= most; gpuCount += 1) {
      const gang = chooseGang(free(sites), gpuCount);
      const parts = gang?.parts ?? [];
      expect(parts.reduce((sum, { nodes, gpusPerNode }) => sum + nodes * gpusPerNode, 0)).toBe(gpuCount);
      for (const size of new Set(parts.map(({ freeGpus }) => freeGpus))) {
        const used = parts.reduce((sum, part) => sum + (part.freeGpus === size ? part.nodes : 0), 0);
        expect(used).toBeLessThanOrEqual(sites[gang?.site === "a" ? "a" : "b"][size - 1] ?? 0);
      }
    }
    expect(chooseGang(free(sites), most + 1)).toBeNull();
  });
});

describe("slots of a mask", () => {
  it("are taken from the lowest clear bits", () => {
    expect(takeSlots(0b0000_0101, 3, 8)).toBe(0b0001_1010);
    expect(slotsOf(0b0001_1010)).toEqual([1, 3, 4]);
    expect(slotsOf(0)).toEqual([]);
  });

  it("are refused when there are too few", () => {
    expect(() => takeSlots(0b1111_1110, 2, 8)).toThrow(TypeError);
  });
});
