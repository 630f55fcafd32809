/**
 * Which rows of an operation are exported, and by which operation they are asked for page by page: that of the client's, without
 * what is not wanted, and with a variable for the cursor.
 */

import {
  type ArgumentNode,
  astFromValue,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  GraphQLInt,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parseType,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
} from "graphql";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { type Column, columnsOf } from "./columns.ts";

/** The rows of an export. */
export interface RowSource {
  /** The document that asks for a page, with one operation. */
  readonly text: string;
  /** What it takes of the client's variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** From `data` to the list. */
  readonly listAt: readonly string[];
  readonly columns: readonly Column[];
  /** How to go on after a page; null for a list that has none. */
  readonly paging: Paging | null;
}

/** The part of a connection that tells how to go on. */
export interface Paging {
  /** Name of the variable for the cursor. */
  readonly variable: string;
  /** The cursor that the client begins after; undefined for the beginning. */
  readonly first: unknown;
  /** From `data` to the object with `hasNextPage` and `endCursor`. */
  readonly pageInfoAt: readonly string[];
}

/** What of an operation is wanted. */
export interface RowChoice {
  /** Response keys from the root to the list or connection, with dots between; undefined where there is only one. */
  readonly path: string | undefined;
  /** Rows of a page, in place of what the operation says. */
  readonly pageSize: number | undefined;
}

/**
 * Chooses the rows.
 * @throws GatewayError BAD_REQUEST that says what cannot be exported, and what can
 */
export function chooseRows(schema: GraphQLSchema, request: OperationRequest, choice: RowChoice): RowSource {
  const { operation, document } = request.prepared;
  const root = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || root == null) throw refusal("Only a query can be exported.");
  const search = new Search(schema, document, request.coercedVariables);
  search.walk(root, operation.selectionSet, []);
  const found = chosen(search.found, choice.path);
  return found.kind === "list" ? listSource(search, request, found) : connectionSource(search, request, found, choice);
}

/** One step from the root: into a field, or under a type condition. */
type Step =
  | { readonly kind: "field"; readonly node: FieldNode; readonly key: string }
  | { readonly kind: "on"; readonly typeName: string };

interface FoundList {
  readonly kind: "list";
  readonly steps: readonly Step[];
  readonly type: GraphQLOutputType;
  readonly selectionSets: readonly SelectionSetNode[];
}

interface FoundConnection {
  readonly kind: "connection";
  /** The last one is the connection's field. */
  readonly steps: readonly Step[];
  /** Type of its argument for the cursor. */
  readonly afterType: GraphQLInputType;
  /** Whether it takes the size of a page. */
  readonly takesFirst: boolean;
  /** Names of its arguments that page backwards. */
  readonly backward: ReadonlySet<string>;
  readonly type: GraphQLOutputType;
  readonly selectionSets: readonly SelectionSetNode[];
}

type Found = FoundList | FoundConnection;

/** The alias under which a page says how to go on, apart from whatever the client asks. */
const PAGE_INFO_KEY = "exportPageInfo";

/** Looks for the lists and connections of an operation that lie in no other. */
class Search {
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By path. The same field may be selected several times. */
  readonly found = new Map<string, Found>();

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
    this.schema = schema;
    this.variables = variables;
    this.fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
  }

  walk(type: GraphQLOutputType, { selections }: SelectionSetNode, steps: readonly Step[]): void {
    for (const selection of selections) {
      if (!this.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        this.#walkField(type, selection, steps);
        continue;
      }
      const { selectionSet, typeName } = this.fragmentOf(selection);
      const inner = typeName === null ? type : this.schema.getType(typeName);
      const step: Step[] = typeName === null ? [] : [{ kind: "on", typeName }];
      if (isCompositeType(inner)) this.walk(inner, selectionSet, [...steps, ...step]);
    }
  }

  isIncluded(node: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, this.variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, this.variables);
    return skip?.["if"] !== true && include?.["if"] !== false;
  }

  /** What a fragment selects, and the type that it is of; null for one without a condition. */
  fragmentOf(node: Exclude<SelectionNode, FieldNode>): {
    readonly selectionSet: SelectionSetNode;
    readonly typeName: string | null;
  } {
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node;
    if (fragment === undefined) throw new TypeError("expected a valid document, got a spread of no fragment");
    return { selectionSet: fragment.selectionSet, typeName: fragment.typeCondition?.name.value ?? null };
  }

  #walkField(parent: GraphQLOutputType, node: FieldNode, steps: readonly Step[]): void {
    const { selectionSet } = node;
    if (selectionSet === undefined || !(isObjectType(parent) || isInterfaceType(parent))) return;
    const field = parent.getFields()[node.name.value];
    if (field === undefined) return;
    const key = node.alias?.value ?? node.name.value;
    const inner: readonly Step[] = [...steps, { kind: "field", node, key }];
    const type = getNullableType(field.type);
    if (isListType(type)) {
      const item = getNullableType(type.ofType);
      if (isListType(item)) return;
      this.#add({ kind: "list", steps: inner, type: item, selectionSets: [selectionSet] });
      return;
    }
    const after = field.args.find(({ name }) => name === "after");
    const rows = after === undefined ? null : this.#rowsOf(type);
    if (after === undefined || rows === null) {
      this.walk(type, selectionSet, inner);
      return;
    }
    const takesFirst = field.args.some(({ name }) => name === "first");
    const afterType = getNullableType<GraphQLInputType>(after.type);
    // An argument of such a name may also be something else, such as a length of time.
    const backward = field.args.filter(
      ({ name, type }) =>
        (name === "last" && getNamedType(type) === GraphQLInt) ||
        (name === "before" && getNamedType(type) === getNamedType(afterType)),
    );
    this.#add({
      kind: "connection",
      steps: inner,
      afterType,
      takesFirst,
      backward: new Set(backward.map(({ name }) => name)),
      type,
      selectionSets: [selectionSet],
    });
  }

  /** Whether a type is a connection (GraphQL Cursor Connections Specification): it says how to go on, and has a list. */
  #rowsOf(type: GraphQLOutputType): true | null {
    if (!isObjectType(type)) return null;
    const { pageInfo, nodes, edges } = type.getFields();
    const info = pageInfo === undefined ? null : getNamedType(pageInfo.type);
    if (!isObjectType(info) || info.getFields()["hasNextPage"] === undefined) return null;
    if (info.getFields()["endCursor"] === undefined) return null;
    return nodes === undefined && edges === undefined ? null : true;
  }

  #add(found: Found): void {
    const path = keysOf(found.steps).join(".");
    const known = this.found.get(path);
    const selectionSets = [...(known?.selectionSets ?? []), ...found.selectionSets];
    this.found.set(path, known === undefined ? found : { ...known, selectionSets });
  }
}

function chosen(found: ReadonlyMap<string, Found>, path: string | undefined): Found {
  const paths = [...found.keys()];
  if (path !== undefined) {
    const one = found.get(path);
    if (one !== undefined) return one;
    const others = paths.length === 0 ? "The operation has no list." : `It has ${paths.join(", ")}.`;
    throw refusal(`No list of the operation is at \`${path}\`. ${others}`);
  }
  const [only, ...more] = found.values();
  if (only === undefined) throw refusal("The operation has no list of objects and no connection to export.");
  if (more.length === 0) return only;
  throw refusal(`The operation has several lists. Say by \`path\` which one to export: ${paths.join(", ")}.`);
}

function listSource(search: Search, request: OperationRequest, { steps, type, selectionSets }: FoundList): RowSource {
  const selections = selectionSets.flatMap((set) => set.selections);
  return {
    ...documentOf(
      search,
      request,
      nest(steps, selections, (node) => node),
      [],
    ),
    listAt: keysOf(steps),
    columns: columnsOf(search, type, selectionSets),
    paging: null,
  };
}

function connectionSource(
  search: Search,
  request: OperationRequest,
  { steps, afterType, takesFirst, backward, type, selectionSets }: FoundConnection,
  { pageSize }: RowChoice,
): RowSource {
  const rows = rowFieldsOf(search, type, selectionSets);
  const [row] = rows;
  if (row === undefined) throw refusal(`Select \`nodes\` or \`edges\` of \`${keysOf(steps).join(".")}\`.`);
  const variable = freeVariable(request.prepared.operation);
  let first: unknown;
  const turn = (node: FieldNode): FieldNode => {
    const kept = (node.arguments ?? []).filter(({ name }) => name.value !== "after");
    const backwards = kept.find(({ name }) => backward.has(name.value));
    if (backwards !== undefined) throw refusal(`An export goes forward: leave \`${backwards.name.value}\` out.`);
    const after = node.arguments?.find(({ name }) => name.value === "after")?.value;
    first = after === undefined ? undefined : givenValue(after, request);
    const sized =
      pageSize === undefined || !takesFirst
        ? kept
        : [...kept.filter(({ name }) => name.value !== "first"), argument("first", intNode(pageSize))];
    return { ...node, arguments: [...sized, argument("after", { kind: Kind.VARIABLE, name: nameNode(variable) })] };
  };
  const operation = nest(steps, [pageInfoNode(), ...rows.map(({ node }) => node)], turn);
  const definition: VariableDefinitionNode = {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(variable) },
    type: parseType(afterType.toString()),
  };
  const keys = keysOf(steps);
  return {
    ...documentOf(search, request, operation, [definition]),
    listAt: [...keys, row.key],
    columns: columnsOf(
      search,
      row.type,
      rows.flatMap(({ node }) => node.selectionSet ?? []),
    ),
    paging: { variable, first, pageInfoAt: [...keys, PAGE_INFO_KEY] },
  };
}

interface RowField {
  readonly node: FieldNode;
  readonly key: string;
  readonly type: GraphQLOutputType;
}

/** The selections of a connection's list: of `nodes`, or else of `edges`; several where it is selected several times. */
function rowFieldsOf(
  search: Search,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): readonly RowField[] {
  const found: RowField[] = [];
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (!search.isIncluded(node)) continue;
      if (node.kind !== Kind.FIELD) {
        collect(search.fragmentOf(node).selectionSet);
        continue;
      }
      const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
      const list = field === undefined ? undefined : getNullableType(field.type);
      if (!["nodes", "edges"].includes(node.name.value) || !isListType(list)) continue;
      found.push({ node, key: node.alias?.value ?? node.name.value, type: getNullableType(list.ofType) });
    }
  };
  for (const set of selectionSets) collect(set);
  const wanted = found.find(({ node }) => node.name.value === "nodes") ?? found[0];
  return found.filter(({ key }) => key === wanted?.key);
}

/** The selections at the end of a trail, wrapped in the fields and conditions that lead there. */
function nest(
  steps: readonly Step[],
  selections: readonly SelectionNode[],
  turnLast: (node: FieldNode) => FieldNode,
): readonly SelectionNode[] {
  return steps.reduceRight<readonly SelectionNode[]>((inner, step, index) => {
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: inner };
    if (step.kind === "on") {
      const typeCondition = { kind: Kind.NAMED_TYPE, name: nameNode(step.typeName) } as const;
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }];
    }
    const node = { ...step.node, selectionSet };
    return [index === steps.length - 1 ? turnLast(node) : node];
  }, selections);
}

/** The document of an operation of these selections, with the fragments and variables that it uses. */
function documentOf(
  search: Search,
  { prepared: { operation }, rawVariables }: OperationRequest,
  selections: readonly SelectionNode[],
  added: readonly VariableDefinitionNode[],
): Pick<RowSource, "text" | "variables"> {
  const fragments = new Set<FragmentDefinitionNode>();
  const used = new Set<string>();
  const collect = (node: SelectionSetNode | FragmentDefinitionNode): void => {
    visit(node, {
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = search.fragments.get(name.value);
        if (fragment === undefined || fragments.has(fragment)) return;
        fragments.add(fragment);
        collect(fragment);
      },
    });
  };
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  collect(selectionSet);
  const declared = (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    ...(operation.name === undefined ? {} : { name: operation.name }),
    variableDefinitions: [...declared, ...added],
    selectionSet,
  };
  const names = new Set(declared.map(({ variable }) => variable.name.value));
  return {
    text: print({ kind: Kind.DOCUMENT, definitions: [definition, ...fragments] }),
    variables: Object.fromEntries(Object.entries(rawVariables).filter(([name]) => names.has(name))),
  };
}

/** The value that the client gives for the cursor to begin after. */
function givenValue(node: ValueNode, { prepared, rawVariables }: OperationRequest): unknown {
  if (node.kind === Kind.STRING) return node.value;
  if (node.kind !== Kind.VARIABLE) return undefined;
  const name = node.name.value;
  if (Object.hasOwn(rawVariables, name)) return rawVariables[name];
  const definition = prepared.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue?.kind === Kind.STRING ? definition.defaultValue.value : undefined;
}

function freeVariable({ variableDefinitions = [] }: OperationDefinitionNode): string {
  const taken = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  let name = "exportAfter";
  while (taken.has(name)) name += "_";
  return name;
}

function pageInfoNode(): FieldNode {
  const leaf = (name: string): FieldNode => ({ kind: Kind.FIELD, name: nameNode(name) });
  return {
    kind: Kind.FIELD,
    alias: nameNode(PAGE_INFO_KEY),
    name: nameNode("pageInfo"),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [leaf("hasNextPage"), leaf("endCursor")] },
  };
}

function keysOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === "field" ? [step.key] : []));
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}

function argument(name: string, value: ValueNode): ArgumentNode {
  return { kind: Kind.ARGUMENT, name: nameNode(name), value };
}

function intNode(value: number): ValueNode {
  return astFromValue(value, GraphQLInt) ?? { kind: Kind.NULL };
}

function refusal(message: string): GatewayError {
  return new GatewayError("BAD_REQUEST", {}, { message });
}
