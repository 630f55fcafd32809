/** The token command, and the issuer that its tokens verify against. */

import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { startIssuer, type Issuer } from "../../scripts/issuer.ts";
import { readIssuerKey } from "../../scripts/issuer-key.ts";
import { PRINCIPALS, TOKEN_AUDIENCE, TOKEN_ISSUER } from "../../scripts/principals.ts";

const EXPLORER = "http://127.0.0.1:4000";

describe("tokens", () => {
  let dataPath: string;
  let issuer: Issuer;

  beforeAll(async () => {
    dataPath = await mkdtemp(join(tmpdir(), "tokens-"));
    const key = await readIssuerKey(dataPath);
    issuer = await startIssuer({ key, host: "127.0.0.1", port: 0, explorerOrigins: [EXPLORER], now: Date.now });
  });

  afterAll(async () => {
    await issuer.stop();
    await rm(dataPath, { recursive: true });
  });

  const token = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["dist/scripts/token.js", ...args, "--data", dataPath]);

  const verify = (jwt: string) =>
    jwtVerify(jwt, createRemoteJWKSet(new URL(issuer.jwksUrl)), { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE });

  it("prints nothing but a token that verifies against the issuer's key set", async () => {
    const { stdout } = await token("samsung", "--expires", "30m");
    const { payload } = await verify(stdout.trimEnd());
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(payload).toMatchObject({ sub: "samsung", partner: "samsung", scope: "fleet:read workloads:write" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(1800);
  });

  it("names the principals when it is asked for one that does not exist", async () => {
    await expect(token("nobody")).rejects.toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^There is no principal "nobody": choose one of samsung, .*operator\.\n$/),
    });
  });

  it("says in one sentence what a duration looks like", async () => {
    await expect(token("sk", "--expires", "soon")).rejects.toMatchObject({
      code: 2,
      stderr: '"soon" is no duration: write a number and s, m, h or d, such as 12h.\n',
    });
  });

  it("keeps the key where only its owner reads it", async () => {
    expect((await stat(join(dataPath, "issuer", "key.json"))).mode & 0o777).toBe(0o600);
  });

  it("publishes no private half of the key", async () => {
    const { keys } = (await (await fetch(issuer.jwksUrl)).json()) as { keys: object[] };
    expect(keys).toEqual([expect.not.objectContaining({ d: expect.anything() })]);
  });

  it("offers the explorer a token for every sample principal", async () => {
    const response = await fetch(issuer.tokensUrl, { headers: { origin: EXPLORER } });
    const offered = (await response.json()) as { name: string; label: string; token: string }[];
    expect(offered.map(({ name }) => name)).toEqual(PRINCIPALS.map(({ name }) => name));
    await Promise.all(offered.map(async ({ name, token: jwt }) => expect((await verify(jwt)).payload.sub).toBe(name)));
    expect(response.headers.get("access-control-allow-origin")).toBe(EXPLORER);
  });

  it("refuses a page of another origin", async () => {
    const response = await fetch(issuer.tokensUrl, { headers: { origin: "https://elsewhere.example" } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });

  it("refuses a name that somebody else has pointed at this machine", async () => {
    const status = await new Promise((resolve, reject) => {
      request(issuer.tokensUrl, { headers: { host: "rebound.example" } }, (answer) =>
        resolve(answer.resume().statusCode),
      )
        .once("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
