/**
 * Completes what was fetched into the client's response: the fields it asked for, in its order and under its names, checked against
 * the API schema, with nulls propagated (GraphQL specification, sections 6.4.3 and 6.4.4).
 */

import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from "graphql";
import { invariant } from "../errors.ts";
import type { LabelledOperation } from "../plan/label.ts";
import { collectFields, type CollectContext, type ConditionValues, selectionSetsOf } from "./collect.ts";
import type { Faults } from "./faults.ts";
import { introspect } from "./introspect.ts";
import { BareObject, isObject, type JsonObject, read } from "./json.ts";
import { compileLeaf } from "./leaf.ts";

/** One completion of one response. */
export interface Completion {
  readonly faults: Faults;
  /** Variables as the client sent them, for introspection fields that take them. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
  /** Path of the object that is being completed. */
  readonly path: (string | number)[];
}

/** Completes the response's root; null where null came up to it. */
export type CompleteRoot = (data: JsonObject, completion: Completion) => JsonObject | null;

/** A null that the position does not allow, so that it goes up to the next that does. Its error is known already. */
const INVALID = Symbol("invalid");

/** Completes a value that stands under a key of the object, or of the list, that `completion.path` leads to. */
type Complete = (value: unknown, completion: Completion, key: string | number) => unknown;

/** Completes the fields of an object; null when one of them cannot be null but is. */
type CompleteFields = (source: JsonObject, completion: Completion) => JsonObject | null;

interface Compiling extends CollectContext {
  readonly labelled: LabelledOperation;
}

/** Compiles the completion of an operation for one combination of its conditions. */
export function compileCompletion(
  labelled: LabelledOperation,
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  conditions: ConditionValues,
): CompleteRoot {
  const { operation } = labelled.source;
  const type = schema.getRootType(operation.operation);
  invariant(type, "the operation is valid, so its root type exists");
  return compileObject({ labelled, schema, fragments, conditions }, type, [operation.selectionSet]);
}

interface FieldProgram {
  readonly responseName: string;
  readonly label: string;
  readonly complete: Complete;
}

function compileObject(
  compiling: Compiling,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): CompleteFields {
  const { fields, isPartial } = collectFields(compiling, type, selectionSets);
  const programs = [...fields].map(([responseName, nodes]) => compileField(compiling, type, responseName, nodes));
  return (source, completion) => {
    if (isPartial) {
      completion.faults.missing(completion.path, `of ${type.name} it is not known which type the object has`);
      return null;
    }
    const result = new BareObject();
    for (const { responseName, label, complete } of programs) {
      const value = complete(read(source, label), completion, responseName);
      if (value === INVALID) return null;
      result[responseName] = value;
    }
    return result;
  };
}

function compileField(
  compiling: Compiling,
  type: GraphQLObjectType | GraphQLInterfaceType,
  responseName: string,
  nodes: readonly FieldNode[],
): FieldProgram {
  const { schema, labelled, fragments } = compiling;
  const [node] = nodes;
  invariant(node, "a collected field has a node");
  const name = node.name.value;
  const label = labelled.labels.get(node) ?? name;
  if (name === "__typename") {
    return { responseName, label, complete: isObjectType(type) ? () => type.name : unknownTypeName };
  }
  if (name === "__schema" || name === "__type") {
    const answer = introspect(schema, labelled.source.operation, fragments, nodes, responseName);
    return { responseName, label, complete: (_value, { rawVariables }) => answer(rawVariables) };
  }
  const field = type.getFields()[name];
  invariant(field, "the operation is valid, so the field exists");
  return { responseName, label, complete: compileValue(compiling, field.type, nodes, `${type.name}.${name}`) };
}

const unknownTypeName: Complete = (_value, completion, key) => {
  completion.faults.missing([...completion.path, key], "it is not known which type the object has");
  return INVALID;
};

/** @param where the field's coordinate, for the log */
function compileValue(
  compiling: Compiling,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  where: string,
): Complete {
  if (isNonNullType(type)) return nonNull(compileValue(compiling, type.ofType, nodes, where), where);
  if (isListType(type)) return list(compileValue(compiling, type.ofType, nodes, where), where);
  if (isLeafType(type)) {
    const completeLeaf = compileLeaf(type);
    return (value, completion, key) => {
      if (value === null || value === undefined) return null;
      const completed = completeLeaf(value);
      if (completed !== undefined) return completed;
      completion.faults.invalid([...completion.path, key], `${where} got a value that is no ${type.name}`);
      return null;
    };
  }
  const fieldsFor = isObjectType(type)
    ? fieldsOfObject(compiling, type, nodes)
    : fieldsOfAbstract(compiling, type, nodes);
  return (value, completion, key) => {
    if (value === null || value === undefined) return null;
    completion.path.push(key);
    let completed: JsonObject | null = null;
    const fields = isObject(value) ? fieldsFor(value) : null;
    if (fields === null) {
      completion.faults.invalid(completion.path, `${where} got a value that is no ${type.name}`);
    } else {
      completed = fields(value as JsonObject, completion);
    }
    completion.path.pop();
    return completed;
  };
}

function nonNull(complete: Complete, where: string): Complete {
  return (value, completion, key) => {
    const completed = complete(value, completion, key);
    if (completed !== null) return completed;
    // Where a value was received, completing it has told what is wrong with it.
    if (value === null || value === undefined) {
      completion.faults.missing([...completion.path, key], `${where} cannot be null`);
    }
    return INVALID;
  };
}

function list(complete: Complete, where: string): Complete {
  return (value, completion, key) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) {
      completion.faults.invalid([...completion.path, key], `${where} got a value that is no list`);
      return null;
    }
    const completed: unknown[] = Array.from({ length: value.length });
    completion.path.push(key);
    let isValid = true;
    for (let at = 0; at < value.length && isValid; at++) {
      completed[at] = complete(value[at], completion, at);
      isValid = completed[at] !== INVALID;
    }
    completion.path.pop();
    return isValid ? completed : null;
  };
}

type FieldsFor = (source: JsonObject) => CompleteFields | null;

/** Compiled at first use, so that types which recur in the schema cost only what the operation selects. */
function fieldsOfObject(compiling: Compiling, type: GraphQLObjectType, nodes: readonly FieldNode[]): FieldsFor {
  let fields: CompleteFields | null = null;
  return () => (fields ??= compileObject(compiling, type, selectionSetsOf(nodes)));
}

function fieldsOfAbstract(
  compiling: Compiling,
  type: Exclude<GraphQLOutputType, GraphQLObjectType>,
  nodes: readonly FieldNode[],
): FieldsFor {
  invariant(isInterfaceType(type) || isUnionType(type), "what is no leaf and no object is abstract");
  const { schema } = compiling;
  const byName = new Map<string, CompleteFields | null>();
  const compile = (typeName: string): CompleteFields | null => {
    // A subgraph that sees the interface as an object (`@interfaceObject`) knows no more than its name.
    if (typeName === type.name && isInterfaceType(type)) return compileObject(compiling, type, selectionSetsOf(nodes));
    const runtimeType = schema.getType(typeName);
    if (!isObjectType(runtimeType) || !schema.isSubType(type, runtimeType)) return null;
    return compileObject(compiling, runtimeType, selectionSetsOf(nodes));
  };
  return (source) => {
    const sent = read(source, "__typename") ?? type.name;
    if (typeof sent !== "string") return null;
    let fields = byName.get(sent);
    if (fields === undefined) {
      fields = compile(sent);
      // A name that a subgraph invents is not worth keeping.
      if (fields !== null) byName.set(sent, fields);
    }
    return fields;
  };
}
