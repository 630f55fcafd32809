/** A supergraph while it is being generated: types, and which subgraph declares what of them. */

import type { Subgraphs } from "../world.ts";

/** A field; `in` has what it carries in each subgraph that declares it: its directives and, where it differs, its type. */
export interface DraftField {
  readonly name: string;
  readonly type: string;
  /** With parentheses, or empty. */
  readonly args: string;
  readonly in: Map<string, { readonly type?: string; readonly directives: Set<string> }>;
}

/** An object or interface type. */
export interface DraftType {
  readonly kind: "type" | "interface";
  readonly name: string;
  readonly isEntity: boolean;
  /** What follows the type's name in each subgraph that declares it: `implements` and directives. */
  readonly heads: Map<string, { readonly interfaces: Set<string>; readonly directives: string[] }>;
  readonly fields: Map<string, DraftField>;
}

/** Everything so far. */
export interface Draft {
  readonly graphs: readonly string[];
  readonly types: Map<string, DraftType>;
  /** By union, by subgraph, its members there. */
  readonly unions: Map<string, Map<string, readonly string[]>>;
  /** Whether a field may be `!` in one subgraph and not in another. */
  readonly mixesNullability: boolean;
}

/** Adds a type that nobody declares yet. */
export function addType(draft: Draft, name: string, kind: DraftType["kind"], isEntity: boolean): DraftType {
  const type: DraftType = { kind, name, isEntity, heads: new Map(), fields: new Map() };
  draft.types.set(name, type);
  return type;
}

/** Declares a type in a subgraph, unless it is. */
export function declareType(type: DraftType, graph: string, directives: readonly string[] = []): void {
  if (!type.heads.has(graph)) type.heads.set(graph, { interfaces: new Set(), directives: [...directives] });
}

/** Declares a field in subgraphs; where it is declared already, adds the directives. */
export function declareField(
  type: DraftType,
  field: { readonly name: string; readonly type: string; readonly args?: string },
  graphs: readonly string[],
  ...directives: readonly string[]
): DraftField {
  const { name, args = "" } = field;
  const known = type.fields.get(name) ?? { name, type: field.type, args, in: new Map() };
  type.fields.set(name, known);
  for (const graph of graphs) {
    const declared = known.in.get(graph) ?? { directives: new Set<string>() };
    for (const directive of directives) declared.directives.add(directive);
    known.in.set(graph, declared);
  }
  return known;
}

/** The subgraphs that resolve a field: those that do not only name it. */
export function resolvingGraphs(field: DraftField): string[] {
  return [...field.in].filter(([, { directives }]) => !directives.has("@external")).map(([graph]) => graph);
}

/** The name in a type such as `[User!]!`. */
export function namedTypeOf(type: string): string {
  return type.replaceAll(/[[\]!]/g, "");
}

/** Prints the SDL of each subgraph. @param shared definitions that all of them have */
export function printDraft(draft: Draft, shared: string): Subgraphs {
  return Object.fromEntries(
    draft.graphs.map((graph) => {
      const types = [...draft.types.values()].flatMap((type) => printType(type, graph));
      const unions = [...draft.unions].flatMap(([name, members]) => {
        const own = members.get(graph) ?? [];
        return own.length === 0 ? [] : [`union ${name} = ${own.join(" | ")}`];
      });
      return [graph, [...types, ...unions, shared].join("\n")];
    }),
  );
}

function printType(type: DraftType, graph: string): string[] {
  const head = type.heads.get(graph);
  if (head === undefined) return [];
  const fields = [...type.fields.values()].flatMap((field) => {
    const declared = field.in.get(graph);
    if (declared === undefined) return [];
    return [
      `  ${field.name}${field.args}: ${declared.type ?? field.type} ${[...declared.directives].join(" ")}`.trimEnd(),
    ];
  });
  if (fields.length === 0) return [];
  const interfaces = head.interfaces.size === 0 ? "" : ` implements ${[...head.interfaces].join(" & ")}`;
  return [`${type.kind} ${type.name}${interfaces} ${head.directives.join(" ")} {\n${fields.join("\n")}\n}`];
}
