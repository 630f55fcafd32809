/** Who asks, and what belongs to one request. */

/** Whom a verified token speaks for. */
export interface Principal {
  readonly subject: string;
  /** Sorted, without repetition. */
  readonly scopes: readonly string[];
  /** The token's claims that are forwarded to subgraphs. */
  readonly claims: Readonly<Record<string, string>>;
  /** When the token ends, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** When the token was issued, where it says so. */
  readonly issuedAtMs?: number | undefined;
  /** Canonical text of scopes and claims: principals with the same class may share answers. Never the token. */
  readonly authorisationClass: string;
}

/** One request of one client. */
export interface RequestContext {
  /** Id that the client gets with masked errors, and that stands in every log line of the request. */
  readonly requestId: string;
  readonly principal: Principal;
  /** Aborts when the client goes away, the deadline passes, or the gateway goes down. */
  readonly signal: AbortSignal;
}
