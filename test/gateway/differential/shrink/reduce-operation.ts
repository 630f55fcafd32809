/** Smaller operations than a given one. */

import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { invariant } from "../../../../gateway/errors.ts";
import type { GeneratedOperation } from "../generate/operation.ts";

/** Operations that lack one thing that the given one has, the larger things first. Some may be invalid. */
export function* reduceOperation({ text, variables }: GeneratedOperation): Generator<GeneratedOperation> {
  const document = parse(text, { noLocation: true });
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  invariant(operation, "the document has an operation");
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  if (fragments.size > 0)
    yield printed({ ...operation, selectionSet: inlined(operation.selectionSet, fragments) }, variables);
  for (const name of Object.keys(variables)) {
    yield printed(operation, Object.fromEntries(Object.entries(variables).filter(([other]) => other !== name)));
  }
  if (operation.name !== undefined) {
    const { name: _name, ...rest } = operation;
    yield printed(rest, variables);
  }
  for (const selectionSet of reduceSelectionSet(operation.selectionSet)) {
    yield printed({ ...operation, selectionSet }, variables, fragments);
  }
}

/** Without the fragments and variables that are not used. */
function printed(
  operation: OperationDefinitionNode,
  variables: GeneratedOperation["variables"],
  fragments: ReadonlyMap<string, FragmentDefinitionNode> = new Map(),
): GeneratedOperation {
  const used = new Set<string>();
  const spread = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || spread.has(fragment)) return;
        spread.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions }, ...spread],
  };
  return {
    text: print(document).replaceAll(/\s+/g, " ").trim(),
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name))),
  };
}

function inlined(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  const inlineOne = (selection: SelectionNode): SelectionNode => {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) {
      if (selection.selectionSet === undefined) return selection;
      return { ...selection, selectionSet: inlined(selection.selectionSet, fragments) };
    }
    const fragment = fragments.get(selection.name.value);
    invariant(fragment, "the fragment is defined");
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      directives: selection.directives ?? [],
      selectionSet: inlined(fragment.selectionSet, fragments),
    };
  };
  return { ...selectionSet, selections: selectionSet.selections.map(inlineOne) };
}

function* reduceSelectionSet({ selections, ...rest }: SelectionSetNode): Generator<SelectionSetNode> {
  const replaced = (at: number, by: readonly SelectionNode[]): SelectionSetNode => ({
    ...rest,
    selections: [...selections.slice(0, at), ...by, ...selections.slice(at + 1)],
  });
  if (selections.length > 1) for (const at of selections.keys()) yield replaced(at, []);
  for (const [at, selection] of selections.entries()) {
    for (const by of reduceSelection(selection)) yield replaced(at, by);
  }
}

function* reduceSelection(selection: SelectionNode): Generator<readonly SelectionNode[]> {
  for (const directives of without(selection.directives ?? [])) yield [{ ...selection, directives }];
  switch (selection.kind) {
    case Kind.FIELD:
      for (const field of reduceField(selection)) yield [field];
      break;
    case Kind.INLINE_FRAGMENT:
      if (selection.directives?.length === 0) yield selection.selectionSet.selections;
      for (const selectionSet of reduceSelectionSet(selection.selectionSet)) yield [{ ...selection, selectionSet }];
      break;
    case Kind.FRAGMENT_SPREAD:
      break;
    default:
      selection satisfies never;
  }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

function* reduceField(field: FieldNode): Generator<FieldNode> {
  const { alias, ...bare } = field;
  if (alias !== undefined) yield bare;
  for (const args of without<ArgumentNode>(field.arguments ?? [])) yield { ...field, arguments: args };
  const { selectionSet } = field;
  if (selectionSet === undefined) return;
  const [first] = selectionSet.selections;
  const isBare =
    selectionSet.selections.length === 1 && first?.kind === Kind.FIELD && first.name.value === "__typename";
  if (!isBare) yield { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME] } };
  for (const reduced of reduceSelectionSet(selectionSet)) yield { ...field, selectionSet: reduced };
}

function* without<T>(list: readonly T[]): Generator<T[]> {
  for (const at of list.keys()) yield list.filter((_, other) => other !== at);
}
