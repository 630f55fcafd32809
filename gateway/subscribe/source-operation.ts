/**
 * Prepares the primary operation of a subscription to be shared: the cursor after which it goes on and the interval of
 * conflation become variables of ours, and what is needed to follow the stream is selected, whether or not the client
 * selected it.
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
  valueFromASTUntyped,
  type VariableNode,
  visit,
} from "graphql";
import type { LiveArgument, LiveField } from "./live.ts";

/** A primary operation as it is subscribed at its subgraph. It holds no value of a client. */
export interface SourceOperation {
  /** Without a name, so that operations that differ in that only are shared. */
  readonly query: string;
  /** The client's variables that are in use; not those that held the cursor and the interval. */
  readonly variables: readonly string[];
  /** How to follow the stream, or null where the supergraph says nothing about it. */
  readonly live: LiveSource | null;
}

/** Where, in an event of a source stream, is what one follows it by. All names are response names. */
export interface LiveSource {
  readonly rootField: string;
  /** The name under which the rest of the plan looks for the root field. */
  readonly plannedRootField: string;
  /** The variable that takes the cursor to go on after. Null where the stream cannot be resumed. */
  readonly afterVariable: string | null;
  /** What the client's operation says about the cursor to go on after. */
  readonly clientAfter: ClientArgument;
  /** The variable that takes the interval of conflation. Null where the subgraph takes none. */
  readonly everyVariable: string | null;
  /** Whether the subgraph insists on an interval. */
  readonly needsEvery: boolean;
  /** What the client's operation says about the interval of conflation. */
  readonly clientEvery: ClientArgument;
  /** Null where frames have no cursor. */
  readonly cursor: string | null;
  /** Whether frames taken one over the other are the state, so that a newcomer can be given it. */
  readonly keepsState: boolean;
  /** The lists of items in a frame; more than one where the client used aliases. */
  readonly itemLists: ReadonlyMap<string, ItemList>;
  /** Response names under which the frame says that it is a snapshot, that something was lost, and how many frames it merged. */
  readonly snapshot: readonly string[];
  readonly gap: readonly string[];
  readonly skipped: readonly string[];
}

/** Where one looks in the items of a list. */
export interface ItemList {
  /** What identifies an item. */
  readonly key: readonly string[];
  /** What says that an item has ended; null where nothing does. */
  readonly ended: string | null;
}

/** What a client gives for an argument: nothing, a value in the operation's text, or a variable. */
export type ClientArgument =
  | { readonly kind: "none" }
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "variable"; readonly name: string; readonly defaultValue: unknown };

/** Names of ours; two underscores keep them apart from what people call things. */
const AFTER_VARIABLE = "live__after";
const EVERY_VARIABLE = "live__every";
const ALIAS_PREFIX = "live__";
/** The plan may give the root field a name by its arguments, two of which are ours: under one name all are shared. */
const ROOT_ALIAS = "live__frame";

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
    rootField: ROOT_ALIAS,
    plannedRootField: responseName(root),
    afterVariable: live.after === null ? null : AFTER_VARIABLE,
    clientAfter: clientArgument(operation, root, live.after),
    everyVariable: live.every === null ? null : EVERY_VARIABLE,
    needsEvery: live.every?.type.endsWith("!") === true,
    clientEvery: clientArgument(operation, root, live.every),
    keepsState: live.items !== null && live.key.length > 0,
    // The last one is surely there: it is either a plain field of the frame or our own.
    cursor: cursor.at(-1) ?? null,
    itemLists: lists,
    snapshot: named(live.snapshot),
    gap: named(live.gap),
    skipped: named(live.skipped),
  };
  const variables = [
    ...(live.after === null ? [] : [{ ...live.after, variable: AFTER_VARIABLE }]),
    ...(live.every === null ? [] : [{ ...live.every, variable: EVERY_VARIABLE }]),
  ];
  const followed: FieldNode = {
    ...root,
    alias: { kind: Kind.NAME, value: ROOT_ALIAS },
    arguments: withVariables(root, variables),
    selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...additions] },
  };
  const { name: _name, ...anonymous } = operation;
  const rewritten: OperationDefinitionNode = {
    ...anonymous,
    selectionSet: visit(flat, { Field: (node) => (node === root ? followed : false) }),
    variableDefinitions: [
      ...(operation.variableDefinitions ?? []),
      ...variables.map(({ variable, type }) => ({
        kind: Kind.VARIABLE_DEFINITION as const,
        variable: variableNode(variable),
        type: parseType(type, { noLocation: true }),
      })),
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
  usedVariables.delete(EVERY_VARIABLE);
  return {
    query: print({ kind: Kind.DOCUMENT, definitions }),
    variables: [...usedVariables].sort(),
    live,
  };
}

/**
 * The variables of a client's subscription that hold the cursor to go on after and the interval, and nothing else: they say
 * where in the stream and how often, not what of it.
 */
export function placeVariables(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  liveFields: ReadonlyMap<string, LiveField>,
): readonly string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const root = fieldsIn(inlineSpreads(operation.selectionSet, fragments))[0];
  const live = root === undefined ? undefined : liveFields.get(root.name.value);
  if (root === undefined || live === undefined) return [];
  const places = [live.after?.argument, live.every?.argument];
  const held = (root.arguments ?? []).flatMap(({ name, value }) =>
    value.kind === Kind.VARIABLE && places.includes(name.value) ? [value.name.value] : [],
  );
  const uses = new Map<string, number>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  });
  return held.filter((name) => uses.get(name) === held.filter((other) => other === name).length);
}

/** What a client gives for an argument of a field. */
function clientArgument(
  operation: OperationDefinitionNode,
  field: FieldNode,
  live: LiveArgument | null,
): ClientArgument {
  const value = field.arguments?.find(({ name }) => name.value === live?.argument)?.value;
  if (value === undefined || value.kind === Kind.NULL) return { kind: "none" };
  if (value.kind !== Kind.VARIABLE) return { kind: "literal", value: valueFromASTUntyped(value) };
  const name = value.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const defaultValue =
    definition?.defaultValue === undefined ? undefined : valueFromASTUntyped(definition.defaultValue);
  return { kind: "variable", name, defaultValue };
}

/** The value of an argument under a client's variables, or undefined where it gives none. */
export function argumentValue(argument: ClientArgument, variables: Readonly<Record<string, unknown>>): unknown {
  switch (argument.kind) {
    case "none":
      return undefined;
    case "literal":
      return argument.value;
    case "variable": {
      const { name, defaultValue } = argument;
      return (Object.hasOwn(variables, name) ? variables[name] : defaultValue) ?? undefined;
    }
    default:
      return argument satisfies never;
  }
}

function withVariables(
  root: FieldNode,
  variables: readonly (LiveArgument & { readonly variable: string })[],
): readonly ArgumentNode[] {
  return [
    ...(root.arguments ?? []).filter(({ name }) => !variables.some(({ argument }) => argument === name.value)),
    ...variables.map(({ argument, variable }) => ({
      kind: Kind.ARGUMENT as const,
      name: { kind: Kind.NAME as const, value: argument },
      value: variableNode(variable),
    })),
  ];
}

function variableNode(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}

/** Selects the key in every list of items, and what says that an item has ended. */
function withKeys(
  frame: SelectionSetNode,
  live: LiveField,
): { readonly selectionSet: SelectionSetNode; readonly lists: ReadonlyMap<string, ItemList> } {
  const lists = new Map<string, ItemList>();
  if (live.items === null || live.key.length === 0) return { selectionSet: frame, lists };
  const rewrite = (selectionSet: SelectionSetNode): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return { ...selection, selectionSet: rewrite(selection.selectionSet) };
      if (selection.kind !== Kind.FIELD || selection.name.value !== live.items) return selection;
      const item = selection.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
      const additions: FieldNode[] = [];
      const named = (field: string): string => {
        const { direct } = plainNames(item, field);
        if (direct !== null) return direct;
        const alias = `${ALIAS_PREFIX}${field}`;
        if (!additions.some((addition) => responseName(addition) === alias)) additions.push(fieldNode(field, alias));
        return alias;
      };
      lists.set(responseName(selection), {
        key: live.key.map(named),
        ended: live.ended === null ? null : named(live.ended),
      });
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
