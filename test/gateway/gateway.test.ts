import { describe, expect, it } from "@jest/globals";
import { IDENTITY_HEADER } from "../../schema/wire.ts";
import { startGateway } from "../support/gateway-rig.ts";
import { startSubgraphs, type SubgraphRig } from "../support/subgraph-rig.ts";

/** Two subgraphs that share an entity: enough for every step of a request to be taken. */
function startBooks(): Promise<SubgraphRig> {
  return startSubgraphs([
    {
      name: "books",
      typeDefs: `
        type Query { book(id: ID!): Book books: [Book!]! crash: String }
        type Mutation { rename(id: ID!, title: String!): Book }
        type Subscription { ticks: Int! }
        type Book @key(fields: "id") { id: ID! title: String! }
      `,
      resolvers: {
        Query: {
          book: (_: unknown, { id }: { id: string }) => ({ id, title: `title of ${id}` }),
          books: () => [{ id: "1", title: "one" }],
          crash: () => {
            throw new Error("secret at 10.0.0.7");
          },
        },
        Mutation: { rename: (_: unknown, book: object) => book },
      },
    },
    {
      name: "reviews",
      typeDefs: `type Book @key(fields: "id") { id: ID! stars: Int }`,
      resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: Number(id) }) } },
    },
  ]);
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

async function bodyOf(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

describe.each(["own", "apollo"])("a gateway on the %s engine", (engine) => {
  const env = { GATEWAY_ENGINE: engine };

  it("joins what two subgraphs know of one entity", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const query = "query One($id: ID!) { book(id: $id) { title stars } }";
    const response = await gateway.post({ query, variables: { id: "7" } });
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual({ data: { book: { title: "title of 7", stars: 7 } } });
  });

  it("sends subgraphs a signed identity and the request's id", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const token = await gateway.issuer.token({ sub: "somebody", scope: "b a", partner: "acme" });
    const response = await gateway.post(
      { query: "{ books { stars } }" },
      { token, headers: { "x-request-id": "a-request" } },
    );
    expect(response.headers.get("x-request-id")).toBe("a-request");
    expect(subgraphs.requests.length).toBe(2);
    for (const { headers } of subgraphs.requests) {
      expect(headers["x-request-id"]).toBe("a-request");
      const [payload = ""] = String(headers[IDENTITY_HEADER]).split(".");
      const identity = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
      expect(identity).toMatchObject({ subject: "somebody", scopes: ["a", "b"], claims: { partner: "acme" } });
      expect(JSON.stringify(headers)).not.toContain(token);
    }
  });

  it("runs a mutation", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const response = await gateway.post({ query: `mutation { rename(id: "3", title: "three") { title stars } }` });
    expect(await bodyOf(response)).toEqual({ data: { rename: { title: "three", stars: 3 } } });
  });

  it("answers introspection to whoever may introspect, also mixed with data", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const query = `{ books { title } __type(name: "Book") { fields { name } } __schema { queryType { name } } }`;
    const body = await bodyOf(await gateway.post({ query }));
    expect(body.data).toEqual({
      books: [{ title: "one" }],
      __type: { fields: [{ name: "id" }, { name: "title" }, { name: "stars" }] },
      __schema: { queryType: { name: "Query" } },
    });
  });

  it("masks a subgraph's fault under an id that is in the log, and keeps what did not fail", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const response = await gateway.post({ query: "{ books { title } crash }" });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).not.toContain("10.0.0.7");
    const { data, errors } = JSON.parse(text) as Body;
    expect(data).toEqual({ books: [{ title: "one" }], crash: null });
    expect(errors?.[0]?.extensions["code"]).toBe("SUBGRAPH_FAILED");
    const errorId = errors?.[0]?.extensions["errorId"];
    expect(gateway.logLines.filter((line) => line["errorId"] === errorId)).toHaveLength(1);
  });

  it("answers with a code and no address when a subgraph is gone", async () => {
    const subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    await subgraphs[Symbol.asyncDispose]();
    const response = await gateway.post({ query: "{ book(id: 1) { title } }" });
    const text = await response.text();
    expect(text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|localhost/);
    const { data, errors } = JSON.parse(text) as Body;
    expect(data).toEqual({ book: null });
    expect(errors?.[0]?.extensions["code"]).toBe("SUBGRAPH_UNREACHABLE");
  });

  it("refuses a subscription over plain POST", async () => {
    await using subgraphs = await startBooks();
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env });
    const response = await gateway.post({ query: "subscription { ticks }" });
    expect(response.status).toBe(400);
    expect((await bodyOf(response)).errors?.[0]?.extensions["code"]).toBe("SUBSCRIPTION_TRANSPORT_REQUIRED");
  });
});
