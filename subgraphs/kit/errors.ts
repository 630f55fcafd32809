/** Errors that a subgraph may tell, and the mask over all others. */

import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { PASSED_ON_CODES, type PassedOnCode } from "../../schema/wire.ts";
import type { Logger } from "./log.ts";

/** Codes that GraphQL itself gives to a document that cannot be run. */
const DOCUMENT_CODES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILED",
  "BAD_REQUEST",
] as const;

const TOLD: ReadonlySet<unknown> = new Set([...PASSED_ON_CODES, ...DOCUMENT_CODES]);

/** An argument that cannot be used. @param message says what is wrong with it, for the client */
export function badUserInput(message: string): GraphQLError {
  return coded("BAD_USER_INPUT", message);
}

/** A cursor that this list has not given out to this viewer. */
export function badCursor(): GraphQLError {
  return coded("BAD_CURSOR", "The cursor does not belong to this list. Start again without it.");
}

/** A call that nobody vouches for. */
export function unauthenticated(message = "The call carries no valid identity."): GraphQLError {
  return coded("UNAUTHENTICATED", message, 401);
}

/** A viewer that may not do this. */
export function forbidden(message: string): GraphQLError {
  return coded("FORBIDDEN", message);
}

/** States what cannot be otherwise. @throws Error when it is otherwise, which is a defect of ours */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}

/**
 * The error as the gateway may see it: those with a known code as they are, without stack; every other one masked,
 * and logged once under the id that the gateway gets.
 */
export function maskError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const code = formatted.extensions?.["code"];
  const place = {
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
  };
  if (TOLD.has(code)) return { message: formatted.message, ...place, extensions: { code } };
  if (isDocumentError(error)) {
    return { message: formatted.message, ...place, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } };
  }
  const id = randomUUID();
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  log.error({ err: cause, id, path: formatted.path }, "a call failed");
  return {
    message: "Something went wrong on our side.",
    ...place,
    extensions: { code: "INTERNAL_SERVER_ERROR", id },
  };
}

/** Errors of graphql-js over the document have no code, no path and no cause. */
function isDocumentError(error: unknown): boolean {
  return (
    error instanceof GraphQLError &&
    error.extensions["code"] === undefined &&
    error.originalError === undefined &&
    error.path === undefined
  );
}

function coded(code: PassedOnCode, message: string, status?: number): GraphQLError {
  return new GraphQLError(message, { extensions: status === undefined ? { code } : { code, http: { status } } });
}
