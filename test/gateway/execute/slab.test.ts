import { describe, expect, it } from "@jest/globals";
import { Slab } from "../../../gateway/execute/slab.ts";
import { takeMemory } from "../../../gateway/memory.ts";

describe("a slab", () => {
  it("copies a large text a few times while it grows, not once for each piece", () => {
    const taken = { bytes: 0 };
    const slab = new Slab((bytes) => {
      taken.bytes += bytes;
      return takeMemory(bytes);
    });
    const piece = Buffer.from("0123456789abcdef");
    const pieces = (6 * 1024 * 1024) / piece.length;
    slab.begin();
    // Stops early where it fails: each further piece would cost as much as the whole text.
    for (let n = 0; n < pieces && taken.bytes < 64 * 1024 * 1024; n++) slab.constant(piece);
    expect(taken.bytes).toBeLessThan(4 * pieces * piece.length);
    expect(slab.finish().equals(Buffer.from(piece.toString().repeat(pieces)))).toBe(true);
  });
});
