/** Builds the representations by which entities are asked for. */

import type { OperationRequest } from "../operation.ts";
import type { RequiredSelection } from "../plan/plan.ts";
import { BareObject, isObject, type JsonObject, read } from "./json.ts";
import type { TypeConditions } from "./type-conditions.ts";

/**
 * Makes the representation of an object; null where it cannot be asked for: no type condition applies to it, or a part of what is
 * required was asked for and never received. A part that is null is sent as null. A part that was not even asked for, because its
 * conditions do not hold for the request, is left out: what needs it has the same conditions.
 */
export type BuildRepresentation = (object: JsonObject, request: OperationRequest) => JsonObject | null;

/** Tells whether a place was asked for at all in a request. */
export type IsAsked = (request: OperationRequest) => boolean;

/** Puts parts of an object into a representation. @returns false when one of them was asked for and never received */
type Fill = (source: JsonObject, into: JsonObject, request: OperationRequest) => boolean;

/** What compiling needs to know of the plan. */
export interface RepresentationContext {
  readonly conditions: TypeConditions;
  /** For a place of the response. */
  readonly askedAt: (place: string) => IsAsked;
}

/**
 * @param requires of an entity input
 * @param place where its entities are
 */
export function compileRepresentation(
  requires: readonly RequiredSelection[],
  place: string,
  context: RepresentationContext,
): BuildRepresentation {
  const fill = compileAll(requires, place, context);
  return (object, request) => {
    const representation = new BareObject();
    return fill(object, representation, request) && identifies(representation) ? representation : null;
  };
}

/** Whether there is more than a type. */
function identifies(representation: JsonObject): boolean {
  if (typeof representation["__typename"] !== "string") return false;
  for (const name in representation) if (name !== "__typename") return true;
  return false;
}

function compileAll(selections: readonly RequiredSelection[], place: string, context: RepresentationContext): Fill {
  const fills = selections.map((selection) => compileSelection(selection, place, context));
  return (source, into, request) => {
    for (const fill of fills) if (!fill(source, into, request)) return false;
    return true;
  };
}

function compileSelection(selection: RequiredSelection, at: string, context: RepresentationContext): Fill {
  if (selection.kind === "fragment") {
    const types = context.conditions.fulfilling(selection.type);
    const fill = compileAll(selection.selections, at, context);
    return (source, into, request) => {
      const typeName = source["__typename"];
      return typeof typeName !== "string" || !types.has(typeName) || fill(source, into, request);
    };
  }
  const { name } = selection;
  const place = `${at}/${name}`;
  const isAsked = context.askedAt(place);
  const nested = selection.selections;
  if (nested === null) {
    return (source, into, request) => {
      const value = read(source, name);
      if (value === undefined) return !isAsked(request);
      into[name] = value;
      return true;
    };
  }
  const fill = compileAll(nested, place, context);
  const isTyped = nested.some((part) => part.kind === "fragment");
  return (source, into, request) => {
    const value = read(source, name);
    if (value === undefined) return !isAsked(request);
    const taken = takeNested(value, into[name], (from, to) => fill(from, to, request), isTyped);
    if (taken === undefined) return false;
    into[name] = taken;
    return true;
  };
}

/**
 * @param before what another fragment already took of the same value
 * @param isTyped whether what is taken depends on the type: an object that no fragment is for is then sent with its type alone
 * @returns undefined when a part is missing
 */
function takeNested(
  value: unknown,
  before: unknown,
  fill: (source: JsonObject, into: JsonObject) => boolean,
  isTyped: boolean,
): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [at, item] of value.entries()) {
      const taken = takeNested(item, Array.isArray(before) ? before[at] : undefined, fill, isTyped);
      if (taken === undefined) return undefined;
      items.push(taken);
    }
    return items;
  }
  if (!isObject(value)) return undefined;
  const into = isObject(before) ? before : new BareObject();
  if (isTyped && typeof value["__typename"] === "string") into["__typename"] = value["__typename"];
  return fill(value, into) ? into : undefined;
}
