/** A bound on what each principal may hold at once, so that none takes the places of all. */

import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";

/** Places of one kind, counted for each principal. */
export interface Shares {
  /**
   * Takes a place.
   * @returns gives the place back; further calls do nothing
   * @throws GatewayError TOO_MANY_REQUESTS when the principal holds as many as it may
   */
  take(principal: Principal): () => void;
}

/**
 * Creates places. Tokens with the same forwarded claims count as one principal, whatever their subjects and scopes:
 * a tenant has no more places for having more users. Where nothing is forwarded the subject counts.
 * @param most places of one principal
 */
export function createShares(most: number): Shares {
  const taken = new Map<string, number>();
  return {
    take(principal) {
      const key = holderOf(principal);
      const held = taken.get(key) ?? 0;
      if (held >= most) throw new GatewayError("TOO_MANY_REQUESTS");
      taken.set(key, held + 1);
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        const left = (taken.get(key) ?? 1) - 1;
        if (left === 0) taken.delete(key);
        else taken.set(key, left);
      };
    },
  };
}

/** Whom a token counts for: see {@link createShares}. */
export function holderOf({ claims, subject }: Principal): string {
  const forwarded = Object.entries(claims);
  return JSON.stringify(forwarded.length > 0 ? forwarded : subject);
}
