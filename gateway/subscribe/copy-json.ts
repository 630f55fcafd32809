/** Copies of JSON values: execution writes what it fetches into an event, and events are shared. */

/** A deep copy of a value as JSON gives it. */
export function copyJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson);
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name !== "__proto__") copy[name] = copyJson(member);
    else
      Object.defineProperty(copy, name, {
        value: copyJson(member),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}
