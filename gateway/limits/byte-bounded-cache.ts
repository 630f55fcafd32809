/** A cache that is bounded by the bytes of what it holds, and forgets what was not used for the longest time. */

/** Values by text, each with a size. */
export interface ByteBoundedCache<Value> {
  readonly bytes: number;
  get(key: string): Value | undefined;
  /** Keeps a value unless it alone is over a tenth of the bound. @param bytes what key and value take, by estimate */
  set(key: string, value: Value, bytes: number): void;
}

/** Creates a cache. @param maxBytes what all values may take together */
export function createByteBoundedCache<Value>(maxBytes: number): ByteBoundedCache<Value> {
  // In the order of last use: a Map keeps the order of insertion.
  const entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  let total = 0;
  return {
    get bytes() {
      return total;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      const previous = entries.get(key);
      if (previous !== undefined) {
        entries.delete(key);
        total -= previous.bytes;
      }
      if (bytes > maxBytes / 10) return;
      entries.set(key, { value, bytes });
      total += bytes;
      for (const [oldest, entry] of entries) {
        if (total <= maxBytes) break;
        entries.delete(oldest);
        total -= entry.bytes;
      }
    },
  };
}
