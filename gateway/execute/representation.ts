/** Writes the representations by which entities are asked for. */

import type { Representation } from "../plan/plan.ts";
import { type SelectedField, TYPENAME } from "../plan/selection.ts";
import { isObject, type JsonObject, read } from "./json.ts";

/**
 * Writes the representation of an object as JSON; null where it cannot be asked for: it has another type, or a part of what is sent
 * was never received. A part that is null is sent as null.
 */
export type WriteRepresentation = (object: JsonObject) => string | null;

/** @param representations of an entity input */
export function compileRepresentations(representations: readonly Representation[]): WriteRepresentation {
  const [only] = representations;
  if (only !== undefined && only.types === null && representations.length === 1) return compileOne(only);
  const byType = new Map<string, WriteRepresentation>();
  let otherwise: WriteRepresentation | null = null;
  for (const representation of representations) {
    const write = compileOne(representation);
    if (representation.types === null) otherwise = write;
    for (const type of representation.types ?? []) byType.set(type, write);
  }
  const unknown = representations.find(({ types, typeName }) => types?.has(typeName) === true && byType.size === 1);
  return (object) => {
    const typeName = object[TYPENAME];
    const write = byType.get(typeof typeName === "string" ? typeName : (unknown?.typeName ?? "")) ?? otherwise;
    return write === null ? null : write(object);
  };
}

function compileOne({ typeName, fields }: Representation): WriteRepresentation {
  const head = `{"${TYPENAME}":${JSON.stringify(typeName)}`;
  const write = compileFields(fields);
  return (object) => {
    const parts = write(object);
    return parts === null || parts === "" ? null : `${head}${parts}}`;
  };
}

/** Writes members, each after a comma. */
function compileFields(fields: readonly SelectedField[]): WriteRepresentation {
  const writes = fields.filter(({ name }) => name !== TYPENAME).map(compileField);
  const [only] = writes;
  if (writes.length === 1 && only !== undefined) return only;
  return (object) => {
    let text = "";
    for (const write of writes) {
      const part = write(object);
      if (part === null) return null;
      text += part;
    }
    return text;
  };
}

function compileField({ name, slot, selection }: SelectedField): WriteRepresentation {
  const head = `,${JSON.stringify(name)}:`;
  if (selection === null) {
    return (object) => {
      const value = read(object, slot);
      return value === undefined ? null : head + writeJson(value);
    };
  }
  const [first = ""] = selection.possible;
  const isAbstract = first !== selection.typeName;
  // Objects of abstract types always say what they are; others where it is asked for.
  const isTyped = isAbstract || selection.fieldsOf(first).some((field) => field.name === TYPENAME);
  const byType = new Map<string, WriteRepresentation>();
  const membersOf = (object: JsonObject): string | null => {
    const sent = object[TYPENAME];
    const typeName = isAbstract && typeof sent === "string" ? sent : first;
    let write = byType.get(typeName);
    if (write === undefined) {
      write = compileFields(selection.fieldsOf(typeName));
      if (selection.possible.includes(typeName)) byType.set(typeName, write);
    }
    const members = write(object);
    if (members === null || !isTyped) return members;
    return `,"${TYPENAME}":${JSON.stringify(typeName)}${members}`;
  };
  const writeNested = (value: unknown): string | null => {
    if (value === null) return "null";
    if (Array.isArray(value)) {
      const items: string[] = [];
      for (const item of value) {
        const text = writeNested(item);
        if (text === null) return null;
        items.push(text);
      }
      return `[${items.join(",")}]`;
    }
    if (!isObject(value)) return null;
    const members = membersOf(value);
    return members === null ? null : `{${members.slice(1)}}`;
  };
  return (object) => {
    const text = writeNested(read(object, slot));
    return text === null ? null : head + text;
  };
}

/** What a string may hold that JSON writes otherwise. */
// oxlint-disable-next-line no-control-regex -- these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A value as JSON text. */
export function writeJson(value: unknown): string {
  if (typeof value === "string" && !ESCAPED.test(value)) return `"${value}"`;
  return JSON.stringify(value);
}
