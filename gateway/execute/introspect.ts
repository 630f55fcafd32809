/** Answers introspection fields from the API schema, without a subgraph. */

import {
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { read } from "./json.ts";

/**
 * @param nodes all that ask for the field under the response name
 * @returns what gives the field's value for the variables that a client sent
 */
export function introspect(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  nodes: readonly FieldNode[],
  responseName: string,
): (rawVariables: Readonly<Record<string, unknown>>) => unknown {
  const alone: OperationDefinitionNode = {
    ...operation,
    operation: OperationTypeNode.QUERY,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
  };
  const document = { kind: Kind.DOCUMENT as const, definitions: [alone, ...fragments.values()] };
  return (rawVariables) => {
    const { data } = executeSync({ schema, document, variableValues: rawVariables });
    return (data && read(data, responseName)) ?? null;
  };
}
