import { describe, expect, it } from "@jest/globals";
import { runCase } from "../run-seeds.ts";

/** Cases, shrunk, that the gateway's own engine has answered wrongly or refused. */
const FOUND: readonly (Parameters<typeof runCase>[0] & { readonly name: string })[] = [
  {
    name: "a type that sets a context is a member of a union only where the union does not come from",
    subgraphs: {
      b: `
        type E0 @key(fields: "code") { code: String! f5: [E2!]! }
        type E2 @key(fields: "id") @context(name: "ctx") { id: ID! f9: Int! @external r3: Int! @requires(fields: "f9") ctx: C0 }
        type C0 @key(fields: "id") { id: ID! told(given: Int @fromContext(field: "$ctx { f9 }")): String }
        union U0 = E2
      `,
      c: `
        type E0 @key(fields: "code") { code: String! }
        type E2 @key(fields: "id") { id: ID! f9: Int! }
        type Query { q7: U0 }
        union U0 = E0
      `,
    },
    operation: { text: "{ q7 { ... on E0 { f5 { ctx { told } } } } }", variables: {} },
  },
  {
    name: "objects that set a context are reached in two ways, from two subgraphs",
    subgraphs: {
      a: `
        type Query { q0: [U!]! q1: [U!]! q2: [U!]! q3: [U!]! q4: [U!]! q5: [U!]! }
        union U = A | B
        type A @key(fields: "id") { id: ID! x: X! }
        type B @key(fields: "id") { id: ID! }
        type X @key(fields: "id") { id: ID! f: Int! @shareable }
      `,
      b: `
        type B @key(fields: "id") { id: ID! x: X! }
        type X @key(fields: "id") { id: ID! f: Int! @shareable }
      `,
      c: `
        type X @key(fields: "id") @context(name: "ctx") { id: ID! f: Int! @external r: Int @requires(fields: "f") y: Y! }
        type Y @key(fields: "id") { id: ID! told(given: Int @fromContext(field: "$ctx { f }")): String }
      `,
    },
    operation: {
      text: `
        { q0 { ...F } q1 { ...F } q2 { ...F } q3 { ...F } q4 { ...F } q5 { ...F } }
        fragment F on U { ... on A { x { y { told } } } ... on B { x { y { told } } } }
      `,
      variables: {},
    },
  },
  {
    name: "objects that set a context are reached where their types are not known",
    subgraphs: {
      g: `
        type Query { q0: [I!]! q1: I! q2: I! q3: I! }
        type I @key(fields: "id") @interfaceObject { id: ID! y: Y! }
        type Y @key(fields: "id") { id: ID! }
      `,
      h: `
        interface I @key(fields: "id") { id: ID! }
        type X implements I @key(fields: "id") @context(name: "ctx") { id: ID! f: Int! }
        type Z implements I @key(fields: "id") @context(name: "ctx") { id: ID! f: Int! }
        type Y @key(fields: "id") { id: ID! told(given: Int @fromContext(field: "$ctx { f }")): String }
      `,
    },
    operation: { text: "{ q0 { y { told } } q1 { y { told } } q2 { y { told } } q3 { y { told } } }", variables: {} },
  },
  {
    name: "an object says more than its interface of what a field leads to",
    subgraphs: {
      a: `
        type Query { q0: [I!]! q1: [I!]! q2: [I!]! q3: [I!]! }
        interface I { link: I }
        type E implements I @key(fields: "id") { id: ID! link: E }
      `,
      b: `type E @key(fields: "id") { id: ID! n: Int }`,
    },
    operation: {
      text: "{ q0 { ...F } q1 { ...F } q2 { ...F } q3 { ...F } } fragment F on I { ... on E { link { n } } }",
      variables: {},
    },
  },
  {
    name: "one of two objects says more than the other of what a field leads to",
    subgraphs: {
      a: `
        type Query { q0: [I!]! q1: [I!]! q2: [I!]! q3: [I!]! }
        interface I { link: I }
        type E implements I @key(fields: "id") { id: ID! link: E @shareable }
        type G implements I @key(fields: "id") { id: ID! link: I @shareable }
      `,
      b: `
        interface I { link: I }
        type E implements I @key(fields: "id") { id: ID! link: I @shareable }
        type G implements I @key(fields: "id") { id: ID! link: I @shareable }
      `,
      c: `
        type E @key(fields: "id") { id: ID! n: Int }
        type G @key(fields: "id") { id: ID! m: Int }
      `,
    },
    operation: {
      text: `
        { q0 { ...F } q1 { ...F } q2 { ...F } q3 { ...F } }
        fragment F on I { ... on E { link { ... on E { n } ... on G { m } } } ... on G { link { ... on E { n } ... on G { m } } } }
      `,
      variables: {},
    },
  },
];

describe("the gateway's own engine", () => {
  it.each(FOUND)("is right where $name", async (finding) => {
    expect(await runCase(finding)).toMatchObject({ kind: "equal" });
  });
});
