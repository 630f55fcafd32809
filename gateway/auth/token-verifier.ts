/** Bearer tokens to principals: JWTs of one issuer, verified by its published keys (RFC 7519, RFC 8725). */

import { hash } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { RecencyMap } from "../collections/recency-map.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";

/** Signatures by key pairs only: with a shared secret (HS256) a public key could be mistaken for one. */
const ALGORITHMS = ["ES256", "EdDSA", "Ed25519", "RS256"];
const CLOCK_TOLERANCE_SECONDS = 5;
const JWKS_TIMEOUT_MS = 3_000;
const MAX_TOKEN_CHARACTERS = 8_192;
const MAX_CACHED_TOKENS = 10_000;

/** Which tokens are good. */
export interface TokenVerifierOptions {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly forwardedClaims: readonly string[];
  readonly jwksCooldownMs: number;
}

/** Verifies tokens. */
export interface TokenVerifier {
  /**
   * Whom a token speaks for: the same object for the same token while it is cached.
   * @throws GatewayError UNAUTHENTICATED for a token that is not good,
   *   AUTHENTICATION_UNAVAILABLE where the issuer's keys cannot be had
   */
  verify(token: string): Promise<Principal>;
}

/**
 * Creates a verifier that fetches the issuer's keys when it first needs them, and again for keys it does not know.
 * @param now milliseconds since the epoch
 */
export function createTokenVerifier(options: TokenVerifierOptions, now: () => number = Date.now): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: options.jwksCooldownMs,
  });
  // By hash, so that no usable token lies in memory longer than its request.
  const verified = new RecencyMap<Principal>();
  const underWay = new Map<string, Promise<Principal>>();

  const verifyOnce = async (token: string, key: string): Promise<Principal> => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: options.issuer,
      audience: options.audience,
      currentDate: new Date(now()),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["sub", "exp"],
    }).catch((cause: unknown) => {
      throw translated(cause);
    });
    const principal = toPrincipal(payload, options.forwardedClaims);
    verified.set(key, principal);
    if (verified.size > MAX_CACHED_TOKENS && verified.oldest !== null) verified.delete(verified.oldest.key);
    return principal;
  };

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_CHARACTERS) throw new GatewayError("UNAUTHENTICATED");
      const key = hash("sha256", token, "base64url");
      const known = verified.use(key);
      if (known !== undefined) {
        if (now() < known.expiresAtMs + CLOCK_TOLERANCE_SECONDS * 1000) return known;
        verified.delete(key);
        throw new GatewayError("UNAUTHENTICATED", {}, { message: "The token has expired." });
      }
      const pending = underWay.get(key) ?? verifyOnce(token, key).finally(() => underWay.delete(key));
      underWay.set(key, pending);
      return pending;
    },
  };
}

/** The token of an `Authorization` header (RFC 6750, section 2.1), or undefined where it holds none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +([\w~+/.-]+=*) *$/i.exec(authorization)?.[1];
}

/** Errors of jose, apart: the token's fault, or the issuer cannot be asked. */
function translated(cause: unknown): GatewayError {
  if (cause instanceof errors.JWTExpired) {
    return new GatewayError("UNAUTHENTICATED", {}, { cause, message: "The token has expired." });
  }
  const isOurs =
    !(cause instanceof errors.JOSEError) ||
    cause instanceof errors.JWKSTimeout ||
    cause instanceof errors.JWKSInvalid ||
    // The base class itself: the key set was answered with another status than 200, or is no JSON.
    cause.code === errors.JOSEError.code;
  return new GatewayError(isOurs ? "AUTHENTICATION_UNAVAILABLE" : "UNAUTHENTICATED", {}, { cause });
}

function toPrincipal(payload: JWTPayload, forwardedClaims: readonly string[]): Principal {
  const { sub, exp, scope } = payload;
  if (typeof sub !== "string" || typeof exp !== "number" || (scope !== undefined && typeof scope !== "string")) {
    throw new GatewayError("UNAUTHENTICATED", {}, { cause: new Error("sub, exp or scope is of another type") });
  }
  const scopes = [...new Set((scope ?? "").split(" ").filter((name) => name !== ""))].sort();
  const claims = Object.create(null) as Record<string, string>;
  for (const name of [...forwardedClaims].sort()) {
    const claim = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (claim === undefined) continue;
    if (typeof claim !== "string") {
      throw new GatewayError("UNAUTHENTICATED", {}, { cause: new Error(`claim ${name} is no string`) });
    }
    claims[name] = claim;
  }
  return Object.freeze({
    subject: sub,
    scopes: Object.freeze(scopes),
    claims: Object.freeze(claims),
    expiresAtMs: exp * 1000,
    issuedAtMs: payload.iat === undefined ? undefined : payload.iat * 1000,
    authorisationClass: JSON.stringify([scopes, Object.entries(claims)]),
  });
}
