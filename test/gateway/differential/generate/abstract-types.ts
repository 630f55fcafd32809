/** Adds interfaces and unions to a supergraph that is being generated; they differ between its subgraphs. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType, isInterfaceObject, ROOTS } from "./draft.ts";
import { isSplit } from "./value-types.ts";

/** Adds interfaces of entities and of a value type, and a union. */
export function addAbstractTypes(draft: Draft, random: Random): void {
  if (random.chance(60)) addInterface(draft, random);
  if (random.chance(15)) addInterfaceOfValues(draft, random);
  if (random.chance(60)) addUnion(draft, "U0", random);
  if (random.chance(20)) addInterfaceOfAll(draft);
}

/** Every subgraph has the interface, each for the entities that it has: as `Node` of many schemas. */
function addInterfaceOfAll(draft: Draft): void {
  const type = addType(draft, "I4", "interface", false);
  for (const graph of draft.graphs) {
    const members = objectsIn(draft, graph).filter((one) => one.isEntity && one.fields.get("id")?.in.has(graph));
    if (members.length === 0) continue;
    declareType(type, graph);
    declareField(type, { name: "id", type: "ID!" }, [graph]);
    for (const member of members) member.heads.get(graph)?.interfaces.add(type.name);
  }
  if (type.heads.size === 0) draft.types.delete(type.name);
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
  if (random.chance(60)) addLink(draft, type, home, members, random);
}

/** A field of the interface that leads to objects; an implementation may say more of them than the interface does. */
function addLink(draft: Draft, type: DraftType, home: string, members: readonly DraftType[], random: Random): void {
  const named = random.pick([...objectsIn(draft, home).map(({ name }) => name), type.name]);
  const wrapped = random.pick(["T", "T!", "[T]", "[T!]!"]);
  const link = { name: "link", type: wrapped.replace("T", named) };
  declareField(type, link, [home]);
  for (const member of members) {
    const isNarrower = named === type.name && random.chance(50);
    const own = isNarrower ? wrapped.replace("T", random.pick(members).name) : link.type;
    declareField(member, { name: "link", type: own }, [home]);
    const others = [...member.heads.keys()].filter(
      (graph) => graph !== home && resolvesKey(member, graph) && draft.types.get(named)?.heads.has(graph),
    );
    if (draft.federation === 1 || others.length === 0 || !random.chance(30)) continue;
    // Another subgraph may say less of them, or more.
    const other = random.pick(others);
    const there = members.filter(({ heads }) => heads.get(other)?.interfaces.has(type.name) === true);
    const theirs =
      named === type.name && there.length > 0 && random.chance(50)
        ? wrapped.replace("T", random.pick(there).name)
        : link.type;
    const field = declareField(member, link, [home, other], "@shareable");
    field.in.set(home, { type: own, directives: new Set(["@shareable"]) });
    field.in.set(other, { type: theirs, directives: new Set(["@shareable"]) });
  }
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
