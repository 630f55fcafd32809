/** Adds fields to the entities of a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { pickArguments } from "./arguments.ts";
import {
  declareField,
  type Draft,
  type DraftType,
  entitiesOf,
  findingGraphs,
  isInterfaceObject,
  namedTypeOf,
  ROOTS,
} from "./draft.ts";
import { isSplit } from "./value-types.ts";

const LEAVES = "String Int Int! String! Boolean Float Colour Mood Blob ID [Int!] [[String]] [Mood] [Colour!]!".split(
  " ",
);
const WRAPPERS = ["T", "T", "T", "T!", "[T]", "[T!]", "[T!]!", "[[T]]"];
/** Names that objects of JavaScript have too, and names of keys on types that have other ones. */
const ODD_NAMES = ["code", "region", "name", "constructor", "toString", "hasOwnProperty", "length"];

/** Adds leaves and edges to every entity, each resolved by one subgraph or shared by two. */
export function addFields(draft: Draft, random: Random): void {
  const counter = createCounter();
  for (const type of entitiesOf(draft)) {
    const finding = findingGraphs(type);
    const graphs = finding.length === 0 ? [...type.heads.keys()] : finding;
    for (let left = 2 + random.below(3); left > 0; left--) addLeaf(draft, type, graphs, counter, random);
    for (let left = 1 + random.below(2); left > 0; left--) addEdge(draft, type, graphs, counter, random);
    if (random.chance(35)) declareField(type, { name: "seq", type: "Int" }, [random.pick(graphs)]);
  }
}

/** The types that a field of a subgraph may have, without scalars and enums. */
export function outputTypesIn(draft: Draft, graph: string): string[] {
  const types = [...draft.types.values()].filter(
    ({ name, heads }) => heads.has(graph) && !ROOTS.has(name) && !["Org", "Place"].includes(name),
  );
  const unions = [...draft.unions].filter(([, members]) => (members.get(graph)?.length ?? 0) > 0).map(([name]) => name);
  return [...types.map((type) => (isInterfaceObject(type) ? "I0" : type.name)), ...unions];
}

/** Names fields, each differently. */
type Counter = () => string;

function createCounter(): Counter {
  let count = 0;
  return () => `f${count++}`;
}

function addLeaf(draft: Draft, type: DraftType, graphs: readonly string[], counter: Counter, random: Random): void {
  const args = random.chance(35) ? pickArguments(random) : "";
  const fieldType = random.pick(LEAVES);
  const name = random.chance(15) ? random.pick(ODD_NAMES) : counter();
  if (type.fields.has(name)) return;
  const isShared = draft.federation === 2 && random.chance(20);
  const where = isShared ? random.some(graphs, 2, 2) : [random.pick(graphs)];
  const field = declareField(type, { name, type: fieldType, args }, where, ...(where.length > 1 ? ["@shareable"] : []));
  const [first] = where;
  if (where.length < 2 || first === undefined) return;
  if (draft.mixesNullability && !fieldType.endsWith("!") && random.chance(30)) {
    field.in.set(first, { type: `${fieldType}!`, directives: new Set(["@shareable"]) });
  } else if (random.chance(20)) {
    const own = args === "" ? "(own: Int)" : args.replace(")", ", own: Int)");
    field.in.set(first, { args: own, directives: new Set(["@shareable"]) });
  }
}

function addEdge(draft: Draft, type: DraftType, graphs: readonly string[], counter: Counter, random: Random): void {
  const graph = random.pick(graphs);
  const named = random.pick(outputTypesIn(draft, graph));
  const wrapped = random.pick(isAbstract(draft, named) ? ["T", "[T]", "[[T]]"] : WRAPPERS).replace("T", named);
  const args = random.chance(20) ? pickArguments(random) : "";
  const target = draft.types.get(named);
  if (target !== undefined && isSplit(target)) {
    const where = [...target.heads.keys()].filter((one) => type.heads.has(one));
    if (where.length < target.heads.size) return;
    declareField(type, { name: counter(), type: wrapped, args }, where, "@shareable");
    return;
  }
  const others = graphs.filter((one) => one !== graph && outputTypesIn(draft, one).includes(named));
  if (draft.federation === 1 || others.length === 0 || named === "I0" || !random.chance(40)) {
    declareField(type, { name: counter(), type: wrapped, args }, [graph]);
    return;
  }
  const other = random.pick(others);
  const field = declareField(type, { name: counter(), type: wrapped, args }, [graph, other], "@shareable");
  const member = membersIn(draft, named, other).filter((one) => membersIn(draft, named, graph).includes(one));
  // The other subgraph says of an abstract field which object it is.
  if (member.length > 0 && random.chance(60)) {
    const type = wrapped.replace(named, random.pick(member));
    field.in.set(other, { type, directives: new Set(["@shareable"]) });
  }
}

function membersIn(draft: Draft, named: string, graph: string): readonly string[] {
  const members = draft.unions.get(named)?.get(graph);
  if (members !== undefined) return members;
  if (draft.types.get(named)?.kind !== "interface") return [];
  return entitiesOf(draft).flatMap((type) =>
    type.heads.get(graph)?.interfaces.has(named) === true ? [type.name] : [],
  );
}

function isAbstract(draft: Draft, name: string): boolean {
  return draft.unions.has(namedTypeOf(name)) || draft.types.get(namedTypeOf(name))?.kind === "interface";
}
