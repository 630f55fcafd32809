/** Adds the scalars, enums and inputs of a supergraph that is being generated; some differ between its subgraphs. */

import type { Random } from "../random.ts";
import type { Draft } from "./draft.ts";

const MOODS = ["CALM", "HAPPY", "SAD", "WILD"];
const SIZES = ["SMALL", "MEDIUM", "LARGE"];

/**
 * `Colour` goes in and out and is the same everywhere. `Mood` only comes out: a subgraph knows some of its values. `Size` and `Range`
 * only go in: clients have what all subgraphs know.
 */
export function addDefinitions(draft: Draft, random: Random): void {
  const differ = draft.federation === 2 && random.chance(50);
  for (const graph of draft.graphs) {
    const moods = differ ? ["CALM", ...random.some(MOODS.slice(1), 1, 3)] : MOODS;
    const sizes = differ ? ["SMALL", ...random.some(SIZES.slice(1), 1, 2)] : SIZES;
    const own = differ && random.chance(30) ? `, own${graph}: Int` : "";
    draft.definitions.set(
      graph,
      [
        "enum Colour { RED GREEN BLUE }",
        `enum Mood { ${moods.join(" ")} }`,
        `enum Size { ${sizes.join(" ")} }`,
        "scalar Blob",
        `input Range { from: Int = 3, to: Int, colours: [Colour!], inner: Range, ids: [ID!] = ["x"]${own} }`,
      ].join("\n"),
    );
  }
}
