/** What composition lets pass though no router could serve it: such drafts are not put to the test. */

import { getNamedType, isAbstractType, isObjectType, Kind, type SelectionSetNode } from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import type { GraphTable, KeyTable, TypeTable } from "./graph-table.ts";
import type { World } from "./world.ts";

/** Whether every valid operation of a world has an answer. */
export function isAnswerable(world: World): boolean {
  return Object.values(world.fullSchema.getTypeMap()).every(
    (type) =>
      !isObjectType(type) ||
      type.name.startsWith("__") ||
      Object.values(type.getFields()).every(
        (field) =>
          isReachable(world, type.name, field.name) &&
          isReachedByProvided(world, type.name, field.name) &&
          (!isAbstractType(getNamedType(field.type)) || commonTypes(world, type.name, field.name).length > 0),
      ),
  );
}

/**
 * Whether objects of a subgraph that only names a field, for a path that provides it, lead to one that resolves it.
 * Composition takes the provided copy of the object for one that any key of its own subgraph reaches.
 */
function isReachable(world: World, type: string, field: string): boolean {
  const resolving = new Set(world.resolvers(type, field).map(({ graph }) => graph));
  const naming = world.graphs.filter((graph) => {
    const table = graph.types.get(type);
    return table?.fields.has(field) === true && !fieldsOf(table).has(field);
  });
  return naming.every(
    (graph) => resolving.has(graph) || reachableFrom(world, type, graph).some((one) => resolving.has(one)),
  );
}

/**
 * Whether objects that a field leads to have this field wherever they come from, also where the subgraph that resolves this one
 * only names that one, for a path that provides it. Composition takes the provided objects for those of the other subgraphs.
 */
function isReachedByProvided(world: World, type: string, field: string): boolean {
  const resolving = new Set(world.resolvers(type, field).map(({ graph }) => graph));
  const leading = [...resolving].flatMap((graph) =>
    [...graph.types].flatMap(([parent, table]) => {
      const own = fieldsOf(table);
      const named = [...table.fields].filter(([name, { namedType }]) => !own.has(name) && namedType === type);
      return named.flatMap(([name]) => world.resolvers(parent, name).map((found) => found.graph));
    }),
  );
  return leading.every(
    (graph) => resolving.has(graph) || reachableFrom(world, type, graph).some((one) => resolving.has(one)),
  );
}

/** The subgraphs that keys lead to; a nested key is known by its outermost fields. */
function reachableFrom(world: World, type: string, start: GraphTable): readonly GraphTable[] {
  const reached = [start];
  const known = new Set<string>();
  for (const graph of reached) {
    const table = graph.types.get(type);
    if (table !== undefined) for (const name of fieldsOf(table)) known.add(name);
    const entered = world.graphs.filter((one) => one.types.get(type)?.keys.some((key) => opens(key, known)) === true);
    for (const one of entered) if (!reached.includes(one)) reached.push(one);
  }
  return reached;
}

/** The fields that a subgraph has of every object of a type: its own, and those of its keys, which Federation 1 calls external. */
function fieldsOf({ fields, keys }: TypeTable): ReadonlySet<string> {
  const own = [...fields].flatMap(([name, { isExternal }]) => (isExternal ? [] : [name]));
  return new Set([...own, ...keys.flatMap(({ selection }) => fieldNames(selection))]);
}

function fieldNames({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
}

function opens({ isResolvable, selection }: KeyTable, known: ReadonlySet<string>): boolean {
  return isResolvable && selection.selections.every((one) => one.kind === Kind.FIELD && known.has(one.name.value));
}

/** The runtime types of a field's value that are known to every subgraph that may return it. */
export function commonTypes(world: World, type: string, field: string): readonly string[] {
  const parent = world.fullSchema.getType(type);
  invariant(isObjectType(parent), `${type} is an object type`);
  const name = getNamedType(parent.getFields()[field]?.type)?.name ?? "";
  const own = world.resolvers(type, field).map((one) => one.graph.runtimeTypes(one.field.namedType));
  const providing = declaringGraphs(world, type, field).map((graph) => graph.runtimeTypes(name));
  const [first = [], ...rest] = [...own, ...providing];
  return first.filter((one) => rest.every((others) => others.includes(one)));
}

/** Subgraphs that may return a field of a type: those too that only provide it on some path. */
export function declaringGraphs(world: World, type: string, field: string): readonly GraphTable[] {
  return world.graphs.filter((graph) =>
    [...graph.types].some(
      ([name, table]) => (name === type || world.runtimeTypes(name).includes(type)) && table.fields.has(field),
    ),
  );
}
