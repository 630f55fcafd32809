/** What an operation asks for, as one walk through it tells. */

import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLNamedType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { World } from "../world.ts";

/** One field of the operation, where it stands. */
export interface AskedField {
  readonly node: FieldNode;
  /** The type that the selection stands on. */
  readonly parent: string;
  /** `Type.field` for each object that may be there. */
  readonly coordinates: readonly string[];
  /** The name of the field's type. */
  readonly type: string;
  readonly isList: boolean;
  /** The names of the types above, the root first. */
  readonly path: readonly string[];
}

/** All of an operation. */
export interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fields: readonly AskedField[];
  /** `Type.field` of all of them. */
  readonly coordinates: ReadonlySet<string>;
  /** Names of all types that a field has or stands on, runtime types included. */
  readonly types: ReadonlySet<string>;
  readonly typeConditions: readonly string[];
  /** Whether some fragment stands where its type can never be. */
  readonly hasDeadFragment: boolean;
  /** The deepest nesting of conditions. */
  readonly conditionDepth: number;
  readonly hasConditionOnFragment: boolean;
  readonly hasBothConditions: boolean;
}

/** Reads a valid document that has one operation. */
export function readAsked(world: World, document: DocumentNode): Asked {
  const schema = world.apiSchema;
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError("expected an operation, got fragments only");
  const fields: AskedField[] = [];
  const coordinates = new Set<string>();
  const types = new Set<string>();
  const typeConditions: string[] = [];
  const seen = { hasDeadFragment: false, conditionDepth: 0, hasConditionOnFragment: false, hasBothConditions: false };

  const walk = (set: SelectionSetNode, type: GraphQLNamedType, possible: readonly string[], at: Place): void => {
    for (const selection of set.selections) {
      const conditions = selection.directives?.length ?? 0;
      const depth = at.conditionDepth + (conditions > 0 ? 1 : 0);
      seen.conditionDepth = Math.max(seen.conditionDepth, depth);
      if (conditions > 1) seen.hasBothConditions = true;
      if (conditions > 0 && selection.kind !== Kind.FIELD) seen.hasConditionOnFragment = true;
      if (selection.kind === Kind.FIELD) walkField(selection, type, possible, { ...at, conditionDepth: depth });
      else walkFragment(selection, type, possible, { ...at, conditionDepth: depth });
    }
  };
  const walkFragment = (
    selection: Exclude<SelectionNode, FieldNode>,
    type: GraphQLNamedType,
    possible: readonly string[],
    at: Place,
  ): void => {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment === undefined) return;
    const condition = fragment.typeCondition?.name.value ?? type.name;
    if (fragment.typeCondition !== undefined) typeConditions.push(condition);
    const inner = schema.getType(condition);
    if (inner === undefined) return;
    const left = possible.filter((one) => world.runtimeTypes(condition).includes(one));
    if (left.length === 0) seen.hasDeadFragment = true;
    walk(fragment.selectionSet, inner, left, at);
  };
  const walkField = (node: FieldNode, type: GraphQLNamedType, possible: readonly string[], at: Place): void => {
    const own = possible.map((one) => `${one}.${node.name.value}`);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    const bare = field !== undefined && isNonNullType(field.type) ? field.type.ofType : field?.type;
    const named = field === undefined ? "String" : getNamedType(field.type).name;
    fields.push({ node, parent: type.name, coordinates: own, type: named, isList: isListType(bare), path: at.path });
    for (const one of own) coordinates.add(one);
    for (const one of [type.name, named, ...possible]) types.add(one);
    const returned = schema.getType(named);
    if (node.selectionSet === undefined || field === undefined || returned === undefined) return;
    const inner = isAbstractType(returned) ? schema.getPossibleTypes(returned).map(({ name }) => name) : [named];
    walk(node.selectionSet, returned, inner, { ...at, path: [...at.path, named] });
  };

  const root = schema.getRootType(operation.operation);
  if (root != null) walk(operation.selectionSet, root, [root.name], { conditionDepth: 0, path: [root.name] });
  return { operation, fields, coordinates, types, typeConditions, ...seen };
}

interface Place {
  readonly conditionDepth: number;
  readonly path: readonly string[];
}
