/** The signed identity that subgraphs trust: who a call is for, as the gateway vouches for it (`schema/wire.ts`). */

import { createHmac } from "node:crypto";
import type { SignedIdentity } from "../../schema/wire.ts";
import type { Principal } from "../context.ts";

/** How long a signature is good. */
const LIFETIME_MS = 60_000;

/** Whom an identity names. The subject is null where it stands for every principal of one authorisation class. */
export type IdentityClaims = Omit<SignedIdentity, "expiresAt">;

/** Makes values of the identity header. */
export interface IdentitySigner {
  /** For a call on behalf of one principal: signed once and used for half its life. It ends with the token at the latest. */
  forPrincipal(principal: Principal): string;
  /** Signed now, good for a minute. */
  sign(identity: IdentityClaims): string;
}

interface CachedHeader {
  readonly header: string;
  readonly goodUntilMs: number;
}

/**
 * Creates a signer.
 * @param secret shared with the subgraphs
 * @param now milliseconds since the epoch
 */
export function createIdentitySigner(secret: string, now: () => number = Date.now): IdentitySigner {
  const cache = new WeakMap<Principal, CachedHeader>();
  return {
    forPrincipal(principal) {
      const nowMs = now();
      const cached = cache.get(principal);
      if (cached !== undefined && nowMs < cached.goodUntilMs) return cached.header;
      const { subject, scopes, claims } = principal;
      const endsAtMs = Math.min(nowMs + LIFETIME_MS, Math.max(principal.expiresAtMs, nowMs));
      const header = signed({ subject, scopes, claims }, endsAtMs, secret);
      cache.set(principal, { header, goodUntilMs: nowMs + (endsAtMs - nowMs) / 2 });
      return header;
    },
    sign: ({ subject, scopes, claims }) => signed({ subject, scopes, claims }, now() + LIFETIME_MS, secret),
  };
}

/** @param endsAtMs rounded up to a second: a token in its last second still has its calls answered */
function signed(claims: IdentityClaims, endsAtMs: number, secret: string): string {
  const identity: SignedIdentity = { ...claims, expiresAt: Math.ceil(endsAtMs / 1000) };
  const payload = Buffer.from(JSON.stringify(identity)).toString("base64url");
  return `${payload}.${createHmac("sha256", secret).update(payload).digest("base64url")}`;
}
