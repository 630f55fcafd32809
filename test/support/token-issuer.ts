/** An issuer of ES256 tokens with a JWKS over real HTTP, as the gateway trusts one in production. */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** Whom a token is for. */
export interface TokenClaims {
  readonly sub: string;
  /** Space separated, such as `fleet:read introspect`. */
  readonly scope?: string;
  readonly partner?: string;
  /** Seconds until it expires; negative gives an expired token. 300 unless told. */
  readonly expiresInSeconds?: number;
  /** Overrides the issuer's own name, to make a token that must be refused. */
  readonly issuer?: string;
  /** Overrides the audience, to make a token that must be refused. */
  readonly audience?: string;
}

/** A running issuer. */
export interface TokenIssuer extends AsyncDisposable {
  readonly jwksUrl: string;
  /** Where the list of revoked subjects is. */
  readonly revocationsUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** How often the JWKS has been fetched. */
  readonly jwksRequests: number;
  /** Signs a token with the newest key. */
  token(claims: TokenClaims): Promise<string>;
  /** Signs with a new key from now on. The old ones stay published unless `retireOld`. */
  rotate(options?: { readonly retireOld?: boolean }): Promise<void>;
  /** Revokes what a subject was given until now. */
  revoke(subject: string): void;
  /** Makes the JWKS answer 500, or answer again. */
  fail(failing: boolean): void;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Starts an issuer on a free port of 127.0.0.1. */
export async function startIssuer(): Promise<TokenIssuer> {
  let current = await createKey();
  let published = [current];
  let failing = false;
  let jwksRequests = 0;
  const revoked: { readonly subject: string; readonly before: string }[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/revocations.json") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ revoked }));
      return;
    }
    if (request.url !== "/jwks.json") {
      response.writeHead(404).end();
      return;
    }
    jwksRequests += 1;
    if (failing) {
      response.writeHead(500).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}/`;
  const audience = "fleet-graph";

  return {
    jwksUrl: `${issuer}jwks.json`,
    revocationsUrl: `${issuer}revocations.json`,
    issuer,
    audience,
    get jwksRequests() {
      return jwksRequests;
    },
    async token(claims) {
      const nowSeconds = Math.floor(Date.now() / 1000);
      const payload = {
        ...(claims.scope === undefined ? {} : { scope: claims.scope }),
        ...(claims.partner === undefined ? {} : { partner: claims.partner }),
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: "ES256", kid: current.kid, typ: "JWT" })
        .setSubject(claims.sub)
        .setIssuer(claims.issuer ?? issuer)
        .setAudience(claims.audience ?? audience)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + (claims.expiresInSeconds ?? 300))
        .sign(current.privateKey);
    },
    async rotate({ retireOld = false } = {}) {
      current = await createKey();
      published = retireOld ? [current] : [...published, current];
    },
    revoke(subject) {
      // Tokens say when they were issued in whole seconds.
      revoked.push({ subject, before: new Date(Date.now() + 1_000).toISOString() });
    },
    fail(value) {
      failing = value;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function createKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" } };
}
