/** Request parameters to operations: each document is parsed, limited and validated once. */

import { hash } from "node:crypto";
import {
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { DocumentLimits } from "../config.ts";
import { GatewayError } from "../errors.ts";
import { type ByteBoundedCache, createByteBoundedCache } from "../limits/byte-bounded-cache.ts";
import { findFieldConflict } from "../limits/field-merging.ts";
import { measureDocument, tooLarge } from "../limits/measure.ts";
import type { OperationRequest, PreparedOperation } from "../operation.ts";
import { runAtOnce, runInTurns, type Steps, turn } from "../steps.ts";
import { checkDeferLabels } from "./defer-labels.ts";
import type { OperationText } from "./moving-streams.ts";
import { RequestErrors } from "./request-errors.ts";

/** What a parsed document takes for each character of its text, tokens and locations included; measured. */
const BYTES_PER_CHARACTER = 60;
const MAX_REPORTED_ERRORS = 10;
/** Shorter texts are checked in some milliseconds. */
const LARGE_CHARACTERS = 4096;
/** The rules take most of the time of a check; a third of them at a time. */
const STEPS = 3;
/** Merging is checked by a linear algorithm of our own: this rule is quadratic. */
const RULES = [...specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule), checkDeferLabels];

/** An operation that may run, and whether it asks about the schema. */
export interface CheckedOperation {
  readonly prepared: PreparedOperation;
  readonly introspects: boolean;
}

/** A valid document. */
interface CheckedDocument {
  readonly sole: CheckedOperation | null;
  readonly byName: ReadonlyMap<string, CheckedOperation>;
}

/** Documents of one generation. */
export interface Documents {
  /**
   * The operation that a text and a name choose: the same object for the same ones while it is cached.
   * @throws GatewayError DOCUMENT_TOO_LARGE or OPERATION_RESOLUTION_FAILED
   * @throws RequestErrors GRAPHQL_PARSE_FAILED or GRAPHQL_VALIDATION_FAILED
   */
  find(text: string, operationName: string | undefined): CheckedOperation;
  /**
   * Checks a large text in steps, with turns for others between them, so that `find` has it then.
   * @returns null where that is not worth while: `find` takes no long time
   * @throws as `find` does; perhaps not all that is wrong
   */
  findFirst(text: string): Promise<void> | null;
}

/** Creates the documents of one generation. @param cacheBytes what they may take, by estimate */
export function createDocuments(schema: GraphQLSchema, limits: DocumentLimits, cacheBytes: number): Documents {
  const cache: ByteBoundedCache<CheckedDocument> = createByteBoundedCache(cacheBytes);
  const keep = (text: string, document: CheckedDocument): void =>
    cache.set(text, document, text.length * BYTES_PER_CHARACTER);
  // Found in the same turn as its last step by all who waited for it, also where it is too large to be kept.
  let latest: { readonly text: string; readonly document: CheckedDocument } | null = null;
  const checks = new Map<string, Promise<void>>();
  const checkInTurns = async (text: string): Promise<void> => {
    try {
      const document = await runInTurns(checkDocument(text, schema, limits, STEPS), turn);
      keep(text, document);
      latest = { text, document };
    } finally {
      checks.delete(text);
    }
  };
  return {
    find(text, operationName) {
      let document = cache.get(text) ?? (latest?.text === text ? latest.document : undefined);
      if (document === undefined) {
        document = runAtOnce(checkDocument(text, schema, limits, 1));
        keep(text, document);
      }
      return chooseOperation(document, operationName);
    },
    findFirst(text) {
      if (text.length < LARGE_CHARACTERS || cache.get(text) !== undefined) return null;
      let check = checks.get(text);
      if (check === undefined) checks.set(text, (check = checkInTurns(text)));
      return check;
    },
  };
}

/**
 * An operation with its variables coerced.
 * @throws RequestErrors BAD_USER_INPUT when a variable does not fit its type
 */
export function coerceVariables(
  schema: GraphQLSchema,
  prepared: PreparedOperation,
  { variables }: OperationText,
): OperationRequest {
  const definitions = prepared.operation.variableDefinitions;
  if (definitions === undefined || definitions.length === 0) {
    return { prepared, coercedVariables: NO_VARIABLES, rawVariables: variables };
  }
  const { coerced, errors } = getVariableValues(schema, definitions, variables, { maxErrors: MAX_REPORTED_ERRORS });
  if (coerced === undefined) throw new RequestErrors("BAD_USER_INPUT", errors ?? []);
  return { prepared, coercedVariables: coerced, rawVariables: variables };
}

/** The variables of a request that has none. */
export const NO_VARIABLES: Readonly<Record<string, unknown>> = Object.freeze({});

/** @param steps in how many the rules are looked at */
function* checkDocument(
  text: string,
  schema: GraphQLSchema,
  limits: DocumentLimits,
  steps: number,
): Steps<CheckedDocument> {
  const document = parseDocument(text, limits);
  const extents = measureDocument(document, limits);
  const options = { maxErrors: MAX_REPORTED_ERRORS, hideSuggestions: true };
  for (let step = 0; step < steps; step++) {
    yield;
    const rules = RULES.filter((_, at) => at % steps === step);
    const errors = validate(schema, document, rules, options);
    if (errors.length > 0) throw new RequestErrors("GRAPHQL_VALIDATION_FAILED", errors.slice(0, MAX_REPORTED_ERRORS));
  }
  yield;

  const byName = new Map<string, CheckedOperation>();
  let sole: CheckedOperation | null = null;
  for (const [operation, { introspects, defers }] of extents) {
    if (schema.getRootType(operation.operation) == null) {
      const message = `The graph has no ${operation.operation}s.`;
      throw new RequestErrors("GRAPHQL_VALIDATION_FAILED", [new GraphQLError(message, { nodes: operation })]);
    }
    const conflict = findFieldConflict(schema, document, operation, limits.maxFields * 4);
    if (conflict !== null) throw new RequestErrors("GRAPHQL_VALIDATION_FAILED", [conflict]);
    const checked = { prepared: prepare(text, document, operation, defers), introspects };
    sole = extents.size === 1 ? checked : null;
    if (operation.name !== undefined) byName.set(operation.name.value, checked);
  }
  return { sole, byName };
}

function parseDocument(text: string, { maxTokens }: DocumentLimits): DocumentNode {
  try {
    const document = parse(text, { maxTokens });
    const stranger = document.definitions.find(
      ({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION,
    );
    if (stranger === undefined) return document;
    const message = "A request holds operations and fragments, not definitions of types.";
    throw new RequestErrors("GRAPHQL_VALIDATION_FAILED", [new GraphQLError(message, { nodes: stranger })]);
  } catch (error) {
    // The parser recurses, so a text of nothing but opening brackets runs out of stack.
    if (error instanceof RangeError) throw new GatewayError("DOCUMENT_TOO_LARGE", {}, { cause: error });
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes("tokens. Parsing aborted")) throw tooLarge("tokens", maxTokens);
    throw new RequestErrors("GRAPHQL_PARSE_FAILED", [error]);
  }
}

function prepare(
  text: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  defers: boolean,
): PreparedOperation {
  const name = operation.name?.value ?? "";
  const id = hash("sha256", `${name}\n${text}`, "base64url");
  return Object.freeze({ hash: id, text, document, operation, defers });
}

function chooseOperation({ sole, byName }: CheckedDocument, name: string | undefined): CheckedOperation {
  const chosen = name === undefined ? sole : byName.get(name);
  if (chosen !== undefined && chosen !== null) return chosen;
  const message =
    name === undefined
      ? "Give `operationName`: the document does not have exactly one operation."
      : "The document has no operation of this name.";
  throw new GatewayError("OPERATION_RESOLUTION_FAILED", {}, { message });
}
