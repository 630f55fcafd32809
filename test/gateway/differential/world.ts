/** A composed supergraph with what its subgraphs' SDL says, in tables. Everything else is derived from the SDL alone. */

import { composeServices } from "@apollo/composition";
import { Supergraph } from "@apollo/federation-internals";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from "graphql";
import { invariant } from "../../../gateway/errors.ts";

/** The SDL of each subgraph by its name. */
export type Subgraphs = Readonly<Record<string, string>>;

/** A field as one subgraph declares it. */
export interface FieldTable {
  readonly node: FieldDefinitionNode;
  readonly isExternal: boolean;
  /** True where another subgraph took the field over by `@override`. */
  readonly isOverridden: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
}

/** An object or interface type as one subgraph declares it. */
export interface TypeTable {
  readonly isInterfaceObject: boolean;
  readonly keys: readonly SelectionSetNode[];
  readonly fields: ReadonlyMap<string, FieldTable>;
}

/** One subgraph. */
export interface GraphTable {
  readonly name: string;
  readonly document: DocumentNode;
  readonly types: ReadonlyMap<string, TypeTable>;
  /** The runtime types that an abstract type, or an interface object, has in this subgraph. */
  runtimeTypes(type: string): readonly string[];
}

/** A supergraph that composed. */
export interface World {
  readonly subgraphs: Subgraphs;
  readonly graphs: readonly GraphTable[];
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  /** The supergraph's types with what clients cannot see. */
  readonly fullSchema: GraphQLSchema;
  /** `Type.field` of everything that is part of a key, by runtime type. */
  readonly keyFields: ReadonlySet<string>;
  /** `Type.field` of everything that is part of a key or of a required or provided selection, by runtime type. */
  readonly inputFields: ReadonlySet<string>;
  /** The subgraphs' own declarations of a runtime type's field that resolve it, those on an interface object included. */
  resolvers(type: string, field: string): readonly ResolvingField[];
  /** The runtime types of a type by the supergraph. */
  runtimeTypes(type: string): readonly string[];
}

/** A declaration that resolves a field, and whose it is. */
export interface ResolvingField {
  readonly graph: GraphTable;
  readonly field: FieldTable;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible", "@override"
])\n`;

/** Composes subgraphs. @returns null when they do not compose */
export function composeWorld(subgraphs: Subgraphs): World | null {
  const documents = Object.entries(subgraphs).map(([name, sdl]) => ({ name, document: parse(LINK + sdl) }));
  let supergraphSdl: string | undefined;
  try {
    const services = documents.map(({ name, document }) => ({ name, typeDefs: document }));
    ({ supergraphSdl } = composeServices(services));
  } catch {
    return null;
  }
  if (supergraphSdl === undefined) return null;
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const runtimeTypes = (name: string): readonly string[] => runtimeTypesIn(fullSchema, name);
  const overridden = overriddenFields(documents);
  const graphs = documents.map(({ name, document }) => readGraph(name, document, overridden, runtimeTypes));
  const { keyFields, inputFields } = readInputs(graphs, fullSchema, runtimeTypes);
  const known = new Map<string, readonly ResolvingField[]>();
  return {
    subgraphs,
    graphs,
    supergraphSdl,
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
    fullSchema,
    keyFields,
    inputFields,
    runtimeTypes,
    resolvers: (type, field) => {
      const key = `${type}.${field}`;
      const found = known.get(key) ?? resolversOf(graphs, runtimeTypes, type, field);
      known.set(key, found);
      return found;
    },
  };
}

/** Reads a selection as directives hold it: without its braces. */
function parseSelection(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  return (definition as OperationDefinitionNode).selectionSet;
}

function runtimeTypesIn(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [name];
}

function argumentOf(directives: readonly ConstDirectiveNode[], directive: string, argument: string): string | null {
  const value = directives
    .find(({ name }) => name.value === directive)
    ?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}

function overriddenFields(documents: readonly { name: string; document: DocumentNode }[]): ReadonlySet<string> {
  const overridden = new Set<string>();
  for (const { document } of documents) {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      for (const field of definition.fields ?? []) {
        const from = argumentOf(field.directives ?? [], "override", "from");
        if (from !== null) overridden.add(`${from}:${definition.name.value}.${field.name.value}`);
      }
    }
  }
  return overridden;
}

function readGraph(
  name: string,
  document: DocumentNode,
  overridden: ReadonlySet<string>,
  runtimeTypesOfSupergraph: World["runtimeTypes"],
): GraphTable {
  const types = new Map<string, TypeTable>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const directives = definition.directives ?? [];
    const typeName = definition.name.value;
    const fields = new Map<string, FieldTable>();
    for (const node of definition.fields ?? []) {
      const selectionOf = (directive: string): SelectionSetNode | null => {
        const text = argumentOf(node.directives ?? [], directive, "fields");
        return text === null ? null : parseSelection(text);
      };
      fields.set(node.name.value, {
        node,
        isExternal: node.directives?.some((one) => one.name.value === "external") ?? false,
        isOverridden: overridden.has(`${name}:${typeName}.${node.name.value}`),
        requires: selectionOf("requires"),
        provides: selectionOf("provides"),
      });
    }
    types.set(typeName, {
      isInterfaceObject: directives.some((one) => one.name.value === "interfaceObject"),
      keys: directives
        .filter((one) => one.name.value === "key")
        .flatMap((one) => {
          const text = argumentOf([one], "key", "fields");
          return text === null ? [] : [parseSelection(text)];
        }),
      fields,
    });
  }
  const schema = buildSubgraphSchema({ typeDefs: document });
  return {
    name,
    document,
    types,
    runtimeTypes: (type) =>
      types.get(type)?.isInterfaceObject === true ? runtimeTypesOfSupergraph(type) : runtimeTypesIn(schema, type),
  };
}

function resolversOf(
  graphs: readonly GraphTable[],
  runtimeTypes: World["runtimeTypes"],
  type: string,
  field: string,
): readonly ResolvingField[] {
  return graphs.flatMap((graph) =>
    [...graph.types].flatMap(([name, table]) => {
      if (name !== type && !(table.isInterfaceObject && runtimeTypes(name).includes(type))) return [];
      const declared = table.fields.get(field);
      return declared === undefined || declared.isExternal || declared.isOverridden ? [] : [{ graph, field: declared }];
    }),
  );
}

function readInputs(
  graphs: readonly GraphTable[],
  schema: GraphQLSchema,
  runtimeTypes: World["runtimeTypes"],
): Pick<World, "keyFields" | "inputFields"> {
  const walk = (type: string, selectionSet: SelectionSetNode, into: Set<string>): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.typeCondition?.name.value ?? type, selection.selectionSet, into);
      } else if (selection.kind === Kind.FIELD && selection.name.value !== "__typename") {
        for (const one of runtimeTypes(type)) into.add(`${one}.${selection.name.value}`);
        const parent = schema.getType(type);
        invariant(parent !== undefined && "getFields" in parent, `${type} has fields`);
        const field = parent.getFields()[selection.name.value];
        const named = String(field?.type ?? "").replaceAll(/[[\]!]/g, "");
        if (selection.selectionSet !== undefined) walk(named, selection.selectionSet, into);
      }
    }
  };
  const keyFields = new Set<string>();
  const inputFields = new Set<string>();
  for (const { types } of graphs) {
    for (const [name, { keys, fields }] of types) {
      for (const key of keys) walk(name, key, keyFields);
      for (const { node, requires, provides } of fields.values()) {
        if (requires !== null) walk(name, requires, inputFields);
        if (requires !== null) for (const one of runtimeTypes(name)) inputFields.add(`${one}.${node.name.value}`);
        let named = node.type;
        while (named.kind !== Kind.NAMED_TYPE) named = named.type;
        if (provides !== null) walk(named.name.value, provides, inputFields);
      }
    }
  }
  for (const field of keyFields) inputFields.add(field);
  return { keyFields, inputFields };
}
