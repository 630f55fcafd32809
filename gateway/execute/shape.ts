/** What a subgraph's answer may hold, as its request selects it, and merging by it: whatever else the answer holds is left. */

import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";
import { invariant } from "../errors.ts";
import type { Rewrite } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";

/** Fields of an object, over all types that it may have. */
export interface Shape {
  readonly fields: readonly ShapeField[];
}

/** One field; `shape` is null where it is a leaf, whose value is never looked into. */
export interface ShapeField {
  readonly name: string;
  readonly shape: Shape | null;
}

/** Tells whether a type name is that of an interface or a union. */
export type IsAbstract = (typeName: string) => boolean;

interface MutableShape {
  readonly fields: { readonly name: string; shape: MutableShape | null }[];
}

/** Shape of what an operation's root selection gives, after the rewrites. */
export function shapeOfOperation(document: DocumentNode, rewrites: readonly Rewrite[]): Shape {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  invariant(operation, "a fetch has an operation");
  return shapeOf(operation.selectionSet, document, rewrites);
}

/** Shape of one selection set of a document, after the rewrites. */
export function shapeOf(
  selectionSet: SelectionSetNode,
  document: DocumentNode,
  rewrites: readonly Rewrite[] = [],
): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const shape: MutableShape = { fields: [] };
  addSelections(shape, selectionSet, fragments);
  for (const rewrite of rewrites) addRewritten(shape, rewrite);
  return shape;
}

/**
 * Merges what a subgraph gave for an object into that object. What is there already stays where the new value is null.
 * @param copy makes nested objects new, for an answer that is merged into several places
 * @returns false when lists do not match in length, and the new one was left out
 */
export function mergeInto(
  target: JsonObject,
  source: JsonObject,
  shape: Shape,
  isAbstract: IsAbstract,
  copy: boolean,
): boolean {
  let clean = true;
  for (const { name, shape: nested } of shape.fields) {
    const value = read(source, name);
    if (value === undefined) continue;
    const known = read(target, name);
    if (nested === null) {
      if (name !== "__typename" || typeof known !== "string" || !(typeof value === "string" && isAbstract(value))) {
        target[name] = value;
      }
    } else if (known === undefined || known === null) {
      target[name] = copy ? copyOf(value, nested) : value;
    } else if (!mergeValue(known, value, nested, isAbstract, copy)) {
      clean = false;
    }
  }
  return clean;
}

function mergeValue(known: unknown, value: unknown, shape: Shape, isAbstract: IsAbstract, copy: boolean): boolean {
  if (value === null || known === value) return true;
  if (isObject(known) && isObject(value)) return mergeInto(known, value, shape, isAbstract, copy);
  if (!Array.isArray(known) || !Array.isArray(value) || known.length !== value.length) return false;
  let clean = true;
  for (const [at, item] of value.entries()) {
    const before: unknown = known[at];
    if (before === null || before === undefined) known[at] = copy ? copyOf(item, shape) : item;
    else if (!mergeValue(before, item, shape, isAbstract, copy)) clean = false;
  }
  return clean;
}

function copyOf(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item, shape));
  if (!isObject(value)) return value;
  const copied: JsonObject = {};
  for (const { name, shape: nested } of shape.fields) {
    const field = read(value, name);
    if (field !== undefined) copied[name] = nested === null ? field : copyOf(field, nested);
  }
  return copied;
}

function addSelections(
  shape: MutableShape,
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const nested = addField(shape, (selection.alias ?? selection.name).value, selection.selectionSet !== undefined);
      if (selection.selectionSet && nested) addSelections(nested, selection.selectionSet, fragments);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      addSelections(shape, selection.selectionSet, fragments);
    } else {
      const fragment = fragments.get(selection.name.value);
      invariant(fragment, `fragment ${selection.name.value} is defined`);
      addSelections(shape, fragment.selectionSet, fragments);
    }
  }
}

function addField(shape: MutableShape, name: string, isComposite: boolean): MutableShape | null {
  invariant(name !== "__proto__", "labels never have this name");
  let field = shape.fields.find((one) => one.name === name);
  if (field === undefined) {
    field = { name, shape: null };
    shape.fields.push(field);
  }
  if (isComposite) field.shape ??= { fields: [] };
  return field.shape;
}

/** Makes room for what a rewrite puts into the answer. */
function addRewritten(shape: MutableShape, rewrite: Rewrite): void {
  let at: MutableShape | null | undefined = shape;
  for (const step of rewrite.path) {
    if (step.kind === "type") continue;
    at = at?.fields.find((field) => field.name === step.name)?.shape;
  }
  if (!at) return;
  if (rewrite.kind === "set") {
    addField(at, rewrite.field, false);
    return;
  }
  const renamed = at.fields.find((field) => field.name === rewrite.field);
  const known = at.fields.find((field) => field.name === rewrite.to);
  if (renamed === undefined) return;
  if (known === undefined) at.fields.push({ name: rewrite.to, shape: renamed.shape });
  else if (renamed.shape !== null) known.shape = joined(known.shape, renamed.shape);
}

function joined(a: MutableShape | null, b: MutableShape): MutableShape {
  const shape: MutableShape = { fields: [...(a?.fields ?? [])] };
  for (const field of b.fields) {
    const at = shape.fields.findIndex((one) => one.name === field.name);
    const known = shape.fields[at];
    if (known === undefined) shape.fields.push(field);
    else if (field.shape !== null) shape.fields[at] = { name: field.name, shape: joined(known.shape, field.shape) };
  }
  return shape;
}
