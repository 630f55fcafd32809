/** Results and errors as clients may see them: what is unknown is logged once and replaced by an id. */

import { type ExecutionResult, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import { PASSED_ON_CODES } from "../../schema/wire.ts";
import { type Answer, WrittenAnswer } from "../engine.ts";
import { ERROR_CODES, GatewayError } from "../errors.ts";
import { type Log, logUnknownError } from "../telemetry/log.ts";
import type { PresentedAnswer, PresentedError } from "./pipeline.ts";
import { RequestErrors, withoutSuggestion } from "./request-errors.ts";

const KNOWN_CODES: ReadonlySet<unknown> = new Set([...Object.keys(ERROR_CODES), ...PASSED_ON_CODES]);

/** An answer for a client. */
export function presentAnswer(answer: Answer, requestId: string, log: Log): PresentedAnswer {
  if (answer instanceof WrittenAnswer) return { status: 200, body: answer.bytes };
  const result = presentResult(answer, requestId, log);
  return { status: statusOf(result), body: Buffer.from(JSON.stringify(result)) };
}

function presentResult(result: ExecutionResult, requestId: string, log: Log): FormattedExecutionResult {
  const { errors, ...rest } = result;
  if (errors === undefined || errors.length === 0) return rest;
  return { errors: errors.map((error) => presentFieldError(error, requestId, log)), ...rest };
}

/** A failure of the whole response, for a client. */
export function presentError(error: unknown, requestId: string, log: Log): PresentedError {
  if (error instanceof RequestErrors) return { status: error.status, result: { errors: error.errors } };
  if (error instanceof GatewayError) {
    if (error.status >= 500) log.warn({ err: error, code: error.code, requestId }, "request failed");
    return { status: error.status, result: { errors: [error.toGraphQL()] } };
  }
  return { status: 500, result: { errors: [masked(error, requestId, log).toGraphQL()] } };
}

/** HTTP status of a result: 200 once execution began, else that of its first error. */
function statusOf(result: FormattedExecutionResult): number {
  if (result.data !== undefined || result.errors === undefined) return 200;
  const code: unknown = result.errors[0]?.extensions?.["code"];
  return isErrorCode(code) ? ERROR_CODES[code].status : 500;
}

function isErrorCode(code: unknown): code is keyof typeof ERROR_CODES {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
}

function presentFieldError(
  error: GraphQLError | GraphQLFormattedError,
  requestId: string,
  log: Log,
): GraphQLFormattedError {
  const { locations, path } = error;
  const place = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  if (original instanceof GatewayError) return { ...original.toGraphQL(), ...place };
  const { extensions } = error;
  if (extensions !== undefined && KNOWN_CODES.has(extensions["code"])) {
    return { message: withoutSuggestion(error.message), ...place, extensions: { ...extensions } };
  }
  return { ...masked(original ?? error, requestId, log).toGraphQL(), ...place };
}

function masked(error: unknown, requestId: string, log: Log): GatewayError {
  const errorId = logUnknownError(log, error, requestId, "unknown error");
  return new GatewayError("INTERNAL_SERVER_ERROR", { errorId });
}
