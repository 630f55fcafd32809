import { describe, expect, it } from "@jest/globals";
import { startGateway } from "../../support/gateway-rig.ts";
import { startSubgraphs } from "../../support/subgraph-rig.ts";

describe("extensions.explain", () => {
  it("adds the plan to the answer for whoever may introspect, and for nobody else", async () => {
    await using subgraphs = await startSubgraphs([
      { name: "greetings", typeDefs: `type Query { hello: String }`, resolvers: { Query: { hello: () => "안녕" } } },
    ]);
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl });
    const body = { query: "{ hello }", extensions: { explain: true } };
    const allowed = (await (await gateway.post(body)).json()) as { extensions: { plan: string } };
    expect(allowed).toMatchObject({ data: { hello: "안녕" } });
    expect(allowed.extensions.plan).toContain("[1] greetings, at once");
    const token = await gateway.issuer.token({ sub: "guest" });
    expect(await (await gateway.post(body, { token })).json()).toMatchObject({
      errors: [{ extensions: { code: "INTROSPECTION_FORBIDDEN" } }],
    });
    expect(await (await gateway.post({ query: "{ hello }" })).json()).toEqual({ data: { hello: "안녕" } });
    expect(subgraphs.requests).toHaveLength(2);
  });

  it("tells the plan alone, and then asks nobody and changes nothing", async () => {
    await using subgraphs = await startSubgraphs([
      {
        name: "greetings",
        typeDefs: `type Query { hello: String } type Mutation { greet: String } type Subscription { greeted: String }`,
        resolvers: {},
      },
    ]);
    await using gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl });
    const ask = async (query: string, token?: string): Promise<unknown> => {
      const body = { query, extensions: { explain: "only" } };
      return (await gateway.post(body, token === undefined ? {} : { token })).json();
    };
    for (const query of ["{ hello }", "mutation { greet }", "subscription { greeted }"]) {
      expect(await ask(query)).toEqual({
        data: null,
        extensions: { plan: expect.stringContaining("[1] greetings") as unknown },
      });
    }
    expect(await ask("{ hello }", await gateway.issuer.token({ sub: "guest" }))).toMatchObject({
      errors: [{ extensions: { code: "INTROSPECTION_FORBIDDEN" } }],
    });
    expect(await (await gateway.post({ query: "{ hello }", extensions: { explain: "all" } })).json()).toMatchObject({
      errors: [{ extensions: { code: "BAD_REQUEST" } }],
    });
    expect(subgraphs.requests).toHaveLength(0);
  });
});
