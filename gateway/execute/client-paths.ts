/** Turns paths of the response as the gateway keeps it, under labels, into paths of the client's response. */

import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";
import type { LabelledOperation } from "../plan/label.ts";
import type { Place } from "./targets.ts";

/**
 * Gives each path under which the client finds what is at a place: several where it asked for one thing under several names.
 * A path ends early where the client did not ask for what follows, so that no name leaks that the client cannot know.
 */
export type ClientPaths = (place: Place) => (string | number)[][];

/** By label, the client's names for it and what is below each. */
type Names = Map<string, Map<string, Names>>;

/** One error does not become more entries than this. */
const MAX_PATHS = 100;

/** Made at its first use: only errors need it. */
export function compileClientPaths({ source, labels }: LabelledOperation): ClientPaths {
  let names: Names | null = null;
  return (place) => {
    names ??= collectNames(source.document, source.operation.selectionSet, labels);
    let open: { readonly path: (string | number)[]; readonly below: Names | null }[] = [{ path: [], below: names }];
    for (const element of place) {
      open = open.flatMap((one) => {
        const { path, below } = one;
        if (below === null) return [one];
        if (typeof element === "number") return [{ path: [...path, element], below }];
        const responses = below.get(element);
        if (responses === undefined) return [{ path, below: null }];
        return [...responses].map(([name, next]) => ({ path: [...path, name], below: next }));
      });
      open = open.slice(0, MAX_PATHS);
    }
    return open.map(({ path }) => path);
  };
}

function collectNames(document: DocumentNode, root: SelectionSetNode, labels: ReadonlyMap<FieldNode, string>): Names {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const addTo = (names: Names, selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        addTo(names, selection.selectionSet);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) addTo(names, fragment.selectionSet);
      } else {
        const label = labels.get(selection);
        if (label === undefined || label === "__typename") continue;
        const below = entry(entry(names, label, newMap), (selection.alias ?? selection.name).value, newMap) as Names;
        if (selection.selectionSet) addTo(below, selection.selectionSet);
      }
    }
  };
  const names: Names = new Map();
  addTo(names, root);
  return names;
}

function newMap<K, V>(): Map<K, V> {
  return new Map();
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
