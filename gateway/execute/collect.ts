/** Collects the fields of a selection for one type and one combination of conditions (GraphQL specification, section 6.3.2). */

import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { PreparedOperation } from "../operation.ts";

/** Values of the variables that decide conditions. */
export type ConditionValues = ReadonlyMap<string, boolean>;

/** Fields by response name, in the order of the response; each with all the nodes that ask for it. */
export interface CollectedFields {
  readonly fields: ReadonlyMap<string, readonly FieldNode[]>;
  /** Whether fragments were left out that could hold, because it is not known which object type the object has. */
  readonly isPartial: boolean;
}

/** What collecting needs to know of the operation. */
export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: ConditionValues;
}

/** @param type an interface where the object's own type is not known */
export function collectFields(
  context: CollectContext,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  let isPartial = false;
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection, context.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes === undefined) fields.set(name, [selection]);
        else nodes.push(selection);
        continue;
      }
      let fragment:
        | {
            readonly typeCondition?: FragmentDefinitionNode["typeCondition"] | undefined;
            readonly selectionSet: SelectionSetNode;
          }
        | undefined;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        fragment = context.fragments.get(selection.name.value);
      } else {
        fragment = selection;
      }
      if (fragment === undefined) continue;
      if (fulfils(context.schema, type, fragment.typeCondition?.name.value)) collect(fragment.selectionSet);
      else if (isInterfaceType(type)) isPartial = true;
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return { fields, isPartial };
}

/** Names of the variables that decide conditions anywhere in the document. */
export function conditionVariables({ document }: PreparedOperation): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node: DirectiveNode) {
      if (node.name.value !== "skip" && node.name.value !== "include") return;
      const value = node.arguments?.[0]?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
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

function fulfils(
  schema: GraphQLSchema,
  type: GraphQLObjectType | GraphQLInterfaceType,
  condition: string | undefined,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(named, type);
}

/** The selection sets of nodes that ask for one field. */
export function selectionSetsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
}
