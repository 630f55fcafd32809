/** Labels of `@defer` (GraphQL specification, incremental delivery: "Defer And Stream Directive Labels Are Unique"). */

import { type ASTVisitor, GraphQLError, Kind, type StringValueNode, type ValidationContext } from "graphql";

/** A validation rule: a label is no variable, and no two in a document are the same. */
export function checkDeferLabels(context: ValidationContext): ASTVisitor {
  const known = new Map<string, StringValueNode>();
  return {
    Directive(node) {
      if (node.name.value !== "defer") return;
      const value = node.arguments?.find(({ name }) => name.value === "label")?.value;
      if (value === undefined || value.kind === Kind.NULL) return;
      if (value.kind !== Kind.STRING) {
        context.reportError(new GraphQLError('The label of a "@defer" must be a static string.', { nodes: value }));
        return;
      }
      const other = known.get(value.value);
      if (other === undefined) known.set(value.value, value);
      else context.reportError(new GraphQLError('Labels of "@defer" must be unique.', { nodes: [other, value] }));
    },
  };
}
