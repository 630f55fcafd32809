/**
 * Completes what was fetched into the client's response: the fields it asked for, in its order and under its names, checked against
 * the API schema, with nulls propagated (GraphQL specification, sections 6.4.3 and 6.4.4).
 */

import {
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from "graphql";
import { invariant } from "../errors.ts";
import type { PreparedOperation } from "../operation.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "../plan/selection.ts";
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

interface Compiling {
  readonly schema: GraphQLSchema;
  readonly prepared: PreparedOperation;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Places that want the same are completed alike. */
  readonly bySelection: Map<Selection, (source: JsonObject) => CompleteFields | null>;
}

/** Compiles the completion of an operation. @param root what the client wants of the root */
export function compileCompletion(prepared: PreparedOperation, schema: GraphQLSchema, root: Selection): CompleteRoot {
  const fragments = fragmentsOf(prepared);
  return compileObject({ schema, prepared, fragments, bySelection: new Map() }, root, root.typeName);
}

/**
 * Compiles the completion of objects at a place. @param selection what the client wants of them
 * @returns gives what completes an object; null where it is of no type that is wanted
 */
export function compileObjects(
  prepared: PreparedOperation,
  schema: GraphQLSchema,
  selection: Selection,
): (source: JsonObject) => CompleteRoot | null {
  return fieldsOf({ schema, prepared, fragments: fragmentsOf(prepared), bySelection: new Map() }, selection);
}

function fragmentsOf({ document }: PreparedOperation): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

interface FieldProgram {
  readonly responseName: string;
  readonly slot: string;
  readonly complete: Complete;
}

function compileObject(compiling: Compiling, selection: Selection, typeName: string): CompleteFields {
  const programs = selection.fieldsOf(typeName).map((field) => compileField(compiling, typeName, field));
  return (source, completion) => {
    const result = new BareObject();
    for (const { responseName, slot, complete } of programs) {
      const value = complete(read(source, slot), completion, responseName);
      if (value === INVALID) return null;
      result[responseName] = value;
    }
    return result;
  };
}

function compileField(compiling: Compiling, typeName: string, field: SelectedField): FieldProgram {
  const { schema, prepared, fragments } = compiling;
  const { responseName, slot, name } = field;
  if (slot === TYPENAME) return { responseName, slot, complete: () => typeName };
  if (isIntrospection(field)) {
    const answer = introspect(schema, prepared.operation, fragments, field.nodes, responseName);
    return { responseName, slot, complete: (_value, { rawVariables }) => answer(rawVariables) };
  }
  const type = schema.getType(typeName);
  const declared = isObjectType(type) ? type.getFields()[name] : undefined;
  invariant(declared, "the operation is valid, so the field exists");
  return { responseName, slot, complete: compileValue(compiling, declared.type, field, `${typeName}.${name}`) };
}

/** @param where the field's coordinate, for the log */
function compileValue(compiling: Compiling, type: GraphQLOutputType, field: SelectedField, where: string): Complete {
  if (isNonNullType(type)) return nonNull(compileValue(compiling, type.ofType, field, where), where);
  if (isListType(type)) return list(compileValue(compiling, type.ofType, field, where), where);
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
  const { selection } = field;
  invariant(selection, "a field that is no leaf has a selection");
  const fieldsFor = fieldsOf(compiling, selection);
  return (value, completion, key) => {
    if (value === null || value === undefined) return null;
    completion.path.push(key);
    let completed: JsonObject | null = null;
    const fields = isObject(value) ? fieldsFor(value) : null;
    if (fields === null) {
      completion.faults.missing(completion.path, `${where} got a value that is no ${type.name}`);
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

/** Finds how an object is completed by its type; compiled at first use, so that types cost only when there are objects of them. */
function fieldsOf(compiling: Compiling, selection: Selection): (source: JsonObject) => CompleteFields | null {
  const known = compiling.bySelection.get(selection);
  if (known !== undefined) return known;
  const { possible, typeName } = selection;
  const [first = typeName] = possible;
  const isObjectPlace = first === typeName;
  const byName = new Map<string, CompleteFields>();
  const compiled = (name: string): CompleteFields => {
    let fields = byName.get(name);
    if (fields === undefined) byName.set(name, (fields = compileObject(compiling, selection, name)));
    return fields;
  };
  // Where everyone is asked for the same, nobody may have been asked for the type.
  const typeless = selection.isUniform && !selection.fieldsOf(first).some(({ slot }) => slot === TYPENAME);
  const fieldsFor = (source: JsonObject): CompleteFields | null => {
    if (isObjectPlace) return compiled(first);
    const sent = read(source, TYPENAME);
    if (typeof sent === "string" && possible.includes(sent)) return compiled(sent);
    return typeless && (sent === undefined || sent === typeName) ? compiled(first) : null;
  };
  compiling.bySelection.set(selection, fieldsFor);
  return fieldsFor;
}
