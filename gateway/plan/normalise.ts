/** Turns an operation into selections, for one combination of its conditions (GraphQL specification, section 6.3.2). */

import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { GatewayError, invariant } from "../errors.ts";
import { type Model, type ModelField, type ModelType, typeOf } from "./model.ts";
import { type SelectedField, type Selection, TYPENAME } from "./selection.ts";
import { SmallMap } from "./small-map.ts";

/** Values of the variables that decide conditions. */
export type ConditionValues = ReadonlyMap<string, boolean>;

/** What normalising needs to know of an operation. */
export interface NormaliseOptions {
  readonly model: Model;
  /** Holds the fragments. */
  readonly document: DocumentNode;
  readonly conditions: ConditionValues;
  /** Whether clients may see a type. */
  readonly isVisible: (typeName: string) => boolean;
  /** Fields looked at, over all types, before it is given up with DOCUMENT_TOO_LARGE. */
  readonly maxFields: number;
  /** Whether selections that are equal and of different nodes are kept apart, for who looks at the nodes of their fields. */
  readonly tellsNodesApart: boolean;
}

/** Makes selections of one operation. Equal ones are the same object. */
export interface Normaliser {
  /** What the operation's root selects. Fields that are `serial`, a mutation's, are never one where a client named them apart. */
  root(typeName: string, selectionSet: SelectionSetNode, isSerial: boolean): Selection;
  /**
   * The nodes that ask something of an object of a type, by response name.
   * @param isApart asked of each fragment that is for the type; those that are apart are left out
   */
  nodesOf(
    typeName: string,
    selectionSets: readonly SelectionSetNode[],
    isApart: IsApart,
  ): ReadonlyMap<string, readonly FieldNode[]>;
  /** What a field set of a directive wants of an object of a type, or of an interface object. */
  fieldsOfSet(typeName: string, selectionSet: SelectionSetNode): readonly SelectedField[];
}

/** Whether a fragment is looked at by itself. @param selectionSet its fields */
export type IsApart = (node: FragmentSpreadNode | InlineFragmentNode, selectionSet: SelectionSetNode) => boolean;

/** Where fields stand side by side. */
interface Scope {
  /** Only the gateway wants them. */
  readonly isHidden: boolean;
  /** Each of the client's names is executed by itself. */
  readonly isSerial: boolean;
  /** By what a field asks for, the client's names and selections under which it is asked. */
  readonly variants: Map<string, Map<string, number>>;
}

const HIDDEN: Scope = { isHidden: true, isSerial: false, variants: new Map() };

interface Collected {
  readonly byName: ReadonlyMap<string, FieldNode[]>;
  /** Whether the result may be another for another type. */
  readonly isTyped: boolean;
}

/** Names with a meaning for JavaScript objects, and the form of the names that are made here. */
const RESERVED = /^(?:_\d+_.*|__proto__)$/;

/**
 * Makes a normaliser.
 * @throws GatewayError DOCUMENT_TOO_LARGE from its functions
 */
export function createNormaliser(options: NormaliseOptions): Normaliser {
  const { model, conditions, isVisible, maxFields, tellsNodesApart } = options;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of options.document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const nodeIds = new Map<object, number>();
  const selections = new Map<string, Selection>();
  const selectionsByContent = new Map<string, Selection>();
  const fields = new Map<string, SelectedField>();
  /** Leaves without arguments, by their response name: most of what is asked for. */
  const plain = new Map<ModelField, SmallMap<SelectedField>>();
  const sets = new Map<string, readonly SelectedField[]>();
  const slots = new Map<string, string>();
  const bareSlots = new Map<string, string>();
  let looked = 0;

  const idOf = (node: object): number => {
    let id = nodeIds.get(node);
    if (id === undefined) nodeIds.set(node, (id = nodeIds.size));
    return id;
  };

  const slotOf = (identity: string, name: string, isBare: boolean): string => {
    const known = slots.get(identity);
    if (known !== undefined) return known;
    const takesOwn = isBare && !bareSlots.has(name) && !RESERVED.test(name) && !(name in Object.prototype);
    const slot = takesOwn ? name : `_${slots.size - bareSlots.size}_${name}`;
    if (takesOwn) bareSlots.set(name, identity);
    slots.set(identity, slot);
    return slot;
  };

  /** Collects for one object type. */
  const collect = (typeName: string, selectionSets: readonly SelectionSetNode[], isApart?: IsApart): Collected => {
    const byName = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    let isTyped = false;
    const add = (selectionSet: SelectionSetNode): void => {
      for (const selection of selectionSet.selections) {
        if (++looked > maxFields) throw new GatewayError("DOCUMENT_TOO_LARGE");
        if (!isIncluded(selection, conditions)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const nodes = byName.get(name);
          if (nodes === undefined) byName.set(name, [selection]);
          else nodes.push(selection);
          continue;
        }
        let fragment: Pick<FragmentDefinitionNode, "selectionSet"> & { typeCondition?: { name: { value: string } } };
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (seen.has(selection.name.value)) continue;
          const found = fragments.get(selection.name.value);
          invariant(found, "the operation is valid, so its fragments are defined");
          fragment = found;
        } else {
          fragment = selection;
        }
        const condition = fragment.typeCondition?.name.value;
        if (condition !== undefined && condition !== typeName) {
          const possible = model.types.get(condition)?.possible ?? [];
          isTyped = true;
          if (!possible.includes(typeName)) continue;
        } else if (condition !== undefined) {
          isTyped = true;
        }
        if (isApart?.(selection, fragment.selectionSet) === true) continue;
        if (selection.kind === Kind.FRAGMENT_SPREAD) seen.add(selection.name.value);
        add(fragment.selectionSet);
      }
    };
    for (const selectionSet of selectionSets) add(selectionSet);
    return { byName, isTyped };
  };

  const fieldOf = (type: ModelType, responseName: string, nodes: readonly FieldNode[], scope: Scope): SelectedField => {
    const [node] = nodes;
    invariant(node, "a collected field has a node");
    const name = node.name.value;
    if (name.startsWith("__")) {
      // The name of a type is the same whoever asks for it; of the schema, each node asks for something of its own.
      const isAlike = name === TYPENAME && !tellsNodesApart;
      const identity = `${responseName} ${name} ${isAlike ? "" : nodes.map(idOf).join()}`;
      return remember(identity, () => {
        const slot = name === TYPENAME ? TYPENAME : slotOf(identity, name, false);
        return { id: fields.size, responseName, name, slot, argumentsText: "", variables: [], selection: null, nodes };
      });
    }
    const field = type.fields.get(name);
    invariant(field, `the operation is valid, so ${type.name}.${name} is there`);
    const isPlain = !field.isComposite && !scope.isSerial && (node.arguments ?? []).length === 0;
    if (!isPlain) return composedFieldOf(field, responseName, nodes, scope);
    let byName = plain.get(field);
    if (byName === undefined) plain.set(field, (byName = new SmallMap()));
    let found = byName.get(responseName);
    if (found === undefined) byName.set(responseName, (found = composedFieldOf(field, responseName, nodes, scope)));
    return found;
  };
  const composedFieldOf = (
    field: ModelField,
    responseName: string,
    nodes: readonly FieldNode[],
    scope: Scope,
  ): SelectedField => {
    const [node] = nodes;
    invariant(node, "a collected field has a node");
    const name = node.name.value;
    const selection = field.isComposite ? selectionOf(field.namedType, nodes, scope.isHidden) : null;
    const { text, variables } = argumentsOf(node.arguments ?? []);
    const identity = `${name}${text}: ${field.signature}`;
    const own = ownIdentity(identity, responseName, selection, scope);
    const slot = slotOf(own, name, text === "" && own === identity);
    return remember(`${responseName} ${slot} ${selection?.id ?? ""}`, () => ({
      id: fields.size,
      responseName,
      name,
      slot,
      argumentsText: text,
      variables,
      selection,
      nodes,
    }));
  };
  const remember = (identity: string, make: () => SelectedField): SelectedField => {
    let field = fields.get(identity);
    if (field === undefined) fields.set(identity, (field = Object.freeze(make())));
    return field;
  };

  const selectionOf = (typeName: string, nodes: readonly FieldNode[], isHidden: boolean): Selection => {
    const key = `${typeName} ${isHidden ? "hidden " : ""}${nodes.map(idOf).sort(ascending).join()}`;
    let selection = selections.get(key);
    if (selection === undefined) {
      const selectionSets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
      selections.set(key, (selection = makeSelection(typeName, selectionSets, isHidden)));
    }
    return selection;
  };

  const makeSelection = (
    typeName: string,
    selectionSets: readonly SelectionSetNode[],
    isHidden: boolean,
    isSerial = false,
  ): Selection => {
    const type = typeOf(model, typeName);
    const possible = isHidden ? type.possible : type.possible.filter(isVisible);
    const byType = new Map<string, readonly SelectedField[]>();
    const byContent = new Map<string, readonly SelectedField[]>();
    const scope: Scope = { isHidden, isSerial, variants: new Map() };
    let shared: ReadonlyMap<string, FieldNode[]> | null = null;
    for (const one of possible) {
      const collected: Collected = shared === null ? collect(one, selectionSets) : { byName: shared, isTyped: false };
      if (!collected.isTyped) shared = collected.byName;
      const object = typeOf(model, one);
      const found = [...collected.byName].map(([name, nodes]) => fieldOf(object, isHidden ? "" : name, nodes, scope));
      const content = found.map(({ id }) => id).join();
      const list = byContent.get(content) ?? found;
      byContent.set(content, list);
      byType.set(one, list);
    }
    const contents = [...byType].map(([one, list]) => `${one}: ${list.map(({ id }) => id).join()}`);
    const whose = tellsNodesApart ? selectionSets.map(idOf).join() : "";
    const content = `${typeName} ${isHidden ? "hidden " : ""}${isSerial ? "serial " : ""}${whose} ${contents.join("; ")}`;
    let selection = selectionsByContent.get(content);
    if (selection === undefined) {
      selection = Object.freeze({
        id: selectionsByContent.size,
        typeName,
        possible,
        fieldsOf: (one: string) => byType.get(one) ?? [],
        isUniform: byContent.size <= 1,
      });
      selectionsByContent.set(content, selection);
    }
    return selection;
  };

  return {
    root: (typeName, selectionSet, isSerial) => {
      const selection = makeSelection(typeName, [selectionSet], false, isSerial);
      selections.set("root", selection);
      return selection;
    },
    nodesOf: (typeName, selectionSets, isApart) => collect(typeName, selectionSets, isApart).byName,
    fieldsOfSet: (typeName, selectionSet) => {
      const key = `${typeName} ${idOf(selectionSet)}`;
      let found = sets.get(key);
      if (found === undefined) {
        const type = typeOf(model, typeName);
        const { byName } = collect(typeName, [selectionSet]);
        found = [...byName.values()].map((nodes) => fieldOf(type, "", nodes, HIDDEN));
        sets.set(key, found);
      }
      return found;
    },
  };
}

/**
 * What a slot stands for. An object that is asked for twice side by side has a slot each time: a null in one of them must not take
 * the other along. What the gateway wants has slots of its own.
 */
function ownIdentity(identity: string, responseName: string, selection: Selection | null, scope: Scope): string {
  if (selection === null && !scope.isSerial) return identity;
  if (scope.isHidden) return `hidden ${selection?.id ?? ""} ${identity}`;
  const variant = `${responseName} ${selection?.id ?? ""}`;
  let variants = scope.variants.get(identity);
  if (variants === undefined) scope.variants.set(identity, (variants = new Map()));
  let at = variants.get(variant);
  if (at === undefined) variants.set(variant, (at = variants.size));
  return at === 0 ? identity : `${at} ${identity}`;
}

function isIncluded(selection: SelectionNode, conditions: ConditionValues): boolean {
  for (const directive of selection.directives ?? []) {
    const isSkip = directive.name.value === "skip";
    if (!isSkip && directive.name.value !== "include") continue;
    const value = directive.arguments?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE
        ? conditions.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value;
    if (holds === isSkip) return false;
  }
  return true;
}

const NO_ARGUMENTS = { text: "", variables: [] as readonly string[] };

/** Arguments as they are sent, in the order of their names. */
function argumentsOf(nodes: readonly ArgumentNode[]): { readonly text: string; readonly variables: readonly string[] } {
  if (nodes.length === 0) return NO_ARGUMENTS;
  const variables = new Set<string>();
  const find = (value: ValueNode): void => {
    if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    else if (value.kind === Kind.LIST) value.values.forEach(find);
    else if (value.kind === Kind.OBJECT) for (const field of value.fields) find(field.value);
  };
  const texts = nodes.map(({ name, value }) => {
    find(value);
    return `${name.value}: ${textOf(value)}`;
  });
  return { text: `(${texts.sort().join(", ")})`, variables: [...variables] };
}

/** A value as it is printed, on one line; the general way is slow for what most values are. */
function textOf(value: ValueNode): string {
  switch (value.kind) {
    case Kind.VARIABLE:
      return `$${value.name.value}`;
    case Kind.STRING:
      return print({ kind: Kind.STRING, value: value.value });
    case Kind.LIST:
      return `[${value.values.map(textOf).join(", ")}]`;
    case Kind.OBJECT:
      return `{${value.fields.map((field) => `${field.name.value}: ${textOf(field.value)}`).join(", ")}}`;
    case Kind.BOOLEAN:
      return value.value ? "true" : "false";
    case Kind.NULL:
      return "null";
    default:
      return value.value;
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}
