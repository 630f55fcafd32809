/** Builds the representations by which entities are asked for. */

import type { RequiredSelection } from "../plan/plan.ts";
import { BareObject, isObject, type JsonObject, read } from "./json.ts";
import type { TypeConditions } from "./type-conditions.ts";

/**
 * Makes the representation of an object; null where it cannot be asked for: no type condition applies to it, or a part of what is
 * required was never received. A part that is null is sent as null.
 */
export type BuildRepresentation = (object: JsonObject) => JsonObject | null;

/** Puts parts of an object into a representation. @returns false when one of them was never received */
type Fill = (source: JsonObject, into: JsonObject) => boolean;

/** @param requires of an entity input */
export function compileRepresentation(
  requires: readonly RequiredSelection[],
  conditions: TypeConditions,
): BuildRepresentation {
  const fill = compileSelections(requires, conditions);
  return (object) => {
    const representation = new BareObject();
    return fill(object, representation) && typeof representation["__typename"] === "string" ? representation : null;
  };
}

function compileSelections(selections: readonly RequiredSelection[], conditions: TypeConditions): Fill {
  const fills = selections.map((selection) => compileSelection(selection, conditions));
  const [only] = fills;
  if (only !== undefined && fills.length === 1) return only;
  return (source, into) => {
    for (const fill of fills) if (!fill(source, into)) return false;
    return true;
  };
}

function compileSelection(selection: RequiredSelection, conditions: TypeConditions): Fill {
  if (selection.kind === "fragment") {
    const types = conditions.fulfilling(selection.type);
    const fill = compileSelections(selection.selections, conditions);
    return (source, into) => {
      const typeName = source["__typename"];
      return typeof typeName !== "string" || !types.has(typeName) || fill(source, into);
    };
  }
  const { name } = selection;
  if (selection.selections === null) {
    return (source, into) => {
      const value = read(source, name);
      if (value === undefined) return false;
      into[name] = value;
      return true;
    };
  }
  const fill = compileSelections(selection.selections, conditions);
  const isTyped = selection.selections.some((nested) => nested.kind === "fragment");
  return (source, into) => {
    const value = nestedPart(read(source, name), into[name], fill, isTyped);
    if (value === undefined) return false;
    into[name] = value;
    return true;
  };
}

/**
 * @param before what another fragment already took of the same value
 * @param isTyped whether what is taken depends on the type: an object that no fragment is for is then sent with its type alone
 */
function nestedPart(value: unknown, before: unknown, fill: Fill, isTyped: boolean): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [at, item] of value.entries()) {
      const part = nestedPart(item, Array.isArray(before) ? before[at] : undefined, fill, isTyped);
      if (part === undefined) return undefined;
      items.push(part);
    }
    return items;
  }
  if (!isObject(value)) return undefined;
  const into = isObject(before) ? before : new BareObject();
  if (isTyped && typeof value["__typename"] === "string") into["__typename"] = value["__typename"];
  return fill(value, into) ? into : undefined;
}
