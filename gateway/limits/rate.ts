/** A bound on how often each principal may do something: a bucket of tokens for each, that fills again with time. */

import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { holderOf } from "./shares.ts";

/** Turns of one kind. */
export interface Rate {
  /** Takes a turn. @throws GatewayError TOO_MANY_REQUESTS when the principal has none left for now */
  take(principal: Principal): void;
}

interface Bucket {
  turns: number;
  atMs: number;
}

/** Principals remembered; with more than that the full ones are forgotten. */
const MAX_BUCKETS = 10_000;

/**
 * Creates turns. Who counts as one principal is as for {@link createShares}.
 * @param perSecond turns that come back in a second
 * @param burst turns that can be saved
 * @param now monotonic milliseconds
 */
export function createRate(perSecond: number, burst: number, now: () => number = () => performance.now()): Rate {
  const buckets = new Map<string, Bucket>();
  const fill = (bucket: Bucket, atMs: number): void => {
    bucket.turns = Math.min(burst, bucket.turns + ((atMs - bucket.atMs) * perSecond) / 1_000);
    bucket.atMs = atMs;
  };
  return {
    take(principal) {
      const atMs = now();
      const key = holderOf(principal);
      const bucket = buckets.get(key) ?? { turns: burst, atMs };
      fill(bucket, atMs);
      if (bucket.turns < 1) throw new GatewayError("TOO_MANY_REQUESTS");
      bucket.turns -= 1;
      buckets.set(key, bucket);
      if (buckets.size <= MAX_BUCKETS) return;
      for (const [other, saved] of buckets) {
        fill(saved, atMs);
        if (saved.turns >= burst) buckets.delete(other);
      }
    },
  };
}
