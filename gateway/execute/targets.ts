/** Finds the objects of the response that a plan's path leads to, and says where they are. */

import type { ResponsePath } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";

/** A path of the response: slots and positions in lists. */
export type Place = readonly (string | number)[];

/** Calls for every object at a path, in the response's order. What is not there, null, or no object leads nowhere. */
export function eachTarget(root: JsonObject, path: ResponsePath, found: (object: JsonObject) => void): void {
  walk(root, path, 0, found);
}

function walk(value: unknown, path: ResponsePath, at: number, found: (object: JsonObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, at, found);
  } else if (typeof value === "object" && value !== null) {
    const slot = path[at];
    if (slot === undefined) found(value as JsonObject);
    else walk(read(value as JsonObject, slot), path, at + 1, found);
  }
}

/** All places where objects are; one object may be at several. Only errors need them. */
export function placesOf(
  root: JsonObject,
  paths: readonly ResponsePath[],
  objects: ReadonlySet<JsonObject>,
): ReadonlyMap<JsonObject, readonly Place[]> {
  const places = new Map<JsonObject, Place[]>();
  const visit = (value: unknown, path: ResponsePath, at: number, place: Place): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, path, at, [...place, index]);
    } else if (isObject(value)) {
      const slot = path[at];
      if (slot !== undefined) visit(read(value, slot), path, at + 1, [...place, slot]);
      else if (objects.has(value)) {
        const known = places.get(value);
        if (known === undefined) places.set(value, [place]);
        else known.push(place);
      }
    }
  };
  for (const path of paths) visit(root, path, 0, []);
  return places;
}

/** Tells paths that can be followed from whatever else a subgraph writes there. */
export function isPlace(path: readonly unknown[]): path is Place {
  return path.every((element) => typeof element === "string" || typeof element === "number");
}
