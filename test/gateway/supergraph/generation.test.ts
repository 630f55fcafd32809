import { describe, expect, it } from "@jest/globals";
import { composeServices } from "@apollo/composition";
import { parse, printType } from "graphql";
import { ConfigError, readConfig } from "../../../gateway/config.ts";
import { readGeneration, SupergraphError } from "../../../gateway/supergraph/generation.ts";

function supergraph(url = "http://127.0.0.1:1/graphql"): string {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])
    type Query { hello: String hidden: String @inaccessible }
  `);
  return composeServices([{ name: "a", url, typeDefs }]).supergraphSdl ?? "";
}

describe("a generation", () => {
  it("shows clients what is not hidden, and nothing of how it is joined", () => {
    const { apiSchema, urls } = readGeneration(supergraph());
    const types = [apiSchema.getQueryType(), apiSchema.getType("join__Graph")].map((type) => type && printType(type));
    expect(types.join("")).toBe("type Query {\n  hello: String\n}");
    expect({ ...urls }).toEqual({ a: "http://127.0.0.1:1/graphql" });
  });

  it("has another id when the SDL or an address is another", () => {
    const ids = [
      readGeneration(supergraph()).id,
      readGeneration(supergraph("http://127.0.0.1:2/graphql")).id,
      readGeneration(supergraph(), { a: "http://127.0.0.1:3/graphql" }).id,
    ];
    expect(new Set(ids).size).toBe(3);
    expect(readGeneration(supergraph()).id).toBe(ids[0]);
  });

  it.each([
    ["no SDL", "nonsense {", {}],
    ["a plain schema", "type Query { a: Int }", {}],
    ["an address for a stranger", supergraph(), { b: "http://127.0.0.1/" }],
    ["no address", supergraph(""), {}],
  ])("is refused with one sentence for %s", (_, sdl, urls) => {
    expect(() => readGeneration(sdl, urls)).toThrow(SupergraphError);
  });
});

describe("settings", () => {
  const least = {
    JWKS_URL: "http://127.0.0.1/jwks",
    TOKEN_ISSUER: "i",
    TOKEN_AUDIENCE: "a",
    IDENTITY_SECRET: "x".repeat(32),
  };

  it("need only what has no default", () => {
    const config = readConfig(least);
    expect(config).toMatchObject({ engine: "own", http: { port: 4000, host: "127.0.0.1" } });
    expect(config.auth).toMatchObject({ kind: "tokens", forwardedClaims: [] });
  });

  it("let anyone on this machine ask where no identity is configured", () => {
    expect(readConfig({}).auth).toEqual({ kind: "open", identitySecret: null });
  });

  it.each(Object.keys(least))("are refused with the whole identity but %s, unset or empty", (name) => {
    for (const value of [undefined, "", " "]) {
      expect(() => readConfig({ ...least, [name]: value })).toThrow(`${name} is not set`);
    }
  });

  it.each(Object.keys(least))("are refused with nothing of an identity but an empty %s", (name) => {
    expect(() => readConfig({ [name]: "" })).toThrow(`${name} is not set`);
  });

  it("are refused where tokens are demanded and nothing of an identity is there", () => {
    expect(() => readConfig({ GATEWAY_ACCESS: "tokens" })).toThrow("JWKS_URL is not set");
  });

  it("are refused where it shall be open and an issuer is named", () => {
    expect(() => readConfig({ ...least, GATEWAY_ACCESS: "open" })).toThrow("JWKS_URL is set, yet");
  });

  it.each(["0.0.0.0", "::", "10.0.0.7", "gateway.example", "127.0.0.1.example", ""])(
    "are refused without an identity on HOST %j, unless that is this machine alone",
    (host) => {
      if (host === "") expect(readConfig({ HOST: host }).http.host).toBe("127.0.0.1");
      else expect(() => readConfig({ HOST: host })).toThrow(`HOST is ${host}`);
      expect(readConfig({ ...least, HOST: host }).auth.kind).toBe("tokens");
    },
  );

  it.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("let anyone ask on HOST %s", (host) => {
    expect(readConfig({ HOST: host }).auth.kind).toBe("open");
  });

  it("are all complained about at once, each by its name", () => {
    const bad = {
      ...least,
      PORT: "70000",
      JWKS_URL: "ftp://x",
      IDENTITY_SECRET: "short",
      GATEWAY_ENGINE: "other",
      SUBGRAPH_URLS: "a",
      CORS_ORIGINS: "https://a.example/path",
      MAX_DEPTH: "1e3",
    };
    let problems: readonly string[] = [];
    try {
      readConfig(bad);
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems;
    }
    const named = Object.keys(bad).filter((name) => problems.some((problem) => problem.startsWith(`${name} `)));
    expect(named.sort()).toEqual([
      "CORS_ORIGINS",
      "GATEWAY_ENGINE",
      "IDENTITY_SECRET",
      "JWKS_URL",
      "MAX_DEPTH",
      "PORT",
      "SUBGRAPH_URLS",
    ]);
    expect(problems.join()).not.toContain("short");
  });
});
