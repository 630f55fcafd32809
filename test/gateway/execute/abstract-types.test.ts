import { describe, expect, it } from "@jest/globals";
import { type GraphRig, startGraph } from "./graph-rig.ts";

/** `a` knows books and films; `b` adds to both, through the interface's key; `c` sees media as objects. */
function startMedia(): Promise<GraphRig> {
  const media = [
    { __typename: "Book", id: "1", title: "b1", pages: 10 },
    { __typename: "Film", id: "2", title: "f2", minutes: 90 },
    null,
  ];
  return startGraph([
    {
      name: "a",
      typeDefs: `
        type Query { media: [Media] anything: [Anything] }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
        union Anything = Book | Film
      `,
      resolvers: {
        Query: { media: () => media, anything: () => media },
        Media: { __resolveReference: ({ id }: { id: string }) => media.find((one) => one?.id === id) },
        Book: { __resolveReference: ({ id }: { id: string }) => media.find((one) => one?.id === id) },
        Film: { __resolveReference: ({ id }: { id: string }) => media.find((one) => one?.id === id) },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Book @key(fields: "id") { id: ID! author: String }
        type Film @key(fields: "id") { id: ID! director: String }
      `,
      resolvers: {
        Book: { __resolveReference: ({ id }: { id: string }) => ({ author: `author of ${id}` }) },
        Film: { __resolveReference: ({ id }: { id: string }) => ({ director: `director of ${id}` }) },
      },
    },
    {
      name: "c",
      typeDefs: `
        type Query { top: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }
      `,
      resolvers: {
        Query: { top: () => [{ id: "2" }, { id: "1" }] },
        Media: {
          __resolveReference: (one: object) => one,
          stars: ({ id }: { id: string }) => Number(id) + 3,
        },
      },
    },
  ]);
}

describe("interfaces and unions", () => {
  it("joins fields of concrete types behind an interface", async () => {
    await using graph = await startMedia();
    expect(await graph.ask(`{ media { title ... on Film { director } ... on Book { author } } }`)).toEqual({
      data: { media: [{ title: "b1", author: "author of 1" }, { title: "f2", director: "director of 2" }, null] },
    });
  });

  it("joins fields of the members of a union, under one response name", async () => {
    await using graph = await startMedia();
    const query = `{ anything { __typename ... on Film { who: director n: minutes } ... on Book { who: author n: pages } } }`;
    expect(await graph.ask(query)).toEqual({
      data: {
        anything: [
          { __typename: "Book", who: "author of 1", n: 10 },
          { __typename: "Film", who: "director of 2", n: 90 },
          null,
        ],
      },
    });
  });

  it("joins a field that an @interfaceObject adds to every implementation", async () => {
    await using graph = await startMedia();
    expect(await graph.ask(`{ media { kind: __typename stars } }`)).toEqual({
      data: { media: [{ kind: "Book", stars: 4 }, { kind: "Film", stars: 5 }, null] },
    });
  });

  it("finds the concrete types of what an @interfaceObject gives", async () => {
    await using graph = await startMedia();
    expect(await graph.ask(`{ top { stars __typename title ... on Book { pages author } } }`)).toEqual({
      data: {
        top: [
          { stars: 5, __typename: "Film", title: "f2" },
          { stars: 4, __typename: "Book", title: "b1", pages: 10, author: "author of 1" },
        ],
      },
    });
  });

  it("answers interface fields of an @interfaceObject without asking for the concrete type", async () => {
    await using graph = await startMedia();
    expect(await graph.ask(`{ top { id stars } }`)).toEqual({
      data: {
        top: [
          { id: "2", stars: 5 },
          { id: "1", stars: 4 },
        ],
      },
    });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["c"]);
  });

  it("answers only __typename of what an @interfaceObject gives", async () => {
    await using graph = await startMedia();
    expect(await graph.ask(`{ top { __typename } }`)).toEqual({
      data: { top: [{ __typename: "Film" }, { __typename: "Book" }] },
    });
  });

  it("gives one field with different arguments under two members of a union", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `
          type Query { all: [U] }
          union U = A | B
          type A { v(n: Int): Int }
          type B { v(n: Int): String }
        `,
        resolvers: {
          Query: { all: () => [{ __typename: "A" }, { __typename: "B" }] },
          A: { v: (_: unknown, { n }: { n: number }) => n },
          B: { v: (_: unknown, { n }: { n: number }) => `s${n}` },
        },
      },
    ]);
    expect(await graph.ask(`{ all { ... on A { x: v(n: 1) y: v(n: 2) } ... on B { z: v(n: 1) } } }`)).toEqual({
      data: { all: [{ x: 1, y: 2 }, { z: "s1" }] },
    });
  });
});
