/** An operation as it is planned and answered: no fragments, no conditions, and for each field a name that only the gateway uses. */

import type { FieldNode } from "graphql";

/**
 * The fields that are wanted of the objects at one place. Places that want the same share one selection, so that selections are a
 * graph without cycles and not a tree.
 */
export interface Selection {
  /** Tells selections of one operation apart. */
  readonly id: number;
  /** The composite type that the supergraph gives the place. */
  readonly typeName: string;
  /** Object types of which objects there may be, as far as whoever wants the fields may see them. */
  readonly possible: readonly string[];
  /** The fields wanted of objects of a type, in the response's order. The same list for types of which the same is wanted. */
  fieldsOf(typeName: string): readonly SelectedField[];
  /** Whether of every possible type the same fields are wanted. */
  readonly isUniform: boolean;
}

/** One field of a selection. */
export interface SelectedField {
  /** Tells fields of one operation apart. */
  readonly id: number;
  /** The client's name for it; empty for a field that only the gateway wants. */
  readonly responseName: string;
  readonly name: string;
  /**
   * The name under which the field is asked for and kept. In the whole operation it stands for one field with its arguments and
   * types; in one selection also for one of the client's names and what it selects. It is no name that JavaScript objects have by
   * birth.
   */
  readonly slot: string;
  /** With parentheses, or empty. */
  readonly argumentsText: string;
  /** The client's variables in the arguments. */
  readonly variables: readonly string[];
  /** Null for leaves. */
  readonly selection: Selection | null;
  /** All nodes that ask for it. */
  readonly nodes: readonly FieldNode[];
}

/** Of fields whose values the gateway gives itself: `__typename` has this slot, introspection fields are asked of nobody. */
export const TYPENAME = "__typename";

/** Whether a field is answered by the gateway from its schema. */
export function isIntrospection({ name }: SelectedField): boolean {
  return name === "__schema" || name === "__type";
}
