/** Reads a supergraph's SDL into the tables that planning uses: the join specification, versions 0.1 to 0.5. */

import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from "graphql";
import type {
  ContextArgument,
  FieldInGraph,
  FieldSet,
  GraphId,
  Model,
  ModelField,
  ModelType,
  TypeInGraph,
} from "./model.ts";

type ImplementingNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type CompositeNode = ImplementingNode | UnionTypeDefinitionNode;

/** What the readers of single types share. */
interface Reading {
  readonly graphIds: ReadonlyMap<string, GraphId>;
  readonly graphCount: number;
  readonly composites: ReadonlyMap<string, CompositeNode>;
  /** Object types by each abstract type that they belong to. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Object types and interfaces by each interface that they implement. */
  readonly implementations: ReadonlyMap<string, readonly ImplementingNode[]>;
  readonly labels: Set<string>;
}

/**
 * Reads a supergraph.
 * @throws TypeError when the SDL has no enum `join__Graph`, or a field set in it cannot be parsed
 */
export function readModel(supergraphSdl: string | DocumentNode): Model {
  const document = typeof supergraphSdl === "string" ? parse(supergraphSdl, { noLocation: true }) : supergraphSdl;
  const { graphIds, names } = readGraphs(document);
  const composites = new Map<string, CompositeNode>();
  for (const definition of document.definitions) {
    if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.UNION_TYPE_DEFINITION
    ) {
      composites.set(definition.name.value, definition);
    }
  }
  const reading: Reading = {
    graphIds,
    graphCount: names.length,
    composites,
    ...readMembers(composites),
    labels: new Set(),
  };
  const types = new Map<string, ModelType>();
  for (const [name, node] of composites) types.set(name, readType(reading, node));
  if ([...composites.values()].some((node) => directives(node.directives, "join__owner").length > 0)) {
    for (const type of types.values()) addProvided(types, type);
  }
  return Object.freeze({
    graphs: names,
    types,
    roots: readRoots(document, composites),
    contexts: readContexts(composites, types),
    overrideLabels: [...reading.labels].sort(),
  });
}

function readGraphs(document: DocumentNode): { graphIds: Map<string, GraphId>; names: string[] } {
  const graphIds = new Map<string, GraphId>();
  const names: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== "join__Graph") continue;
    for (const value of definition.values ?? []) {
      const name = text(argumentsOf(value.directives?.find((one) => one.name.value === "join__graph"))["name"]);
      graphIds.set(value.name.value, names.length);
      names.push(name ?? value.name.value);
    }
  }
  if (names.length === 0) throw new TypeError("expected a supergraph with an enum join__Graph");
  return { graphIds, names };
}

function readRoots(document: DocumentNode, composites: ReadonlyMap<string, unknown>): Model["roots"] {
  const roots = { query: null, mutation: null, subscription: null } as Record<string, string | null>;
  let isDeclared = false;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) {
      roots[operation] = type.name.value;
      isDeclared = true;
    }
  }
  if (!isDeclared) {
    for (const name of ["Query", "Mutation", "Subscription"]) {
      if (composites.has(name)) roots[name.toLowerCase()] = name;
    }
  }
  return roots as Model["roots"];
}

function readContexts(
  composites: ReadonlyMap<string, CompositeNode>,
  types: ReadonlyMap<string, ModelType>,
): Model["contexts"] {
  const contexts = new Map<string, Set<string>>();
  for (const [name, node] of composites) {
    for (const args of directives(node.directives, "context")) {
      const context = text(args["name"]);
      if (context === undefined) continue;
      const setters = contexts.get(context) ?? new Set();
      for (const one of types.get(name)?.possible ?? []) setters.add(one);
      contexts.set(context, setters);
    }
  }
  return contexts;
}

function readMembers(composites: ReadonlyMap<string, CompositeNode>): Pick<Reading, "members" | "implementations"> {
  const members = new Map<string, string[]>();
  const implementations = new Map<string, ImplementingNode[]>();
  for (const [name, node] of composites) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION) {
      members.set(
        name,
        (node.types ?? []).map((member) => member.name.value),
      );
      continue;
    }
    for (const { name: of } of node.interfaces ?? []) {
      push(implementations, of.value, node);
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION) push(members, of.value, name);
    }
  }
  return { members, implementations };
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [item]);
  else known.push(item);
}

function readType(reading: Reading, node: CompositeNode): ModelType {
  const name = node.name.value;
  const inGraphs = readTypeInGraphs(reading, node);
  const kind = KINDS[node.kind];
  const fields = new Map<string, ModelField>();
  if (node.kind !== Kind.UNION_TYPE_DEFINITION) {
    const placed = { inGraphs, graphs: [...inGraphs.keys()].filter((graph) => inGraphs[graph] !== undefined) };
    for (const field of node.fields ?? []) fields.set(field.name.value, readField(reading, node, field, placed));
  }
  return Object.freeze({
    name,
    kind,
    in: inGraphs,
    fields,
    possible: kind === "object" ? [name] : (reading.members.get(name) ?? []),
    interfaces: node.kind === Kind.OBJECT_TYPE_DEFINITION ? (node.interfaces ?? []).map((one) => one.name.value) : [],
  });
}

const KINDS = {
  [Kind.OBJECT_TYPE_DEFINITION]: "object",
  [Kind.INTERFACE_TYPE_DEFINITION]: "interface",
  [Kind.UNION_TYPE_DEFINITION]: "union",
} as const;

/** A type that says of no subgraph that it has it is a value type of Federation 1: each has it. */
function readTypeInGraphs(reading: Reading, node: CompositeNode): readonly (TypeInGraph | undefined)[] {
  const declared = directives(node.directives, "join__type");
  const inGraphs = perGraph<TypeInGraph>(reading);
  const read = (graph: GraphId, own: readonly DirectiveArguments[]): void => {
    const keys: FieldSet[] = [];
    const keyFields: SelectionSetNode[] = [];
    for (const args of own) {
      const key = text(args["key"]);
      if (key === undefined) continue;
      const fieldSet = parseFieldSet(key);
      keyFields.push(fieldSet.selectionSet);
      if (boolean(args["resolvable"]) !== false) keys.push(fieldSet);
    }
    const isInterfaceObject = own.some((args) => boolean(args["isInterfaceObject"]) === true);
    const possible = isInterfaceObject ? [node.name.value] : possibleIn(reading, node, graph);
    inGraphs[graph] = Object.freeze({ keys, keyFields, isInterfaceObject, possible });
  };
  if (declared.length === 0) {
    for (let graph = 0; graph < reading.graphCount; graph++) read(graph, []);
    return inGraphs;
  }
  const byGraph = new Map<GraphId, DirectiveArguments[]>();
  for (const args of declared) {
    const graph = graphOf(reading, args);
    if (graph === undefined) continue;
    const known = byGraph.get(graph);
    if (known === undefined) byGraph.set(graph, [args]);
    else known.push(args);
  }
  for (const [graph, own] of byGraph) read(graph, own);
  return inGraphs;
}

/** Types of the objects that a subgraph may return for a type. Before join 0.3, members were the same everywhere. */
function possibleIn(reading: Reading, node: CompositeNode, graph: GraphId): readonly string[] {
  const name = node.name.value;
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION) return [name];
  if (node.kind === Kind.UNION_TYPE_DEFINITION) {
    const declared = directives(node.directives, "join__unionMember");
    if (declared.length === 0) return (reading.members.get(name) ?? []).filter((one) => isIn(reading, one, graph));
    return declared.flatMap((args) => (graphOf(reading, args) === graph ? (text(args["member"]) ?? []) : []));
  }
  return (reading.implementations.get(name) ?? []).flatMap((other) => {
    const implemented = directives(other.directives, "join__implements");
    const isHere =
      implemented.length === 0
        ? isIn(reading, other.name.value, graph)
        : implemented.some((args) => graphOf(reading, args) === graph && text(args["interface"]) === name);
    // An interface that implements this one is an object here where the subgraph sees it as an interface object.
    const isObject = other.kind === Kind.OBJECT_TYPE_DEFINITION || isInterfaceObjectIn(reading, other, graph);
    return isHere && isObject ? [other.name.value] : [];
  });
}

function isIn(reading: Reading, name: string, graph: GraphId): boolean {
  const declared = directives(reading.composites.get(name)?.directives, "join__type");
  return declared.length === 0 || declared.some((args) => graphOf(reading, args) === graph);
}

function isInterfaceObjectIn(reading: Reading, node: CompositeNode, graph: GraphId): boolean {
  return directives(node.directives, "join__type").some(
    (args) => graphOf(reading, args) === graph && boolean(args["isInterfaceObject"]) === true,
  );
}

/** What the subgraphs have of a type, and which of them have it. */
interface PlacedType {
  readonly inGraphs: readonly (TypeInGraph | undefined)[];
  readonly graphs: readonly GraphId[];
}

function readField(
  reading: Reading,
  parent: CompositeNode,
  node: FieldDefinitionNode,
  { inGraphs: parentIn, graphs }: PlacedType,
): ModelField {
  const namedType = namedTypeOf(node.type);
  const printed = textOf(node.type);
  const isComposite = reading.composites.has(namedType);
  const shapeOf = (type: string): string => (isComposite ? type.replaceAll(/\w+/g, "*") : type);
  const inGraphs = perGraph<FieldInGraph>(reading);
  const shapes = new Map<GraphId, string>();
  const declared = directives(node.directives, "join__field");
  if (declared.length > 0) {
    for (const args of declared) {
      const graph = graphOf(reading, args);
      if (graph === undefined || parentIn[graph] === undefined) continue;
      const type = text(args["type"]) ?? printed;
      inGraphs[graph] = readFieldInGraph(reading, args, type);
      shapes.set(graph, shapeOf(type));
    }
  }
  const owner = graphOf(reading, directives(parent.directives, "join__owner")[0] ?? {});
  for (const graph of graphs) {
    if (inGraphs[graph] !== undefined) continue;
    // Federation 1 says only whose a field is; the subgraphs that are entered by it have it all the same.
    const isKey =
      owner !== undefined && parentIn[graph]?.keyFields.some((key) => selects(key, node.name.value)) === true;
    if (isKey || (declared.length === 0 && (owner === undefined || owner === graph))) {
      inGraphs[graph] = plainField(namedType);
      shapes.set(graph, shapeOf(printed));
    }
  }
  return Object.freeze({
    name: node.name.value,
    namedType,
    isComposite,
    argumentNames: (node.arguments ?? []).map((one) => one.name.value),
    signature: signatureOf(shapeOf(printed), shapes),
    in: inGraphs,
  });
}

function signatureOf(shape: string, shapes: ReadonlyMap<GraphId, string>): string {
  if ([...shapes.values()].every((one) => one === shape)) return shape;
  const inOrder = [...shapes].sort(([left], [right]) => left - right);
  return `${shape} ${inOrder.map(([graph, one]) => `${graph}:${one}`).join("|")}`;
}

/** A place for each subgraph: there may be a hundred of them, and ten thousands of fields. */
function perGraph<T>({ graphCount }: Reading): (T | undefined)[] {
  const places: (T | undefined)[] = [];
  places.length = graphCount;
  return places.fill(undefined);
}

function readFieldInGraph(reading: Reading, args: DirectiveArguments, type: string): FieldInGraph {
  const requires = text(args["requires"]);
  const provides = text(args["provides"]);
  const label = text(args["overrideLabel"]);
  if (label !== undefined) reading.labels.add(label);
  return Object.freeze({
    namedType: type.replaceAll(/[[\]!\s]/g, ""),
    isExternal: boolean(args["external"]) === true || (boolean(args["usedOverridden"]) === true && label === undefined),
    requires: requires === undefined ? null : parseFieldSet(requires),
    provides: provides === undefined ? null : parseFieldSet(provides).selectionSet,
    contextArguments: list(args["contextArguments"]).map(readContextArgument),
    override: label === undefined ? null : { label, whileActive: text(args["override"]) !== undefined },
  });
}

function readContextArgument(value: ConstValueNode): ContextArgument {
  const args = value.kind === Kind.OBJECT ? fieldsOf(value.fields) : {};
  return Object.freeze({
    name: text(args["name"]) ?? "",
    type: text(args["type"]) ?? "",
    context: text(args["context"]) ?? "",
    selection: parseFieldSet(text(args["selection"]) ?? "").selectionSet,
  });
}

function plainField(namedType: string): FieldInGraph {
  return Object.freeze({
    namedType,
    isExternal: false,
    requires: null,
    provides: null,
    contextArguments: [],
    override: null,
  });
}

/** Federation 1 does not say that a subgraph names the fields that it provides on some path. */
function addProvided(types: ReadonlyMap<string, ModelType>, { fields }: ModelType): void {
  const add = (typeName: string, graph: GraphId, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(selection.typeCondition?.name.value ?? typeName, graph, selection.selectionSet);
      } else if (selection.kind === Kind.FIELD) {
        const field = types.get(typeName)?.fields.get(selection.name.value);
        if (field === undefined) continue;
        const inGraphs = field.in as (FieldInGraph | undefined)[];
        inGraphs[graph] ??= Object.freeze({ ...plainField(field.namedType), isExternal: true });
        if (selection.selectionSet) add(field.namedType, graph, selection.selectionSet);
      }
    }
  };
  for (const field of fields.values()) {
    for (const [graph, inGraph] of field.in.entries()) {
      if (inGraph !== undefined && inGraph.provides !== null) add(field.namedType, graph, inGraph.provides);
    }
  }
}

function selects(selectionSet: SelectionSetNode, name: string): boolean {
  return selectionSet.selections.some((one) => one.kind === Kind.FIELD && one.name.value === name);
}

function parseFieldSet(fields: string): FieldSet {
  const braced = fields.trim().startsWith("{") ? fields : `{ ${fields} }`;
  const [definition] = parse(braced, { noLocation: true }).definitions;
  return Object.freeze({ text: fields, selectionSet: (definition as OperationDefinitionNode).selectionSet });
}

/** As graphql-js prints it, without its visitor: a large supergraph has ten thousands of types of fields. */
function textOf(type: TypeNode): string {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value;
  const inner = textOf(type.type);
  return type.kind === Kind.LIST_TYPE ? `[${inner}]` : `${inner}!`;
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

type DirectiveArguments = Readonly<Record<string, ConstValueNode | undefined>>;

function directives(nodes: readonly ConstDirectiveNode[] | undefined, name: string): DirectiveArguments[] {
  return (nodes ?? []).filter((node) => node.name.value === name).map(argumentsOf);
}

function argumentsOf(node: ConstDirectiveNode | undefined): DirectiveArguments {
  return fieldsOf(node?.arguments ?? []);
}

function fieldsOf(nodes: readonly { name: { value: string }; value: ConstValueNode }[]): DirectiveArguments {
  const found = Object.create(null) as Record<string, ConstValueNode>;
  for (const { name, value } of nodes) found[name.value] = value;
  return found;
}

function graphOf(reading: Reading, args: DirectiveArguments): GraphId | undefined {
  const { graph } = args;
  return graph?.kind === Kind.ENUM ? reading.graphIds.get(graph.value) : undefined;
}

function text(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function boolean(value: ConstValueNode | undefined): boolean | undefined {
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function list(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  return value?.kind === Kind.LIST ? value.values : [];
}
