import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

describeGraph(
  "@provides",
  [
    {
      name: "a",
      typeDefs: `
        type Query {
          best: Book @provides(fields: "title author { name }")
          shelf: [Book] @provides(fields: "title")
          plain: Book
          media: [Media] @provides(fields: "... on Book { title }")
          first: Box @provides(fields: "weight")
          boxed: Box
        }
        interface Media { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! title: String @external author: Author @external pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! }
        type Author @key(fields: "id") { id: ID! name: String @external }
        type Box @key(fields: "id") { id: ID! weight: Int @external shipping: String @requires(fields: "weight") next: Box @provides(fields: "weight") }
      `,
      resolvers: {
        Query: {
          best: () => provided("1"),
          shelf: () => [provided("1"), null, provided("2")],
          plain: () => ({ id: "1", pages: 7 }),
          media: () => [{ __typename: "Book", ...provided("1") }, { __typename: "Film", id: "f" }, null],
          first: () => ({ id: "1" }),
          boxed: () => ({ id: "1" }),
        },
        Box: {
          __resolveReference: asGiven,
          next: () => ({ id: "2" }),
          weight: () => 5,
          shipping: ({ weight }: { weight?: number }) => {
            if (weight === undefined) throw new Error("asked for without its input");
            return `${weight} kg`;
          },
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Book @key(fields: "id") { id: ID! title: String @shareable author: Author @shareable year: Int }
        type Film @key(fields: "id") { id: ID! title: String @shareable }
        type Author @key(fields: "id") { id: ID! name: String @shareable born: Int }
        type Box @key(fields: "id") { id: ID! weight: Int @shareable }
      `,
      resolvers: {
        Book: {
          __resolveReference: asGiven,
          title: ({ id }: WithId) => `own title of ${id}`,
          author: () => ({ id: "p" }),
          year: () => 2001,
        },
        Film: { __resolveReference: asGiven, title: ({ id }: WithId) => `own title of ${id}` },
        Author: { __resolveReference: asGiven, name: () => "own name", born: () => 1970 },
        Box: { __resolveReference: asGiven, weight: () => 5 },
      },
    },
  ],
  (item) => {
    item("C11.1", "takes provided fields from where the path goes, nested ones too", async (graph) => {
      await graph.answers(`{ best { title author { name } } }`, {
        best: { title: "provided title of 1", author: { name: "provided name" } },
      });
      graph.askedAtMost({ a: 1 });
    });

    item("C11.2", "takes them through a list", async (graph) => {
      await graph.answers(`{ shelf { t: title } }`, {
        shelf: [{ t: "provided title of 1" }, null, { t: "provided title of 2" }],
      });
      graph.askedAtMost({ a: 1 });
    });

    item("C11.3", "takes them through an interface, for the type that has them", async (graph) => {
      await graph.answers(`{ media { ... on Book { title } ... on Film { title } } }`, {
        media: [{ title: "provided title of 1" }, { title: "own title of f" }, null],
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C11.4", "asks who resolves the field on a path that does not provide it", async (graph) => {
      await graph.answers(`{ plain { title pages } }`, { plain: { title: "own title of 1", pages: 7 } });
    });

    item("C11.5", "keeps both paths apart in one operation", async (graph) => {
      await graph.answers(
        `{ plain { title author { name } } best { title author { name } } shelf { author { name } } }`,
        {
          plain: { title: "own title of 1", author: { name: "own name" } },
          best: { title: "provided title of 1", author: { name: "provided name" } },
          shelf: [{ author: { name: "own name" } }, null, { author: { name: "own name" } }],
        },
      );
    });

    item("C11.6", "joins what is not provided beside what is", async (graph) => {
      await graph.answers(`{ best { title author { born name } } }`, {
        best: { title: "provided title of 1", author: { born: 1970, name: "provided name" } },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C11.7", "hands over required fields where the path does not provide them", async (graph) => {
      await graph.answers(`{ boxed { shipping } }`, { boxed: { shipping: "5 kg" } });
      await graph.answers(`{ boxed { next { weight } shipping } }`, {
        boxed: { next: { weight: 5 }, shipping: "5 kg" },
      });
    });

    const LOCAL = "what is provided counts as handed over, and the field is asked for without a representation";

    // A subgraph gets what a field requires in a representation, and nowhere else.
    item(
      "C11.8",
      "hands over required fields that the path provides",
      async (graph) => {
        await graph.answers(`{ first { shipping } }`, { first: { shipping: "5 kg" } });
        await graph.answers(`{ boxed { next { shipping } } }`, { boxed: { next: { shipping: "5 kg" } } });
      },
      { apollo: LOCAL },
    );
  },
);

function provided(id: string): object {
  return { id, title: `provided title of ${id}`, author: { id: "p", name: "provided name" } };
}
