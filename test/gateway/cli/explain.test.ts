import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { runCommand } from "./command.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])\n`;

describe("gateway explain", () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    const { supergraphSdl } = composeServices([
      {
        name: "catalogue",
        typeDefs: parse(
          `${LINK} type Query { top: [Product] } type Product @key(fields: "upc") { upc: ID! price: Int title: String @shareable }`,
        ),
      },
      {
        name: "stock",
        typeDefs: parse(
          `${LINK} type Product @key(fields: "upc") { upc: ID! price: Int @external title: String @shareable shipping: Int @requires(fields: "price") }`,
        ),
      },
    ]);
    folder = await mkdtemp(join(tmpdir(), "gateway-explain-"));
    file = join(folder, "supergraph.graphql");
    await writeFile(file, supergraphSdl ?? "");
  });

  afterAll(async () => await rm(folder, { recursive: true }));

  it("prints what is asked of whom, what waits for what, what is sent, and why, without addresses", async () => {
    const { code, stdout } = await runCommand(["explain", "--supergraph", file, "{ top { title shipping } }"]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 requests, 2 of them one after another.");
    expect(stdout).toMatch(/\[1\] catalogue, at once\n {4}because nobody else answers Query\.top/);
    expect(stdout).toContain("    {\n      top {\n        title\n        price\n        upc\n      }\n    }\n");
    expect(stdout).toMatch(/\[2\] stock, after 1\n {4}for top: Product by upc, price/);
    expect(stdout).toContain("because nobody else answers Product.shipping");
  });

  it("lets variables decide what is asked", async () => {
    const query = "query Q($s: Boolean!) { top { title shipping @include(if: $s) } }";
    const { stdout } = await runCommand(["explain", "--supergraph", file, query, "--variables", `{"s": false}`]);
    expect(stdout).toContain("1 request, 1 of them one after another.");
  });

  it.each([
    ["a document that is none", ["{ top "], "Syntax Error"],
    ["a field that is not there", ["{ top { weight } }"], `Cannot query field "weight"`],
    ["variables that are no object", ["{ top { upc } }", "--variables", "[1]"], "--variables must be a JSON object"],
    ["several operations and no name", ["query A { top { upc } } query B { top { upc } }"], "Give --operation"],
  ])("says in a sentence what is wrong with %s", async (_, args, sentence) => {
    const { code, stderr, stdout } = await runCommand(["explain", "--supergraph", file, ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
  });
});
