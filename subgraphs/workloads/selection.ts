/** Which fields a client asked for, so that no more is read than is told. */

import type { FieldNode, GraphQLResolveInfo, SelectionNode } from "graphql";
import { Kind } from "graphql";

/** The names of all fields below the one that is being resolved, at any depth. */
export function fieldsBelow({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">): Set<string> {
  const names = new Set<string>();
  const entered = new Set<string>();
  const visit = (selection: SelectionNode | FieldNode): void => {
    switch (selection.kind) {
      case Kind.FIELD:
        names.add(selection.name.value);
        selection.selectionSet?.selections.forEach(visit);
        return;
      case Kind.INLINE_FRAGMENT:
        selection.selectionSet.selections.forEach(visit);
        return;
      case Kind.FRAGMENT_SPREAD:
        if (entered.has(selection.name.value)) return;
        entered.add(selection.name.value);
        fragments[selection.name.value]?.selectionSet.selections.forEach(visit);
        return;
      default:
        selection satisfies never;
    }
  };
  for (const field of fieldNodes) field.selectionSet?.selections.forEach(visit);
  return names;
}
