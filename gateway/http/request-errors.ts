/** The errors of a request that was not executed: one or more, all the client's own. */

import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { ERROR_CODES, type ErrorCode } from "../errors.ts";

/** Several errors with one code, such as those of validation. */
export class RequestErrors extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly GraphQLFormattedError[];

  /** @param causes as graphql-js reports them; their messages name nothing that the schema hides */
  constructor(code: ErrorCode, causes: readonly GraphQLError[]) {
    super(ERROR_CODES[code].message);
    this.name = "RequestErrors";
    this.code = code;
    this.errors = causes.map(({ message, locations }) => ({
      message: withoutSuggestion(message),
      ...(locations === undefined ? {} : { locations }),
      extensions: { code },
    }));
  }

  /** HTTP status of the response. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** A message of graphql-js without its guesses, which tell a stranger names of the schema. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^]*\?$/, "");
}
