import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { composeServices } from "@apollo/composition";
import { describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from "graphql";

/** What can be described: a type, field, argument or enum value, by its schema coordinate. */
interface Described {
  readonly coordinate: string;
  readonly description: string | null;
}

const api = buildSchema(await readFile("schema/api.graphql", "utf8"));
const all = Object.values(api.getTypeMap())
  .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
  .flatMap(elementsOf);

describe("the words of schema/api.graphql", () => {
  it("describe every type, field, argument and enum value", () => {
    expect(all.length).toBeGreaterThan(400);
    expect(coordinatesOf(({ description }) => description === null || description.trim() === "")).toEqual([]);
  });

  it("are sentences: a capital, a digit or code at the start, a full stop at the end", () => {
    expect(coordinatesOf(({ description }) => !/^[A-Z0-9`][^]*\.$/.test(description ?? ""))).toEqual([]);
  });

  it("say more than the name that they stand beside", () => {
    expect(coordinatesOf(({ coordinate, description }) => isEcho(coordinate, description ?? ""))).toEqual([]);
  });

  // A default is handed to a resolver as it is written: `"1h"` where the resolver expects milliseconds.
  it("are all that says what a time is when it is not given: a scalar of ours has no default", () => {
    const defaults = ["inventory", "partners", "sites", "workloads"].flatMap((name) =>
      readFileSync(`schema/${name}.graphql`, "utf8").match(/\w+: (Duration|DateTime|Date|Cursor) = .*/g),
    );
    expect(defaults.filter((found) => found !== null)).toEqual([]);
  });

  it("are the same in every subgraph that says them, as all that subgraphs share", async () => {
    const { errors, hints } = composeServices(
      await Promise.all(
        ["inventory", "partners", "sites", "workloads"].map(async (name) => ({
          name,
          typeDefs: parse(await readFile(`schema/${name}.graphql`, "utf8")),
        })),
      ),
    );
    expect(errors).toBeUndefined();
    expect(hints?.map(({ message }) => message)).toEqual([]);
  });
});

function coordinatesOf(isWrong: (element: Described) => boolean): readonly string[] {
  return all.filter(isWrong).map(({ coordinate }) => coordinate);
}

function elementsOf(type: GraphQLNamedType): readonly Described[] {
  return [described(type.name, type), ...membersOf(type)];
}

function membersOf(type: GraphQLNamedType): readonly Described[] {
  if (isEnumType(type)) return type.getValues().map((value) => described(`${type.name}.${value.name}`, value));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => described(`${type.name}.${field.name}`, field));
  }
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    const ofArgument = (argument: GraphQLArgument): Described =>
      described(`${coordinate}(${argument.name}:)`, argument);
    return [described(coordinate, field), ...field.args.map(ofArgument)];
  });
}

function described(coordinate: string, element: { readonly description?: string | null | undefined }): Described {
  return { coordinate, description: element.description ?? null };
}

/** True for "The status.", "Its name." and the like, beside `status` and `name`. */
function isEcho(coordinate: string, description: string): boolean {
  const name = /(\w+)(:\))?$/.exec(coordinate)?.[1] ?? "";
  return lettersOf(description.replace(/^(the|its|a|an) /i, "")) === lettersOf(name);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
