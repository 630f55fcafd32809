/** The signed identity that subgraphs trust: who a call is for, as the gateway vouches for it (`schema/wire.ts`). */

import { createHmac } from "node:crypto";
import type { SignedIdentity } from "../../schema/wire.ts";
import type { Principal } from "../context.ts";

/** How long a signature is good. */
const LIFETIME_MS = 60_000;

/** Values of the identity header, for calls and for streams. */
export interface IdentitySigner {
  /** For a call on behalf of one principal. It ends with the token at the latest. */
  forPrincipal(principal: Principal): string;
  /** For a call that serves every principal of the given one's authorisation class: it names no subject. */
  forClass(principal: Principal): string;
}

interface CachedHeader {
  readonly header: string;
  readonly goodUntilMs: number;
}

/**
 * Creates a signer. A header is signed once per principal and used for half its life.
 * @param secret shared with the subgraphs
 * @param now milliseconds since the epoch
 */
export function createIdentitySigner(secret: string, now: () => number = Date.now): IdentitySigner {
  const byPrincipal = new WeakMap<Principal, CachedHeader>();
  const byClass = new WeakMap<Principal, CachedHeader>();

  const signed = (cache: WeakMap<Principal, CachedHeader>, principal: Principal, subject: string | null): string => {
    const nowMs = now();
    const cached = cache.get(principal);
    if (cached !== undefined && nowMs < cached.goodUntilMs) return cached.header;
    const endsAtMs =
      subject === null ? nowMs + LIFETIME_MS : Math.min(nowMs + LIFETIME_MS, Math.max(principal.expiresAtMs, nowMs));
    const identity: SignedIdentity = {
      subject,
      scopes: principal.scopes,
      claims: principal.claims,
      // Rounded up: a token in its last second still has its calls answered.
      expiresAt: Math.ceil(endsAtMs / 1000),
    };
    const header = sign(identity, secret);
    cache.set(principal, { header, goodUntilMs: nowMs + (endsAtMs - nowMs) / 2 });
    return header;
  };

  return {
    forPrincipal: (principal) => signed(byPrincipal, principal, principal.subject),
    forClass: (principal) => signed(byClass, principal, null),
  };
}

function sign(identity: SignedIdentity, secret: string): string {
  const payload = Buffer.from(JSON.stringify(identity)).toString("base64url");
  return `${payload}.${createHmac("sha256", secret).update(payload).digest("base64url")}`;
}
