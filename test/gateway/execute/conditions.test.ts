import { describe, expect, it } from "@jest/globals";
import { type GraphRig, startGraph } from "./graph-rig.ts";

function startPeople(): Promise<GraphRig> {
  return startGraph([
    {
      name: "a",
      typeDefs: `type Query { me: Person } type Person @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { me: () => ({ id: "1", name: "Kim" }) } },
    },
    {
      name: "b",
      typeDefs: `type Person @key(fields: "id") { id: ID! age(in: String = "years"): Int city: String }`,
      resolvers: {
        Person: {
          __resolveReference: (one: object) => one,
          age: (_: unknown, args: { in: string }) => (args.in === "months" ? 480 : 40),
          city: () => "Ulsan",
        },
      },
    },
  ]);
}

describe("conditions and variables", () => {
  it("honours @include and @skip across fetches, nested ones together", async () => {
    await using graph = await startPeople();
    const query = `query ($a: Boolean!, $b: Boolean!) { me { name ... @include(if: $a) { age @skip(if: $b) } } }`;
    expect(await graph.ask(query, { a: true, b: false })).toEqual({ data: { me: { name: "Kim", age: 40 } } });
    for (const variables of [
      { a: true, b: true },
      { a: false, b: false },
      { a: false, b: true },
    ]) {
      graph.requests.length = 0;
      expect(await graph.ask(query, variables)).toEqual({ data: { me: { name: "Kim" } } });
      expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["a"]);
    }
  });

  it("honours @skip and @include on one field", async () => {
    await using graph = await startPeople();
    const query = `query ($a: Boolean!, $b: Boolean!) { me { age @include(if: $a) @skip(if: $b) } }`;
    expect(await graph.ask(query, { a: true, b: false })).toEqual({ data: { me: { age: 40 } } });
    expect(await graph.ask(query, { a: true, b: true })).toEqual({ data: { me: {} } });
    expect(await graph.ask(query, { a: false, b: false })).toEqual({ data: { me: {} } });
  });

  it("lets defaults of variables decide conditions, and sends only what the client provided", async () => {
    await using graph = await startPeople();
    const query = `query ($on: Boolean! = true, $unit: String = "months") { me { age(in: $unit) @include(if: $on) } }`;
    expect(await graph.ask(query)).toEqual({ data: { me: { age: 480 } } });
    expect(graph.requests.at(-1)?.variables).toEqual({ representations: [{ __typename: "Person", id: "1" }] });
    expect(await graph.ask(query, { unit: "years" })).toEqual({ data: { me: { age: 40 } } });
    expect(graph.requests.at(-1)?.variables["unit"]).toBe("years");
    expect(await graph.ask(query, { on: false })).toEqual({ data: { me: {} } });
  });

  it("answers an empty object where all fields are skipped", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`query ($no: Boolean!) { me @include(if: $no) { age } }`, { no: false })).toEqual({
      data: {},
    });
    expect(await graph.ask(`{ me @skip(if: true) { age } }`)).toEqual({ data: {} });
    expect(graph.requests).toEqual([]);
  });

  /** The reference planner moves conditions that all fields share up to the fetch, and the object itself is gone. */
  it("answers an empty object where all of its fields are skipped, and null where there is none", async () => {
    await using graph = await startPeople();
    const query = `query ($no: Boolean!) { me { ... on Person @include(if: $no) { age name } } }`;
    expect(await graph.ask(query, { no: false })).toEqual({ data: { me: {} } });
  });

  it("asks for a field once that is skipped in one place and not in another", async () => {
    await using graph = await startPeople();
    const query = `query ($no: Boolean!) { me { age @include(if: $no) } me { age city } }`;
    expect(await graph.ask(query, { no: false })).toEqual({ data: { me: { age: 40, city: "Ulsan" } } });
  });

  it("takes a client's variable that is called like the gateway's own", async () => {
    await using graph = await startPeople();
    for (const name of ["representations", "_r0", "_v0", "__proto__"]) {
      const query = `query ($${name}: String) { me { age(in: $${name}) } }`;
      const variables = JSON.parse(`{"${name}":"months"}`) as Record<string, unknown>;
      expect(await graph.ask(query, variables)).toEqual({ data: { me: { age: 480 } } });
    }
  });

  /** The reference planner joins the fetch of `address` with that of `badge`, and then requires `name` also where it is skipped. */
  it("does not wait for a required field that is skipped together with what requires it", async () => {
    const address = `address: Address @shareable } type Address @shareable { country: String }`;
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { me: Person } type Person @key(fields: "id") { id: ID! name: String }`,
        resolvers: { Query: { me: () => ({ id: "1", name: "Kim" }) } },
      },
      {
        name: "b",
        typeDefs: `type Person @key(fields: "id") {
          id: ID! name: String @external badge: String @requires(fields: "name") ${address}`,
        resolvers: {
          Person: {
            __resolveReference: (one: object) => one,
            badge: ({ name }: { name: string }) => `badge of ${name}`,
            address: () => ({ country: "KR" }),
          },
        },
      },
    ]);
    for (const badge of ["... on Person @skip(if: $no) { badge }", "... on Person { badge @skip(if: $no) }"]) {
      const query = `query ($no: Boolean!) { me { address { country } ${badge} } }`;
      expect(await graph.ask(query, { no: true })).toEqual({ data: { me: { address: { country: "KR" } } } });
      expect(await graph.ask(query, { no: false })).toEqual({
        data: { me: { address: { country: "KR" }, badge: "badge of Kim" } },
      });
    }
  });
});
