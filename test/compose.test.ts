/** docker-compose.yml against the Compose Specification, and against the code that it starts. */

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { readConfig } from "../gateway/config.ts";
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from "../scripts/principals.ts";

interface Service {
  readonly image: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly build?: { readonly dockerfile_inline: string };
}

const text = await readFile("docker-compose.yml", "utf8");
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: object };
const services = Object.entries(compose.services);
const onNode = services.filter(([, { image }]) => image === "fleet-graph");

describe("docker-compose.yml", () => {
  it("is valid by the Compose Specification's schema", async () => {
    const { $schema: _draft07, ...schema } = JSON.parse(
      await readFile("test/support/compose-spec/schema.json", "utf8"),
    ) as Record<string, object>;
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    ajv.validate(schema, compose);
    expect(ajv.errors).toBeNull();
  });

  it.each(services)("runs %s as nobody special, on a root that cannot be written", (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(service.user).toMatch(/^(node|mongodb)$/);
  });

  it("pins every image to a major version", () => {
    const images = [...text.matchAll(/(?:image:|^ *FROM) (\S+)/gm)].map(([, image]) => image);
    expect(images.filter((image) => image !== "fleet-graph" && !/:\d+(-slim)?$/.test(image ?? ""))).toEqual([]);
  });

  it.each(onNode)("starts %s from files that the build makes", (_name, { command }) => {
    const built = command.filter((word) => word.startsWith("dist/"));
    expect(built.length).toBeGreaterThan(0);
    for (const file of built) {
      expect([file, existsSync(file.replace(/^dist\/(.*)\.js$/, "$1.ts"))]).toEqual([file, true]);
    }
  });

  it("gives no variable that nothing reads", async () => {
    const known = await namesRead();
    const given = onNode.flatMap(([name, { environment }]) =>
      Object.keys(environment ?? {}).map((key) => `${name}: ${key}`),
    );
    expect(given.filter((entry) => !known.has(entry.split(": ")[1] ?? ""))).toEqual([]);
  });

  it("holds no secret", () => {
    expect(text).not.toMatch(/(_SECRET|PASSWORD|PRIVATE_KEY)\s*[:=]/);
    expect(
      services.filter(([, { volumes }]) => volumes?.includes("secrets:/data/secrets")).map(([name]) => name),
    ).toEqual(["secrets"]);
  });

  it("names only services and ports that there are", () => {
    const addresses = onNode.flatMap(([, { environment }]) =>
      Object.values(environment ?? {}).flatMap((value) => [...value.matchAll(/\/\/([a-z]+):(\d+)/g)]),
    );
    const wrong = addresses.filter(([, host, port]) => {
      if (host === "mongo") return port !== "27017";
      return host !== "localhost" && compose.services[host ?? ""]?.environment?.["PORT"] !== port;
    });
    expect(addresses.length).toBeGreaterThan(6);
    expect(wrong.map(([address]) => address)).toEqual([]);
  });

  it("publishes what it publishes on the loopback, at the port that the process listens on", () => {
    const published = services.flatMap(([, { ports, environment }]) =>
      (ports ?? []).map((mapping) => [mapping, `127.0.0.1:${environment?.["PORT"]}:${environment?.["PORT"]}`]),
    );
    expect(published.length).toBe(2);
    for (const [mapping, wanted] of published) expect(mapping).toBe(wanted);
  });

  it("has a health check for all that stays up, and waits only for what can come", () => {
    for (const [name, { restart, healthcheck }] of services) {
      expect([name, healthcheck !== undefined]).toEqual([name, restart !== undefined]);
    }
    for (const [name, { depends_on: waits }] of services) {
      for (const [other, { condition }] of Object.entries(waits ?? {})) {
        const staysUp = compose.services[other]?.restart !== undefined;
        expect([name, other, condition]).toEqual([
          name,
          other,
          staysUp ? "service_healthy" : "service_completed_successfully",
        ]);
      }
    }
  });

  // The simulator was asked for a /ready that it does not have, and would have been unhealthy for ever.
  it("asks each server for a path that it answers", async () => {
    for (const [name, { healthcheck }] of onNode) {
      const path = /PORT \+ "(\/\w+)"/.exec(JSON.stringify(healthcheck ?? null).replaceAll("\\", ""))?.[1];
      if (healthcheck === undefined) continue;
      const server = {
        simulator: "simulator/server.ts",
        issuer: "scripts/issuer.ts",
        gateway: "gateway/http/server.ts",
      }[name];
      const source = await readFile(server ?? "subgraphs/kit/http.ts", "utf8");
      expect([name, source.includes(`"${path}"`)]).toEqual([name, true]);
    }
  });

  it("has the gateway trust the issuer that it starts", () => {
    expect(compose.services["gateway"]?.environment).toMatchObject({ TOKEN_ISSUER, TOKEN_AUDIENCE });
  });

  it("has the gateway demand tokens, and refuse to start when what they need is lost", () => {
    const { environment = {} } = compose.services["gateway"] ?? {};
    const secrets = { IDENTITY_SECRET: "x".repeat(32) };
    expect(readConfig({ ...environment, ...secrets }).auth.kind).toBe("tokens");
    const { JWKS_URL: _jwks, TOKEN_ISSUER: _issuer, TOKEN_AUDIENCE: _audience, ...rest } = environment;
    for (const lost of [rest, { ...rest, ...secrets }]) expect(() => readConfig(lost)).toThrow("JWKS_URL is not set");
  });
});

/** The names in quotes or destructured from the environment in the files that may read it. */
async function namesRead(): Promise<ReadonlySet<string>> {
  const folders = ["gateway", "subgraphs", "simulator", "scripts"];
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((file) => join(folder, file))),
  );
  const readers = files.flat().filter((file) => /(config|main|settings)\.ts$/.test(file));
  const sources = await Promise.all(readers.map((file) => readFile(file, "utf8")));
  return new Set(sources.flatMap((source) => source.match(/\b[A-Z][A-Z0-9_]{2,}\b/g) ?? []));
}
