/** A cache that is bounded by the bytes of what it holds, and forgets what was not used for the longest time. */

import { RecencyMap } from "../collections/recency-map.ts";

/** Values by text, each with a size. */
export interface ByteBoundedCache<Value> {
  readonly bytes: number;
  get(key: string): Value | undefined;
  /** Keeps a value unless it alone is over a tenth of the bound. @param bytes what key and value take, by estimate */
  set(key: string, value: Value, bytes: number): void;
}

/** Creates a cache. @param maxBytes what all values may take together */
export function createByteBoundedCache<Value>(maxBytes: number): ByteBoundedCache<Value> {
  const entries = new RecencyMap<{ readonly value: Value; readonly bytes: number }>();
  let total = 0;
  return {
    get bytes() {
      return total;
    },
    get: (key) => entries.use(key)?.value,
    set(key, value, bytes) {
      total -= entries.delete(key)?.bytes ?? 0;
      if (bytes > maxBytes / 10) return;
      entries.set(key, { value, bytes });
      total += bytes;
      for (let { oldest } = entries; oldest !== null && total > maxBytes; { oldest } = entries) {
        entries.delete(oldest.key);
        total -= oldest.value.bytes;
      }
    },
  };
}
