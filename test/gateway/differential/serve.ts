/** The subgraphs and the monolith of a world, as schemas that graphql-js runs over one store. */

import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  execute,
  type ExecutionResult,
  type FieldNode,
  type GraphQLFieldResolver,
  GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from "graphql";
import { GatewayError, invariant } from "../../../gateway/errors.ts";
import type { FetchSubgraph, SubgraphResponse } from "../../../gateway/execute/ports.ts";
import type { Resolvers } from "../../support/subgraph-rig.ts";
import { mapObjects, stableText, type Store, type StoredObject } from "./store.ts";
import type { GraphTable, World } from "./world.ts";

/** Answers an operation as one server that has all the data would. */
export function answerAsMonolith(
  world: World,
  store: Store,
  operation: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<ExecutionResult> {
  store.reset();
  return Promise.resolve(
    execute({
      schema: world.apiSchema,
      document: parse(operation),
      variableValues: variables,
      fieldResolver: (source: StoredObject | undefined, args, _context, { parentType, fieldName }) =>
        store.value(source ?? rootOf(parentType.name), fieldName, args as Record<string, unknown>),
      typeResolver: (source: StoredObject) => source.type,
    }),
  );
}

/** Resolvers for every field and reference of a subgraph. Asking for what is only external, or was overridden, is an error. */
function resolversOf(world: World, store: Store, graph: GraphTable): Resolvers {
  const resolvers: Resolvers = {};
  for (const [name, table] of graph.types) {
    const own: Record<string, unknown> = {};
    if (!isAbstractIn(graph, name)) {
      for (const field of table.fields.keys()) own[field] = createFieldResolver(world, store, graph, name, field);
    } else {
      own["__resolveType"] = (source: StoredObject) => source.type;
    }
    if (table.keys.length > 0) own["__resolveReference"] = createReferenceResolver(store, graph, name);
    resolvers[name] = own;
  }
  for (const { kind, name } of graph.document.definitions.filter((one) => one.kind === Kind.UNION_TYPE_DEFINITION)) {
    invariant(kind === Kind.UNION_TYPE_DEFINITION, "filtered by kind");
    resolvers[name.value] = { __resolveType: (source: StoredObject) => source.type };
  }
  return resolvers;
}

/** Serves subgraphs in this process, with JSON text at the border as over HTTP. */
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

function isAbstractIn(graph: GraphTable, type: string): boolean {
  return graph.document.definitions.some(
    (one) => one.kind === Kind.INTERFACE_TYPE_DEFINITION && one.name.value === type,
  );
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
    invariant(parentType instanceof GraphQLObjectType, "fields are resolved on objects");
    const source = given ?? rootOf(parentType.name);
    const where = `${graph.name} was asked for ${type}.${field}`;
    const provided = fieldIn(source.provided, field);
    if (table.isOverridden) throw new Error(`${where}, which is overridden`);
    if (table.isExternal && provided === null && !world.keyFields.has(`${source.type}.${field}`)) {
      throw new Error(`${where}, which is external`);
    }
    if (table.requires !== null && source.representation === undefined) throw new Error(`${where} without its inputs`);
    const inputs =
      table.requires === null ? undefined : pickInputs(world, source.representation, table.requires, source.type);
    const value = store.value(source, field, args, inputs);
    const below = table.provides ?? provided?.selectionSet ?? null;
    return below === null || isLeafOf(value) ? value : mapObjects(value, (one) => ({ ...one, provided: below }));
  };
}

/** Custom scalars are objects too; stored objects have a number. */
function isLeafOf(value: unknown): boolean {
  const inner = Array.isArray(value) ? value.flat(5).find((one) => one !== null) : value;
  return typeof inner !== "object" || inner === null || !("type" in inner);
}

function fieldIn(selectionSet: SelectionSetNode | undefined, name: string): FieldNode | null {
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD && selection.name.value === name) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const found = fieldIn(selection.selectionSet, name);
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

function createReferenceResolver(
  store: Store,
  graph: GraphTable,
  type: string,
): (reference: Record<string, unknown>) => StoredObject | null {
  const keys = graph.types.get(type)?.keys ?? [];
  const matches = (reference: Record<string, unknown>, key: SelectionSetNode, object: StoredObject): boolean => {
    const wanted = store.project(object, key);
    const given = keepNames(reference, key);
    return stableText(wanted) === stableText(given);
  };
  return (reference) => {
    for (const runtimeType of graph.runtimeTypes(type)) {
      for (let id = 0; id < store.entitiesPerType; id++) {
        const object: StoredObject = { type: runtimeType, id, representation: { ...reference } };
        if (keys.some((key) => matches(reference, key, object))) return { ...object };
      }
    }
    return null;
  };
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
