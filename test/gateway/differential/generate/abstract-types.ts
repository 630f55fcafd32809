/** Adds interfaces, interface objects and unions to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType } from "./draft.ts";

/** @returns the subgraph that has an interface object, with its interface; entities of it are best left out there */
export function addAbstractTypes(
  draft: Draft,
  random: Random,
): { readonly graph: string; readonly name: string } | null {
  const entities = [...draft.types.values()].filter((type) => type.isEntity);
  let remote: ReturnType<typeof addAbstractTypes> = null;
  if (random.chance(25)) remote = addInterfaceObject(draft, entities, random);
  if (random.chance(60)) addInterface(draft, "I1", random);
  if (random.chance(60)) addUnion(draft, "U0", random);
  return remote;
}

function objectsIn(draft: Draft, graph: string): DraftType[] {
  return [...draft.types.values()].filter(
    (type) =>
      type.kind === "type" && isWhole(draft, type) && type.heads.has(graph) && !["Org", "I0"].includes(type.name),
  );
}

function isWhole(draft: Draft, type: DraftType): boolean {
  return type.isEntity || type.heads.size === draft.graphs.length;
}

/** One subgraph, or two, declare the interface, each with fields that all of its own implementations resolve there. */
function addInterface(draft: Draft, name: string, random: Random): void {
  const type = addType(draft, name, "interface", false);
  const [home = "a", other] = random.some(draft.graphs, 1, 2);
  const members = random.some(objectsIn(draft, home), 2, 3).filter((one) => one.isEntity);
  if (members.length === 0) return void draft.types.delete(name);
  const declareIn = (graph: string, field: string, fieldType: string): void => {
    declareType(type, graph);
    const args = random.chance(30) ? "(n: Int = 2)" : "";
    declareField(type, { name: field, type: fieldType, args }, [graph]);
    for (const member of members) {
      member.heads.get(graph)?.interfaces.add(name);
      declareField(member, { name: field, type: fieldType, args }, [graph]);
    }
  };
  declareIn(home, "shape", random.pick(["String", "Int!", "[Colour]"]));
  if (other !== undefined && members.every((member) => member.heads.has(other))) {
    declareIn(other, "weight", random.pick(["Int", "String", "Blob"]));
  }
  const withId = members.every((member) => member.fields.get("id")?.in.has(home) === true);
  if (withId) declareField(type, { name: "id", type: "ID!" }, [home]);
}

/** An interface with a key in one subgraph, and an object in its place in another that knows no implementation. */
function addInterfaceObject(
  draft: Draft,
  entities: readonly DraftType[],
  random: Random,
): { graph: string; name: string } | null {
  const [home = "a", graph = "b"] = random.chance(50) ? draft.graphs : [...draft.graphs].reverse();
  const members = entities.filter((one) => one.fields.has("id") && one.heads.has(home) && !one.heads.has(graph));
  const name = "I0";
  const added: DraftType[] = members.slice(0, 2);
  while (added.length < 2) {
    const member = addType(draft, `N${added.length}`, "type", true);
    const homes = random.some(draft.graphs, 2, 3).filter((one) => one !== graph);
    for (const one of new Set([home, ...homes])) {
      declareType(member, one, [`@key(fields: "id")`]);
      declareField(member, { name: "id", type: "ID!" }, [one], "@shareable");
    }
    added.push(member);
  }
  const type = addType(draft, name, "interface", true);
  declareType(type, home, [`@key(fields: "id")`]);
  declareField(type, { name: "id", type: "ID!" }, [home]);
  for (const member of added) {
    const head = member.heads.get(home);
    head?.interfaces.add(name);
    if (head?.directives.some((one) => one.includes(`"id"`)) === false) head.directives.push(`@key(fields: "id")`);
    declareField(member, { name: "id", type: "ID!" }, [home], "@shareable");
  }
  const remote = addType(draft, `${name}@${graph}`, "type", true);
  const printed: DraftType = { ...remote, name };
  draft.types.set(remote.name, printed);
  declareType(printed, graph, ["@interfaceObject", `@key(fields: "id")`]);
  declareField(printed, { name: "id", type: "ID!" }, [graph]);
  declareField(
    printed,
    { name: "remote", type: random.pick(["String", "Int!", "[String]"]), args: random.pick(["", "(n: Int)"]) },
    [graph],
  );
  return { graph, name };
}

function addUnion(draft: Draft, name: string, random: Random): void {
  const byGraph = new Map<string, readonly string[]>();
  for (const graph of random.some(draft.graphs, 1, 2)) {
    const members = random
      .some(objectsIn(draft, graph), 1, 3)
      .filter((one) => !one.name.includes("@") && one.name !== "I0");
    if (members.length > 0)
      byGraph.set(
        graph,
        members.map((one) => one.name),
      );
  }
  draft.unions.set(name, byGraph);
}
