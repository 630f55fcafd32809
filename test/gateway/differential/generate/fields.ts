/** Adds fields to the entities and root types of a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft } from "./draft.ts";

const LEAVES = ["String", "Int", "Int!", "String!", "Boolean", "Float", "Colour", "Blob", "ID", "[Int!]", "[[String]]"];
const ARGUMENTS = [
  "(n: Int = 2)",
  "(text: String)",
  "(n: Int!, m: Int = 1)",
  "(range: Range)",
  "(range: Range = { to: 9 }, colours: [Colour])",
  "(colour: Colour = GREEN)",
  "(blob: Blob)",
];
const WRAPPERS = ["T", "T", "T", "T!", "[T]", "[T!]", "[T!]!", "[[T]]"];

/** Adds leaves and edges to every entity, each resolved by one subgraph or shared by two. */
export function addFields(draft: Draft, random: Random): void {
  let count = 0;
  for (const type of [...draft.types.values()].filter(
    (one) => one.isEntity && one.kind === "type" && one.name !== "I0",
  )) {
    const graphs = [...type.heads.keys()];
    const leaves = 2 + random.below(3);
    for (let left = leaves; left > 0; left--) {
      const args = random.chance(35) ? random.pick(ARGUMENTS) : "";
      const fieldType = random.pick(LEAVES);
      const name = random.chance(15) ? random.pick(["code", "region", "name"]) : `f${count++}`;
      if (type.fields.has(name)) continue;
      const where = random.chance(20) ? random.some(graphs, 2, 2) : [random.pick(graphs)];
      const field = declareField(
        type,
        { name, type: fieldType, args },
        where,
        ...(where.length > 1 ? ["@shareable"] : []),
      );
      const [first] = where;
      if (
        where.length > 1 &&
        first !== undefined &&
        draft.mixesNullability &&
        !fieldType.endsWith("!") &&
        random.chance(30)
      ) {
        field.in.set(first, { type: `${fieldType}!`, directives: new Set(["@shareable"]) });
      }
    }
    const edges = 1 + random.below(2);
    for (let left = edges; left > 0; left--) {
      const graph = random.pick(graphs);
      const named = random.pick(outputTypesIn(draft, graph));
      const wrapped = random.pick(isAbstract(draft, named) ? ["T", "[T]", "[[T]]"] : WRAPPERS).replace("T", named);
      const target = draft.types.get(named);
      const isValue = target !== undefined && !target.isEntity && target.kind === "type";
      const where = isValue ? [...target.heads.keys()].filter((one) => type.heads.has(one)) : [graph];
      if (isValue && where.length < target.heads.size && isSplit(draft, named)) continue;
      const args = random.chance(20) ? random.pick(ARGUMENTS) : "";
      declareField(
        type,
        { name: `f${count++}`, type: wrapped, args },
        isValue && !isSplit(draft, named) ? [graph] : where,
        ...(where.length > 1 ? ["@shareable"] : []),
      );
    }
    if (random.chance(30)) declareField(type, { name: "seq", type: "Int" }, [random.pick(graphs)]);
  }
}

/** Adds the fields of Query and, sometimes, of Mutation. */
export function addRootFields(
  draft: Draft,
  random: Random,
  remote: { readonly graph: string; readonly name: string } | null,
): void {
  const query = addType(draft, "Query", "type", false);
  const mutation = addType(draft, "Mutation", "type", false);
  let count = 0;
  for (const graph of draft.graphs) {
    const outputs = outputTypesIn(draft, graph).filter((one) => !isSplit(draft, one));
    if (remote?.graph === graph) outputs.push(remote.name);
    if (outputs.length === 0) continue;
    const add = (root: typeof query, prefix: string): void => {
      const named = random.pick(outputs);
      const wrapped = random.pick(["T", "T", "[T]", "[T]", "[[T]]"]).replace("T", named);
      declareType(root, graph);
      const args = random.chance(30) ? random.pick(ARGUMENTS) : "";
      declareField(root, { name: `${prefix}${count++}`, type: wrapped, args }, [graph]);
    };
    for (let left = 1 + random.below(2); left > 0; left--) add(query, "q");
    if (random.chance(25)) add(mutation, "m");
    if (random.chance(20)) {
      declareType(mutation, graph);
      declareField(mutation, { name: `m${count++}`, type: "Int", args: "(n: Int)" }, [graph]);
    }
  }
}

function isAbstract(draft: Draft, name: string): boolean {
  return draft.unions.has(name) || draft.types.get(name)?.kind === "interface";
}

function isSplit(draft: Draft, name: string): boolean {
  const type = draft.types.get(name);
  return type !== undefined && !type.isEntity && type.heads.size < draft.graphs.length && type.kind === "type";
}

function outputTypesIn(draft: Draft, graph: string): string[] {
  const types = [...draft.types.values()].filter((type) => type.heads.has(graph) && !ROOTS.has(type.name));
  const unions = [...draft.unions].filter(([, members]) => (members.get(graph)?.length ?? 0) > 0).map(([name]) => name);
  return [...types.map((type) => type.name), ...unions];
}

const ROOTS: ReadonlySet<string> = new Set(["Query", "Mutation", "Org"]);
