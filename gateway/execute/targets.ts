/** Finds the objects of the response that a plan's path leads to, and says where they are. */

import type { ResponsePath } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import type { TypeConditions } from "./type-conditions.ts";

/** A path of the response: names and positions in lists. */
export type Place = readonly (string | number)[];

/** Objects that a path leads to, in the response's order. */
export interface Targets {
  readonly objects: JsonObject[];
  /** For each object one position a list on the path, one object's after another's. */
  readonly positions: number[];
}

/** Finds the objects at a path. */
export type FindTargets = (root: JsonObject) => Targets;

/** What is not there, null, or no object where one should be, leads nowhere. */
export function compileTargets(path: ResponsePath, conditions: TypeConditions): FindTargets {
  const allowed = path.map((step) =>
    step.types === null ? null : new Set(step.types.flatMap((type) => [...conditions.fulfilling(type)])),
  );
  return (root) => {
    const targets: Targets = { objects: [], positions: [] };
    const position: number[] = [];
    const walk = (value: unknown, at: number): void => {
      const types = at === 0 ? null : allowed[at - 1];
      if (types && isObject(value) && !types.has(String(value["__typename"]))) return;
      const step = path[at];
      if (step === undefined) {
        if (!isObject(value)) return;
        targets.objects.push(value);
        for (const index of position) targets.positions.push(index);
      } else if (step.kind === "field") {
        if (isObject(value)) walk(read(value, step.name), at + 1);
      } else if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) {
          position.push(index);
          walk(value[index], at + 1);
          position.pop();
        }
      }
    };
    walk(root, 0);
    return targets;
  };
}

/** Where the n-th of the targets of a path is. */
export function placeOf(path: ResponsePath, targets: Targets, n: number): (string | number)[] {
  const lists = path.filter((step) => step.kind === "items").length;
  let next = n * lists;
  return path.map((step) => (step.kind === "field" ? step.name : (targets.positions[next++] ?? 0)));
}

/** Tells paths that can be followed from whatever else a subgraph writes there. */
export function isPlace(path: readonly unknown[]): path is Place {
  return path.every((element) => typeof element === "string" || typeof element === "number");
}
