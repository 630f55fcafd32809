import { describe, expect, it } from "@jest/globals";
import { buildSchema, getOperationAST, parse, print, validate } from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import { type LabelledOperation, labelOperation } from "../../../gateway/plan/label.ts";

const schema = buildSchema(`
  type Query { me: Person find(name: String, age: Int): Person all: [Thing] }
  type Mutation { rename(to: String): Person touch: Person }
  type Person { id: ID name: String }
  type Car { name: Int wheels(front: Boolean): Int }
  union Thing = Person | Car
`);

function label(text: string): LabelledOperation {
  const document = parse(text);
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  return labelOperation({ hash: text, text, document, operation }, schema);
}

/** The labelled document on one line. */
function labelled(text: string): string {
  const { document } = label(text);
  expect(validate(schema, document)).toEqual([]);
  return print(document).replaceAll(/\s+/g, " ");
}

describe("labels", () => {
  it("take the place of aliases: a field without arguments goes by its name", () => {
    expect(labelled(`{ id: me { name: id id: name } }`)).toBe("{ me { id name } }");
  });

  it("are one for leaves with the same arguments in any order, and another for other arguments", () => {
    expect(labelled(`{ all { ... on Car { a: wheels(front: true) b: wheels(front: true) wheels } } }`)).toBe(
      "{ all { ... on Car { _0_wheels: wheels(front: true) _0_wheels: wheels(front: true) _1_wheels: wheels } } }",
    );
  });

  it("keep objects apart that the client asks for under several names, whose nulls are each its own", () => {
    expect(
      labelled(`{ a: me { id } b: me { name } a: me { name } c: find(age: 1) { id } c: find(age: 1) { id } }`),
    ).toBe("{ me { id } _0_me: me { name } me { name } _1_find: find(age: 1) { id } _1_find: find(age: 1) { id } }");
  });

  it("keep apart fields of one name that have different types", () => {
    expect(labelled(`{ all { ... on Person { a: name } ... on Car { b: name } } }`)).toBe(
      "{ all { ... on Person { name } ... on Car { _0_name: name } } }",
    );
  });

  it("keep each mutation of a client apart, under whatever name", () => {
    expect(labelled(`mutation { a: touch { id } b: touch { id } a: touch { name } }`)).toBe(
      "mutation { _0_touch: touch { id } _1_touch: touch { id } _0_touch: touch { name } }",
    );
  });

  it("leave introspection and its fragments out", () => {
    expect(
      labelled(`{ t: __type(name: "Person") { ...f } __schema { types { ...f } } } fragment f on __Type { name }`),
    ).toBe("{ __typename __typename }");
  });

  it("leave out other operations and fragments that the chosen one does not reach", () => {
    const text = `query A { me { ...f } } query B { me { id } } fragment f on Person { n: name }`;
    const document = parse(text);
    const operation = getOperationAST(document, "A");
    invariant(operation, "the document has an operation A");
    const { document: result } = labelOperation({ hash: text, text, document, operation }, schema);
    expect(print(result).replaceAll(/\s+/g, " ")).toBe("query A { me { ...f } } fragment f on Person { name }");
  });

  it("keep an object in the operation of which every field has a condition", () => {
    expect(
      labelled(
        `query ($on: Boolean!) { me { ... { id @skip(if: $on) } ...f @include(if: $on) } } fragment f on Person { id }`,
      ),
    ).toBe(
      "query ($on: Boolean!) { me { ... { id @skip(if: $on) } ...f @include(if: $on) __typename } } fragment f on Person { id }",
    );
  });

  it("rename a client's variables that are called like a planner's own", () => {
    const text = `query ($representations: String, $_r0: Int) { find(name: $representations, age: $_r0) { id } }`;
    expect(labelled(text)).toBe("query ($_v0: String, $_v1: Int) { _0_find: find(name: $_v0, age: $_v1) { id } }");
    expect([...label(text).clientVariables]).toEqual([
      ["_v0", "representations"],
      ["_v1", "_r0"],
    ]);
  });
});
