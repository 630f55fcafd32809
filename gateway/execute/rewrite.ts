/** Changes that a plan wants made to objects before they are sent or after they are received. */

import type { Rewrite } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import type { TypeConditions } from "./type-conditions.ts";

/** Applies rewrites to an object, or to each object of a list, in place. */
export type ApplyRewrites = (value: unknown) => void;

/** @returns null where there is nothing to rewrite */
export function compileRewrites(rewrites: readonly Rewrite[], conditions: TypeConditions): ApplyRewrites | null {
  if (rewrites.length === 0) return null;
  const applies = rewrites.map((rewrite) => compileRewrite(rewrite, conditions));
  return (value) => {
    for (const apply of applies) apply(value);
  };
}

function compileRewrite(rewrite: Rewrite, conditions: TypeConditions): ApplyRewrites {
  return rewrite.path.reduceRight<ApplyRewrites>(
    (next, step) => {
      if (step.kind === "field") return onObjects((object) => next(read(object, step.name)));
      const types = conditions.fulfilling(step.name);
      return onObjects((object) => {
        const typeName = object["__typename"];
        // Answers do not always say the type; the plan means the rewrite to apply then.
        if (typeof typeName !== "string" || types.has(typeName)) next(object);
      });
    },
    onObjects((object) => change(object, rewrite)),
  );
}

function onObjects(apply: (object: JsonObject) => void): ApplyRewrites {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isObject(value)) apply(value);
  };
  return visit;
}

function change(object: JsonObject, rewrite: Rewrite): void {
  if (rewrite.kind === "set") {
    object[rewrite.field] = rewrite.value;
    return;
  }
  const value = read(object, rewrite.field);
  if (value === undefined) return;
  object[rewrite.to] = value;
  object[rewrite.field] = undefined;
}
