/** Cases, shrunk, that @apollo/gateway 2.14.4 answers wrongly or refuses. The README tells of each why. */

import type { Case } from "../run-seeds.ts";

/** A case with the reason in a few words. */
export interface Finding extends Pick<Case, "subgraphs" | "operation"> {
  readonly name: string;
}

/** The cases. */
export const WRONG_ON_APOLLO: readonly Finding[] = [
  {
    name: "one field is required with two sets of arguments",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "id") { id: ID! size(n: Int): Int }
      `,
      b: `
        type E @key(fields: "id") {
          id: ID! size(n: Int): Int @external
          one: String @requires(fields: "size(n: 1)") two: String @requires(fields: "size(n: 2)")
        }
      `,
    },
    operation: { text: "{ first { one two } }", variables: {} },
  },
  {
    name: "a field is required beside the client's own with other arguments",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "id") { id: ID! size(n: Int): Int }
      `,
      b: `type E @key(fields: "id") { id: ID! size(n: Int): Int @external one: String @requires(fields: "size(n: 1)") }`,
    },
    operation: { text: "{ first { size(n: 2) one } }", variables: {} },
  },
  {
    name: "an alias has the name of a key",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "id") { id: ID! name: ID! }
      `,
      b: `type E @key(fields: "id") { id: ID! other: Int! }`,
    },
    operation: { text: "{ first { id: name other } }", variables: {} },
  },
  {
    name: "a required field has inputs of its own in the subgraph that the entity comes from",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "id") { id: ID! base: Int @external middle: Int @requires(fields: "base") }
      `,
      b: `
        type E @key(fields: "id") {
          id: ID! base: Int middle: Int @external last: Int @requires(fields: "middle")
        }
      `,
    },
    operation: { text: "{ first { last } }", variables: {} },
  },
  {
    name: "the path to an entity provides the inputs of a field",
    subgraphs: {
      a: `
        type Query { first: E! }
        type E @key(fields: "id") {
          id: ID! code: String @external badge: String! @requires(fields: "code") next: E! @provides(fields: "code")
        }
      `,
      b: `type E @key(fields: "id") { id: ID! code: String @shareable }`,
    },
    operation: { text: "{ first { next { badge } } }", variables: {} },
  },
  {
    name: "a fragment on Query stands where the subgraph has another name for it",
    subgraphs: { a: `schema { query: Root } type Root { count: Int }` },
    operation: { text: "query ($on: Boolean! = true) { ... on Query @include(if: $on) { count } }", variables: {} },
  },
  {
    name: "Query is reached from an object, in a subgraph that has another name for it",
    subgraphs: {
      a: `type Query { first: E } type E { id: ID! back: Query }`,
      b: `schema { query: Root } type Root { count: Int }`,
    },
    operation: { text: "{ first { back { count } } }", variables: {} },
  },
  {
    name: "an override's label is active",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "id") { id: ID! size: Int }
      `,
      b: `type E @key(fields: "id") { id: ID! size: Int @override(from: "a", label: "percent(100)") }`,
    },
    operation: { text: "{ first { size } }", variables: {} },
  },
  {
    name: "an override does not hold for a field of an interface",
    subgraphs: {
      a: `type E @key(fields: "id") { id: ID! size: Int }`,
      b: `
        type Query { first: Sized }
        interface Sized { size: Int }
        type E implements Sized @key(fields: "id") { id: ID! size: Int @override(from: "a", label: "percent(0)") }
      `,
    },
    operation: { text: "{ first { size } }", variables: {} },
  },
  {
    name: "an override takes over a key",
    subgraphs: {
      a: `
        type Query { first: E }
        type E @key(fields: "code") { code: String! id: ID! }
      `,
      b: `
        type E @key(fields: "id") @key(fields: "code") {
          code: String! id: ID! @override(from: "a", label: "percent(100)") size: Int!
        }
      `,
    },
    operation: { text: "{ first { size } }", variables: {} },
  },
  {
    name: "a mutation needs an entity before the next one, which is its neighbour",
    subgraphs: {
      a: `
        type Query { none: Int }
        type Mutation { one: E! two: Int }
        type E @key(fields: "id") { id: ID! }
      `,
      b: `type E @key(fields: "id") { id: ID! seq: Int }`,
    },
    operation: { text: "mutation { one { seq } two }", variables: {} },
  },
  {
    name: "one mutation is selected twice, under a condition and with another between",
    subgraphs: {
      a: `
        type Query { none: Int }
        type Mutation { one: E! }
        type E { id: ID! name: String! }
      `,
      b: `type Mutation { two: Int }`,
    },
    operation: {
      text: "mutation ($on: Boolean! = true) { one { id } two one @include(if: $on) { name } }",
      variables: {},
    },
  },
  {
    name: "the type's name of a Query below a field is asked of a subgraph that has another name for it",
    subgraphs: {
      a: `
        schema { query: Root mutation: Mutation }
        type Root { size: Int }
        type Mutation { one: Root! }
      `,
    },
    operation: { text: "mutation { one { __typename size } }", variables: {} },
  },
  {
    name: "an alias is __typename",
    subgraphs: { a: `type Query { first: E! } type E { id: ID! }` },
    operation: { text: "{ first { __typename: id } }", variables: {} },
  },
  {
    name: "a field is also an input of one that a condition leaves out",
    subgraphs: {
      a: `
        type Query { first: E! }
        type E @key(fields: "id") { id: ID! base: Int @external middle: Int @requires(fields: "base") }
      `,
      b: `
        type E @key(fields: "id") { id: ID! base: Int middle: Int @external last: Int @requires(fields: "middle") }
      `,
    },
    operation: {
      text: "query ($on: Boolean! = true) { first { base last @skip(if: $on) } }",
      variables: {},
    },
  },
  {
    name: "a value type that is split over subgraphs stands in a list of lists",
    subgraphs: {
      a: `type Query { all: [[V]] @shareable } type V { one: Int! }`,
      b: `type Query { all: [[V]] @shareable } type V { two: Int! }`,
    },
    operation: { text: "{ all { one two } }", variables: {} },
  },
  {
    name: "a fragment on an abstract type stands on an object in an interface's place",
    subgraphs: {
      a: `
        type Query { first: I! }
        type I @interfaceObject @key(fields: "id") { id: ID! }
      `,
      b: `
        interface I @key(fields: "id") { id: ID! }
        type N implements I @key(fields: "id") { id: ID! size: Int }
        union U = N
      `,
    },
    operation: { text: "{ first { ... on U { __typename } } }", variables: {} },
  },
  {
    name: "an argument comes from a context",
    subgraphs: {
      a: `
        type Query { first: P! }
        type P @key(fields: "id") @context(name: "above") { id: ID! size: Int! child: C! }
        type C @key(fields: "id") { id: ID! told(given: Int @fromContext(field: "$above { size }")): String }
      `,
    },
    operation: { text: "{ first { child { told } } }", variables: {} },
  },
];
