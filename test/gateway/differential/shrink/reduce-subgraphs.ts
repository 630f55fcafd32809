/** Smaller subgraphs than given ones. */

import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  print,
  type TypeNode,
  visit,
} from "graphql";
import type { Subgraphs } from "../world.ts";
import { reduceOperation } from "./reduce-operation.ts";

type Documents = ReadonlyMap<string, DocumentNode>;

/** Subgraphs that lack one thing that the given ones have, the larger things first. Some may not compose. */
export function* reduceSubgraphs(subgraphs: Subgraphs): Generator<Subgraphs> {
  const documents: Documents = new Map(
    Object.entries(subgraphs).map(([name, sdl]) => [name, parse(sdl, { noLocation: true })]),
  );
  for (const reduced of reduceDocuments(documents)) {
    const kept = [...reduced].filter(([, { definitions }]) => definitions.length > 0);
    yield Object.fromEntries(kept.map(([name, document]) => [name, printSdl(document)]));
  }
}

function printSdl({ definitions }: DocumentNode): string {
  return definitions.map((one) => print(one).replaceAll(/\s+/g, " ")).join("\n");
}

function* reduceDocuments(documents: Documents): Generator<Documents> {
  if (documents.size > 1) {
    for (const name of documents.keys()) yield new Map([...documents].filter(([other]) => other !== name));
  }
  const everywhere = (change: (document: DocumentNode) => DocumentNode): Documents =>
    new Map([...documents].map(([name, document]) => [name, change(document)]));
  for (const type of typesIn(documents)) yield everywhere((document) => withoutType(document, type));
  for (const [name, document] of documents) {
    for (const definition of document.definitions) {
      if (!("name" in definition) || definition.name === undefined) continue;
      const type = definition.name.value;
      yield new Map([...documents, [name, withoutType(document, type)]]);
    }
  }
  for (const coordinate of fieldsIn(documents)) yield everywhere((document) => withoutField(document, coordinate));
  for (const [name, document] of documents) {
    for (const reduced of reduceDocument(document)) yield new Map([...documents, [name, reduced]]);
  }
}

function typesIn(documents: Documents): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { definitions } of documents.values()) {
    for (const one of definitions) if ("name" in one && one.name !== undefined) names.add(one.name.value);
  }
  return names;
}

function fieldsIn(documents: Documents): ReadonlySet<string> {
  const coordinates = new Set<string>();
  for (const { definitions } of documents.values()) {
    for (const one of definitions) {
      if (!hasFields(one)) continue;
      for (const field of one.fields ?? []) coordinates.add(`${one.name.value}.${field.name.value}`);
    }
  }
  return coordinates;
}

function hasFields(definition: DefinitionNode) {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
  );
}

/** Without a type and all that speaks of it. */
function withoutType(document: DocumentNode, type: string): DocumentNode {
  return cleaned(
    visit(document, {
      enter(node) {
        if ("name" in node && node.name?.value === type && isTypeDefinition(node.kind)) return null;
        if (node.kind === Kind.FIELD_DEFINITION || node.kind === Kind.INPUT_VALUE_DEFINITION) {
          return namedTypeOf(node.type) === type ? null : undefined;
        }
        if (node.kind === Kind.OPERATION_TYPE_DEFINITION) return node.type.name.value === type ? null : undefined;
        // What is left of these is a union's member or an interface that an object implements.
        if (node.kind === Kind.NAMED_TYPE && node.name.value === type) return null;
        return undefined;
      },
    }),
  );
}

function isTypeDefinition(kind: string): boolean {
  return kind.endsWith("TypeDefinition") || kind.endsWith("TypeExtension");
}

function withoutField(document: DocumentNode, coordinate: string): DocumentNode {
  const definitions = document.definitions.map((one): DefinitionNode => {
    if (!hasFields(one)) return one;
    const fields = one.fields?.filter((field) => `${one.name.value}.${field.name.value}` !== coordinate);
    return { ...one, fields } as DefinitionNode;
  });
  return cleaned({ ...document, definitions });
}

/** Without types that have nothing left, and without what was only named for something that is gone: that composes no more. */
function cleaned(document: DocumentNode): DocumentNode {
  const definitions = withoutUnused(document).filter((one) => {
    if (hasFields(one)) return (one.fields?.length ?? 0) > 0;
    if (one.kind === Kind.SCHEMA_DEFINITION) return one.operationTypes.length > 0;
    return one.kind !== Kind.UNION_TYPE_DEFINITION || (one.types?.length ?? 0) > 0;
  });
  return { ...document, definitions };
}

/** Without external fields that no directive names, nor an interface. */
function withoutUnused(document: DocumentNode): readonly DefinitionNode[] {
  const named = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) {
        if (value.kind === Kind.STRING) for (const name of value.value.match(/\w+/g) ?? []) named.add(name);
      }
    },
    InterfaceTypeDefinition: ({ fields = [] }) => {
      for (const { name } of fields) named.add(name.value);
    },
  });
  const isUsed = ({ name, directives = [] }: FieldDefinitionNode): boolean =>
    named.has(name.value) || directives.every((one) => one.name.value !== "external");
  return document.definitions.map((one) =>
    one.kind === Kind.OBJECT_TYPE_DEFINITION ? { ...one, fields: one.fields?.filter(isUsed) ?? [] } : one,
  );
}

function* reduceDocument(document: DocumentNode): Generator<DocumentNode> {
  for (const [at, definition] of document.definitions.entries()) {
    for (const reduced of reduceDefinition(definition)) {
      const definitions = document.definitions.map((one, other) => (other === at ? reduced : one));
      yield cleaned({ ...document, definitions });
    }
  }
}

function* reduceDefinition(definition: DefinitionNode): Generator<DefinitionNode> {
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    for (const types of without(definition.types ?? [])) yield { ...definition, types };
  }
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    for (const values of without(definition.values ?? [])) yield { ...definition, values };
  }
  if (definition.kind === Kind.SCHEMA_DEFINITION) return;
  if (!hasFields(definition)) return;
  for (const directives of reduceDirectives(definition.directives ?? [])) yield { ...definition, directives };
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    for (const fields of without(definition.fields ?? [])) yield { ...definition, fields };
    return;
  }
  for (const interfaces of without(definition.interfaces ?? [])) yield { ...definition, interfaces };
  for (const fields of without(definition.fields ?? [])) yield { ...definition, fields };
  for (const [at, field] of (definition.fields ?? []).entries()) {
    for (const reduced of reduceField(field)) {
      yield { ...definition, fields: (definition.fields ?? []).map((one, other) => (other === at ? reduced : one)) };
    }
  }
}

function* reduceDirectives(directives: readonly ConstDirectiveNode[]): Generator<ConstDirectiveNode[]> {
  yield* without(directives);
  for (const [at, directive] of directives.entries()) {
    for (const reduced of reduceSelection(directive)) {
      yield directives.map((one, other) => (other === at ? reduced : one));
    }
  }
}

/** The selection that a directive holds as text, with less in it; with less in it a key would not tell entities apart. */
function* reduceSelection(directive: ConstDirectiveNode): Generator<ConstDirectiveNode> {
  if (directive.name.value === "key") return;
  const fields = directive.arguments?.find(({ name }) => name.value === "fields");
  if (fields?.value.kind !== Kind.STRING) return;
  const text = `{ ${fields.value.value} }`;
  for (const reduced of reduceOperation({ text, variables: {} })) {
    const value = { ...fields.value, value: reduced.text.slice(1, -1).trim() };
    const others = directive.arguments?.filter((one) => one !== fields) ?? [];
    yield { ...directive, arguments: [{ ...fields, value }, ...others] };
  }
}

function* reduceField(field: FieldDefinitionNode): Generator<FieldDefinitionNode> {
  for (const directives of reduceDirectives(field.directives ?? [])) yield { ...field, directives };
  for (const args of without(field.arguments ?? [])) yield { ...field, arguments: args };
  const type = withoutList(field.type);
  if (type !== null) yield { ...field, type };
}

function withoutList(type: TypeNode): TypeNode | null {
  switch (type.kind) {
    case Kind.NAMED_TYPE:
      return null;
    case Kind.LIST_TYPE:
      return type.type;
    case Kind.NON_NULL_TYPE:
      return withoutList(type.type);
    default:
      return type satisfies never;
  }
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function* without<T>(list: readonly T[]): Generator<T[]> {
  for (const at of list.keys()) yield list.filter((_, other) => other !== at);
}
