/** A supergraph while it is being generated: types, and which subgraph declares what of them. */

import type { Subgraphs } from "../world.ts";

/** What a field carries in one subgraph. */
export interface DraftDeclaration {
  /** The type and the arguments where they differ from the field's own. */
  readonly type?: string;
  readonly args?: string;
  readonly directives: Set<string>;
}

/** A field, and what it carries in each subgraph that declares it. */
export interface DraftField {
  readonly name: string;
  readonly type: string;
  /** With parentheses, or empty. */
  readonly args: string;
  readonly in: Map<string, DraftDeclaration>;
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
  readonly federation: 1 | 2;
  readonly graphs: readonly string[];
  readonly types: Map<string, DraftType>;
  /** By union, by subgraph, its members there. */
  readonly unions: Map<string, Map<string, readonly string[]>>;
  /** Whether a field may be `!` in one subgraph and not in another. */
  readonly mixesNullability: boolean;
  /** By subgraph, by root type, the name that the subgraph has for it where it is another. */
  readonly rootNames: Map<string, ReadonlyMap<string, string>>;
  /** By subgraph, definitions of scalars, enums and inputs. */
  readonly definitions: Map<string, string>;
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

/** Whether a field is computed from fields of other subgraphs. */
export function hasInputs(field: DraftField): boolean {
  return [...field.in.values()].some(({ directives }) => [...directives].some((one) => one.startsWith("@requires")));
}

/** The name in a type such as `[User!]!`. */
export function namedTypeOf(type: string): string {
  return type.replaceAll(/[[\]!]/g, "");
}

/** The entities that are objects, without those that stand in an interface's place. */
export function entitiesOf(draft: Draft): DraftType[] {
  return [...draft.types.values()].filter((type) => type.isEntity && type.kind === "type" && !isInterfaceObject(type));
}

/** Whether the type is an object in an interface's place. */
export function isInterfaceObject(type: DraftType): boolean {
  return [...type.heads.values()].some(({ directives }) => directives.includes("@interfaceObject"));
}

/** The subgraphs that find an entity by a key. */
export function findingGraphs(type: DraftType): string[] {
  return [...type.heads].flatMap(([graph, { directives }]) =>
    directives.some((one) => one.startsWith("@key") && !one.includes("resolvable: false")) ? [graph] : [],
  );
}

/** Prints the SDL of each subgraph. */
export function printDraft(draft: Draft): Subgraphs {
  return Object.fromEntries(
    draft.graphs.map((graph) => {
      const types = [...draft.types.values()].flatMap((type) => printType(draft, type, graph));
      const unions = [...draft.unions].flatMap(([name, members]) => {
        const own = members.get(graph) ?? [];
        return own.length === 0 ? [] : [`union ${name} = ${own.join(" | ")}`];
      });
      return [
        graph,
        [...printSchema(draft, graph), ...types, ...unions, draft.definitions.get(graph) ?? ""].join("\n"),
      ];
    }),
  );
}

function printSchema(draft: Draft, graph: string): string[] {
  const names = draft.rootNames.get(graph);
  if (names === undefined) return [];
  const roots = [...draft.types.values()].filter(({ name, heads }) => ROOTS.has(name) && heads.has(graph));
  if (roots.length === 0) return [];
  return [`schema { ${roots.map(({ name }) => `${name.toLowerCase()}: ${names.get(name) ?? name}`).join(" ")} }`];
}

/** The names that root types have in a supergraph. */
export const ROOTS: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

function printType(draft: Draft, type: DraftType, graph: string): string[] {
  const head = type.heads.get(graph);
  if (head === undefined) return [];
  const names = draft.rootNames.get(graph);
  const local = (name: string): string => names?.get(name) ?? name;
  const isExtension = draft.federation === 1 && type.isEntity && graph !== [...type.heads.keys()][0];
  const keys = head.directives.filter((one) => one.startsWith("@key")).join(" ");
  const fields = [...type.fields.values()].flatMap((field) => {
    const declared = field.in.get(graph);
    if (declared === undefined) return [];
    const directives = [...declared.directives].filter((one) => draft.federation === 2 || one !== "@shareable");
    const isKey = new RegExp(`\\b${field.name}\\b`).test(keys);
    if (isExtension && isKey && !directives.includes("@external")) directives.push("@external");
    const printed = (declared.type ?? field.type).replace(namedTypeOf(field.type), local(namedTypeOf(field.type)));
    return [`  ${field.name}${declared.args ?? field.args}: ${printed} ${directives.join(" ")}`.trimEnd()];
  });
  if (fields.length === 0) return [];
  const interfaces = head.interfaces.size === 0 ? "" : ` implements ${[...head.interfaces].join(" & ")}`;
  const start = `${isExtension ? "extend " : ""}${type.kind} ${local(printedName(type))}`;
  return [`${start}${interfaces} ${head.directives.join(" ")} {\n${fields.join("\n")}\n}`];
}

/** Interface objects stand in the draft beside the interface whose name they have. */
function printedName({ name }: DraftType): string {
  return name.replace(/@.*/, "");
}
