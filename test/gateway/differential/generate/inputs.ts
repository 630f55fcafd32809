/** Selections of fields that a subgraph does not resolve, as `@requires` and `@provides` have them. */

import type { Random } from "../random.ts";
import { pickGiven } from "./arguments.ts";
import {
  declareField,
  type Draft,
  type DraftField,
  type DraftType,
  entitiesOf,
  hasInputs,
  namedTypeOf,
  resolvingGraphs,
} from "./draft.ts";

const LEAF_TYPES: ReadonlySet<string> = new Set("String Int Float Boolean ID Colour Mood Blob".split(" "));

/** A selection as it stands in a directive, and what has to be declared for it. */
export interface Selected {
  readonly text: string;
  readonly declare: () => void;
}

/** Whether a field has a scalar or an enum. */
export function isLeaf(field: DraftField): boolean {
  return LEAF_TYPES.has(namedTypeOf(field.type));
}

/** Whether a field stands in a key of the type. */
export function isKeyField(type: DraftType, name: string): boolean {
  return [...type.heads.values()].some(({ directives }) =>
    directives.some((one) => new RegExp(`\\b${name}\\b`).test(one)),
  );
}

/** A field of another subgraph that a subgraph names as its input. @returns null when it cannot be one */
export function selectInput(
  draft: Draft,
  type: DraftType,
  field: DraftField,
  graph: string,
  random: Random,
  depth: number,
): Selected | null {
  const given = pickGiven(field.args, random);
  if (given === null || field.name === "seq") return null;
  const text = `${field.name}${given}`;
  const declareOwn = (): void => {
    if (!field.in.has(graph)) declareField(type, field, [graph], "@external");
  };
  if (isLeaf(field)) return { text, declare: declareOwn };
  const target = draft.types.get(namedTypeOf(field.type));
  const inner =
    target !== undefined && target.kind === "type" && target.heads.has(graph)
      ? selectInputs(draft, target, graph, random, depth)
      : selectOfAbstract(draft, namedTypeOf(field.type), graph);
  if (inner === null) return null;
  const declare = (): void => {
    declareOwn();
    inner.declare();
  };
  return { text: `${text} { ${inner.text} }`, declare };
}

function selectInputs(draft: Draft, type: DraftType, graph: string, random: Random, depth: number): Selected | null {
  const possible = [...type.fields.values()].flatMap((field) => {
    if (!isLeaf(field) && depth === 0) return [];
    const selected = selectInput(draft, type, field, graph, random, depth - 1);
    return selected === null ? [] : [selected];
  });
  return joined(random.some(possible, 1, 2));
}

/** Through a union or an interface: leaves of its members, so far as the subgraph knows them. */
function selectOfAbstract(draft: Draft, name: string, graph: string): Selected | null {
  const members = draft.unions.get(name)?.get(graph) ?? membersOfInterface(draft, name, graph);
  const parts = members.flatMap((member) => {
    const leaf = [...(draft.types.get(member)?.fields.values() ?? [])].find(
      (one) => isLeaf(one) && one.args === "" && one.in.has(graph) && one.name !== "seq",
    );
    return leaf === undefined ? [] : [`... on ${member} { ${leaf.name} }`];
  });
  if (parts.length === 0) return null;
  const common = draft.types.get(name)?.fields.get("shape");
  const shape = common?.in.has(graph) === true && common.args === "" ? " shape" : "";
  return { text: `__typename${shape} ${parts.join(" ")}`, declare: () => undefined };
}

function membersOfInterface(draft: Draft, name: string, graph: string): readonly string[] {
  if (draft.types.get(name)?.heads.has(graph) !== true) return [];
  return [...draft.types.values()].flatMap((type) =>
    type.kind === "type" && type.heads.get(graph)?.interfaces.has(name) === true ? [type.name] : [],
  );
}

/** What a subgraph gives of an object on some path to it, though it is another's. @returns null when there is nothing */
export function selectProvided(
  draft: Draft,
  name: string,
  graph: string,
  random: Random,
  depth: number,
): Selected | null {
  const target = draft.types.get(name);
  if (target === undefined || target.kind !== "type") {
    const members = draft.unions.get(name)?.get(graph) ?? membersOfInterface(draft, name, graph);
    const known = entitiesOf(draft).filter((type) => members.includes(type.name));
    if (known.length === 0) return null;
    const member = random.pick(known);
    const inner = selectProvided(draft, member.name, graph, random, depth);
    return inner === null ? null : { text: `... on ${member.name} { ${inner.text} }`, declare: inner.declare };
  }
  if (!target.isEntity || !target.heads.has(graph)) return null;
  const free = [...target.fields.values()].filter(
    (field) => field.args === "" && !field.in.has(graph) && field.name !== "seq" && !hasInputs(field),
  );
  const possible = free.flatMap((field) => {
    const declare = (): void => {
      // The other subgraphs of a provided field have to share it.
      for (const one of resolvingGraphs(field)) declareField(target, field, [one], "@shareable");
      declareField(target, field, [graph], "@external");
    };
    if (isLeaf(field)) return [{ text: field.name, declare }];
    const inner = depth === 0 ? null : selectProvided(draft, namedTypeOf(field.type), graph, random, depth - 1);
    if (inner === null) return [];
    return [{ text: `${field.name} { ${inner.text} }`, declare: () => (declare(), inner.declare()) }];
  });
  const nested = possible.filter(({ text }) => text.includes("{"));
  return joined(random.some(nested.length > 0 && random.chance(60) ? nested : possible, 1, 2));
}

function joined(selected: readonly Selected[]): Selected | null {
  if (selected.length === 0) return null;
  return {
    text: selected.map(({ text }) => text).join(" "),
    declare: () => {
      for (const one of selected) one.declare();
    },
  };
}
