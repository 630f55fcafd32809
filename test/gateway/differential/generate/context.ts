/** Adds `@context` and `@fromContext` to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import {
  addType,
  declareField,
  declareType,
  type Draft,
  type DraftField,
  type DraftType,
  entitiesOf,
  isInterfaceObject,
} from "./draft.ts";
import { isLeaf } from "./inputs.ts";

/**
 * An entity that is reached only through others, whose fields arguments of its own come from. It stands in a second subgraph too, so
 * that those arguments also cross fetches.
 */
export function addContext(draft: Draft, random: Random): void {
  const remote = random.chance(50) ? [...draft.types.values()].find(isInterfaceObject) : undefined;
  const [home] = draft.types.get("I0")?.heads.keys() ?? [];
  const graph = remote === undefined || home === undefined ? random.pick(draft.graphs) : home;
  const here = entitiesOf(draft).filter(({ heads }) => heads.has(graph));
  const parents =
    remote === undefined
      ? random.some(here, 1, 2)
      : here.filter(({ heads }) => heads.get(graph)?.interfaces.has("I0") === true);
  const given = addSetters(draft, parents, graph, random);
  if (given === null) return;
  const type = addType(draft, "C0", "type", true);
  const other = random.pick(draft.graphs);
  for (const one of new Set([graph, other])) {
    declareType(type, one, [`@key(fields: "id")`]);
    declareField(type, { name: "id", type: "ID!" }, [one], "@shareable");
    declareField(type, { name: `c${one}`, type: "Int", args: random.pick(["", "(n: Int = 2)"]) }, [one]);
  }
  const directives = other !== graph && random.chance(20) ? addInput(type, graph, other) : [];
  declareField(type, { name: "told", type: "String", args: `(${given}, n: Int = 2)` }, [graph], ...directives);
  if (random.chance(30)) declareField(type, { name: "next", type: "C0", args: `(${given})` }, [graph]);
  declareField(type, { name: "inner", type: random.pick(["C0", "[C0]"]) }, [graph]);
  const edge = { name: "ctx", type: random.pick(["C0", "C0!", "[C0]"]) };
  for (const parent of parents) {
    const where = other !== graph && parent.heads.has(other) && random.chance(30) ? [graph, other] : [graph];
    declareField(parent, edge, where, ...(where.length > 1 ? ["@shareable"] : []));
  }
  if (random.chance(60)) addWays(draft, random.pick(parents), graph, random);
  if (remote !== undefined) addRemoteEdge(remote, type);
}

/** What is given to arguments, from a field of each of the types. Null where the types have none for it. */
function addSetters(draft: Draft, parents: readonly DraftType[], graph: string, random: Random): string | null {
  const [first] = parents;
  if (first === undefined) return null;
  const abstract = random.chance(25) ? [...(first.heads.get(graph)?.interfaces ?? [])] : [];
  const field = pickLeaf(first, null, random);
  if (field === null) return null;
  const selections: string[] = [];
  for (const parent of parents) {
    const own =
      parent === first ? field : (pickLeaf(parent, field.type, random) ?? addLeaf(parent, field.type, random));
    if (!own.in.has(graph)) declareField(parent, own, [graph], "@external");
    selections.push(parents.length > 1 ? `... on ${parent.name} { ${own.name} }` : `{ ${own.name} }`);
  }
  const setters = [first.name, ...parents.slice(1).map(({ name }) => name)];
  for (const name of abstract.length > 0 && parents.length === 1 ? abstract : setters) {
    draft.types.get(name)?.heads.get(graph)?.directives.push(`@context(name: "ctx")`);
  }
  const isTyped = abstract.length > 0 && parents.length === 1;
  const selection = isTyped ? `... on ${first.name} { ${field.name} }` : selections.join(" ");
  return `given: ${baseOf(field.type)} @fromContext(field: "$ctx ${selection}")`;
}

function pickLeaf({ fields }: DraftType, type: string | null, random: Random): DraftField | null {
  const leaves = [...fields.values()].filter(
    (field) =>
      isLeaf(field) &&
      field.args === "" &&
      field.name !== "seq" &&
      (type === null || baseOf(field.type) === baseOf(type)),
  );
  return leaves.length === 0 ? null : random.pick(leaves);
}

function addLeaf(parent: DraftType, type: string, random: Random): DraftField {
  return declareField(parent, { name: "given", type }, [random.pick([...parent.heads.keys()])]);
}

function baseOf(type: string): string {
  return type.replaceAll("!", "");
}

/** A field of another subgraph that one with a context needs besides. */
function addInput(type: DraftType, graph: string, other: string): readonly string[] {
  const input = type.fields.get(`c${other}`);
  if (input === undefined || input.args !== "") return [];
  declareField(type, input, [graph], "@external");
  return [`@requires(fields: "${input.name}")`];
}

/** Objects of which a subgraph does not know the type lead to it too. */
function addRemoteEdge(remote: DraftType, to: DraftType): void {
  for (const graph of remote.heads.keys()) {
    declareType(to, graph, [`@key(fields: "id")`]);
    declareField(to, { name: "id", type: "ID!" }, [graph], "@shareable");
    declareField(remote, { name: "led", type: to.name }, [graph]);
  }
}

/** Two types have a field of one name that leads to a type, each in a subgraph of its own: what is below is reached in two ways. */
function addWays(draft: Draft, to: DraftType, home: string, random: Random): void {
  const members = random.pick([...[...draft.unions.values()].map((byGraph) => [...byGraph.values()].flat()), []]);
  const entities = entitiesOf(draft);
  const together = entities.filter(({ name }) => members.includes(name));
  for (const from of random.some(together.length > 1 ? together : entities, 2, 2)) {
    const all = [...from.heads.keys()].filter((graph) => to.heads.has(graph));
    const others = all.filter((graph) => graph !== home);
    const graphs = others.length > 0 ? others : all;
    if (graphs.length > 0) declareField(from, { name: "held", type: to.name }, [random.pick(graphs)]);
  }
}
