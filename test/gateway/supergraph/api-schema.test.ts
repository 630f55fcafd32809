/** The API schema against the one that Apollo's own library makes of the same supergraph. */

import { readFile } from "node:fs/promises";
import { composeServices } from "@apollo/composition";
import { Supergraph } from "@apollo/federation-internals";
import { describe, expect, it } from "@jest/globals";
import { type GraphQLSchema, introspectionFromSchema, lexicographicSortSchema, parse } from "graphql";
import { wideSupergraph } from "../../../bench/engine/wide-supergraph.ts";
import { readGeneration, SupergraphError } from "../../../gateway/supergraph/generation.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@inaccessible", "@tag", "@interfaceObject", "@composeDirective", "@requires", "@external"
])\n`;

function compose(...sources: readonly string[]): string {
  const services = sources.map((sdl, at) => ({
    name: `s${at}`,
    url: `http://127.0.0.1:1/${at}`,
    typeDefs: parse(sdl.includes("@link(") ? sdl : LINK + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}

const HIDDEN_EVERYWHERE = compose(
  `
  "The root"
  type Query {
    thing(shown: In, secret: Int @inaccessible): Thing
    hidden: Int @inaccessible
    any: Either node: Node shade: Shade
    hiddenThing: HiddenThing @inaccessible
  }
  type Mutation @inaccessible { change: Int }
  type Thing implements Node & HiddenNode @key(fields: "id") @key(fields: "sku") {
    id: ID! sku: String @inaccessible "Told" name(upper: Boolean = true): String @deprecated(reason: "old") at: Moment
  }
  type HiddenThing @inaccessible { id: ID! }
  interface Node { id: ID! sku: String @inaccessible }
  interface HiddenNode @inaccessible { id: ID! }
  union Either = Thing | HiddenThing | Third
  type Third { value: Int }
  enum Shade { LIGHT @deprecated DARK SECRET @inaccessible }
  input In { shown: Int = 3 shade: Shade = DARK secret: Int @inaccessible }
  scalar Moment @specifiedBy(url: "https://example.org/moment") @tag(name: "time")
  scalar Hidden @inaccessible
  `,
  `type Thing @key(fields: "id") { id: ID! more: [Thing!]! }`,
);

const CUSTOM_DIRECTIVES = compose(`
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@key", as: "@id" }, "@composeDirective", "@inaccessible"])
    @link(url: "https://example.org/specs/live/v1.0", as: "beat", import: [{ name: "@live", as: "@streams" }])
    @composeDirective(name: "@streams")
  directive @streams(every: Int) on FIELD_DEFINITION
  directive @shout(loud: Boolean = true) on FIELD | QUERY
  type Query { a: A @streams(every: 3) }
  type A @id(fields: "id") { id: ID! b: Int @inaccessible }
`);

const FEDERATION_1 = `
  schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Root }
  directive @core(feature: String!) repeatable on SCHEMA
  directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet) on FIELD_DEFINITION
  directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE
  directive @join__owner(graph: join__Graph!) on OBJECT | INTERFACE
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  scalar join__FieldSet
  enum join__Graph { A @join__graph(name: "a", url: "http://127.0.0.1:1/a") B @join__graph(name: "b", url: "http://127.0.0.1:1/b") }
  type Root { me: User @join__field(graph: A) }
  type User @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
    id: ID! @join__field(graph: A) name: String @join__field(graph: A) stars: Int @join__field(graph: B)
  }
`;

const INTERFACE_OBJECTS = compose(
  `type Query { all: [Media] } interface Media @key(fields: "id") { id: ID! }
   type Book implements Media @key(fields: "id") { id: ID! pages: Int } type Film implements Media @key(fields: "id") { id: ID! }`,
  `type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int }`,
);

describe("the API schema of", () => {
  it.each([
    ["a supergraph with all that can be hidden", HIDDEN_EVERYWHERE],
    ["one with directives of its own and renamed imports", CUSTOM_DIRECTIVES],
    ["one of Federation 1 with a root type of another name", FEDERATION_1],
    ["one with interface objects", INTERFACE_OBJECTS],
    ["one of many subgraphs", wideSupergraph(10, 40)],
  ])("%s is what Apollo's library makes of it", (_, sdl) => {
    expect(shown(readGeneration(sdl).apiSchema)).toEqual(shown(reference(sdl)));
  });

  it("the fleet is what Apollo's library makes of it", async () => {
    const sdl = await readFile("schema/supergraph.graphql", "utf8");
    const urls = Object.fromEntries(["inventory", "partners", "sites", "workloads"].map((name) => [name, "http://a/"]));
    expect(shown(readGeneration(sdl, urls).apiSchema)).toEqual(shown(reference(sdl)));
  });

  it("one with type extensions has what they add", () => {
    const extended = `${FEDERATION_1} extend type User { extra: Int @join__field(graph: B) }`;
    expect(shown(readGeneration(extended).apiSchema)).toEqual(shown(reference(extended)));
  });
});

describe("a supergraph is refused in one sentence", () => {
  it.each([
    ["for a security feature that we do not have", "authenticated/v0.1", "SECURITY", "authenticated/v0.1 for security"],
    ["for an execution feature that we do not have", "warp/v9.1", "EXECUTION", "warp/v9.1 for execution"],
  ])("%s", (_, feature, purpose, sentence) => {
    const link = `@link(url: "https://specs.apollo.dev/${feature}", for: ${purpose})`;
    expect(() => readGeneration(INTERFACE_OBJECTS.replace("schema\n", `schema\n  ${link}\n`))).toThrow(
      `The supergraph cannot be read: it needs https://specs.apollo.dev/${sentence}, which is not supported.`,
    );
  });

  it("for a later version of the join specification", () => {
    expect(() => readGeneration(INTERFACE_OBJECTS.replace("join/v0.5", "join/v0.9"))).toThrow(/join\/v0\.9 as join/);
  });

  it("for a field whose type is hidden", () => {
    const sdl = HIDDEN_EVERYWHERE.replace(/hiddenThing: HiddenThing [^\n]*/, "hiddenThing: HiddenThing");
    expect(() => readGeneration(sdl)).toThrow(SupergraphError);
  });
});

function reference(sdl: string): GraphQLSchema {
  return Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
}

/** All that a client can learn by introspection, in one order; but for `@defer`, which we add to every supergraph. */
function shown(schema: GraphQLSchema): unknown {
  const { __schema: found } = introspectionFromSchema(lexicographicSortSchema(schema), {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
  });
  return { ...found, directives: found.directives.filter(({ name }) => name !== "defer") };
}
