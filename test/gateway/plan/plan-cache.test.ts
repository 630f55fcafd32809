import { describe, expect, it } from "@jest/globals";
import { createPlanCache, type PlanCache } from "../../../gateway/plan/plan-cache.ts";

const never = new AbortController().signal;

function cacheOf(bounds: { maxEntries?: number; maxBytes?: number } = {}): PlanCache<string> {
  return createPlanCache({ maxEntries: 10, maxBytes: 1000, ...bounds, sizeOf: (value) => value.length });
}

const give = (value: string) => (): Promise<string> => Promise.resolve(value);

/** A making that the test finishes. */
function held(): {
  make: (signal: AbortSignal) => Promise<string>;
  finish: PromiseWithResolversLike;
  signals: AbortSignal[];
} {
  const signals: AbortSignal[] = [];
  const finish: PromiseWithResolversLike = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<string>((resolve, reject) => Object.assign(finish, { resolve, reject }));
  return { signals, finish, make: (signal) => (signals.push(signal), promise) };
}

interface PromiseWithResolversLike {
  resolve(value: string): void;
  reject(error: Error): void;
}

describe("the plan cache", () => {
  it("makes a value once for callers that ask at the same time and later", async () => {
    const cache = cacheOf();
    const { make, finish, signals } = held();
    const both = [cache.get("k", never, make), cache.get("k", never, make)];
    finish.resolve("v");
    expect(await Promise.all(both)).toEqual(["v", "v"]);
    expect(await cache.get("k", never, make)).toBe("v");
    expect(signals).toHaveLength(1);
  });

  it("keeps no failure", async () => {
    const cache = cacheOf();
    await expect(cache.get("k", never, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await cache.get("k", never, give("v"))).toBe("v");
  });

  it("lets an aborted caller go without ending the making for the others", async () => {
    const cache = cacheOf();
    const { make, finish, signals } = held();
    const abort = new AbortController();
    const gone = cache.get("k", abort.signal, make);
    const stays = cache.get("k", never, make);
    abort.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    expect(signals[0]?.aborted).toBe(false);
    finish.resolve("v");
    expect(await stays).toBe("v");
  });

  it("ends the making when nobody waits for it, and makes again for the next caller", async () => {
    const cache = cacheOf();
    const { make, signals } = held();
    const abort = new AbortController();
    const gone = cache.get("k", abort.signal, make);
    abort.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    expect(signals[0]?.aborted).toBe(true);
    expect(await cache.get("k", never, give("again"))).toBe("again");
  });

  it("drops the least recently used beyond its number of entries", async () => {
    const cache = cacheOf({ maxEntries: 2 });
    for (const key of ["a", "b", "a", "c"]) await cache.get(key, never, give(key));
    expect(cache.size).toBe(2);
    expect(await cache.get("a", never, give("made again"))).toBe("a");
    expect(await cache.get("b", never, give("made again"))).toBe("made again");
  });

  it("drops the least recently used beyond its bytes, and keeps nothing that is larger than all", async () => {
    const cache = cacheOf({ maxBytes: 10 });
    for (const key of ["a", "b", "c"]) await cache.get(key, never, give(key.repeat(4)));
    expect(cache.bytes).toBe(8);
    await cache.get("huge", never, give("x".repeat(11)));
    expect([cache.size, cache.bytes]).toEqual([2, 8]);
  });
});
