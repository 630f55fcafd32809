/** The principals that the local issuer makes tokens for, and the tokens' claims. */

import { type CryptoKey, SignJWT } from "jose";
import type { IssuerKey } from "./issuer-key.ts";

/** `iss` of every token, a name and not an address: tokens outlive the port that an issuer happens to have. */
export const TOKEN_ISSUER = "urn:fleet-graph:local-issuer";

/** `aud` of every token. */
export const TOKEN_AUDIENCE = "fleet-graph";

/** Whom a sample token speaks for. */
export interface SamplePrincipal {
  /** `sub`, and what the token command is asked for. */
  readonly name: string;
  readonly label: string;
  readonly scopes: readonly string[];
  /** The partner whose fleet the principal sees, or null for one who sees all. */
  readonly partner: string | null;
}

/** In the order in which the explorer offers them. */
export const PRINCIPALS: readonly SamplePrincipal[] = Object.freeze([
  partner("samsung", "Samsung"),
  partner("sk", "SK Group"),
  partner("hyundai", "Hyundai Motor Group"),
  partner("naver", "NAVER Cloud"),
  partner("government", "Government (MSIT)"),
  staff("analyst", "Analyst: sees every partner", ["fleet:read", "fleet:read:all", "introspect"]),
  staff("operator", "Operator: sees and changes everything", [
    "fleet:read",
    "fleet:read:all",
    "fleet:write",
    "workloads:write",
    "introspect",
  ]),
]);

/**
 * A signed JWT for a principal, by RFC 9068's claims without its `typ`.
 * @param lifetimeSeconds until `exp`
 * @param nowMs the clock, in milliseconds since the epoch
 */
export async function mintToken(
  key: IssuerKey,
  principal: SamplePrincipal,
  lifetimeSeconds: number,
  nowMs: number,
): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = { scope: principal.scopes.join(" "), ...(principal.partner && { partner: principal.partner }) };
  const signingKey: CryptoKey = key.privateKey;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: key.id })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(principal.name)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(signingKey);
}

function partner(name: string, label: string): SamplePrincipal {
  return { name, label, scopes: ["fleet:read", "workloads:write"], partner: name };
}

function staff(name: string, label: string, scopes: readonly string[]): SamplePrincipal {
  return { name, label, scopes, partner: null };
}
