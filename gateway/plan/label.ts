/**
 * Gives each distinct field of an operation a label: the response name under which the gateway asks for it and keeps it.
 * A client's alias is only how its answer is written; it never reaches a subgraph, and cannot clash with a key field, with an
 * input of `@requires`, or with a name that JavaScript objects have by birth.
 */

import {
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { PreparedOperation } from "../operation.ts";
import { invariant } from "../errors.ts";

/** An operation in the gateway's own names. */
export interface LabelledOperation {
  /** The operation as the client wrote it. */
  readonly source: PreparedOperation;
  /** The chosen operation and the fragments that it reaches, response names replaced by labels, introspection taken out. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The label of each field node of the client's document, as far as the operation reaches it. */
  readonly labels: ReadonlyMap<FieldNode, string>;
  /** By the name in the labelled document, the client's name of each variable that has another there. */
  readonly clientVariables: ReadonlyMap<string, string>;
}

/** Variables that planners make themselves are called like this; a client's own are renamed out of their way. */
const PLANNERS_VARIABLE = /^(representations$|_)/;

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/**
 * Labels a valid operation. Leaves share a label when they ask the same: name, arguments and type agree. Objects share one when the
 * client's name for them agrees too. A field that takes no arguments is labelled with its own name at its first occurrence, which is
 * what keys and other inputs that a planner adds go by.
 */
export function labelOperation(prepared: PreparedOperation, apiSchema: GraphQLSchema): LabelledOperation {
  const labels = new Map<FieldNode, string>();
  const chooseLabel = createLabelling();
  const typeInfo = new TypeInfo(apiSchema);
  const reached = reachedDefinitions(prepared);
  const selectsAlways = createSelectsAlways(reached);
  const clientVariables = new Map<string, string>();
  const variableLabel = (name: string): string => {
    for (const [label, known] of clientVariables) if (known === name) return label;
    const label = `_v${clientVariables.size}`;
    clientVariables.set(label, name);
    return label;
  };
  const rename = visitWithTypeInfo(typeInfo, {
    Variable(node: VariableNode) {
      if (!PLANNERS_VARIABLE.test(node.name.value)) return undefined;
      const value = variableLabel(node.name.value);
      return { ...node, name: { ...node.name, value } };
    },
    Field: {
      enter(node: FieldNode) {
        const parent = typeInfo.getParentType();
        const field = typeInfo.getFieldDef();
        invariant(parent && field, `the operation is valid, so ${node.name.value} is a field`);
        if (node.name.value.startsWith("__")) {
          labels.set(node, "__typename");
          return { ...TYPENAME, directives: node.directives };
        }
        const isMutation = parent === apiSchema.getMutationType();
        const label = chooseLabel(node, field, isMutation);
        labels.set(node, label);
        const { alias: _alias, ...rest } = node;
        return label === node.name.value ? rest : { ...rest, alias: { kind: Kind.NAME, value: label } };
      },
      leave({ selectionSet, ...rest }: FieldNode) {
        // A planner may take the conditions that all of an object's fields have for conditions of the object itself.
        if (selectionSet === undefined || selectsAlways(selectionSet)) return undefined;
        return { ...rest, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, TYPENAME] } };
      },
    },
  });
  const definitions = reached.map((definition): DefinitionNode => visit(definition, rename));
  const name = prepared.operation.name?.value;
  return Object.freeze({
    source: prepared,
    document: { kind: Kind.DOCUMENT as const, definitions },
    operationName: name,
    labels,
    clientVariables,
  });
}

type ChooseLabel = (node: FieldNode, field: GraphQLField<unknown, unknown>, isMutation: boolean) => string;

function createLabelling(): ChooseLabel {
  const byIdentity = new Map<string, string>();
  const bareIdentities = new Map<string, string>();
  return (node, field, isMutation) => {
    const responseName = (node.alias ?? node.name).value;
    // An object under two names is two: a null in one of them must not take the other along. A mutation under two names happens twice.
    const name = isMutation || !isLeafType(getNamedType(field.type)) ? responseName : "";
    const identity = `${name} ${field.name}(${argumentsText(node)}): ${String(field.type)}`;
    if (field.args.length === 0 && !isMutation) {
      const bare = bareIdentities.get(field.name);
      if (bare === undefined) bareIdentities.set(field.name, identity);
      if (bare === undefined || bare === identity) return field.name;
    }
    const known = byIdentity.get(identity);
    if (known !== undefined) return known;
    const label = `_${byIdentity.size}_${field.name}`;
    byIdentity.set(identity, label);
    return label;
  };
}

/** Makes what tells whether a selection has a field that no condition can take out. */
function createSelectsAlways(definitions: readonly DefinitionNode[]): (selectionSet: SelectionSetNode) => boolean {
  const byFragment = new Map<string, boolean>();
  const selectsAlways = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.directives?.some(({ name }) => name.value === "skip" || name.value === "include")) return false;
      if (selection.kind === Kind.FIELD) return true;
      if (selection.kind === Kind.INLINE_FRAGMENT) return selectsAlways(selection.selectionSet);
      return fragmentSelectsAlways(selection.name.value);
    });
  const fragmentSelectsAlways = (name: string): boolean => {
    let known = byFragment.get(name);
    if (known === undefined) {
      const fragment = definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name);
      known = fragment?.kind === Kind.FRAGMENT_DEFINITION && selectsAlways(fragment.selectionSet);
      byFragment.set(name, known);
    }
    return known;
  };
  return selectsAlways;
}

function argumentsText(node: FieldNode): string {
  const texts = (node.arguments ?? []).map((argument) => print(argument));
  return texts.sort().join();
}

/** The operation and its fragments, without fragments that only introspection uses. */
function reachedDefinitions({
  document,
  operation,
}: PreparedOperation): (OperationDefinitionNode | FragmentDefinitionNode)[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const reached = new Set<FragmentDefinitionNode>();
  const follow = (node: ASTNode): void => {
    visit(node, {
      Field: (field: FieldNode) => (field.name.value.startsWith("__") ? false : undefined),
      FragmentSpread(spread: FragmentSpreadNode) {
        const fragment = fragments.get(spread.name.value);
        if (fragment === undefined || reached.has(fragment)) return;
        reached.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return [operation, ...reached];
}
