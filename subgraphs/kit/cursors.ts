/** Signed positions: what a client hands back is what this subgraph gave out, for the same list and the same sight. */

import { createHmac, timingSafeEqual } from "node:crypto";
import { badCursor } from "./errors.ts";
import { viewerClass, type Viewer } from "./identity.ts";

const SIGNATURE_BYTES = 16;

/** A value that a cursor may hold. */
export type CursorValue = string | number | Date;

/**
 * What a cursor is bound to: a list by its name, what the viewer may see, and the arguments that select from it.
 * @param args the arguments as the client gave them, without `first` and `after`
 */
export function cursorScope(list: string, viewer: Viewer, args: unknown = null): string {
  return `${list}\n${viewerClass(viewer)}\n${canonical(args)}`;
}

/** The cursor that stands for these values within a scope. */
export function encodeCursor(values: readonly CursorValue[], scope: string, secret: string): string {
  const plain = values.map((value) => (value instanceof Date ? { at: value.getTime() } : value));
  const payload = Buffer.from(JSON.stringify(plain), "utf8");
  return Buffer.concat([sign(payload, scope, secret), payload]).toString("base64url");
}

/**
 * The values of a cursor of this scope.
 * @param count how many there must be
 * @throws GraphQLError BAD_CURSOR for one that is forged, or of another scope
 */
export function decodeCursor(cursor: string, count: number, scope: string, secret: string): CursorValue[] {
  const bytes = Buffer.from(cursor, "base64url");
  const payload = bytes.subarray(SIGNATURE_BYTES);
  if (bytes.length <= SIGNATURE_BYTES) throw badCursor();
  if (!timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), sign(payload, scope, secret))) throw badCursor();
  const plain: unknown = JSON.parse(payload.toString("utf8"));
  if (!Array.isArray(plain) || plain.length !== count) throw badCursor();
  return plain.map(toValue);
}

function sign(payload: Buffer, scope: string, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(`${Buffer.byteLength(scope)}:${scope}`)
    .update(payload)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}

function toValue(plain: unknown): CursorValue {
  if (typeof plain === "string" || typeof plain === "number") return plain;
  if (typeof plain === "object" && plain !== null && "at" in plain && typeof plain.at === "number") {
    return new Date(plain.at);
  }
  throw badCursor();
}

/** JSON whose objects have their keys in order and no undefined or null members, so that equal arguments give equal text. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}
