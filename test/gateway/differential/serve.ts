/** The subgraphs and the monolith of a world, as schemas that graphql-js runs over one store. */

import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  execute,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from "graphql";
import { GatewayError, invariant } from "../../../gateway/errors.ts";
import type { FetchSubgraph, SubgraphResponse } from "../../../gateway/execute/ports.ts";
import type { Resolvers } from "../../support/subgraph-rig.ts";
import type { GraphTable, KeyTable } from "./graph-table.ts";
import { mapObjects, stableText, type Store, type StoredObject } from "./store.ts";
import type { World } from "./world.ts";

/** Answers an operation, or one event of a subscription, as one server that has all the data would. */
export function answerAsMonolith(
  world: World,
  store: Store,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Promise<ExecutionResult> {
  store.reset();
  return Promise.resolve(
    execute({
      schema: world.apiSchema,
      document,
      variableValues: variables,
      fieldResolver: (given: StoredObject | undefined, args, _context, { parentType, fieldName }) => {
        const source = given ?? rootOf(parentType.name);
        const all = { ...(args as Record<string, unknown>), ...contextualArguments(world, store, source, fieldName) };
        const value = store.value(source, fieldName, all);
        return isLeafOf(value) ? value : mapObjects(value, (one) => ({ ...one, parent: source }));
      },
      typeResolver: (source: StoredObject) => source.type,
    }),
  );
}

/** What the nearest object above that sets a context gives to the arguments that come from it. */
function contextualArguments(
  world: World,
  store: Store,
  source: StoredObject,
  field: string,
): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const { graph, field: table } of world.resolvers(source.type, field)) {
    for (const { name, context, selection } of table.contextual) {
      const types = graph.typesWithContext(context);
      let above = source.parent;
      while (above !== undefined && !types.includes(above.type)) above = above.parent;
      given[name] = above === undefined ? null : onlyValueOf(store.project(above, selection));
    }
  }
  return given;
}

function onlyValueOf(selected: Readonly<Record<string, unknown>>): unknown {
  const [value] = Object.values(selected);
  return value ?? null;
}

/** Resolvers for every field and reference of a subgraph. Asking for what is only external, or was overridden, is an error. */
function resolversOf(world: World, store: Store, graph: GraphTable): Resolvers {
  const resolvers: Resolvers = {};
  const resolveType = (source: StoredObject): string => graph.localName(source.type);
  for (const [name, table] of graph.types) {
    const own: Record<string, unknown> = {};
    if (!table.isInterface) {
      for (const field of table.fields.keys()) own[field] = createFieldResolver(world, store, graph, name, field);
    } else {
      own["__resolveType"] = resolveType;
    }
    if (table.keys.length > 0) own["__resolveReference"] = createReferenceResolver(store, graph, name);
    resolvers[graph.localName(name)] = own;
  }
  for (const name of graph.unions) resolvers[name] = { __resolveType: resolveType };
  return resolvers;
}

/** Serves subgraphs in this process, with JSON text at the border as over HTTP. A subscription is answered with one event. */
export function createInProcessFetch(world: World, store: Store): FetchSubgraph {
  const schemas = new Map<string, GraphQLSchema>(
    world.graphs.map((graph) => [
      graph.name,
      buildSubgraphSchema({ typeDefs: graph.document, resolvers: resolversOf(world, store, graph) }),
    ]),
  );
  return async ({ subgraph, query, operationName, variables }, signal) => {
    signal.throwIfAborted();
    const schema = schemas.get(subgraph);
    if (schema === undefined) throw new GatewayError("SUBGRAPH_FAILED", { subgraph });
    const document = parse(query);
    const errors = validate(schema, document);
    const sent = JSON.parse(JSON.stringify(variables ?? {})) as Record<string, unknown>;
    const result: object =
      errors.length > 0
        ? { errors }
        : await execute({ schema, document, variableValues: sent, operationName: operationName ?? null });
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  };
}

function rootOf(type: string): StoredObject {
  return { type, id: 0 };
}

function createFieldResolver(
  world: World,
  store: Store,
  graph: GraphTable,
  type: string,
  field: string,
): GraphQLFieldResolver<StoredObject | undefined, unknown> {
  const table = graph.types.get(type)?.fields.get(field);
  invariant(table, `${type}.${field} is declared`);
  return (given, args: Record<string, unknown>, _context, { parentType }) => {
    const source = given ?? rootOf(graph.globalName(parentType.name));
    const where = `${graph.name} was asked for ${type}.${field}`;
    const provided = fieldIn(world, source.provided, source.type, field);
    if (table.isOverridden) throw new Error(`${where}, which is overridden`);
    if (table.isExternal && provided === null && !world.keyFields.has(`${source.type}.${field}`)) {
      throw new Error(`${where}, which is external`);
    }
    if (table.requires !== null && source.representation === undefined) throw new Error(`${where} without its inputs`);
    const inputs =
      table.requires === null ? undefined : pickInputs(world, source.representation, table.requires, source.type);
    const all = { ...Object.fromEntries(table.contextual.map(({ name }) => [name, null])), ...args };
    const value = store.value(source, field, all, inputs);
    const below = table.provides ?? provided?.selectionSet ?? null;
    return below === null || isLeafOf(value) ? value : mapObjects(value, (one) => ({ ...one, provided: below }));
  };
}

/** Custom scalars are objects too; stored objects have a number. */
function isLeafOf(value: unknown): boolean {
  const inner = Array.isArray(value) ? value.flat(5).find((one) => one !== null && !(one instanceof Error)) : value;
  return typeof inner !== "object" || inner === null || !("type" in inner);
}

function fieldIn(
  world: World,
  selectionSet: SelectionSetNode | undefined,
  type: string,
  name: string,
): FieldNode | null {
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD && selection.name.value === name) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!world.runtimeTypes(selection.typeCondition?.name.value ?? type).includes(type)) continue;
      const found = fieldIn(world, selection.selectionSet, type, name);
      if (found !== null) return found;
    }
  }
  return null;
}

function pickInputs(
  world: World,
  given: unknown,
  selectionSet: SelectionSetNode,
  type: string | undefined,
): Record<string, unknown> {
  const object = given as Record<string, unknown>;
  return Object.fromEntries(
    selectionSet.selections.flatMap((selection): [string, unknown][] => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const actual = type ?? String(object["__typename"]);
        const condition = selection.typeCondition?.name.value ?? actual;
        const holds = world.runtimeTypes(condition).includes(actual);
        return holds ? Object.entries(pickInputs(world, object, selection.selectionSet, actual)) : [];
      }
      invariant(selection.kind === Kind.FIELD, "directives name no fragments");
      const name = selection.name.value;
      if (name === "__typename") return [];
      const value = object[name];
      if (value === undefined) throw new Error(`a representation lacks ${name}: ${JSON.stringify(given)}`);
      const { selectionSet: nested } = selection;
      return [
        [name, nested === undefined ? value : mapObjects(value, (one) => pickInputs(world, one, nested, undefined))],
      ];
    }),
  );
}

/** What it makes rejects when the subgraph was sent a key that it does not resolve, or fails to find the entity. */
function createReferenceResolver(
  store: Store,
  graph: GraphTable,
  type: string,
): (reference: Record<string, unknown>) => StoredObject | null | Promise<never> {
  const keys = graph.types.get(type)?.keys ?? [];
  const indexes = new Map<KeyTable, ReadonlyMap<string, StoredObject>>();
  const indexOf = (key: KeyTable): ReadonlyMap<string, StoredObject> => {
    const index = indexes.get(key) ?? createIndex(store, graph.runtimeTypes(type), key);
    indexes.set(key, index);
    return index;
  };
  const find = (reference: Record<string, unknown>, from: readonly KeyTable[]): StoredObject | null => {
    for (const key of from) {
      const found = indexOf(key).get(stableText(keepNames(reference, key.selection)));
      if (found !== undefined) return found;
    }
    return null;
  };
  const resolvable = keys.filter(({ isResolvable }) => isResolvable);
  const others = keys.filter(({ isResolvable }) => !isResolvable);
  return (reference) => {
    const found = find(reference, resolvable);
    if (found === null) {
      if (find(reference, others) === null) return null;
      return Promise.reject(new Error(`${graph.name} was asked for ${type} by a key that it does not resolve`));
    }
    const presence = store.presence(graph, found.type, found.id);
    if (presence === "absent") return null;
    // What is thrown at once would take the other entities of the request along.
    if (presence === "failing")
      return Promise.reject(new Error(`${graph.name} fails to find ${found.type} ${found.id}`));
    return { ...found, representation: { ...reference } };
  };
}

function createIndex(store: Store, types: readonly string[], key: KeyTable): ReadonlyMap<string, StoredObject> {
  const index = new Map<string, StoredObject>();
  for (const type of types) {
    for (let id = 0; id < store.entitiesPerType; id++) {
      const object: StoredObject = { type, id };
      index.set(stableText(store.project(object, key.selection)), object);
    }
  }
  return index;
}

function keepNames(given: unknown, selectionSet: SelectionSetNode): unknown {
  return mapObjects(given, (object) =>
    Object.fromEntries(
      selectionSet.selections.flatMap((selection): [string, unknown][] => {
        if (selection.kind !== Kind.FIELD) return [];
        const name = selection.name.value;
        const value = (object as Record<string, unknown>)[name];
        return [[name, selection.selectionSet === undefined ? value : keepNames(value, selection.selectionSet)]];
      }),
    ),
  );
}
