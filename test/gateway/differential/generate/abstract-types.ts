/** Adds interfaces and unions to a supergraph that is being generated; they differ between its subgraphs. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType, isInterfaceObject, ROOTS } from "./draft.ts";
import { isSplit } from "./value-types.ts";

/** Adds interfaces of entities and of a value type, and a union. */
export function addAbstractTypes(draft: Draft, random: Random): void {
  if (random.chance(60)) addInterface(draft, random);
  if (random.chance(15)) addInterfaceOfValues(draft, random);
  if (random.chance(60)) addUnion(draft, "U0", random);
}

function objectsIn(draft: Draft, graph: string): DraftType[] {
  return [...draft.types.values()].filter(
    (type) =>
      type.kind === "type" &&
      type.heads.has(graph) &&
      !isSplit(type) &&
      !isInterfaceObject(type) &&
      !ROOTS.has(type.name) &&
      !["Org", "Place"].includes(type.name),
  );
}

/** One subgraph, or two, declare the interface, each with fields of its own; the second may know fewer implementations. */
function addInterface(draft: Draft, random: Random): void {
  const [home = "a", other] = random.some(draft.graphs, 1, 2);
  const members = random.some(objectsIn(draft, home), 2, 3).filter((one) => one.isEntity && resolvesKey(one, home));
  if (members.length === 0) return;
  const type = addType(draft, "I1", "interface", false);
  const declareIn = (graph: string, field: string, fieldType: string, own: readonly DraftType[]): void => {
    declareType(type, graph);
    const args = random.chance(30) ? random.pick(["(n: Int = 2)", "(size: Size)"]) : "";
    declareField(type, { name: field, type: fieldType, args }, [graph]);
    for (const member of own) member.heads.get(graph)?.interfaces.add(type.name);
    for (const member of members) {
      declareField(member, { name: field, type: fieldType, args }, [own.includes(member) ? graph : home]);
    }
  };
  declareIn(home, "shape", random.pick(["String", "Int!", "[Colour]", "Mood"]), members);
  const there = members.filter(
    (member) => other !== undefined && member.heads.has(other) && resolvesKey(member, other),
  );
  if (other !== undefined && there.length > 0) {
    declareIn(other, "weight", random.pick(["Int", "String", "Blob"]), there);
  }
  const withId = members.every((member) => member.fields.get("id")?.in.has(home) === true);
  if (withId) declareField(type, { name: "id", type: "ID!" }, [home]);
  if (random.chance(30)) addParent(draft, type, home, members);
}

/** An interface that the interface and its implementations implement. */
function addParent(draft: Draft, type: DraftType, home: string, members: readonly DraftType[]): void {
  const parent = addType(draft, "I2", "interface", false);
  const shape = type.fields.get("shape");
  if (shape === undefined) return;
  declareType(parent, home);
  declareField(parent, shape, [home]);
  type.heads.get(home)?.interfaces.add(parent.name);
  for (const member of members) member.heads.get(home)?.interfaces.add(parent.name);
}

function addInterfaceOfValues(draft: Draft, random: Random): void {
  const value = draft.types.get("V0");
  const field = value?.fields.get("p0");
  if (value === undefined || field === undefined) return;
  const type = addType(draft, "I3", "interface", false);
  for (const graph of random.some(draft.graphs, 1, 2)) {
    declareType(type, graph);
    declareField(type, { name: field.name, type: field.type }, [graph]);
    value.heads.get(graph)?.interfaces.add(type.name);
  }
}

function resolvesKey(type: DraftType, graph: string): boolean {
  return type.heads.get(graph)?.directives.some((one) => one.startsWith("@key") && !one.includes("false")) === true;
}

function addUnion(draft: Draft, name: string, random: Random): void {
  const byGraph = new Map<string, readonly string[]>();
  for (const graph of random.some(draft.graphs, 1, 3)) {
    const members = random.some(objectsIn(draft, graph), 1, 3).map((one) => one.name);
    if (members.length > 0) byGraph.set(graph, members);
  }
  draft.unions.set(name, byGraph);
}
