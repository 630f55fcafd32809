import { describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  getNamedType,
  graphql,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from "graphql";
import type { Resolvers } from "../../support/subgraph-rig.ts";
import { startGraph } from "./graph-rig.ts";

const COMMON = `
  union Thing = User | Post
`;

const MONOLITH = `
  type Query { users: [User] user(id: ID!): User things: [Thing] nodes: [Node] top(n: Int = 3): [Post] }
  interface Node { id: ID! }
  type User implements Node {
    id: ID! name(upper: Boolean): String boss: User posts: [Post!] score(n: Int): Int address: Address badge: String
  }
  type Post implements Node { id: ID! title: String likes: Int! author: User body(length: Int): String editors: [[User]] }
  type Address { city: String zip: Int country: String }
  ${COMMON}
`;

const SUBGRAPHS: Record<string, string> = {
  a: `
    type Query { users: [User] user(id: ID!): User things: [Thing] nodes: [Node] }
    interface Node { id: ID! }
    type User implements Node @key(fields: "id") { id: ID! name(upper: Boolean): String boss: User }
    type Post implements Node @key(fields: "id") { id: ID! title: String editors: [[User]] }
    ${COMMON}
  `,
  b: `
    type Query { top(n: Int = 3): [Post] }
    type User @key(fields: "id") { id: ID! posts: [Post!] score(n: Int): Int address: Address @shareable }
    type Post @key(fields: "id") { id: ID! likes: Int! author: User }
    type Address @shareable { city: String zip: Int }
  `,
  c: `
    type User @key(fields: "id") {
      id: ID! name(upper: Boolean): String @external badge: String @requires(fields: "name(upper: true)")
      address: Address @shareable
    }
    type Post @key(fields: "id") { id: ID! body(length: Int): String }
    type Address @shareable { city: String country: String }
  `,
};

type Entity = { readonly __typename: string; readonly id: string };

const user = (id: number): Entity => ({ __typename: "User", id: String(id) });
const post = (id: number): Entity => ({ __typename: "Post", id: String(id) });

/** What a field of the world is: the same for the monolith and for whichever subgraph is asked. */
function valueOf(type: string, source: Entity | undefined, field: string, args: Record<string, unknown>): unknown {
  const n = Number(source?.id ?? 0);
  const key = `${type}.${field}`;
  switch (key) {
    case "Query.users":
      return [user(1), null, user(2), user(1), user(6)];
    case "Query.user":
      return args["id"] === "none" ? null : user(Number(args["id"]));
    case "Query.things":
      return [post(1), user(2), null, post(4), user(3)];
    case "Query.nodes":
      return [user(4), post(2), post(3)];
    case "Query.top":
      return Array.from({ length: Number(args["n"]) }, (_, at) => post(at + 1));
    case "User.name":
      return n === 6 ? null : args["upper"] === true ? `USER ${n}` : `user ${n}`;
    case "User.boss":
      return n % 3 === 0 ? null : user(n + 1);
    case "User.posts":
      return n === 2 ? null : [post(n), post(n + 1), post(n)];
    case "User.score":
      return n * Number(args["n"] ?? 1);
    case "User.address":
      return n === 3 ? null : { __typename: "Address", id: String(n) };
    case "User.badge":
      return `badge of USER ${n}`;
    case "Post.title":
      return `post ${n}`;
    case "Post.likes":
      return n === 4 ? null : n * 10;
    case "Post.author":
      return n === 5 ? null : user(n);
    case "Post.body":
      return "text of a post".slice(0, Number(args["length"] ?? 100));
    case "Post.editors":
      return [[user(n), null], null, [], [user(1)]];
    case "Address.city":
      return `city ${n}`;
    case "Address.zip":
      return n === 1 ? null : n * 100;
    case "Address.country":
      return "KR";
    default:
      return (source as Record<string, unknown> | undefined)?.[field];
  }
}

function resolversOf(sdl: string): Resolvers {
  const resolvers: Resolvers = {};
  for (const [, type = "", body = ""] of sdl.matchAll(/type (\w+)[^{]*\{((?:[^}])*)\}/g)) {
    const fields: Record<string, unknown> = {};
    for (const [, field = ""] of body.replaceAll(/\([^)]*\)/g, "").matchAll(/(\w+)\s*:/g)) {
      fields[field] = (source: Entity | undefined, args: Record<string, unknown>) => {
        if (field !== "badge") return valueOf(type, source, field, args);
        const { name } = source as unknown as { name: string | null };
        return name === null ? `badge of USER ${source?.id}` : `badge of ${name}`;
      };
    }
    if (type !== "Query") fields["__resolveReference"] = (reference: Entity) => reference;
    resolvers[type] = fields;
  }
  return resolvers;
}

/** Random numbers that are the same in every run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ALIASES = ["id", "name", "likes", "x", "y", "constructor", "__proto__", "address", "_entities", "author"];
const CONDITIONS = [
  "@include(if: $on)",
  "@skip(if: $on)",
  "@include(if: $off)",
  "@skip(if: $off)",
  "@skip(if: $off) @include(if: $on)",
];

function randomOperation(schema: GraphQLSchema, random: (below: number) => number): string {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
    const given = field.args.flatMap(({ name, type }) => {
      const isNeeded = String(type).endsWith("!");
      if (!isNeeded && random(3) === 0) return [];
      const values = { ID: [`"1"`, `"2"`, `"none"`], Boolean: ["true", "false", "$on"], Int: ["1", "2", "$n"] };
      return [`${name}: ${pick(values[getNamedType(type).name as keyof typeof values])}`];
    });
    return given.length === 0 ? "" : `(${given.join()})`;
  };
  const selection = (type: GraphQLNamedType, depth: number): string => {
    const parts: string[] = [];
    const fields = isUnionType(type)
      ? []
      : (Object.values((type as { getFields(): object }).getFields()) as GraphQLField<unknown, unknown>[]);
    for (let count = 1 + random(4); count > 0; count--) {
      const kind = random(10);
      const condition = random(6) === 0 ? pick(CONDITIONS) : "";
      if (kind === 0) {
        parts.push(`${random(2) === 0 ? "kind: " : ""}__typename ${condition}`);
      } else if (kind <= 2 || fields.length === 0) {
        const on = isAbstractType(type) ? pick(schema.getPossibleTypes(type)) : type;
        if (depth > 0) parts.push(`... on ${on.name} ${condition} ${selection(on, depth - 1)}`);
      } else {
        const field = pick(fields);
        const named = getNamedType(field.type);
        if (!isLeafType(named) && depth === 0) continue;
        const alias = random(4) === 0 ? `${pick(ALIASES)}: ` : "";
        const nested = isLeafType(named) ? "" : selection(named, depth - 1);
        parts.push(`${alias}${field.name}${argumentsOf(field)} ${condition} ${nested}`);
      }
    }
    return `{ ${parts.length === 0 ? "__typename" : parts.join(" ")} }`;
  };
  const query = schema.getQueryType();
  if (!isObjectType(query)) throw new TypeError("expected a query type");
  return `query ($on: Boolean! = true, $off: Boolean! = false, $n: Int = 2) ${selection(query, 5)}`;
}

/** Operations that are compared. */
const COUNT = 200;

describe("random operations", () => {
  it("answer as a monolithic server over the same data does", async () => {
    const definitions = Object.entries(SUBGRAPHS).map(([name, typeDefs]) => ({
      name,
      typeDefs,
      resolvers: resolversOf(typeDefs),
    }));
    await using graph = await startGraph(definitions);
    const schema = buildSchema(MONOLITH);
    const random = randomOf(20261123);
    let compared = 0;
    for (let round = 0; round < COUNT * 10 && compared < COUNT; round++) {
      const source = randomOperation(schema, random);
      const document = parse(source);
      if (validate(schema, document).some(({ message }) => !message.includes("is never used"))) continue;
      const used = source.slice(source.indexOf("{"));
      const declared = source.replace(/\$(\w+): \w+!? = \w+,? ?/g, (text, name: string) =>
        used.includes(`$${name}`) ? text : "",
      );
      const text = declared.replace("query () ", "query ");
      const variables = used.includes("$n") && random(2) === 0 ? { n: 3 } : {};
      const expected = await graphql({
        schema,
        source: text,
        variableValues: variables,
        fieldResolver: (parent: Entity | undefined, args, _context, { parentType, fieldName }) =>
          valueOf(parentType.name, parent, fieldName, args as Record<string, unknown>),
      });
      const actual = await graph.ask(text, variables);
      const what = { text, variables };
      // As text: the order counts too.
      expect({ ...what, data: JSON.stringify(actual.data) }).toEqual({ ...what, data: JSON.stringify(expected.data) });
      expect({ ...what, failed: actual.errors !== undefined }).toEqual({
        ...what,
        failed: expected.errors !== undefined,
      });
      compared++;
    }
    expect(compared).toBe(COUNT);
  }, 120_000);
});
