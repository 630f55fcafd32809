/** Builds the representations by which entities are asked for. */

import type { OperationRequest } from "../operation.ts";
import type { RequiredSelection } from "../plan/plan.ts";
import { BareObject, isObject, type JsonObject, read } from "./json.ts";
import type { TypeConditions } from "./type-conditions.ts";

/**
 * Makes the representation of an object; null where it cannot be asked for: no type condition applies to it, or a part of what is
 * required was asked for and never received. A part that is null is sent as null. A fragment of which a part was not even asked for,
 * because its conditions do not hold for the request, is left out: what needs it has the same conditions.
 */
export type BuildRepresentation = (object: JsonObject, request: OperationRequest) => JsonObject | null;

/** Tells whether a place was asked for at all in a request. */
export type IsAsked = (request: OperationRequest) => boolean;

/** What became of putting parts of an object into a representation. */
type Outcome = "filled" | "missing" | "unasked";

type Fill = (source: JsonObject, into: JsonObject, request: OperationRequest) => Outcome;

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
  const fills = requires.map((selection) => compileSelection(selection, place, context));
  return (object, request) => {
    const representation = new BareObject();
    let isFilled = false;
    for (const fill of fills) {
      const outcome = fill(object, representation, request);
      if (outcome === "missing") return null;
      isFilled ||= outcome === "filled";
    }
    return isFilled && typeof representation["__typename"] === "string" ? representation : null;
  };
}

function compileAll(selections: readonly RequiredSelection[], place: string, context: RepresentationContext): Fill {
  const fills = selections.map((selection) => compileSelection(selection, place, context));
  return (source, into, request) => {
    for (const fill of fills) {
      const outcome = fill(source, into, request);
      if (outcome !== "filled") return outcome;
    }
    return "filled";
  };
}

function compileSelection(selection: RequiredSelection, at: string, context: RepresentationContext): Fill {
  if (selection.kind === "fragment") {
    const types = context.conditions.fulfilling(selection.type);
    const fill = compileAll(selection.selections, at, context);
    return (source, into, request) => {
      const typeName = source["__typename"];
      return typeof typeName === "string" && types.has(typeName) ? fill(source, into, request) : "filled";
    };
  }
  const { name } = selection;
  const place = `${at}/${name}`;
  const isAsked = context.askedAt(place);
  if (selection.selections === null) {
    return (source, into, request) => {
      const value = read(source, name);
      if (value === undefined) return isAsked(request) ? "missing" : "unasked";
      into[name] = value;
      return "filled";
    };
  }
  const fill = compileAll(selection.selections, place, context);
  const isTyped = selection.selections.some((nested) => nested.kind === "fragment");
  return (source, into, request) => {
    const value = read(source, name);
    if (value === undefined) return isAsked(request) ? "missing" : "unasked";
    const taken = takeNested(value, into[name], (from, to) => fill(from, to, request), isTyped);
    if (typeof taken === "string") return taken;
    into[name] = taken.value;
    return "filled";
  };
}

/**
 * @param before what another fragment already took of the same value
 * @param isTyped whether what is taken depends on the type: an object that no fragment is for is then sent with its type alone
 */
function takeNested(
  value: unknown,
  before: unknown,
  fill: (source: JsonObject, into: JsonObject) => Outcome,
  isTyped: boolean,
): { readonly value: unknown } | Exclude<Outcome, "filled"> {
  if (value === null) return { value };
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [at, item] of value.entries()) {
      const taken = takeNested(item, Array.isArray(before) ? before[at] : undefined, fill, isTyped);
      if (typeof taken === "string") return taken;
      items.push(taken.value);
    }
    return { value: items };
  }
  if (!isObject(value)) return "missing";
  const into = isObject(before) ? before : new BareObject();
  if (isTyped && typeof value["__typename"] === "string") into["__typename"] = value["__typename"];
  const outcome = fill(value, into);
  return outcome === "filled" ? { value: into } : outcome;
}
