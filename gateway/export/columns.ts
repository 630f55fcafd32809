/** The columns of an export: one for each value that a row's selection names, in its order, known before the first row. */

import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A column. */
export interface Column {
  /** Response keys from the row to the value, with dots between. */
  readonly name: string;
  readonly keys: readonly string[];
  readonly kind: ColumnKind;
}

/** What values a column has besides null: an `Int`, a `Float`, a `Boolean`, text, or anything that JSON can say. */
export type ColumnKind = "integer" | "number" | "boolean" | "text" | "json";

/** How a selection is read. */
export interface SelectionReader {
  readonly schema: GraphQLSchema;
  readonly isIncluded: (node: SelectionNode) => boolean;
  readonly fragmentOf: (node: Exclude<SelectionNode, FieldNode>) => {
    readonly selectionSet: SelectionSetNode;
    readonly typeName: string | null;
  };
}

/** What is selected under one response key. */
interface Branch {
  readonly type: GraphQLOutputType;
  readonly selectionSets: SelectionSetNode[];
}

/**
 * The columns of rows of a type. Objects are taken apart; a list stays one column.
 * @param selectionSets what is selected of a row, merged as GraphQL merges them
 */
export function columnsOf(
  reader: SelectionReader,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  above: readonly string[] = [],
): readonly Column[] {
  const branches = new Map<string, Branch>();
  for (const set of selectionSets) collect(reader, type, set, branches);
  return [...branches].flatMap(([key, branch]) => {
    const keys = [...above, key];
    const named = getNamedType(branch.type);
    const isOne = !isListType(getNullableType(branch.type));
    if (isOne && isCompositeType(named)) return columnsOf(reader, named, branch.selectionSets, keys);
    return [{ name: keys.join("."), keys, kind: isOne ? kindOf(named) : "json" }];
  });
}

/** Scalars of a graph's own may be anything. */
function kindOf(type: GraphQLNamedType): ColumnKind {
  if (isEnumType(type)) return "text";
  switch (type.name) {
    case "Int":
      return "integer";
    case "Float":
      return "number";
    case "Boolean":
      return "boolean";
    case "String":
    case "ID":
      return "text";
    default:
      return "json";
  }
}

function collect(
  reader: SelectionReader,
  type: GraphQLOutputType,
  { selections }: SelectionSetNode,
  branches: Map<string, Branch>,
): void {
  for (const node of selections) {
    if (!reader.isIncluded(node)) continue;
    if (node.kind !== Kind.FIELD) {
      const { selectionSet, typeName } = reader.fragmentOf(node);
      const inner = typeName === null ? type : reader.schema.getType(typeName);
      if (isCompositeType(inner)) collect(reader, inner, selectionSet, branches);
      continue;
    }
    const key = node.alias?.value ?? node.name.value;
    const known = branches.get(key);
    if (known !== undefined) {
      if (node.selectionSet !== undefined) known.selectionSets.push(node.selectionSet);
      continue;
    }
    // Every type has `__typename`, which is no field of any.
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    const fieldType = field?.type ?? reader.schema.getType("String");
    if (fieldType === undefined) continue;
    branches.set(key, {
      type: fieldType as GraphQLOutputType,
      selectionSets: node.selectionSet === undefined ? [] : [node.selectionSet],
    });
  }
}
