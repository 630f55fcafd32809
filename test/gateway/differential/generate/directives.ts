/** Adds `@requires`, `@provides`, `@override` and `@inaccessible` to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { declareField, type Draft, type DraftField, type DraftType, namedTypeOf, resolvingGraphs } from "./draft.ts";

const LEAF_TYPES: ReadonlySet<string> = new Set(["String", "Int", "Float", "Boolean", "ID", "Colour", "Blob"]);
/** For each way that a field takes arguments, what a directive gives it. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  "": [""],
  "(n: Int = 2)": ["", "(n: 5)", "(n: 7)"],
  "(text: String)": ["", `(text: \\"x\\")`],
  "(n: Int!, m: Int = 1)": ["(n: 1)", "(n: 1, m: 4)"],
  "(range: Range)": ["(range: { to: 1 })", "(range: { inner: { from: 2 } })"],
  "(colour: Colour = GREEN)": ["", "(colour: RED)"],
};

/** Adds directives, each where the draft has a place for it. */
export function addDirectives(draft: Draft, random: Random): void {
  const entities = [...draft.types.values()].filter(
    (type) => type.isEntity && type.kind === "type" && type.name !== "I0",
  );
  let count = 0;
  for (const type of entities) {
    const wanted = random.below(4);
    for (let left = wanted; left > 0; left--) addRequires(draft, type, `r${count++}`, random);
    if (random.chance(30)) addProvides(draft, type, random);
    if (random.chance(25)) addOverride(type, random);
    if (random.chance(20)) hide(type, random);
  }
}

function isLeaf(field: DraftField): boolean {
  return LEAF_TYPES.has(namedTypeOf(field.type));
}

function isKeyField(type: DraftType, name: string): boolean {
  return [...type.heads.values()].some(({ directives }) =>
    directives.some((one) => new RegExp(`\\b${name}\\b`).test(one)),
  );
}

/** An input as it stands in a directive, and what has to be declared external for it. */
interface Input {
  readonly text: string;
  readonly declare: () => void;
}

/** A field of another subgraph that a subgraph may name as its input, as it stands in a directive. */
function inputText(draft: Draft, field: DraftField, graph: string, random: Random, depth: number): Input | null {
  const given = GIVEN[field.args];
  if (given === undefined || field.name === "seq") return null;
  const text = `${field.name}${random.pick(given)}`;
  if (isLeaf(field)) return { text, declare: () => undefined };
  const target = draft.types.get(namedTypeOf(field.type));
  if (target === undefined || target.kind !== "type" || !target.heads.has(graph) || target.name === "I0") {
    return unionText(draft, field, graph, text);
  }
  const inner = [...target.fields.values()].flatMap((one) => {
    if (!isLeaf(one) && depth === 0) return [];
    const nested = inputText(draft, one, graph, random, depth - 1);
    return nested === null ? [] : [{ one, nested }];
  });
  const chosen = random.some(inner, 1, 2);
  if (chosen.length === 0) return null;
  return {
    text: `${text} { ${chosen.map(({ nested }) => nested.text).join(" ")} }`,
    declare: () => {
      for (const { one, nested } of chosen) {
        declareInput(target, one, graph);
        nested.declare();
      }
    },
  };
}

/** Through a union: its members' keys, so far as the subgraph knows them. */
function unionText(draft: Draft, field: DraftField, graph: string, text: string): Input | null {
  const members = draft.unions.get(namedTypeOf(field.type))?.get(graph);
  const parts = members?.flatMap((name) => {
    const leaf = [...(draft.types.get(name)?.fields.values() ?? [])].find(
      (one) => isLeaf(one) && one.args === "" && one.in.has(graph),
    );
    return leaf === undefined ? [] : [`... on ${name} { ${leaf.name} }`];
  });
  if (parts === undefined || parts.length === 0) return null;
  return { text: `${text} { __typename ${parts.join(" ")} }`, declare: () => undefined };
}

function declareInput(type: DraftType, field: DraftField, graph: string): void {
  if (!field.in.has(graph)) declareField(type, field, [graph], "@external");
}

function addRequires(draft: Draft, type: DraftType, name: string, random: Random): void {
  const graph = random.pick([...type.heads.keys()]);
  const inputs = [...type.fields.values()].filter(
    (field) => !resolvingGraphs(field).includes(graph) && !isKeyField(type, field.name),
  );
  const texts = random.some(inputs, 1, 2).flatMap((field) => {
    const input = inputText(draft, field, graph, random, 1);
    if (input === null) return [];
    declareInput(type, field, graph);
    input.declare();
    return [input.text];
  });
  if (texts.length === 0) return;
  const args = random.chance(25) ? "(n: Int = 2)" : "";
  declareField(
    type,
    { name, type: random.pick(["String", "Int!", "[Int]"]), args },
    [graph],
    `@requires(fields: "${texts.join(" ")}")`,
  );
}

/** The other subgraphs of a provided field have to share it. */
function addProvides(draft: Draft, type: DraftType, random: Random): void {
  const edges = [...type.fields.values()].filter((field) => {
    const target = draft.types.get(namedTypeOf(field.type));
    return (
      target?.isEntity === true && target.kind === "type" && target.name !== "I0" && resolvingGraphs(field).length === 1
    );
  });
  if (edges.length === 0) return;
  const edge = random.pick(edges);
  const [graph] = resolvingGraphs(edge);
  const target = draft.types.get(namedTypeOf(edge.type));
  if (graph === undefined || target === undefined) return;
  const free = [...target.fields.values()].filter(
    (field) => isLeaf(field) && field.args === "" && !field.in.has(graph) && field.name !== "seq" && !hasInputs(field),
  );
  if (free.length === 0) return;
  const field = random.pick(free);
  for (const one of resolvingGraphs(field)) declareField(target, field, [one], "@shareable");
  declareField(target, field, [graph], "@external");
  declareField(type, edge, [graph], `@provides(fields: "${field.name}")`);
}

function hasInputs(field: DraftField): boolean {
  return [...field.in.values()].some(({ directives }) => [...directives].some((one) => one.startsWith("@requires")));
}

function addOverride(type: DraftType, random: Random): void {
  const fields = [...type.fields.values()].filter((field) => field.in.size === 1 && !hasInputs(field));
  const [from] = [...type.heads.keys()];
  if (fields.length === 0 || from === undefined) return;
  const field = random.pick(fields);
  const [to] = field.in.keys();
  if (to === undefined || to === from || !isLeaf(field)) return;
  declareField(type, field, [to], `@override(from: "${from}")`);
  declareField(type, field, [from]);
}

function hide(type: DraftType, random: Random): void {
  const field = random.pick([...type.fields.values()]);
  if (["id", "shape", "weight"].includes(field.name) || resolvingGraphs(field).length < field.in.size) return;
  for (const graph of field.in.keys()) declareField(type, field, [graph], "@inaccessible");
}
