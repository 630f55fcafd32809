import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import { madeUpOperations, warmUp } from "../../gateway/warm-up.ts";

const schema = buildSchema(readFileSync("schema/api.graphql", "utf8"));

const ABSTRACT = buildSchema(`
  type Query { things: [Thing] either: Either }
  interface Thing { id: ID! next: Thing }
  union Either = Book | Toy
  type Book implements Thing { id: ID! next: Thing pages: Int author: String }
  type Toy implements Thing { id: ID! next: Thing age: Int maker: String }
`);

describe("operations that are made up to warm up", () => {
  it("are valid, differ, and have what clients' operations have", () => {
    for (const one of [schema, ABSTRACT]) {
      const texts: string[] = [];
      for (const text of madeUpOperations(one)) if (texts.push(text) === 200) break;
      for (const text of texts) expect(validate(one, parse(text)).map(({ message }) => message)).toEqual([]);
      expect(new Set(texts).size).toBeGreaterThan(100);
      const all = texts.join(" ");
      for (const part of [/\.\.\.F0 .* fragment F0 on /, / a\d+: /, /@include/]) expect(all).toMatch(part);
    }
    const [first = ""] = madeUpOperations(ABSTRACT);
    expect(first).toContain("... on Book");
  });

  it("are none where a schema has no field without arguments", () => {
    expect([...madeUpOperations(buildSchema("type Query { a(b: Int!): Int }"))]).toEqual([]);
  });

  it("are planned until it is over, and within half a second of work", async () => {
    let planned = 0;
    await warmUp({ schema, plan: () => planned++, isOver: () => planned === 5 });
    expect(planned).toBe(5);
    const slow = (): void => {
      const endsAt = performance.now() + 60;
      while (performance.now() < endsAt);
      planned++;
    };
    await warmUp({ schema, plan: slow, isOver: () => false });
    expect(planned - 5).toBeLessThan(12);
  });
});
