import { describe, expect, it } from "@jest/globals";
import { executeOperation } from "../../../gateway/execute/execute.ts";
import { type GraphRig, startGraph } from "./graph-rig.ts";

function startPeople(): Promise<GraphRig> {
  return startGraph([
    {
      name: "a",
      typeDefs: `
        type Query { me: Person person(id: ID!): Person }
        type Person @key(fields: "id") { id: ID! name: String constructor: String }
      `,
      resolvers: {
        Query: {
          me: () => ({ id: "1", name: "Kim", constructor: "built" }),
          person: (_: unknown, { id }: { id: string }) => ({ id, name: `n${id}` }),
        },
        Person: {
          constructor: (person: object) => (Object.hasOwn(person, "constructor") ? person.constructor : undefined),
        },
      },
    },
    {
      name: "b",
      typeDefs: `type Person @key(fields: "id") { id: ID! age: Int friend: Person toString: String }`,
      resolvers: {
        Person: {
          __resolveReference: (one: object) => one,
          age: ({ id }: { id: string }) => Number(id) * 10,
          friend: ({ id }: { id: string }) => ({ id: String(Number(id) + 1) }),
          toString: () => "text",
        },
      },
    },
  ]);
}

describe("aliases", () => {
  it("keeps an alias that equals a key field apart from the key", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`{ me { id: name age } }`)).toEqual({ data: { me: { id: "Kim", age: 10 } } });
  });

  it("keeps an alias that equals __typename apart from the type", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`{ me { __typename: name kind: __typename age } }`)).toEqual({
      data: { me: { __typename: "Kim", kind: "Person", age: 10 } },
    });
  });

  it("takes aliases that JavaScript objects have by birth", async () => {
    await using graph = await startPeople();
    const query = `{ __proto__: me { constructor: age __proto__: name hasOwnProperty: id } constructor: me { toString } }`;
    const result = await executeOperation(graph.compile(query), graph.request(query), graph.ports);
    expect(JSON.stringify(result)).toBe(
      `{"data":{"__proto__":{"constructor":10,"__proto__":"Kim","hasOwnProperty":"1"},"constructor":{"toString":"text"}}}`,
    );
    expect(({} as Record<string, unknown>)["constructor"]).toBe(Object);
  });

  it("answers null for a field called like an object's birth property that a subgraph left out", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`{ person(id: "3") { constructor toString } }`)).toEqual({
      data: { person: { constructor: null, toString: "text" } },
    });
  });

  it("takes one field under many names, with equal and with other arguments", async () => {
    await using graph = await startPeople();
    const query = `{ one: person(id: "1") { a: name } two: person(id: "2") { b: name age } three: person(id: "1") { age } }`;
    expect(await graph.ask(query)).toEqual({
      data: { one: { a: "n1" }, two: { b: "n2", age: 20 }, three: { age: 10 } },
    });
  });

  it("takes aliases that equal the gateway's internal names", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`{ _entities: me { representations: age _0_person: id } _0_person: me { name } }`)).toEqual({
      data: { _entities: { representations: 10, _0_person: "1" }, _0_person: { name: "Kim" } },
    });
  });

  it("takes aliases on the way to entities of entities", async () => {
    await using graph = await startPeople();
    expect(await graph.ask(`{ x: me { y: friend { z: friend { n: name age: id } n: age } } }`)).toEqual({
      data: { x: { y: { z: { n: null, age: "3" }, n: 20 } } },
    });
  });
});
