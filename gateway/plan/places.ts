/** Places in the response by their fields' names, such as `/products/price`: lists and types do not count. */

import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Condition, Fetch, PrimaryFetch, ResponsePath, Rewrite } from "./plan.ts";

/** A place that a fetch fills when the conditions hold. */
export interface FilledPlace {
  readonly place: string;
  readonly conditions: readonly Condition[];
}

/** The place that a path leads to; the root's is empty. */
export function placeOfPath(path: ResponsePath): string {
  let place = "";
  for (const step of path) if (step.kind === "field") place += `/${step.name}`;
  return place;
}

/** All places that a fetch fills, each as often as it is selected. */
export function filledPlaces(fetch: Fetch | PrimaryFetch): FilledPlace[] {
  const document = parse(fetch.operation, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  const filled: FilledPlace[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const fill = (selectionSet: SelectionSetNode, at: string, outer: readonly Condition[]): void => {
    for (const selection of selectionSet.selections) {
      const conditions = [...outer, ...conditionsOf(selection)];
      if (selection.kind === Kind.FIELD) {
        const place = `${at}/${(selection.alias ?? selection.name).value}`;
        filled.push({ place, conditions });
        if (selection.selectionSet) fill(selection.selectionSet, place, conditions);
      } else {
        const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (inner !== undefined) fill(inner.selectionSet, at, conditions);
      }
    }
  };
  const rewrite = (rewrites: readonly Rewrite[], at: string): void => {
    for (const one of rewrites) {
      const names = one.path.flatMap((step) => (step.kind === "field" ? [step.name] : []));
      filled.push({ place: [at, ...names, one.kind === "rename" ? one.to : one.field].join("/"), conditions: [] });
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (!("kind" in fetch) || fetch.kind === "root") {
      const at = "kind" in fetch ? placeOfPath(fetch.path) : "";
      fill(definition.selectionSet, at, "kind" in fetch ? fetch.conditions : []);
      rewrite(fetch.outputRewrites, at);
      continue;
    }
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
      const responseName = (selection.alias ?? selection.name).value;
      for (const input of fetch.inputs.filter((one) => one.responseName === responseName)) {
        for (const at of input.paths.map(placeOfPath)) {
          fill(selection.selectionSet, at, input.conditions);
          rewrite(input.outputRewrites, at);
        }
      }
    }
  }
  return filled;
}

function conditionsOf({ directives = [] }: SelectionNode): Condition[] {
  return directives.flatMap((directive: DirectiveNode): Condition[] => {
    const kind = directive.name.value;
    const value = directive.arguments?.[0]?.value;
    if ((kind !== "skip" && kind !== "include") || value?.kind !== Kind.VARIABLE) return [];
    return [{ kind, variable: value.name.value }];
  });
}
