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
});
