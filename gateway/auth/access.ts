/** Who may ask: whoever has a good token, or anyone on this machine where no identity is configured. */

import { type AuthConfig, isLoopback, type TokenAuthConfig } from "../config.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { createTokenVerifier } from "./token-verifier.ts";

/** The rules of one gateway about who may ask. */
export interface Access {
  /**
   * Whom a request speaks for.
   * @param token the bearer token that came with it, or undefined
   * @throws GatewayError UNAUTHENTICATED or AUTHENTICATION_UNAVAILABLE
   */
  identify(token: string | undefined): Promise<Principal>;
  mayIntrospect(principal: Principal): boolean;
  /** Whether requests for this `Host` are answered. */
  allowsHost(host: string | undefined): boolean;
}

/** The greatest date of ECMAScript: an identity that does not end. */
const NEVER_MS = 8.64e15;

/** Everyone where no identity is configured. */
const ANYONE: Principal = Object.freeze({
  subject: "anyone",
  scopes: Object.freeze([]),
  claims: Object.freeze({}),
  expiresAtMs: NEVER_MS,
  authorisationClass: "anyone",
});

/** Creates the rules that the settings choose. */
export function createAccess(auth: AuthConfig): Access {
  return auth.kind === "tokens" ? createTokenAccess(auth) : OPEN;
}

function createTokenAccess(auth: TokenAuthConfig): Access {
  const verifier = createTokenVerifier(auth);
  return {
    identify: async (token) => {
      if (token === undefined) throw new GatewayError("UNAUTHENTICATED");
      return verifier.verify(token);
    },
    mayIntrospect: ({ scopes }) => scopes.includes(auth.introspectionScope),
    allowsHost: () => true,
  };
}

/** How this machine is called as a rule: known without parsing. */
const PLAIN_LOOPBACK = /^(?:127\.0\.0\.1|localhost)(?::[1-5]?\d{1,4})?$/;

/**
 * A page on the web can have a name of its own resolve to 127.0.0.1 (DNS rebinding), and no token would stop it here;
 * so only names that mean this machine are answered.
 */
const OPEN: Access = Object.freeze<Access>({
  identify: async () => ANYONE,
  mayIntrospect: () => true,
  allowsHost: (host) =>
    host !== undefined &&
    (PLAIN_LOOPBACK.test(host) || (URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname))),
});
