/** A composed supergraph with what its subgraphs' SDL says, in tables. Everything else is derived from the SDL alone. */

import { composeServices } from "@apollo/composition";
import { Supergraph } from "@apollo/federation-internals";
import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import { type FieldTable, type GraphTable, readGraph, readOverrides } from "./graph-table.ts";

/** The SDL of each subgraph by its name. */
export type Subgraphs = Readonly<Record<string, string>>;

/** The version of Federation that subgraphs are written for: the first has no `@link` and no `@shareable`. */
export type Federation = 1 | 2;

/** A supergraph that composed. */
export interface World {
  readonly subgraphs: Subgraphs;
  readonly federation: Federation;
  readonly graphs: readonly GraphTable[];
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  /** The supergraph's types with what clients cannot see. */
  readonly fullSchema: GraphQLSchema;
  /** The labels of overrides that hold: `percent(100)`, and what starts with `on`. */
  readonly activeLabels: ReadonlySet<string>;
  /** `Type.field` of everything that is part of a key, by runtime type. */
  readonly keyFields: ReadonlySet<string>;
  /** `Type.field` of everything that is part of a key or of a required, provided or contextual selection, by runtime type. */
  readonly inputFields: ReadonlySet<string>;
  /** The subgraphs' own declarations of a runtime type's field that resolve it, those on an interface object included. */
  resolvers(type: string, field: string): readonly ResolvingField[];
  /** The runtime types of a type by the supergraph. */
  runtimeTypes(type: string): readonly string[];
  /** The values of an enum that clients can see. */
  enumValues(type: string): readonly string[];
}

/** A declaration that resolves a field, and whose it is. */
export interface ResolvingField {
  readonly graph: GraphTable;
  readonly field: FieldTable;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible", "@override", "@context",
  "@fromContext"
])\n`;

/** Composes subgraphs. @returns null when they do not compose */
export function composeWorld(subgraphs: Subgraphs, federation: Federation = 2): World | null {
  let supergraphSdl: string | undefined;
  let documents: { readonly name: string; readonly document: DocumentNode }[];
  try {
    documents = Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      document: parse(federation === 2 ? LINK + sdl : sdl),
    }));
    ({ supergraphSdl } = composeServices(documents.map(({ name, document }) => ({ name, typeDefs: document }))));
  } catch {
    return null;
  }
  if (supergraphSdl === undefined) return null;
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
  const runtimeTypes = memoised((name) => runtimeTypesIn(fullSchema, name));
  const { activeLabels, overridden } = readOverrides(documents);
  const graphs = documents.map(({ name, document }) => readGraph(name, document, overridden, runtimeTypes));
  const resolvers = memoised((coordinate) => {
    const [type = "", field = ""] = coordinate.split(".");
    return resolversOf(graphs, runtimeTypes, type, field);
  });
  return {
    subgraphs,
    federation,
    graphs,
    supergraphSdl,
    apiSchema,
    fullSchema,
    activeLabels,
    ...readInputs(graphs, fullSchema, runtimeTypes),
    runtimeTypes,
    enumValues: (name) => {
      const type = apiSchema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    },
    resolvers: (type, field) => resolvers(`${type}.${field}`),
  };
}

function memoised<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key) ?? compute(key);
    known.set(key, found);
    return found;
  };
}

function runtimeTypesIn(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [name];
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
  for (const graph of graphs) {
    for (const [name, { keys, fields }] of graph.types) {
      for (const { selection } of keys) walk(name, selection, keyFields);
      for (const { node, requires, provides, contextual, namedType } of fields.values()) {
        if (requires !== null) walk(name, requires, inputFields);
        if (requires !== null) for (const one of runtimeTypes(name)) inputFields.add(`${one}.${node.name.value}`);
        if (provides !== null) walk(namedType, provides, inputFields);
        for (const { context, selection } of contextual) {
          for (const type of graph.typesWithContext(context)) walk(type, selection, inputFields);
        }
      }
    }
  }
  for (const field of keyFields) inputFields.add(field);
  return { keyFields, inputFields };
}
