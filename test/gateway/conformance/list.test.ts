import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const FOLDER = join("test", "gateway", "conformance");

/** `item("C01.1", "sentence"`, however it is broken into lines. */
const DECLARATION = /\bitem\(\s*"([A-Z]\d+\.\d+)",\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`),/g;

interface Declared {
  readonly id: string;
  readonly row: string;
  readonly isWrongOnApollo: boolean;
}

async function readDeclared(): Promise<Declared[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".test.ts") && file !== "list.test.ts");
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(FOLDER, file), "utf8")] as const),
  );
  return texts.flatMap(([file, text]) => {
    const matches = [...text.matchAll(DECLARATION)];
    return matches.map(({ 1: id = "", 2: double, 3: single, 4: template, index }, at) => ({
      id,
      row: `| ${id} | ${double ?? single ?? template} | ${file.replace(".test.ts", "")} |`,
      isWrongOnApollo: /\bapollo:\s/.test(text.slice(index, matches[at + 1]?.index)),
    }));
  });
}

/** Rows of the table under a heading of README.md, without the padding of their cells. */
async function readRows(heading: string): Promise<string[]> {
  const text = await readFile(join(FOLDER, "README.md"), "utf8");
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  const rows = body.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => row.replaceAll(/ +/g, " "));
}

describe("the list in README.md", () => {
  it("has every item of the tests, with its sentence and its file, once", async () => {
    const declared = await readDeclared();
    expect(new Set(declared.map(({ id }) => id)).size).toBe(declared.length);
    expect((await readRows("The items")).sort()).toEqual(declared.map(({ row }) => row).sort());
  });

  it("explains every item that @apollo/gateway answers wrongly, and no other", async () => {
    const rows = await readRows("Where @apollo/gateway 2.14.4 is wrong");
    const explained = rows.flatMap((row) => [...row.matchAll(/[A-Z]\d+\.\d+/g)].map(([id]) => id));
    const wrong = (await readDeclared()).filter(({ isWrongOnApollo }) => isWrongOnApollo);
    expect(explained.sort()).toEqual(wrong.map(({ id }) => id).sort());
  });
});
