/** Objects as JSON gives them, and objects that hold nothing but what is put into them. */

/** An object of a JSON text. It has the birth properties of JavaScript objects, so read it with `read` only. */
export type JsonObject = Record<string, unknown>;

/** Tells objects from lists, null, scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads what the JSON text had under the name. `__proto__` is no name that the gateway reads; other birth properties are functions. */
export function read(object: JsonObject, name: string): unknown {
  const value = object[name];
  return typeof value === "function" ? undefined : value;
}

interface BareObjectConstructor {
  new (): JsonObject;
  readonly prototype: JsonObject;
}

/**
 * Makes objects without birth properties, so that any name may be a key, `__proto__` too. Made by a constructor they keep a
 * hidden class, which `Object.create(null)` does not give them.
 */
export const BareObject = function () {} as unknown as BareObjectConstructor;
Object.defineProperty(BareObject, "prototype", { value: Object.freeze(Object.create(null)) });
