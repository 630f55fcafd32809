/** Adds `@requires`, `@provides` and `@override` to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import {
  declareField,
  type Draft,
  type DraftType,
  entitiesOf,
  findingGraphs,
  hasInputs,
  namedTypeOf,
  resolvingGraphs,
  ROOTS,
} from "./draft.ts";
import { outputTypesIn } from "./fields.ts";
import { isKeyField, isLeaf, selectInput, selectProvided } from "./inputs.ts";
import { isSplit } from "./value-types.ts";

/** What decides whether an override holds; the world says which of these labels are active. */
const LABELS = ["", "", "percent(0)", "percent(100)", "on-1", "off-1"];

/** Adds directives, each where the draft has a place for it. */
export function addDirectives(draft: Draft, random: Random): void {
  let count = 0;
  for (const type of entitiesOf(draft)) {
    for (let left = random.below(4); left > 0; left--) addRequires(draft, type, `r${count++}`, random);
    if (random.chance(15)) addRequiresTwice(draft, type, `r${count++}`, `r${count++}`, random);
    if (random.chance(40)) addProvides(draft, type, random);
    if (draft.federation === 2 && random.chance(30)) addOverride(draft, type, random);
  }
}

function addRequires(draft: Draft, type: DraftType, name: string, random: Random): void {
  // Inputs come with a key only.
  const graphs = findingGraphs(type);
  if (graphs.length === 0) return;
  const graph = random.pick(graphs);
  const possible = [...type.fields.values()].filter(
    (field) =>
      !resolvingGraphs(field).includes(graph) && !isKeyField(type, field.name) && !ROOTS.has(namedTypeOf(field.type)),
  );
  const abstract = possible.filter(
    (field) => !isLeaf(field) && draft.types.get(namedTypeOf(field.type))?.kind !== "type",
  );
  const inputs = abstract.length > 0 && random.chance(60) ? abstract : possible;
  const depth = random.chance(30) ? 2 : 1;
  const selected = random
    .some(inputs, 1, 2)
    .flatMap((field) => selectInput(draft, type, field, graph, random, depth) ?? []);
  if (selected.length === 0) return;
  for (const one of selected) one.declare();
  const args = random.chance(25) ? "(n: Int = 2)" : "";
  const leaf = random.pick(["String", "Int!", "[Int]"]);
  declareField(
    type,
    { name, type: random.chance(25) ? pickEdge(draft, graph, random) : leaf, args },
    [graph],
    `@requires(fields: "${selected.map(({ text }) => text).join(" ")}")`,
  );
}

function pickEdge(draft: Draft, graph: string, random: Random): string {
  const whole = outputTypesIn(draft, graph).filter((name) => {
    const target = draft.types.get(name);
    return target === undefined || !isSplit(target);
  });
  return random.pick(["T", "[T]"]).replace("T", random.pick(whole));
}

/** Two fields of one subgraph need one field of another, each with its own arguments. */
function addRequiresTwice(draft: Draft, type: DraftType, one: string, other: string, random: Random): void {
  // Inputs come with a key only.
  const graphs = findingGraphs(type);
  if (graphs.length === 0) return;
  const graph = random.pick(graphs);
  const inputs = [...type.fields.values()].filter(
    (field) => field.args !== "" && isLeaf(field) && !resolvingGraphs(field).includes(graph),
  );
  if (inputs.length === 0) return;
  const input = random.pick(inputs);
  for (const name of [one, other]) {
    const selected = selectInput(draft, type, input, graph, random, 0);
    if (selected === null) return;
    selected.declare();
    declareField(type, { name, type: "String" }, [graph], `@requires(fields: "${selected.text}")`);
  }
}

function addProvides(draft: Draft, type: DraftType, random: Random): void {
  const edges = [...type.fields.values()].filter((field) => !isLeaf(field) && resolvingGraphs(field).length === 1);
  if (edges.length === 0) return;
  const abstract = edges.filter(({ type }) => draft.types.get(namedTypeOf(type))?.kind !== "type");
  const edge = random.pick(abstract.length > 0 ? abstract : edges);
  const [graph] = resolvingGraphs(edge);
  if (graph === undefined) return;
  const selected = selectProvided(draft, namedTypeOf(edge.type), graph, random, 1);
  if (selected === null) return;
  selected.declare();
  declareField(type, edge, [graph], `@provides(fields: "${selected.text}")`);
}

function addOverride(draft: Draft, type: DraftType, random: Random): void {
  const fields = [...type.fields.values()].filter((field) => field.in.size === 1 && !hasInputs(field));
  const [from] = [...type.heads.keys()];
  if (fields.length === 0 || from === undefined) return;
  const field = random.pick(fields);
  const [to] = field.in.keys();
  const target = draft.types.get(namedTypeOf(field.type));
  if (to === undefined || to === from || (!isLeaf(field) && target?.heads.has(from) !== true)) return;
  const label = random.pick(LABELS);
  declareField(type, field, [to], `@override(from: "${from}"${label === "" ? "" : `, label: "${label}"`})`);
  declareField(type, field, [from]);
}
