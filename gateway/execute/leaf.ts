/** Completes leaf values: what a subgraph sent either is a value of the type as JSON writes it, or it is none. */

import { type GraphQLLeafType, isEnumType } from "graphql";

/** Gives the value for the response; undefined when the value is none of the type. Never called with null or undefined. */
export type CompleteLeaf = (value: unknown) => unknown;

/**
 * Stricter than `serialize` of graphql-js, which turns a resolver's values into the type's: here a subgraph has done so already
 * (GraphQL specification, section 3.5). Scalars of the schema's own are taken as they come.
 */
export function compileLeaf(type: GraphQLLeafType): CompleteLeaf {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map((value) => value.name));
    return (value) => (typeof value === "string" && names.has(value) ? value : undefined);
  }
  switch (type.name) {
    case "String":
      return (value) => (typeof value === "string" ? value : undefined);
    case "Boolean":
      return (value) => (typeof value === "boolean" ? value : undefined);
    case "Int":
      return (value) => (typeof value === "number" && (value | 0) === value ? value : undefined);
    case "Float":
      return (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
    case "ID":
      return (value) => {
        if (typeof value === "string") return value;
        return Number.isInteger(value) ? String(value) : undefined;
      };
    default:
      return (value) => value;
  }
}
