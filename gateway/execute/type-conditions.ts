/** Which values of `__typename` fulfil a type condition, of the API schema and of the plan. */

import { type GraphQLSchema, isAbstractType } from "graphql";
import type { PossibleTypes } from "../plan/plan.ts";

/** Answers questions about type names that subgraphs send. */
export interface TypeConditions {
  /** The type names that fulfil the condition, its own among them. */
  fulfilling(condition: string): ReadonlySet<string>;
  /** Whether the name is that of an interface or a union, so that it does not say what an object is. */
  readonly isAbstract: (typeName: string) => boolean;
}

/** @param possibleTypes of the plan: they know the types that clients cannot see */
export function typeConditions(possibleTypes: PossibleTypes, apiSchema: GraphQLSchema): TypeConditions {
  const sets = new Map(Object.entries(possibleTypes).map(([name, types]) => [name, new Set(types)]));
  const abstract = new Map<string, boolean>();
  return {
    fulfilling: (condition) => sets.get(condition) ?? new Set([condition]),
    isAbstract: (typeName) => {
      const type = apiSchema.getType(typeName);
      if (type === undefined) return (sets.get(typeName)?.size ?? 0) > 1;
      let known = abstract.get(typeName);
      if (known === undefined) {
        known = isAbstractType(type);
        abstract.set(typeName, known);
      }
      return known;
    },
  };
}
