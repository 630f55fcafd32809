import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type DocumentNode,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { PRINCIPALS } from "../../scripts/principals.ts";

/** The header that the explorer reads: a title, a sentence, who may ask, and perhaps variables; then the operations. */
const HEADER =
  /^# (?<title>.+)\n# (?<sentence>.+)\n# for: (?<askers>.+)\n(?:# variables: (?<variables>.+)\n)?(?=[^#\n])/;

const api = buildSchema(readFileSync("schema/api.graphql", "utf8"));
const principals = PRINCIPALS.map(({ name }) => name);
const files = readdirSync("schema/examples").toSorted();

describe("the examples' numbers", () => {
  it("count from 01 without a gap, so that the menu has one order", () => {
    const wanted = files.map((_, index) => `${index + 1}`.padStart(2, "0"));
    expect(files.map((file) => /^(\d\d)(-[a-z0-9]+)+\.graphql$/.exec(file)?.[1])).toEqual(wanted);
  });
});

describe.each(files)("example %s", (file) => {
  const text = readFileSync(`schema/examples/${file}`, "utf8");
  const header = HEADER.exec(text)?.groups ?? {};

  it("starts with a title, a sentence and those who may ask", () => {
    expect(text).toMatch(HEADER);
    expect(header["title"]).not.toMatch(/[.:]$/);
    expect(header["sentence"]).toMatch(/[.?]$/);
  });

  it("is for principals that the local issuer knows, each named once", () => {
    const askers = header["askers"]?.split(", ") ?? [];
    expect(askers.filter((asker) => !principals.includes(asker))).toEqual([]);
    expect(new Set(askers).size).toBe(askers.length);
  });

  it("asks only for what the graph has", () => {
    expect(validate(api, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it("names its operations, each once", () => {
    const names = operationsOf(parse(text)).map(({ name }) => name?.value);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
  });

  it("brings variables that fit, and none that no operation takes", () => {
    const variables = JSON.parse(header["variables"] ?? "{}") as Readonly<Record<string, unknown>>;
    const declared = new Set<string>();
    for (const { variableDefinitions = [] } of operationsOf(parse(text))) {
      const { errors = [] } = getVariableValues(api, variableDefinitions, variables);
      expect(errors.map(({ message }) => message)).toEqual([]);
      for (const { variable } of variableDefinitions) declared.add(variable.name.value);
    }
    expect(Object.keys(variables).filter((name) => !declared.has(name))).toEqual([]);
  });
});

function operationsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}
