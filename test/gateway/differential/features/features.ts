/** The features of federation and of GraphQL that cases have to have, each with how it is told that a case has it. */

import {
  type DocumentNode,
  isCompositeType,
  isInterfaceType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { SubgraphRequest } from "../../../../gateway/execute/ports.ts";
import type { FieldTable, GraphTable, TypeTable } from "../graph-table.ts";
import { ROOTS } from "../generate/draft.ts";
import type { Faults } from "../store.ts";
import type { World } from "../world.ts";
import { type Asked, readAsked } from "./asked.ts";

/** A case that was run. */
export interface Observed {
  readonly world: World;
  readonly faults: Faults;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the engine asked of subgraphs. */
  readonly requests: readonly SubgraphRequest[];
  /** The right answer. */
  readonly data: string;
  readonly errors: readonly string[];
}

/** The names of all features. */
export function featureNames(): readonly string[] {
  return Object.keys(FEATURES);
}

/** The names of the features that a case has. */
export function featuresOf(observed: Observed): readonly string[] {
  const seen = look(observed);
  return Object.entries(FEATURES).flatMap(([name, has]) => (has(seen) ? [name] : []));
}

interface Seen extends Observed {
  readonly asked: Asked;
  /** The declarations that resolve what is asked. */
  readonly declared: readonly Declared[];
  /** By each entity that was asked for by its key: the subgraph's table of its type, and the representation's names. */
  readonly references: readonly Reference[];
}

interface Declared {
  readonly graph: GraphTable;
  readonly table: FieldTable;
  readonly coordinate: string;
  readonly isList: boolean;
}

interface Reference {
  readonly graph: GraphTable;
  readonly table: TypeTable;
  readonly names: ReadonlySet<string>;
}

function look(observed: Observed): Seen {
  const { world, document, requests } = observed;
  const asked = readAsked(world, document);
  const declared = asked.fields.flatMap(({ coordinates, node, isList }) =>
    coordinates.flatMap((coordinate) =>
      world
        .resolvers(coordinate.slice(0, coordinate.indexOf(".")), node.name.value)
        .map(({ graph, field }) => ({ graph, table: field, coordinate, isList })),
    ),
  );
  return { ...observed, asked, declared, references: requests.flatMap((request) => referencesOf(world, request)) };
}

function referencesOf(world: World, { subgraph, variables = {} }: SubgraphRequest): Reference[] {
  const graph = world.graphs.find(({ name }) => name === subgraph);
  return Object.values(variables).flatMap((value) => {
    const [first] = Array.isArray(value) ? (value as unknown[]) : [];
    if (typeof first !== "object" || first === null || !("__typename" in first)) return [];
    const table = graph?.types.get(String(first.__typename));
    return graph === undefined || table === undefined ? [] : [{ graph, table, names: new Set(Object.keys(first)) }];
  });
}

/** Whether an entity was asked for by a key that holds to a pattern. */
const byKey =
  (pattern: RegExp) =>
  ({ references }: Seen): boolean =>
    references.some(({ table, names }) =>
      table.keys.some(
        ({ text, isResolvable }) =>
          isResolvable && pattern.test(text) && topNames(text).every((name) => names.has(name)),
      ),
    );

function topNames(key: string): string[] {
  return key
    .replaceAll(/\{.*\}/g, "")
    .split(" ")
    .filter((name) => name !== "");
}

const requiring =
  (holds: (table: FieldTable & { readonly requires: SelectionSetNode }, seen: Seen, coordinate: string) => boolean) =>
  (seen: Seen): boolean =>
    seen.declared.some(({ table, coordinate }) => hasRequires(table) && holds(table, seen, coordinate));

function hasRequires(table: FieldTable): table is FieldTable & { readonly requires: SelectionSetNode } {
  return table.requires !== null;
}

const providing =
  (holds: (selection: SelectionSetNode, declared: Declared) => boolean) =>
  ({ declared }: Seen): boolean =>
    declared.some((one) => one.table.provides !== null && holds(one.table.provides, one));

function isNested(selectionSet: SelectionSetNode): boolean {
  return selectionSet.selections.some((one) => one.kind === Kind.FIELD && one.selectionSet !== undefined);
}

function hasFragment(selectionSet: SelectionSetNode): boolean {
  let found = false;
  visit(selectionSet, { InlineFragment: () => void (found = true) });
  return found;
}

function hasArguments(selectionSet: SelectionSetNode): boolean {
  let found = false;
  visit(selectionSet, { Argument: () => void (found = true) });
  return found;
}

/** The names at the top of a selection, with the text of what stands behind each. */
function topFields(selectionSet: SelectionSetNode): readonly { readonly name: string; readonly args: string }[] {
  return selectionSet.selections.flatMap((one) =>
    one.kind === Kind.FIELD ? [{ name: one.name.value, args: JSON.stringify(one.arguments ?? []) }] : [],
  );
}

function isChained(table: FieldTable & { readonly requires: SelectionSetNode }, { world }: Seen, at: string): boolean {
  const type = at.slice(0, at.indexOf("."));
  return topFields(table.requires).some(({ name }) =>
    world.resolvers(type, name).some(({ field }) => hasRequires(field)),
  );
}

function isOfList(table: FieldTable & { readonly requires: SelectionSetNode }, { world }: Seen, at: string): boolean {
  const type = at.slice(0, at.indexOf("."));
  return table.requires.selections.some(
    (one) =>
      one.kind === Kind.FIELD &&
      one.selectionSet !== undefined &&
      world.resolvers(type, one.name.value).some(({ field }) => field.node.type.kind === Kind.LIST_TYPE),
  );
}

/** Whether two fields that are asked for need one field of their entity with different arguments. */
function hasTwoArgumentSets({ declared }: Seen): boolean {
  const byInput = new Map<string, Set<string>>();
  for (const { table, coordinate } of declared) {
    if (table.requires === null) continue;
    for (const { name, args } of topFields(table.requires)) {
      const input = `${coordinate.slice(0, coordinate.indexOf("."))}.${name}`;
      byInput.set(input, (byInput.get(input) ?? new Set()).add(args));
    }
  }
  return [...byInput.values()].some(({ size }) => size > 1);
}

/** Whether a type is declared by several subgraphs, and not alike. */
function differs({ world }: Seen, type: string, ofGraph: (graph: GraphTable) => readonly string[] | null): boolean {
  const texts = world.graphs.flatMap((graph) => ofGraph(graph)?.toSorted().join() ?? []);
  return new Set(texts.filter((text) => text !== "" && text !== type)).size > 1;
}

const overriding =
  (pattern: RegExp) =>
  ({ declared, world }: Seen): boolean =>
    declared.some(({ coordinate }) => {
      const [type = "", field = ""] = coordinate.split(".");
      return world.graphs.some((graph) => {
        const node = graph.types.get(type)?.fields.get(field)?.node;
        const directive = node?.directives?.find(({ name }) => name.value === "override");
        if (directive === undefined) return false;
        const label = directive.arguments?.find(({ name }) => name.value === "label")?.value;
        return pattern.test(label?.kind === Kind.STRING ? label.value : "");
      });
    });

function isHidden({ world }: Seen, type: string, field: string): boolean {
  const full = world.fullSchema.getType(type);
  const api = world.apiSchema.getType(type);
  if (full === undefined || !("getFields" in full)) return false;
  return (
    full.getFields()[field] !== undefined && !(api !== undefined && "getFields" in api && field in api.getFields())
  );
}

const aliased =
  (...names: readonly string[]) =>
  ({ asked }: Seen): boolean =>
    asked.fields.some(({ node }) => node.alias !== undefined && names.includes(node.alias.value));

const isSplit = ({ world }: Seen, type: string): boolean => {
  if (ROOTS.has(type)) return false;
  const tables = world.graphs.flatMap((graph) => graph.types.get(type) ?? []);
  const all = new Set(tables.flatMap(({ fields }) => [...fields.keys()]));
  return (
    tables.length > 1 &&
    tables.every(({ keys }) => keys.length === 0) &&
    tables.every(({ fields }) => fields.size < all.size)
  );
};

function isEntity(world: World, type: string): boolean {
  return world.graphs.some((graph) => (graph.types.get(type)?.keys.length ?? 0) > 0);
}

const isInterfaceObject = ({ world }: Seen, type: string): boolean =>
  world.graphs.some((graph) => graph.types.get(type)?.isInterfaceObject === true);

const rootFields = ({ asked }: Seen) => asked.fields.filter(({ path }) => path.length === 1);

const FEATURES: Readonly<Record<string, (seen: Seen) => boolean>> = {
  "a key of one field": byKey(/^\w+$/),
  "a compound key": byKey(/^\w+ \w+/),
  "a nested key": byKey(/\{/),
  "a key nested twice": byKey(/\{.*\{/),
  "a list in a key": byKey(/tags/),
  "an entity in a key": byKey(/owner/),
  "several keys": ({ references }) => references.some(({ table }) => table.keys.length > 1),
  "a key that is not resolvable": (seen) =>
    [...seen.asked.types].some((type) =>
      seen.world.graphs.some((graph) => graph.types.get(type)?.keys.some(({ isResolvable }) => !isResolvable)),
    ),
  "subgraphs that share no key": ({ world, asked }) =>
    [...asked.types].some((type) => {
      const keys = world.graphs
        .flatMap((graph) => graph.types.get(type) ?? [])
        .map((one) => one.keys.map(({ text }) => text));
      return keys.some((own) =>
        keys.some((other) => own.length > 0 && other.length > 0 && !own.some((key) => other.includes(key))),
      );
    }),

  "@requires": requiring(() => true),
  "@requires of a nested field": requiring(({ requires }) => isNested(requires)),
  "@requires with arguments": requiring(({ requires }) => hasArguments(requires)),
  "@requires with two argument sets on one entity": hasTwoArgumentSets,
  "@requires of what has @requires": requiring(isChained),
  "@requires through an abstract type": requiring(({ requires }) => hasFragment(requires)),
  "@requires through a list": requiring(isOfList),
  "@requires on an object in an interface's place": ({ declared, world }) =>
    declared.some(
      ({ table, graph, coordinate }) =>
        table.requires !== null && !graph.types.has(coordinate.split(".")[0] ?? "") && world.graphs.includes(graph),
    ),

  "@requires on a field that leads to objects": requiring((table, { world }) =>
    isCompositeType(world.fullSchema.getType(table.namedType)),
  ),

  "@provides": providing(() => true),
  "@provides of a nested field": providing(isNested),
  "@provides on a list": providing((_, { isList }) => isList),
  "@provides on an abstract type": providing(hasFragment),

  "a shared field": ({ declared, world }) =>
    declared.some(({ coordinate }) => {
      const [type = "", field = ""] = coordinate.split(".");
      return world.resolvers(type, field).length > 1 && !world.keyFields.has(coordinate);
    }),
  "a value type split over subgraphs": (seen) => [...seen.asked.types].some((type) => isSplit(seen, type)),
  "a value type split two levels deep": (seen) =>
    seen.asked.fields.some(({ parent, type }) => isSplit(seen, parent) && isSplit(seen, type)),
  "a list of a value type split over subgraphs": (seen) =>
    seen.asked.fields.some(({ type, isList }) => isList && isSplit(seen, type)),

  "a value type that leads to an entity": ({ asked, world }) =>
    asked.fields.some(({ parent, type }) => !ROOTS.has(parent) && !isEntity(world, parent) && isEntity(world, type)),

  "@override": overriding(/^$/),
  "@override with a label that is active": overriding(/^(on.*|percent\(100\))$/),
  "@override with a label that is not active": overriding(/^(off.*|percent\(0\))$/),

  "a hidden field": (seen) =>
    [...seen.asked.types].some((type) =>
      seen.world.graphs.some((graph) =>
        [...(graph.types.get(type)?.fields.keys() ?? [])].some((field) => isHidden(seen, type, field)),
      ),
    ),
  "a hidden key": (seen) =>
    seen.world.graphs.some((graph) =>
      [...graph.types].some(
        ([type, { keys }]) =>
          seen.asked.types.has(type) &&
          keys.some(({ text }) => topNames(text).some((field) => isHidden(seen, type, field))),
      ),
    ),
  "a hidden type": ({ world }) =>
    world.graphs.some(({ types }) => [...types.keys()].some((type) => world.apiSchema.getType(type) === undefined)),

  "an argument from a context": ({ declared }) => declared.some(({ table }) => table.contextual.length > 0),
  "an argument from a context that several types set": ({ declared }) =>
    declared.some(({ table, graph }) =>
      table.contextual.some(({ context }) => graph.typesWithContext(context).length > 1),
    ),

  "an interface": ({ asked, world }) =>
    [...asked.types].some((type) => world.graphs.some((graph) => graph.types.get(type)?.isInterface)),
  "a field of an interface that leads to objects": ({ asked, world }) =>
    asked.fields.some(
      ({ node, parent }) => node.selectionSet !== undefined && isInterfaceType(world.apiSchema.getType(parent)),
    ),
  "a field that says more than that of its interface": ({ declared }) =>
    declared.some(({ table, graph, coordinate }) => {
      const [type = "", field = ""] = coordinate.split(".");
      const interfaces = graph.types.get(type)?.interfaces ?? [];
      return interfaces.some((one) => {
        const theirs = graph.types.get(one)?.fields.get(field);
        return theirs !== undefined && theirs.namedType !== table.namedType;
      });
    }),
  "an interface that differs": (seen) =>
    [...seen.asked.types].some((type) =>
      differs(seen, type, (graph) => (graph.types.get(type)?.isInterface === true ? graph.runtimeTypes(type) : null)),
    ),
  "a union that differs": (seen) =>
    [...seen.asked.types].some((type) =>
      differs(seen, type, (graph) => (graph.unions.includes(type) ? graph.runtimeTypes(type) : null)),
    ),
  "an enum that differs": (seen) =>
    [...seen.asked.types].some((type) =>
      differs(seen, type, (graph) => (type === "Mood" ? graph.enumValues(type) : null)),
    ),
  "an input enum that differs": (seen) =>
    seen.asked.fields.some(({ node }) => node.arguments?.some(({ name }) => name.value === "size")) &&
    differs(seen, "Size", (graph) => graph.enumValues("Size")),
  "an input object that differs": ({ world, asked }) =>
    asked.fields.some(({ node }) => node.arguments?.some(({ name }) => name.value === "range")) &&
    Object.values(world.subgraphs).some((sdl) => /\bown[a-e]: Int/.test(sdl)),
  "a field of an object and of its interface": ({ world, declared }) =>
    declared.some(({ coordinate }) => {
      const [type = "", field = ""] = coordinate.split(".");
      return new Set(world.resolvers(type, field).map((one) => one.field.namedType)).size > 1;
    }),

  "a field of an object in an interface's place": ({ declared }) =>
    declared.some(({ graph, coordinate }) => !graph.types.has(coordinate.split(".")[0] ?? "")),
  "a list of an entity interface": (seen) =>
    seen.asked.fields.some(({ type, isList }) => isList && isInterfaceObject(seen, type)),
  "only the name of an entity interface's type": (seen) =>
    seen.asked.fields.some(
      ({ node, type }) =>
        isInterfaceObject(seen, type) &&
        node.selectionSet?.selections.every((one) => one.kind === Kind.FIELD && one.name.value === "__typename") ===
          true,
    ),
  "a fragment on one type of an entity interface": (seen) =>
    seen.asked.fields.some(
      ({ node, type }) =>
        isInterfaceObject(seen, type) &&
        node.selectionSet?.selections.some(
          (one) =>
            one.kind === Kind.INLINE_FRAGMENT &&
            seen.world.runtimeTypes(type).includes(one.typeCondition?.name.value ?? ""),
        ) === true,
    ),

  "a fragment on an abstract type": ({ asked, world }) =>
    asked.typeConditions.some((type) => world.runtimeTypes(type)[0] !== type),
  "a fragment that never holds": ({ asked }) => asked.hasDeadFragment,
  "a condition": ({ asked }) => asked.conditionDepth > 0,
  "a condition within a condition": ({ asked }) => asked.conditionDepth > 1,
  "a condition on a fragment": ({ asked }) => asked.hasConditionOnFragment,
  "@skip and @include on one selection": ({ asked }) => asked.hasBothConditions,
  "a condition across fetches": ({ asked, references }) => asked.conditionDepth > 0 && references.length > 0,

  "an alias that is a key's name": aliased("id", "code", "region", "number", "org", "tags", "owner"),
  "an alias __typename": aliased("__typename"),
  "an alias _entities": aliased("_entities"),
  "an alias __proto__": aliased("__proto__"),
  "an alias constructor": aliased("constructor"),
  "a field named as objects' own are": ({ asked }) =>
    asked.fields.some(({ node }) => ["constructor", "toString", "hasOwnProperty", "length"].includes(node.name.value)),
  "__typename at the root": (seen) => rootFields(seen).some(({ node }) => node.name.value === "__typename"),
  introspection: ({ asked }) => asked.fields.some(({ node }) => ["__schema", "__type"].includes(node.name.value)),

  "a custom scalar": ({ asked }) => asked.types.has("Blob"),
  "an argument that is coerced": ({ asked }) =>
    asked.fields.some(({ node }) =>
      node.arguments?.some(
        ({ name, value }) => (name.value === "list" || name.value === "colours") && value.kind !== Kind.LIST,
      ),
    ),
  "an argument left to its default": ({ asked, declared }) =>
    asked.fields.some(({ node, coordinates }) =>
      declared.some(
        ({ table, coordinate }) =>
          coordinates.includes(coordinate) &&
          table.node.arguments?.some(
            (one) =>
              one.defaultValue !== undefined && !node.arguments?.some(({ name }) => name.value === one.name.value),
          ),
      ),
    ),
  "a variable left to its default": ({ asked, variables }) =>
    asked.operation.variableDefinitions?.some(
      ({ variable, defaultValue }) => defaultValue !== undefined && !(variable.name.value in variables),
    ) === true,
  "a variable that is not given": ({ asked, variables }) =>
    asked.operation.variableDefinitions?.some(
      ({ variable, defaultValue }) => defaultValue === undefined && !(variable.name.value in variables),
    ) === true,

  "root fields of several subgraphs": ({ asked, requests }) =>
    asked.operation.operation === OperationTypeNode.QUERY &&
    new Set(requests.filter(({ query }) => !query.includes("_entities")).map(({ subgraph }) => subgraph)).size > 1,
  "Query below an object": ({ asked }) => asked.fields.some(({ type }) => type === "Query"),
  "root types by other names": ({ world, requests }) =>
    requests.some(({ subgraph }) =>
      world.graphs.some((graph) => graph.name === subgraph && graph.localName("Query") !== "Query"),
    ),
  "several mutations": (seen) =>
    seen.asked.operation.operation === OperationTypeNode.MUTATION && rootFields(seen).length > 1,
  "mutations with entities between": (seen) =>
    seen.asked.operation.operation === OperationTypeNode.MUTATION &&
    rootFields(seen).length > 1 &&
    seen.references.length > 0,
  "a subscription": ({ asked }) => asked.operation.operation === OperationTypeNode.SUBSCRIPTION,

  "a null in a list": ({ data }) => /[[,]null[\],]/.test(data),
  "an error of a resolver": ({ faults, errors }) => faults === "errors" && errors.length > 0,
  "an error in a list": ({ faults, errors }) => faults === "errors" && errors.some((path) => /\/\d+$/.test(path)),
  "an error behind a reference": ({ faults, errors, references }) =>
    faults === "errors" && errors.length > 0 && references.length > 0,
  "an entity that a subgraph does not know": ({ faults, references }) => faults === "absences" && references.length > 0,
  "a reference that fails": ({ faults, errors }) => faults === "failing references" && errors.length > 0,
  "Federation 1": ({ world }) => world.federation === 1,
};
