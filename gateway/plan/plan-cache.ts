/** A bounded cache of what is made once per operation and generation: concurrent callers share the making, failures are not kept. */

import { RecencyMap } from "../collections/recency-map.ts";

/** Keeps values by key, the least recently used go first. */
export interface PlanCache<T> {
  /** The value of the key, where it is there. */
  find(key: string): T | undefined;
  /**
   * Gives the value of the key, making it when it is not there.
   * @param signal ends this caller's wait only; the making is aborted when nobody waits for it any more
   * @throws what `make` throws; the signal's reason when it aborts
   */
  get(key: string, signal: AbortSignal, make: (signal: AbortSignal) => Promise<T>): Promise<T>;
  readonly size: number;
  /** Sum of the sizes of the values that are kept. */
  readonly bytes: number;
  clear(): void;
}

/** Bounds of the cache. A value larger than `maxBytes` is not kept. */
export interface PlanCacheOptions<T> {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Estimates what a value occupies, in bytes. */
  readonly sizeOf: (value: T) => number;
}

interface Making<T> {
  readonly promise: Promise<T>;
  readonly abort: AbortController;
  waiters: number;
}

/** Makes an empty cache. */
export function createPlanCache<T>({ maxEntries, maxBytes, sizeOf }: PlanCacheOptions<T>): PlanCache<T> {
  let kept = new RecencyMap<{ readonly value: T; readonly bytes: number }>();
  const makings = new Map<string, Making<T>>();
  let bytes = 0;

  const drop = (key: string): void => {
    bytes -= kept.delete(key)?.bytes ?? 0;
  };
  const keep = (key: string, value: T): void => {
    const size = sizeOf(value);
    if (size > maxBytes) return;
    drop(key);
    kept.set(key, { value, bytes: size });
    bytes += size;
    for (let { oldest } = kept; oldest !== null; { oldest } = kept) {
      if (kept.size <= maxEntries && bytes <= maxBytes) break;
      drop(oldest.key);
    }
  };
  const start = (key: string, make: (signal: AbortSignal) => Promise<T>): Making<T> => {
    const abort = new AbortController();
    const promise = make(abort.signal).then(
      (value) => {
        if (makings.get(key) === making) {
          makings.delete(key);
          keep(key, value);
        }
        return value;
      },
      (error: unknown) => {
        if (makings.get(key) === making) makings.delete(key);
        throw error;
      },
    );
    const making: Making<T> = { promise, abort, waiters: 0 };
    makings.set(key, making);
    return making;
  };

  const find = (key: string): T | undefined => kept.use(key)?.value;

  return {
    find,
    get: async (key, signal, make) => {
      const hit = find(key);
      if (hit !== undefined) return hit;
      signal.throwIfAborted();
      const making = makings.get(key) ?? start(key, make);
      making.waiters++;
      const value = await withSignal(making.promise, signal).finally(() => {
        making.waiters--;
        if (making.waiters > 0 || makings.get(key) !== making) return;
        // Nobody waits any more, and it is still being made.
        makings.delete(key);
        making.abort.abort(signal.reason);
      });
      return value;
    },
    get size() {
      return kept.size;
    },
    get bytes() {
      return bytes;
    },
    clear: () => {
      kept = new RecencyMap();
      makings.clear();
      bytes = 0;
    },
  };
}

function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
