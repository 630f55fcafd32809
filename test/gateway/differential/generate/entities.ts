/** Adds entities with their keys to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType } from "./draft.ts";

const KEYS = ["id", "code", "region number", "org { id }", "org { id } region", "tags", "org { place { zip } }"];

/** Fields that keys are made of. Objects in keys have types of their own. */
const KEY_FIELDS: Readonly<Record<string, string>> = {
  id: "ID!",
  code: "String!",
  region: "String!",
  number: "Int!",
  org: "Org!",
  tags: "[String!]!",
};

/** Adds entities, each in two subgraphs or more. */
export function addEntities(draft: Draft, random: Random): void {
  const count = 2 + random.below(3);
  for (let at = 0; at < count; at++) addEntity(draft, `E${at}`, random);
}

function addEntity(draft: Draft, name: string, random: Random): void {
  const first = draft.types.get("E0");
  const type = addType(draft, name, "type", true);
  const keys = random.some(KEYS, 1, 2);
  if (random.chance(60) && !keys.includes("id")) keys.unshift("id");
  // A key that is another entity's.
  if (first !== undefined && first.fields.has("id") && random.chance(20)) keys.push("owner { id }");
  const graphs = random.some(draft.graphs, 2, draft.graphs.length);
  for (const [at, graph] of graphs.entries()) {
    if (draft.federation === 1) {
      declareEntity(draft, type, graph, at === 0 ? keys : [random.pick(keys)], "none");
      continue;
    }
    const own = random.chance(60) ? [...keys] : random.some(keys, 1, keys.length);
    if (random.chance(70) && !own.includes(keys[0] ?? "")) own.unshift(keys[0] ?? "id");
    // A subgraph that only refers to the entity resolves none of its keys.
    const dead = random.chance(8) ? "all" : own.length > 1 && random.chance(20) ? "last" : "none";
    declareEntity(draft, type, graph, own, dead);
  }
}

/** @param dead which of the keys the subgraph does not resolve */
function declareEntity(
  draft: Draft,
  type: DraftType,
  graph: string,
  keys: readonly string[],
  dead: "none" | "last" | "all",
): void {
  const directives = keys.map((key, at) => {
    const isDead = dead === "all" || (dead === "last" && at === keys.length - 1);
    return `@key(fields: "${key}"${isDead ? ", resolvable: false" : ""})`;
  });
  declareType(type, graph, directives);
  for (const key of keys) for (const name of namesIn(key)) declareKeyField(draft, type, graph, name, key);
}

function declareKeyField(draft: Draft, type: DraftType, graph: string, name: string, key: string): void {
  if (name === "owner") {
    const owner = draft.types.get("E0");
    if (owner === undefined) return;
    const isStub = draft.federation === 2 && !owner.heads.has(graph);
    declareType(owner, graph, [`@key(fields: "id"${isStub ? ", resolvable: false" : ""})`]);
    declareField(owner, { name: "id", type: "ID!" }, [graph], "@shareable");
    declareField(type, { name, type: "E0!" }, [graph], "@shareable");
    return;
  }
  const fieldType = KEY_FIELDS[name];
  if (fieldType === undefined) return;
  declareField(type, { name, type: fieldType }, [graph], "@shareable");
  if (name !== "org") return;
  const org = draft.types.get("Org") ?? addType(draft, "Org", "type", false);
  declareType(org, graph);
  declareField(org, { name: "id", type: "ID!" }, [graph], "@shareable");
  if (!key.includes("place")) return;
  const place = draft.types.get("Place") ?? addType(draft, "Place", "type", false);
  declareType(place, graph);
  declareField(org, { name: "place", type: "Place!" }, [graph], "@shareable");
  declareField(place, { name: "zip", type: "String!" }, [graph], "@shareable");
}

/** The names at the top of a key. */
function namesIn(key: string): string[] {
  return key
    .replaceAll(/\{.*\}/g, "")
    .split(" ")
    .filter((name) => name !== "");
}
