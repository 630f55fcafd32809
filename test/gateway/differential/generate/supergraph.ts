/** Generates the subgraphs of a supergraph. Whether they compose is for composition to say. */

import type { Random } from "../random.ts";
import type { Subgraphs } from "../world.ts";
import { addAbstractTypes } from "./abstract-types.ts";
import { addDirectives } from "./directives.ts";
import { addType, declareField, declareType, type Draft, type DraftType, printDraft } from "./draft.ts";
import { addFields, addRootFields } from "./fields.ts";

const SHARED = `
enum Colour { RED GREEN BLUE }
scalar Blob
input Range { from: Int = 3, to: Int, colours: [Colour!], inner: Range }
`;

const KEYS = ["id", "code", "region number", "org { id }", "org { id } region", "tags"];

/** Fields that keys are made of. Objects in keys have a type of their own. */
const KEY_FIELDS: Readonly<Record<string, string>> = {
  id: "ID!",
  code: "String!",
  region: "String!",
  number: "Int!",
  org: "Org!",
  tags: "[String!]!",
};

/** Generates SDL by subgraph. @param mixesNullability whether subgraphs may differ in what they say is never null */
export function generateSubgraphs(random: Random, mixesNullability: boolean): Subgraphs {
  const graphs = ["a", "b", "c", "d", "e"].slice(0, 2 + random.below(4));
  const draft: Draft = { graphs, types: new Map(), unions: new Map(), mixesNullability };
  const count = 2 + random.below(3);
  for (let at = 0; at < count; at++) addEntity(draft, `E${at}`, random);
  addValueTypes(draft, random);
  const remote = addAbstractTypes(draft, random);
  addFields(draft, random);
  addDirectives(draft, random);
  addRootFields(draft, random, remote);
  return printDraft(draft, SHARED);
}

function addEntity(draft: Draft, name: string, random: Random): void {
  const type = addType(draft, name, "type", true);
  const keys = random.some(KEYS, 1, 2);
  if (random.chance(60) && !keys.includes("id")) keys.unshift("id");
  for (const graph of random.some(draft.graphs, 2, draft.graphs.length)) {
    const own = random.chance(60) ? [...keys] : random.some(keys, 1, keys.length);
    if (random.chance(70) && !own.includes(keys[0] ?? "")) own.unshift(keys[0] ?? "id");
    declareEntity(draft, type, graph, own, own.length > 1 && random.chance(20));
  }
}

function declareEntity(draft: Draft, type: DraftType, graph: string, keys: readonly string[], hasDead: boolean): void {
  const directives = keys.map((key, at) => {
    const resolvable = hasDead && at === keys.length - 1 ? ", resolvable: false" : "";
    return `@key(fields: "${key}"${resolvable})`;
  });
  declareType(type, graph, directives);
  for (const name of new Set(
    keys
      .join(" ")
      .replaceAll(/\{.*?\}/g, "")
      .split(" "),
  )) {
    const fieldType = KEY_FIELDS[name];
    if (fieldType === undefined) continue;
    declareField(type, { name, type: fieldType }, [graph], "@shareable");
    if (name === "org") {
      const org = draft.types.get("Org") ?? addType(draft, "Org", "type", false);
      declareType(org, graph);
      declareField(org, { name: "id", type: "ID!" }, [graph], "@shareable");
    }
  }
}

/** Value types: some whole wherever they are used, some split over the subgraphs that use them. */
function addValueTypes(draft: Draft, random: Random): void {
  const count = 1 + random.below(2);
  for (let at = 0; at < count; at++) {
    const type = addType(draft, `V${at}`, "type", false);
    const isSplit = random.chance(50);
    const graphs = isSplit ? random.some(draft.graphs, 2, 2) : draft.graphs;
    for (const graph of graphs) declareType(type, graph);
    const leaves = ["String", "Int!", "[Int]", "Colour", "Float", "Boolean!"];
    for (let field = 0; field < 3; field++) {
      const name = random.chance(20) ? random.pick(["id", "code"]) : `p${field}`;
      const where = isSplit && field > 0 ? [graphs[(field - 1) % graphs.length] ?? "a"] : graphs;
      if (!type.fields.has(name)) declareField(type, { name, type: random.pick(leaves) }, where, "@shareable");
    }
    if (at > 0 && random.chance(60)) {
      const inner = [...(draft.types.get("V0")?.heads.keys() ?? [])];
      if (inner.join() === graphs.join()) {
        declareField(type, { name: "inner", type: random.pick(["V0", "[V0]", "V0!"]) }, graphs, "@shareable");
      }
    }
  }
}
