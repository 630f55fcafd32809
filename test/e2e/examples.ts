/** The ready-made questions of `schema/examples/`, as the explorer offers them. */

import { readdirSync, readFileSync } from "node:fs";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import type { PrincipalName } from "../support/system.ts";

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
  /** From the header's `for:`, the best suited first. */
  readonly askers: readonly PrincipalName[];
  /** From the header's `variables:`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operations: readonly OperationDefinitionNode[];
}

/** All of them, by name. */
export function readExamples(): readonly ExampleFile[] {
  return readdirSync("schema/examples")
    .toSorted()
    .map((name) => {
      const text = readFileSync(`schema/examples/${name}`, "utf8");
      const setting = (key: string): string => new RegExp(`^# ${key}: (.*)$`, "m").exec(text)?.[1] ?? "";
      return {
        name,
        text,
        askers: setting("for").split(", ") as PrincipalName[],
        variables: JSON.parse(setting("variables") || "{}") as Record<string, unknown>,
        operations: parse(text).definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION),
      };
    });
}
