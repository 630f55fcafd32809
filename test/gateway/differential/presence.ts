/** Which entities a subgraph does not know, or fails to find: only where the one right answer to that is plain. */

import { hashOf } from "./random.ts";
import type { GraphTable, TypeTable } from "./graph-table.ts";
import type { World } from "./world.ts";

/** Whether a subgraph knows an entity. */
export type Presence = "known" | "absent" | "failing";

/** Tells of each entity whether a subgraph knows it. @param kind what those are that it does not know */
export type PresenceOf = (graph: GraphTable, type: string, id: number) => Presence;

/**
 * A subgraph may lack entities of a type where nothing else hangs on it: all subgraphs of the type share a key that they resolve, and of
 * the subgraph's own fields none is shared with another, or part of a key or of another field's inputs.
 */
export function createPresence(world: World, kind: "absent" | "failing"): PresenceOf {
  const lacking = new Map<string, boolean>();
  return (graph, type, id) => {
    const where = `${graph.name}:${type}`;
    const mayLack = lacking.get(where) ?? mayLackEntities(world, graph, type);
    lacking.set(where, mayLack);
    return mayLack && hashOf(`presence ${where}#${id}`) % 3 === 0 ? kind : "known";
  };
}

function mayLackEntities(world: World, graph: GraphTable, type: string): boolean {
  const tables = world.graphs.map((one) => tablesOf(world, one, type));
  const own = tablesOf(world, graph, type);
  if (!own.some(({ keys }) => keys.some(({ isResolvable }) => isResolvable))) return false;
  // Without its own subgraph an object behind an interface has no type.
  if (own.some(({ interfaces }) => interfaces.some((one) => (graph.types.get(one)?.keys.length ?? 0) > 0)))
    return false;
  const keys = tables.filter((one) => one.length > 0).map(keysOf);
  const [first, ...rest] = keys;
  // A key's objects may have other fields, which go with the entity although they are not its own.
  const shared = [...(first ?? [])].find((key) => !key.includes("{") && rest.every((others) => others.has(key)));
  if (shared === undefined) return false;
  const keyNames = new Set(shared.split(" "));
  return own.every(({ fields }) =>
    [...fields].every(
      ([name, { isExternal, isOverridden }]) =>
        isExternal ||
        isOverridden ||
        keyNames.has(name) ||
        (world.resolvers(type, name).length === 1 && !world.inputFields.has(`${type}.${name}`)),
    ),
  );
}

/** What a subgraph declares of a runtime type: the type itself, and an object in the place of its interface. */
function tablesOf(world: World, graph: GraphTable, type: string): readonly TypeTable[] {
  return [...graph.types].flatMap(([name, table]) =>
    name === type || (table.isInterfaceObject && world.runtimeTypes(name).includes(type)) ? [table] : [],
  );
}

/** The keys that a subgraph has for a type: those that it resolves where it resolves any. */
function keysOf(tables: readonly TypeTable[]): ReadonlySet<string> {
  const keys = tables.flatMap((table) => table.keys);
  const resolvable = keys.filter(({ isResolvable }) => isResolvable);
  return new Set((resolvable.length > 0 ? resolvable : keys).map(({ text }) => text));
}
