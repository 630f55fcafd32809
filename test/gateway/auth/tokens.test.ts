import { createHmac, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { exportSPKI, importJWK, type JWK, SignJWT } from "jose";
import { bearerToken, createTokenVerifier, type TokenVerifier } from "../../../gateway/auth/token-verifier.ts";
import { createIdentitySigner } from "../../../gateway/auth/identity.ts";
import type { Principal } from "../../../gateway/context.ts";
import { GatewayError } from "../../../gateway/errors.ts";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";
import { startSubgraphs, type SubgraphRig } from "../../support/subgraph-rig.ts";
import { startIssuer, type TokenIssuer } from "../../support/token-issuer.ts";

function verifierOf(issuer: TokenIssuer, jwksCooldownMs = 0): TokenVerifier {
  return createTokenVerifier({ ...issuer, jwksCooldownMs, forwardedClaims: ["partner"] });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return error instanceof GatewayError ? error.code : String(error);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("tokens", () => {
  it("gives a principal with its scopes sorted and its forwarded claims", async () => {
    await using issuer = await startIssuer();
    const token = await issuer.token({ sub: "kim", scope: "write read  read", partner: "acme" });
    const principal = await verifierOf(issuer).verify(token);
    expect(principal).toMatchObject({ subject: "kim", scopes: ["read", "write"], claims: { partner: "acme" } });
    expect(principal.authorisationClass).not.toContain("kim");
  });

  it("puts principals with the same scopes and claims into one authorisation class, and others into others", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const classOf = async (sub: string, scope: string, partner?: string): Promise<string> =>
      (await verifier.verify(await issuer.token({ sub, scope, ...(partner === undefined ? {} : { partner }) })))
        .authorisationClass;
    expect(await classOf("a", "x y", "p")).toBe(await classOf("b", "y x", "p"));
    expect(new Set([await classOf("a", "x", "p"), await classOf("a", "x", "q"), await classOf("a", "x")]).size).toBe(3);
  });

  it("asks the issuer for its keys once, and gives the same principal for the same token", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const token = await issuer.token({ sub: "kim" });
    const [one, other] = await Promise.all([verifier.verify(token), verifier.verify(token)]);
    expect(one).toBe(other);
    expect(await verifier.verify(token)).toBe(one);
    expect(issuer.jwksRequests).toBe(1);
  });

  it("refuses a token that has expired, is of another issuer, or for another audience", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    for (const claims of [{ expiresInSeconds: -10 }, { issuer: "https://evil.example/" }, { audience: "other" }]) {
      expect(await codeOf(verifier.verify(await issuer.token({ sub: "kim", ...claims })))).toBe("UNAUTHENTICATED");
    }
  });

  it("refuses a cached token once it has expired, with five seconds for clocks that differ", async () => {
    await using issuer = await startIssuer();
    let nowMs = Date.now();
    const options = { ...issuer, jwksCooldownMs: 0, forwardedClaims: [] };
    const verifier = createTokenVerifier(options, () => nowMs);
    const token = await issuer.token({ sub: "kim", expiresInSeconds: 60 });
    const { expiresAtMs } = await verifier.verify(token);
    nowMs = expiresAtMs + 4_000;
    expect((await verifier.verify(token)).subject).toBe("kim");
    nowMs = expiresAtMs + 5_000;
    expect(await codeOf(verifier.verify(token))).toBe("UNAUTHENTICATED");
    expect(await codeOf(verifier.verify(token))).toBe("UNAUTHENTICATED");
  });

  it("refuses tokens without a signature, with one of nobody we know, or with a changed payload", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const token = await issuer.token({ sub: "kim", scope: "read" });
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const kid = (JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string }).kid;
    const forged = [
      `${encode({ alg: "none" })}.${payload}.`,
      `${encode({ alg: "none", kid })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, scope: "admin" })}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      "a.b.c",
      "x".repeat(9_000),
      await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "unknown" }).sign(privateKey),
    ];
    for (const bad of forged)
      expect([bad.slice(0, 40), await codeOf(verifier.verify(bad))]).toContain("UNAUTHENTICATED");
  });

  it("refuses HS256 signed with the public key as its secret", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const { keys } = (await (await fetch(issuer.jwksUrl)).json()) as { keys: (JWK & { kid: string })[] };
    const [jwk] = keys;
    if (jwk === undefined) throw new TypeError("expected a key");
    const publicKey = await importJWK({ ...jwk, ext: true }, "ES256");
    if (publicKey instanceof Uint8Array) throw new TypeError("expected a public key");
    const [, payload = ""] = (await issuer.token({ sub: "kim" })).split(".");
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk), String(jwk.x)]) {
      const signed = `${encode({ alg: "HS256", kid: jwk.kid })}.${payload}`;
      const token = `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
      expect(await codeOf(verifier.verify(token))).toBe("UNAUTHENTICATED");
    }
  });

  it("takes tokens of a new key as soon as the issuer signs with it, and of the old one while it is published", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const old = await issuer.token({ sub: "old" });
    await verifier.verify(await issuer.token({ sub: "kim" }));
    await issuer.rotate();
    expect((await verifier.verify(await issuer.token({ sub: "new" }))).subject).toBe("new");
    expect((await verifier.verify(old)).subject).toBe("old");
  });

  it("refuses tokens of a retired key that it has not seen before", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const old = await issuer.token({ sub: "old" });
    await issuer.rotate({ retireOld: true });
    await verifier.verify(await issuer.token({ sub: "new" }));
    expect(await codeOf(verifier.verify(old))).toBe("UNAUTHENTICATED");
  });

  it("does not ask the issuer again for each unknown key", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer, 60_000);
    await verifier.verify(await issuer.token({ sub: "kim" }));
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const header = { alg: "ES256", kid: `unknown-${attempt}` };
      const token = await new SignJWT({ sub: "x" }).setProtectedHeader(header).setExpirationTime("1h").sign(privateKey);
      expect(await codeOf(verifier.verify(token))).toBe("UNAUTHENTICATED");
    }
    expect(issuer.jwksRequests).toBe(1);
  });

  it("says that tokens cannot be verified while the issuer is away, and goes on once it is back", async () => {
    await using issuer = await startIssuer();
    const verifier = verifierOf(issuer);
    const token = await issuer.token({ sub: "kim" });
    issuer.fail(true);
    expect(await codeOf(verifier.verify(token))).toBe("AUTHENTICATION_UNAVAILABLE");
    issuer.fail(false);
    expect((await verifier.verify(token)).subject).toBe("kim");
  });

  it("says so too when nobody listens at the issuer's address", async () => {
    const issuer = await startIssuer();
    const token = await issuer.token({ sub: "kim" });
    await issuer[Symbol.asyncDispose]();
    expect(await codeOf(verifierOf(issuer).verify(token))).toBe("AUTHENTICATION_UNAVAILABLE");
  });
});

describe("the Authorization header", () => {
  it.each([
    ["Bearer abc", "abc"],
    ["bearer  a.b-c_d~e+f/g= ", "a.b-c_d~e+f/g="],
  ])("takes %j", (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([[undefined], [""], ["abc"], ["Basic abc"], ["Bearer"], ["Bearer a b"], ["Bearer a,b"]])(
    "has no token in %j",
    (header) => {
      expect(bearerToken(header)).toBeUndefined();
    },
  );
});

describe("the signed identity", () => {
  const principal: Principal = {
    subject: "kim",
    scopes: ["read"],
    claims: { partner: "acme" },
    expiresAtMs: 1_000_000,
    authorisationClass: "c",
  };
  const read = (header: string): unknown => JSON.parse(Buffer.from(header.split(".")[0] ?? "", "base64url").toString());

  it("is signed with the shared secret, over its first part", () => {
    const header = createIdentitySigner("secret", () => 0).forPrincipal(principal);
    const [payload = "", signature] = header.split(".");
    expect(signature).toBe(createHmac("sha256", "secret").update(payload).digest("base64url"));
    expect(read(header)).toEqual({ subject: "kim", scopes: ["read"], claims: { partner: "acme" }, expiresAt: 60 });
  });

  it("is used for half its life, and then signed anew", () => {
    let nowMs = 0;
    const signer = createIdentitySigner("secret", () => nowMs);
    const first = signer.forPrincipal(principal);
    nowMs = 29_999;
    expect(signer.forPrincipal(principal)).toBe(first);
    nowMs = 30_000;
    expect(read(signer.forPrincipal(principal))).toMatchObject({ expiresAt: 90 });
  });

  it("does not outlive the token", () => {
    const header = createIdentitySigner("secret", () => 980_000).forPrincipal(principal);
    expect(read(header)).toMatchObject({ expiresAt: 1_000 });
  });

  it("names nobody where it stands for a class", () => {
    const { scopes, claims } = principal;
    const header = createIdentitySigner("secret", () => 0).sign({ subject: null, scopes, claims });
    expect(read(header)).toMatchObject({ subject: null, claims: { partner: "acme" } });
  });
});

describe("authentication over HTTP", () => {
  let subgraphs: SubgraphRig;
  let gateway: GatewayRig;

  beforeAll(async () => {
    subgraphs = await startSubgraphs([
      { name: "a", typeDefs: "type Query { hello: String }", resolvers: { Query: { hello: () => "hello" } } },
    ]);
    gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl });
  });

  afterAll(async () => {
    await gateway.close();
    await subgraphs[Symbol.asyncDispose]();
  });

  async function outcome(response: Response): Promise<readonly unknown[]> {
    const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    return [response.status, errors?.[0]?.extensions.code ?? null];
  }

  it("refuses a request without a token, and says what to send", async () => {
    const response = await gateway.post({ query: "{ hello }" }, { token: null });
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="graph"');
    expect(await outcome(response)).toEqual([401, "UNAUTHENTICATED"]);
  });

  it("refuses an expired token, and says that it is the token", async () => {
    const token = await gateway.issuer.token({ sub: "kim", expiresInSeconds: -60 });
    const response = await gateway.post({ query: "{ hello }" }, { token });
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await outcome(response)).toEqual([401, "UNAUTHENTICATED"]);
  });

  it("asks no subgraph for whoever it refuses", async () => {
    subgraphs.requests.length = 0;
    await outcome(await gateway.post({ query: "{ hello }" }, { token: "a.b.c" }));
    expect(subgraphs.requests).toEqual([]);
  });

  it.each([
    ["{ __schema { types { name } } }"],
    [`{ hello __type(name: "Query") { name } }`],
    [`{ hello ...f } fragment f on Query { x: __type(name: "Query") { name } }`],
    [`query ($no: Boolean = false) { hello ... @include(if: $no) { __schema { queryType { name } } } }`],
  ])("refuses introspection without its scope: %s", async (query) => {
    const token = await gateway.issuer.token({ sub: "kim", scope: "read" });
    expect(await outcome(await gateway.post({ query }, { token }))).toEqual([403, "INTROSPECTION_FORBIDDEN"]);
  });

  it("lets everybody ask for `__typename`", async () => {
    const token = await gateway.issuer.token({ sub: "kim" });
    expect(await outcome(await gateway.post({ query: "{ __typename hello }" }, { token }))).toEqual([200, null]);
  });

  it("takes no token for health", async () => {
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});
