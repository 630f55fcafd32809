import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { IDENTITY_HEADER } from "../../../schema/wire.ts";
import { startSubgraphs, type SubgraphRig } from "../../support/subgraph-rig.ts";
import { runCommand, startCommand } from "./command.ts";

const IDENTITY = {
  JWKS_URL: "http://127.0.0.1:1/jwks.json",
  TOKEN_ISSUER: "urn:issuer",
  TOKEN_AUDIENCE: "audience",
  IDENTITY_SECRET: "a secret of tests that is longer than 32 bytes",
};

describe("the gateway command", () => {
  let subgraphs: SubgraphRig;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    subgraphs = await startSubgraphs([
      {
        name: "books",
        typeDefs: `
          type Query { book(id: ID!): Book }
          type Subscription { printed: Book }
          type Book @key(fields: "id") { id: ID! title: String }
        `,
        resolvers: {
          Query: { book: (_: unknown, { id }: { id: string }) => ({ id, title: `title of ${id}` }) },
          Subscription: {
            printed: {
              async *subscribe() {
                yield { printed: { id: "5", title: "five" } };
              },
            },
          },
        },
      },
      {
        name: "reviews",
        typeDefs: `type Book @key(fields: "id") { id: ID! stars: Int }`,
        resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: Number(id) }) } },
      },
    ]);
    folder = await mkdtemp(join(tmpdir(), "gateway-command-"));
    file = join(folder, "supergraph.graphql");
    await writeFile(file, subgraphs.supergraphSdl);
  });

  afterAll(async () => {
    await subgraphs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("says what it serves and where, and stops on SIGTERM", async () => {
    await using command = await startCommand(["--supergraph", file, "--port", "0"]);
    const { books = "", reviews = "" } = subgraphs.urls;
    const said = command.stdout();
    expect(said).toContain(`Serving ${file}: 3 types, 5 fields, from 2 subgraphs:\n`);
    expect(said).toContain(`  books    ${books}\n  reviews  ${reviews}\n`);
    expect(said).toContain(`Explorer  ${command.url}/\n`);
    expect(said).toContain("Identity  off: anyone on this machine may ask");
    expect(await command.stop()).toBe(0);
  });

  it("answers anyone, with joins, introspection and no identity towards subgraphs", async () => {
    await using command = await startCommand(["--supergraph", file, "--port", "0"]);
    subgraphs.requests.length = 0;
    const query = `{ book(id: "7") { title stars } __schema { queryType { name } } }`;
    expect(await ask(command.url, query)).toEqual({
      data: { book: { title: "title of 7", stars: 7 }, __schema: { queryType: { name: "Query" } } },
    });
    expect(subgraphs.requests.map(({ subgraph }) => subgraph)).toEqual(["books", "reviews"]);
    for (const { headers } of subgraphs.requests) expect(headers).not.toHaveProperty(IDENTITY_HEADER);
    // A token that nobody can verify is no reason to refuse whom anyone may be.
    expect(await ask(command.url, query, { authorization: "Bearer nonsense" })).toHaveProperty("data.book.stars", 7);
  });

  it("streams a subscription to a client without a token, joined and without an identity towards subgraphs", async () => {
    await using command = await startCommand(["--supergraph", file, "--port", "0"]);
    subgraphs.requests.length = 0;
    const client = createClient({ url: `${command.url.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
    const frames: unknown[] = [];
    for await (const frame of client.iterate({ query: "subscription { printed { title stars } }" })) frames.push(frame);
    await client.dispose();
    expect(frames).toEqual([{ data: { printed: { title: "five", stars: 5 } } }]);
    expect(subgraphs.requests.length).toBe(2);
    for (const { headers } of subgraphs.requests) expect(headers).not.toHaveProperty(IDENTITY_HEADER);
  });

  // A page on the web may have its own name resolve to 127.0.0.1: its origin is then the host that it asks.
  it("answers no name but this machine's where anyone may ask", async () => {
    await using command = await startCommand(["--supergraph", file, "--port", "0"]);
    const { port } = new URL(command.url);
    const { status, body } = await askHost(command.url, `attacker.example:${port}`);
    expect([status, body]).toEqual([403, expect.stringContaining("CSRF_PREVENTED")]);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect(await askHost(command.url, host)).toMatchObject({ status: 200 });
    }
  });

  it("signs an identity for anyone where it is told to be open and has the secret", async () => {
    const { IDENTITY_SECRET } = IDENTITY;
    const environment = { GATEWAY_ACCESS: "open", IDENTITY_SECRET };
    await using command = await startCommand(["--supergraph", file, "--port", "0"], environment);
    subgraphs.requests.length = 0;
    await ask(command.url, `{ book(id: "7") { title } }`);
    const [payload = ""] = String(subgraphs.requests[0]?.headers[IDENTITY_HEADER]).split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ scopes: [], claims: {} });
  });

  it("asks a subgraph where it is told to", async () => {
    const { reviews = "" } = subgraphs.urls;
    const moved = subgraphs.supergraphSdl.replace(reviews, "http://127.0.0.1:1/graphql");
    const movedFile = join(folder, "moved.graphql");
    await writeFile(movedFile, moved);
    await using command = await startCommand([
      "--supergraph",
      movedFile,
      "--port",
      "0",
      "--subgraph",
      `reviews=${reviews}`,
    ]);
    expect(await ask(command.url, `{ book(id: "7") { stars } }`)).toEqual({ data: { book: { stars: 7 } } });
  });

  it("wants a token once an identity is configured", async () => {
    await using command = await startCommand(["--supergraph", file, "--port", "0"], IDENTITY);
    expect(command.stdout()).toContain("Identity  on: tokens of urn:issuer");
    expect(await ask(command.url, `{ __typename }`)).toHaveProperty("errors.0.extensions.code", "UNAUTHENTICATED");
  });

  it("names the port that is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runCommand(["--supergraph", file, "--port", String(port)]);
    other.close();
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or choose another.\n`,
    ]);
  });

  it.each([
    ["no file", [], {}, "required option '-s, --supergraph <file>' not specified"],
    ["a file that is not there", ["--supergraph", "/no/such/file"], {}, "The supergraph /no/such/file cannot be read"],
    [
      "a file that is no supergraph",
      ["--supergraph", "package.json"],
      {},
      "The supergraph cannot be read: Syntax Error",
    ],
    ["an unknown option", ["--supergraph", "FILE", "--prot", "1"], {}, "unknown option '--prot'"],
    ["a port that is none", ["--supergraph", "FILE", "--port", "70000"], {}, "whole number from 0 to 65535"],
    ["a broker of another kind", ["--supergraph", "FILE"], { BROKER_URL: "nats://b" }, "a redis or rediss URL"],
    ["a broker, not its password", ["--supergraph", "FILE"], { BROKER_URL: "nats://me:s3cret@b" }, '"nats://…@b"'],
    [
      "an address for a stranger",
      ["--supergraph", "FILE", "--subgraph", "x=http://a/"],
      {},
      "no subgraph of the super",
    ],
    ["no address", ["--supergraph", "FILE", "--subgraph", "reviews"], {}, "It must be such as reviews=http"],
    [
      "a host that others reach, and no identity",
      ["--supergraph", "FILE", "--host", "0.0.0.0"],
      {},
      "HOST is 0.0.0.0,",
    ],
    ["half an identity", ["--supergraph", "FILE"], { JWKS_URL: IDENTITY.JWKS_URL }, "TOKEN_ISSUER is not set"],
    ["a wrong setting", ["--supergraph", "FILE"], { MAX_DEPTH: "many" }, "MAX_DEPTH must be a whole number"],
  ])("says what to do for %s, and nothing of our code", async (_, args, environment, sentence) => {
    const { code, stdout, stderr } = await runCommand(
      args.map((arg) => (arg === "FILE" ? file : arg)),
      environment,
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

async function ask(url: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** As `fetch` cannot: with a `Host` of one's own. */
async function askHost(url: string, host: string): Promise<{ readonly status: number; readonly body: string }> {
  const asked = request(`${url}/graphql?query={__typename}`, { headers: { host, origin: `http://${host}` } }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
