/** Adds value types to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType, entitiesOf } from "./draft.ts";

const LEAVES = ["String", "Int!", "[Int]", "Colour", "Float", "Boolean!", "Blob"];

/** Value types that lead to entities: one that a single subgraph has, and the split one. */
export function addReferences(draft: Draft, random: Random): void {
  const graph = random.pick(draft.graphs);
  const near = entitiesOf(draft).filter(({ heads }) => heads.has(graph));
  if (near.length > 0 && random.chance(50)) {
    const type = addType(draft, "V3", "type", false);
    declareType(type, graph);
    declareField(type, { name: "p0", type: random.pick(LEAVES) }, [graph]);
    const wrapped = random.pick(["T", "T!", "[T]", "[T!]!"]);
    declareField(type, { name: "ref", type: wrapped.replace("T", random.pick(near).name) }, [graph]);
  }
  const split = draft.types.get("V1");
  const [home] = split?.heads.keys() ?? [];
  if (split === undefined || home === undefined || !random.chance(50)) return;
  const there = entitiesOf(draft).filter(({ heads }) => heads.has(home));
  if (there.length > 0) declareField(split, { name: "ref", type: random.pick(there).name }, [home], "@shareable");
}

/** Value types: some whole wherever they are used, some split over the subgraphs that use them, also one within another. */
export function addValueTypes(draft: Draft, random: Random): void {
  const whole = addType(draft, "V0", "type", false);
  declareIn(whole, draft.graphs);
  addLeaves(whole, draft.graphs, draft.graphs, random);
  if (draft.federation === 1) return;
  if (random.chance(30)) {
    declareField(whole, { name: "self", type: random.pick(["V0", "[V0]"]) }, draft.graphs, "@shareable");
  }
  if (!random.chance(60)) return;
  const homes = random.some(draft.graphs, 2, 3);
  const outer = addType(draft, "V1", "type", false);
  declareIn(outer, homes);
  addLeaves(outer, homes, homes.slice(0, 2), random);
  if (!random.chance(60)) return;
  const inner = addType(draft, "V2", "type", false);
  declareIn(inner, homes);
  addLeaves(inner, homes, homes.slice(0, 2), random);
  declareField(outer, { name: "inner", type: random.pick(["V2", "[V2]", "V2!", "[[V2]]"]) }, homes, "@shareable");
}

/** Whether no subgraph that has the type resolves all of it. */
export function isSplit(type: DraftType): boolean {
  return !type.isEntity && type.kind === "type" && ["V1", "V2"].includes(type.name);
}

function declareIn(type: DraftType, graphs: readonly string[]): void {
  for (const graph of graphs) declareType(type, graph);
}

/** The first leaf is in all of the type's subgraphs, of the others each in one of `owners`; in all where those are all. */
function addLeaves(type: DraftType, graphs: readonly string[], owners: readonly string[], random: Random): void {
  for (let at = 0; at < 3; at++) {
    const name = random.chance(20) ? random.pick(["id", "code"]) : `p${at}`;
    const isShared = at === 0 || type.name === "V0";
    const where = isShared ? graphs : [owners[(at - 1) % owners.length] ?? "a"];
    if (!type.fields.has(name)) declareField(type, { name, type: random.pick(LEAVES) }, where, "@shareable");
  }
}
