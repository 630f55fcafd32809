/** Which variables decide what an operation asks for. */

import { type DirectiveNode, type DocumentNode, Kind, visit } from "graphql";

/** Names of the variables of `@skip` and `@include` anywhere in a document, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node: DirectiveNode) {
      if (node.name.value !== "skip" && node.name.value !== "include") return;
      const value = node.arguments?.[0]?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
