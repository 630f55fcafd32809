/** What the SDL of one subgraph says, in tables. Types have the supergraph's names: those of root types may differ from the SDL's. */

import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from "graphql";
import { invariant } from "../../../gateway/errors.ts";

/** A field as one subgraph declares it. */
export interface FieldTable {
  readonly node: FieldDefinitionNode;
  /** The name in the field's type. */
  readonly namedType: string;
  readonly isExternal: boolean;
  /** True where `@override` gives the field to another subgraph: it must not be asked for here. */
  readonly isOverridden: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
  /** Arguments that clients do not give: they come from an object above. */
  readonly contextual: readonly ContextualArgument[];
}

/** An argument with `@fromContext`. */
export interface ContextualArgument {
  readonly name: string;
  readonly context: string;
  readonly selection: SelectionSetNode;
}

/** A key as one subgraph declares it. */
export interface KeyTable {
  readonly text: string;
  readonly selection: SelectionSetNode;
  readonly isResolvable: boolean;
}

/** An object or interface type as one subgraph declares it. */
export interface TypeTable {
  readonly isInterfaceObject: boolean;
  readonly isInterface: boolean;
  readonly interfaces: readonly string[];
  readonly keys: readonly KeyTable[];
  readonly contexts: readonly string[];
  readonly fields: ReadonlyMap<string, FieldTable>;
}

/** One subgraph. */
export interface GraphTable {
  readonly name: string;
  readonly document: DocumentNode;
  readonly types: ReadonlyMap<string, TypeTable>;
  readonly unions: readonly string[];
  /** The name that the SDL has for a type. */
  localName(type: string): string;
  /** The supergraph's name for a type of the SDL. */
  globalName(type: string): string;
  /** The runtime types that an abstract type, or an interface object, has in this subgraph. */
  runtimeTypes(type: string): readonly string[];
  enumValues(type: string): readonly string[];
  /** The types whose objects set a context. */
  typesWithContext(context: string): readonly string[];
}

/** Which labels are active, and `subgraph:Type.field` of every field that another subgraph has taken over. */
export interface Overrides {
  readonly activeLabels: ReadonlySet<string>;
  readonly overridden: ReadonlySet<string>;
}

/** Reads what `@override` says. */
export function readOverrides(documents: readonly { name: string; document: DocumentNode }[]): Overrides {
  const overridden = new Set<string>();
  const activeLabels = new Set<string>();
  for (const { name, document } of documents) {
    for (const definition of document.definitions) {
      if (!isObject(definition)) continue;
      for (const field of definition.fields ?? []) {
        const from = argumentOf(field.directives ?? [], "override", "from");
        if (from === null) continue;
        const label = argumentOf(field.directives ?? [], "override", "label");
        const isActive = label === null || label === "percent(100)" || label.startsWith("on");
        if (isActive && label !== null) activeLabels.add(label);
        overridden.add(`${isActive ? from : name}:${definition.name.value}.${field.name.value}`);
      }
    }
  }
  // Where the other subgraph has no such field, a label has nothing to decide.
  for (const one of overridden) {
    const [owner = "", coordinate = ""] = one.split(":");
    const others = documents.filter(({ name, document }) => name !== owner && declares(document, coordinate));
    if (others.length === 0) overridden.delete(one);
  }
  return { activeLabels, overridden };
}

/** Reads one subgraph. */
export function readGraph(
  name: string,
  document: DocumentNode,
  overridden: ReadonlySet<string>,
  runtimeTypesOfSupergraph: (type: string) => readonly string[],
): GraphTable {
  const roots = rootNamesOf(document);
  const globalName = (type: string): string => roots.get(type) ?? type;
  const types = new Map<string, TypeTable>();
  const unions = new Map<string, readonly string[]>();
  const enums = new Map<string, readonly string[]>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      unions.set(definition.name.value, definition.types?.map((one) => one.name.value) ?? []);
    } else if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      enums.set(definition.name.value, definition.values?.map((one) => one.name.value) ?? []);
    } else if (isObject(definition) || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const isOverridden = (field: string): boolean => overridden.has(`${name}:${definition.name.value}.${field}`);
      types.set(globalName(definition.name.value), readType(definition, globalName, isOverridden));
    }
  }
  const runtimeTypes = (type: string): readonly string[] => {
    const table = types.get(type);
    if (table?.isInterfaceObject === true) return runtimeTypesOfSupergraph(type);
    if (table?.isInterface === true) {
      return [...types].flatMap(([one, { isInterface, interfaces }]) =>
        !isInterface && interfaces.includes(type) ? [one] : [],
      );
    }
    return unions.get(type) ?? [type];
  };
  return {
    name,
    document,
    types,
    unions: [...unions.keys()],
    globalName,
    localName: (type) => [...roots].find(([, root]) => root === type)?.[0] ?? type,
    runtimeTypes,
    enumValues: (type) => enums.get(type) ?? [],
    typesWithContext: (context) =>
      [...types].flatMap(([type, { contexts }]) => (contexts.includes(context) ? runtimeTypes(type) : [])),
  };
}

function isObject(definition: DefinitionNode): definition is ObjectTypeDefinitionNode | ObjectTypeExtensionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function declares(document: DocumentNode, coordinate: string): boolean {
  return document.definitions.some(
    (one) => isObject(one) && one.fields?.some((field) => `${one.name.value}.${field.name.value}` === coordinate),
  );
}

function rootNamesOf(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue;
    for (const { operation, type } of definition.operationTypes) {
      names.set(type.name.value, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
    }
  }
  return names;
}

function readType(
  definition: ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode,
  globalName: (type: string) => string,
  isOverridden: (field: string) => boolean,
): TypeTable {
  const directives = definition.directives ?? [];
  const fields = definition.fields ?? [];
  return {
    isInterfaceObject: directives.some((one) => one.name.value === "interfaceObject"),
    isInterface: definition.kind === Kind.INTERFACE_TYPE_DEFINITION,
    interfaces: definition.interfaces?.map((one) => one.name.value) ?? [],
    contexts: directives.flatMap((one) => argumentOf([one], "context", "name") ?? []),
    keys: directives.flatMap((one) => {
      const text = argumentOf([one], "key", "fields");
      if (text === null) return [];
      return [{ text, selection: parseSelection(text), isResolvable: !isFalse(one, "resolvable") }];
    }),
    fields: new Map(
      fields.map((node) => [node.name.value, readField(node, globalName, isOverridden(node.name.value))]),
    ),
  };
}

function readField(node: FieldDefinitionNode, globalName: (type: string) => string, isOverridden: boolean): FieldTable {
  const selectionOf = (directive: string): SelectionSetNode | null => {
    const text = argumentOf(node.directives ?? [], directive, "fields");
    return text === null ? null : parseSelection(text);
  };
  return {
    node,
    namedType: globalName(namedTypeOf(node.type)),
    isExternal: node.directives?.some((one) => one.name.value === "external") ?? false,
    isOverridden,
    requires: selectionOf("requires"),
    provides: selectionOf("provides"),
    contextual: (node.arguments ?? []).flatMap(readContextual),
  };
}

function readContextual({ name, directives = [] }: InputValueDefinitionNode): ContextualArgument[] {
  const text = argumentOf(directives, "fromContext", "field");
  if (text === null) return [];
  const [, context, selected] = /^\s*\$(\w+)\s*(.*)$/s.exec(text) ?? [];
  invariant(context !== undefined && selected !== undefined, "a contextual argument names a context and its fields");
  const [, fields = selected] = /^\{(.*)\}\s*$/s.exec(selected) ?? [];
  return [{ name: name.value, context, selection: parseSelection(fields) }];
}

/** Reads a selection as directives hold it: without its braces. */
function parseSelection(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  return (definition as OperationDefinitionNode).selectionSet;
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function argumentOf(directives: readonly ConstDirectiveNode[], directive: string, argument: string): string | null {
  const value = directives
    .find(({ name }) => name.value === directive)
    ?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}

function isFalse(directive: ConstDirectiveNode, argument: string): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}
