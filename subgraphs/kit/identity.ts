/** Who a call is for: the identity that the gateway signed, and what it allows here. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedIdentity } from "../../schema/wire.ts";
import { forbidden, unauthenticated } from "./errors.ts";

/** Scopes that subgraphs know. */
export type Scope = "fleet:read" | "fleet:read:all" | "fleet:write" | "workloads:write";

/** Whom a call is for, and what it may see. */
export interface Viewer {
  /** The token's subject, or null where the answer serves a whole authorisation class. */
  readonly subject: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Slug of the partner that the viewer speaks for, or null. */
  readonly partner: string | null;
  /** True when the viewer sees every partner's fleet. */
  readonly seesAll: boolean;
}

/**
 * Checks a signed identity and says who it is.
 * @param signed value of the identity header, in the form that `SignedIdentity` describes
 * @throws GraphQLError UNAUTHENTICATED when it is missing, forged, malformed or expired
 */
export function verifyIdentity(signed: unknown, secret: string, nowMs: number = Date.now()): Viewer {
  if (typeof signed !== "string") throw unauthenticated();
  const [payload, signature, ...rest] = signed.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0) throw unauthenticated();
  const expected = createHmac("sha256", secret).update(payload).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw unauthenticated();
  const identity = parseIdentity(payload);
  if (identity.expiresAt * 1000 <= nowMs) throw unauthenticated("The call's identity has expired.");
  return viewerOf(identity);
}

/** What an identity allows here. A viewer without `fleet:read` sees nothing. */
export function viewerOf(identity: SignedIdentity): Viewer {
  const scopes = new Set(identity.scopes);
  const partner = Object.hasOwn(identity.claims, "partner") ? identity.claims["partner"] : undefined;
  const reads = scopes.has("fleet:read");
  return {
    subject: identity.subject,
    scopes,
    partner: reads && partner !== undefined && partner !== "" ? partner : null,
    seesAll: reads && scopes.has("fleet:read:all"),
  };
}

/** The filter that keeps a viewer to what it may see, for every query of a collection. */
export type ViewerFilter = Readonly<Record<string, string>>;

/**
 * The filter that goes into every query of a collection: nothing for who sees all, else the viewer's partner.
 * @param field where the collection keeps the partner's slug; a list of slugs matches too
 * @throws GraphQLError FORBIDDEN for a viewer that sees nothing
 */
export function viewerFilter(viewer: Viewer, field = "partner"): ViewerFilter {
  if (viewer.seesAll) return {};
  if (viewer.partner !== null) return { [field]: viewer.partner };
  throw forbidden("The token allows no part of the fleet.");
}

/** @throws GraphQLError FORBIDDEN when the viewer has not this scope */
export function requireScope(viewer: Viewer, scope: Scope): void {
  if (!viewer.scopes.has(scope)) throw forbidden(`This needs the scope ${scope}.`);
}

/** Text that two viewers share exactly when they see the same records. */
export function viewerClass(viewer: Viewer): string {
  return viewer.seesAll ? "all" : `partner:${viewer.partner ?? ""}`;
}

function parseIdentity(payload: string): SignedIdentity {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (isIdentity(value)) return value;
  } catch {
    // Falls through: what is signed but cannot be read is no identity either.
  }
  throw unauthenticated();
}

function isIdentity(value: unknown): value is SignedIdentity {
  if (typeof value !== "object" || value === null) return false;
  const { subject, scopes, claims, expiresAt } = value as Record<string, unknown>;
  return (
    (subject === null || typeof subject === "string") &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === "string") &&
    typeof claims === "object" &&
    claims !== null &&
    Object.values(claims).every((claim) => typeof claim === "string") &&
    typeof expiresAt === "number" &&
    Number.isFinite(expiresAt)
  );
}
