/** Which variables decide what an operation asks for. */

import { type DirectiveNode, type DocumentNode, Kind, visit } from "graphql";

const DECIDING: ReadonlySet<string> = new Set(["skip", "include"]);
const DECIDING_PARTS: ReadonlySet<string> = new Set([...DECIDING, "defer"]);

/**
 * Names of the variables of `@skip` and `@include` anywhere in a document, sorted.
 * @param isInParts whether those of `@defer` decide too
 */
export function conditionVariables(document: DocumentNode, isInParts = false): readonly string[] {
  const deciding = isInParts ? DECIDING_PARTS : DECIDING;
  const names = new Set<string>();
  visit(document, {
    Directive(node: DirectiveNode) {
      if (!deciding.has(node.name.value)) return;
      const value = node.arguments?.find(({ name }) => name.value === "if")?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}
