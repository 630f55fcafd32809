/** What gateway and subgraphs agree on between them: header names and the signed identity's shape. */

/** Header of every call to a subgraph, and key of `extensions` in a subscribe message, that carries the signed identity. */
export const IDENTITY_HEADER = "x-gateway-identity";

/** Header that carries the id of the client's request, for logs on both sides. */
export const REQUEST_ID_HEADER = "x-request-id";

/**
 * Who a call to a subgraph is for, as the gateway vouches for it.
 * On the wire: `base64url(JSON of this) + "." + base64url(HMAC-SHA-256 of the first part under the shared secret)`.
 */
export interface SignedIdentity {
  /** The token's subject, or null where a call serves every principal of one authorisation class. */
  readonly subject: string | null;
  /** Sorted, without repetition. */
  readonly scopes: readonly string[];
  /** The token's claims that the gateway was configured to forward, such as `{ partner: "samsung" }`. */
  readonly claims: Readonly<Record<string, string>>;
  /** When the signature stops being good, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Codes that a subgraph puts into `extensions.code` and that the gateway passes on to the client as they are. */
export const PASSED_ON_CODES = ["BAD_USER_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "BAD_CURSOR", "NOT_FOUND"] as const;

export type PassedOnCode = (typeof PASSED_ON_CODES)[number];
