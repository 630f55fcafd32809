/**
 * Prepares the primary operation of a subscription to be shared: the cursor after which it goes on becomes a variable of
 * ours, and what is needed to follow the stream is selected, whether or not the client selected it.
 */

import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  parseType,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from "graphql";
import type { LiveField } from "./live.ts";

/** A primary operation as it is subscribed at its subgraph. It holds no value of a client. */
export interface SourceOperation {
  /** Without a name, so that operations that differ in that only are shared. */
  readonly query: string;
  /** The client's variables that are in use; not the one that held the cursor. */
  readonly variables: readonly string[];
  /** How to follow the stream, or null where the supergraph says nothing about it. */
  readonly live: LiveSource | null;
}

/** Where, in an event of a source stream, is what one follows it by. All names are response names. */
export interface LiveSource {
  readonly rootField: string;
  /** The variable that takes the cursor to go on after. Null where the stream cannot be resumed. */
  readonly afterVariable: string | null;
  /** What the client's operation says about the cursor to go on after. */
  readonly clientAfter: ClientAfter;
  /** Null where frames have no cursor. */
  readonly cursor: string | null;
  /** The lists of items in a frame, each with the fields that identify an item; more than one where the client used aliases. */
  readonly itemLists: ReadonlyMap<string, readonly string[]>;
  /** Response names under which the frame says that it is a snapshot, that something was lost, and how many frames it merged. */
  readonly snapshot: readonly string[];
  readonly gap: readonly string[];
  readonly skipped: readonly string[];
}

/** The cursor that a client goes on after: none, in the operation's text, or in a variable. */
export type ClientAfter =
  | { readonly kind: "none" }
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "variable"; readonly name: string; readonly defaultValue: unknown };

/** Names of ours; two underscores keep them apart from what people call things. */
const AFTER_VARIABLE = "live__after";
const ALIAS_PREFIX = "live__";

/**
 * Prepares one primary operation.
 * @param text a document with one subscription, valid at its subgraph
 * @param liveFields what the supergraph says about its subscription fields
 * @throws TypeError when the document holds no subscription
 */
export function compileSourceOperation(text: string, liveFields: ReadonlyMap<string, LiveField>): SourceOperation {
  const document = parse(text, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
    throw new TypeError("expected a document with a subscription");
  const flat = inlineSpreads(operation.selectionSet, fragments);
  const root = fieldsIn(flat)[0];
  const liveField = root === undefined ? undefined : liveFields.get(root.name.value);
  if (root === undefined || liveField === undefined) {
    const { name: _name, ...anonymous } = operation;
    return finish(document, anonymous, null);
  }
  return compileLive(document, operation, flat, root, liveField, fragments);
}

function compileLive(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  flat: SelectionSetNode,
  root: FieldNode,
  live: LiveField,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SourceOperation {
  const frame = inlineSpreads(root.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] }, fragments);
  const { selectionSet, lists } = withKeys(frame, live);
  const additions: FieldNode[] = [];
  const named = (field: string | null): readonly string[] => {
    if (field === null) return [];
    const names = plainNames(selectionSet, field);
    if (names.direct !== null) return names.all;
    const alias = `${ALIAS_PREFIX}${field}`;
    additions.push(fieldNode(field, alias));
    return [...names.all, alias];
  };
  const cursor = named(live.cursor);
  const source: LiveSource = {
    rootField: responseName(root),
    afterVariable: live.after === null ? null : AFTER_VARIABLE,
    clientAfter: clientAfter(operation, root, live),
    // The last one is surely there: it is either a plain field of the frame or our own.
    cursor: cursor.at(-1) ?? null,
    itemLists: lists,
    snapshot: named(live.snapshot),
    gap: named(live.gap),
    skipped: named(live.skipped),
  };
  const followed: FieldNode = {
    ...root,
    arguments: withAfterVariable(root, live),
    selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...additions] },
  };
  const { name: _name, ...anonymous } = operation;
  const rewritten: OperationDefinitionNode = {
    ...anonymous,
    selectionSet: visit(flat, { Field: (node) => (node === root ? followed : false) }),
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []),
      ...(live.after === null
        ? []
        : [
            {
              kind: Kind.VARIABLE_DEFINITION as const,
              variable: { kind: Kind.VARIABLE as const, name: { kind: Kind.NAME as const, value: AFTER_VARIABLE } },
              type: parseType(live.after.type, { noLocation: true }),
            },
          ]),
    ],
  };
  return finish(document, rewritten, source);
}

/** Leaves out variables and fragments that nothing uses any more, and prints. */
function finish(document: DocumentNode, operation: OperationDefinitionNode, live: LiveSource | null): SourceOperation {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const usedVariables = new Set<string>();
  const usedFragments = new Set<string>();
  const look = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const spreads: FragmentSpreadNode[] = [];
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void usedVariables.add(name.value),
      FragmentSpread: (spread) => void spreads.push(spread),
    });
    for (const { name } of spreads) {
      const fragment = fragments.get(name.value);
      if (fragment === undefined || usedFragments.has(name.value)) continue;
      usedFragments.add(name.value);
      look(fragment);
    }
  };
  look(operation);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    usedVariables.has(variable.name.value),
  );
  const definitions = [
    { ...operation, variableDefinitions: variableDefinitions ?? [] },
    ...[...fragments.values()].filter(({ name }) => usedFragments.has(name.value)),
  ];
  usedVariables.delete(AFTER_VARIABLE);
  return {
    query: print({ kind: Kind.DOCUMENT, definitions }),
    variables: [...usedVariables].sort(),
    live,
  };
}

function clientAfter(operation: OperationDefinitionNode, root: FieldNode, live: LiveField): ClientAfter {
  const value = root.arguments?.find(({ name }) => name.value === live.after?.argument)?.value;
  if (value === undefined || value.kind === Kind.NULL) return { kind: "none" };
  if (value.kind !== Kind.VARIABLE) return { kind: "literal", value: valueFromASTUntyped(value) };
  const name = value.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const defaultValue =
    definition?.defaultValue === undefined ? undefined : valueFromASTUntyped(definition.defaultValue);
  return { kind: "variable", name, defaultValue };
}

function withAfterVariable(root: FieldNode, live: LiveField): readonly ArgumentNode[] {
  if (live.after === null) return root.arguments ?? [];
  const { argument } = live.after;
  const value: ValueNode = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: AFTER_VARIABLE } };
  return [
    ...(root.arguments ?? []).filter(({ name }) => name.value !== argument),
    { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: argument }, value },
  ];
}

/** Selects the key in every list of items. */
function withKeys(
  frame: SelectionSetNode,
  live: LiveField,
): { readonly selectionSet: SelectionSetNode; readonly lists: ReadonlyMap<string, readonly string[]> } {
  const lists = new Map<string, readonly string[]>();
  if (live.items === null || live.key.length === 0) return { selectionSet: frame, lists };
  const rewrite = (selectionSet: SelectionSetNode): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return { ...selection, selectionSet: rewrite(selection.selectionSet) };
      if (selection.kind !== Kind.FIELD || selection.name.value !== live.items) return selection;
      const item = selection.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
      const additions: FieldNode[] = [];
      const key = live.key.map((field) => {
        const { direct } = plainNames(item, field);
        if (direct !== null) return direct;
        const alias = `${ALIAS_PREFIX}${field}`;
        additions.push(fieldNode(field, alias));
        return alias;
      });
      lists.set(responseName(selection), key);
      return { ...selection, selectionSet: { ...item, selections: [...item.selections, ...additions] } };
    }),
  });
  return { selectionSet: rewrite(frame), lists };
}

/** Response names of a field: all, and one that no condition can take away. */
function plainNames(
  selectionSet: SelectionSetNode,
  field: string,
): { readonly direct: string | null; readonly all: readonly string[] } {
  const all = fieldsIn(selectionSet).filter(({ name }) => name.value === field);
  const direct = selectionSet.selections.find(
    (node): node is FieldNode =>
      node.kind === Kind.FIELD && node.name.value === field && (node.directives ?? []).length === 0,
  );
  const names = [...new Set(all.map(responseName))];
  if (direct === undefined) return { direct: null, all: names };
  const name = responseName(direct);
  return { direct: name, all: [...names.filter((other) => other !== name), name] };
}

/** Fields of a selection set in which spreads are inlined, through its inline fragments. */
function fieldsIn(selectionSet: SelectionSetNode): readonly FieldNode[] {
  return selectionSet.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    return node.kind === Kind.INLINE_FRAGMENT ? fieldsIn(node.selectionSet) : [];
  });
}

/** Puts fragments in the place of their spreads, down to the fields but not into them. */
function inlineSpreads(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  return {
    ...selectionSet,
    selections: selectionSet.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FIELD) return node;
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      if (fragment === undefined) return node;
      return {
        kind: Kind.INLINE_FRAGMENT,
        ...(fragment.typeCondition === undefined ? {} : { typeCondition: fragment.typeCondition }),
        directives: node.directives ?? [],
        selectionSet: inlineSpreads(fragment.selectionSet, fragments),
      };
    }),
  };
}

function responseName(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

function fieldNode(name: string, alias: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, alias: { kind: Kind.NAME, value: alias } };
}
