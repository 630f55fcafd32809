/** Turns paths of the response as the gateway keeps it, under slots, into paths of the client's response. */

import type { Selection } from "../plan/selection.ts";
import type { Place } from "./targets.ts";

/**
 * Gives each path under which the client finds what is at a place: several where it asked for one thing under several names.
 * A path ends early where the client did not ask for what follows, so that no name leaks that the client cannot know.
 */
export type ClientPaths = (place: Place) => (string | number)[][];

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
  return (place) => {
    let open: Open[] = [{ path: [], below: root, isAtEnd: false }];
    for (const element of place) {
      open = open.flatMap((one) => follow(one, element)).slice(0, MAX_PATHS);
    }
    return open.map(({ path }) => path);
  };
}

function follow(one: Open, element: string | number): Open[] {
  const { path, below, isAtEnd } = one;
  if (isAtEnd) return [one];
  if (typeof element === "number") return [{ path: [...path, element], below, isAtEnd }];
  const names = new Map<string, Selection | null>();
  for (const typeName of below?.possible ?? []) {
    for (const { slot, responseName, selection } of below?.fieldsOf(typeName) ?? []) {
      if (slot === element && responseName !== "") names.set(responseName, selection);
    }
  }
  if (names.size === 0) return [{ path, below: null, isAtEnd: true }];
  return [...names].map(([name, selection]) => ({ path: [...path, name], below: selection, isAtEnd: false }));
}
