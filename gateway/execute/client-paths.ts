/** Turns paths of the response as the gateway keeps it, under slots, into paths of the client's response. */

import { type Selection, TYPENAME } from "../plan/selection.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import type { Place } from "./targets.ts";

/**
 * Gives each path under which the client finds what is at a place: several where it asked for one thing under several names.
 * A path ends early where the client did not ask for what follows, so that no name leaks that the client cannot know.
 * @param data the response as it was fetched, which says of what types the objects are
 */
export type ClientPaths = (place: Place, data: JsonObject) => (string | number)[][];

interface Open {
  readonly path: (string | number)[];
  /** What the client wants there; null at a leaf. */
  readonly below: Selection | null;
  /** Whether what follows is nothing that the client asked for. */
  readonly isAtEnd: boolean;
}

/** One error does not become more entries than this. */
const MAX_PATHS = 100;

/** @param root what the client wants of the root */
export function createClientPaths(root: Selection): ClientPaths {
  return (place, data) => {
    let open: Open[] = [{ path: [], below: root, isAtEnd: false }];
    let value: unknown = data;
    for (const element of place) {
      const typeName = isObject(value) ? read(value, TYPENAME) : undefined;
      open = open.flatMap((one) => follow(one, element, typeName)).slice(0, MAX_PATHS);
      value = valueAt(value, element);
    }
    return open.map(({ path }) => path);
  };
}

/** What a place's next element leads to; undefined where it leads nowhere. */
export function valueAt(value: unknown, element: string | number): unknown {
  if (typeof element === "number") return Array.isArray(value) ? value[element] : undefined;
  return isObject(value) ? read(value, element) : undefined;
}

/** @param typeName of the object, where that is known */
function follow(one: Open, element: string | number, typeName: unknown): Open[] {
  const { path, below, isAtEnd } = one;
  if (isAtEnd) return [one];
  if (typeof element === "number") return [{ path: [...path, element], below, isAtEnd }];
  const names = new Map<string, Selection | null>();
  const possible = below?.possible ?? [];
  const isKnown = typeof typeName === "string" && possible.includes(typeName);
  for (const type of isKnown ? [typeName] : possible) {
    for (const { slot, responseName, selection } of below?.fieldsOf(type) ?? []) {
      if (slot === element && responseName !== "") names.set(responseName, selection);
    }
  }
  if (names.size === 0) return [{ path, below: null, isAtEnd: true }];
  return [...names].map(([name, selection]) => ({ path: [...path, name], below: selection, isAtEnd: false }));
}
