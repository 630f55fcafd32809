/** `gateway explain`: prints the plan of an operation, without asking any subgraph. */

import { readFileSync } from "node:fs";
import { getOperationAST, getVariableValues, GraphQLError, parse, validate } from "graphql";
import { ConfigError } from "../config.ts";
import { conditionVariables } from "../plan/conditions.ts";
import { createPlanner } from "../plan/planner.ts";
import { readModel } from "../plan/read-model.ts";
import { readSupergraph, SupergraphError } from "../supergraph/generation.ts";

/** How the command is asked. */
export interface ExplainOptions {
  /** Which operation, where the document has several. */
  readonly operation?: string;
  /** A JSON object. Variables decide conditions. */
  readonly variables?: string;
}

/**
 * Explains how an operation is answered.
 * @param supergraphPath of the supergraph's SDL
 * @param query the document; `-` reads it from standard input
 * @throws SupergraphError, ConfigError, or GatewayError when the operation cannot be planned
 */
export function explain(supergraphPath: string, query: string, options: ExplainOptions): string {
  const { document: supergraph, apiSchema } = readSupergraph(readSdl(supergraphPath));
  const text = query === "-" ? readFileSync(0, "utf8") : query;
  try {
    const document = parse(text);
    refuse(validate(apiSchema, document));
    const operation = getOperationAST(document, options.operation);
    if (operation == null) throw new ConfigError(["Give --operation: the document has not exactly one that is meant."]);
    const given = readVariables(options.variables);
    const { coerced = {}, errors } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], given);
    refuse(errors ?? []);
    const conditions = new Map(conditionVariables(document, true).map((name) => [name, coerced[name] === true]));
    const isVisible = (typeName: string): boolean => apiSchema.getType(typeName) !== undefined;
    const planner = createPlanner({ model: readModel(supergraph), isVisible });
    return planner.explain({ document, operation, conditions, activeLabels: new Set(), isInParts: true });
  } catch (error) {
    if (error instanceof GraphQLError) refuse([error]);
    throw error;
  }
}

/** @throws ConfigError with a line for each error, if there are any */
function refuse(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new ConfigError(errors.map(describe));
}

function readSdl(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SupergraphError(`The supergraph ${path} cannot be read.`, { cause });
  }
}

function readVariables(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as for what is JSON but no object.
  }
  throw new ConfigError([`--variables must be a JSON object, such as {"id": 1}.`]);
}

function describe({ message, locations }: GraphQLError): string {
  const [at] = locations ?? [];
  return at === undefined ? message : `${at.line}:${at.column} ${message}`;
}
