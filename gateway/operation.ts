/** An operation as a client sent it, after parsing, limits and validation. */

import type { DocumentNode, OperationDefinitionNode } from "graphql";

/** A document with one operation chosen: the same object for the same text and name, so caches may be keyed by it. */
export interface PreparedOperation {
  /** Hash of text and operation name; with the generation it identifies the plan. */
  readonly hash: string;
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Whether its document has a `@defer`. */
  readonly defers: boolean;
}

/** A prepared operation with its variables, coerced by the API schema. Variables that were not given and have no default are absent. */
export interface OperationRequest {
  readonly prepared: PreparedOperation;
  /** Coerced by graphql-js `getVariableValues`, defaults filled in. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  /** As the client sent them: these go to subgraphs, which coerce them themselves. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
}
