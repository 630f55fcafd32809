/** Errors that a client may see: one class, and one table of codes with their HTTP status. */

import type { GraphQLFormattedError } from "graphql";

/** Every code that the gateway itself gives a client, with the status of a response that fails as a whole, and its sentence. */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, message: "The request is not a GraphQL request." },
  MALFORMED_JSON: { status: 400, message: "The body is not valid JSON." },
  GRAPHQL_PARSE_FAILED: { status: 400, message: "The document is not valid GraphQL." },
  GRAPHQL_VALIDATION_FAILED: { status: 400, message: "The document does not fit the schema." },
  BAD_USER_INPUT: { status: 400, message: "A variable does not fit its type." },
  BAD_CURSOR: { status: 400, message: "The cursor was not given out for this, or not to you." },
  OPERATION_RESOLUTION_FAILED: { status: 400, message: "Which operation to run cannot be told." },
  DOCUMENT_TOO_LARGE: { status: 400, message: "The document is larger than the limits allow." },
  SUBSCRIPTION_TRANSPORT_REQUIRED: {
    status: 400,
    message:
      "Subscriptions need a WebSocket (graphql-transport-ws), `Accept: text/event-stream` or `Accept: multipart/mixed;subscriptionSpec=1.0`.",
  },
  UNAUTHENTICATED: { status: 401, message: "A valid bearer token is required." },
  FORBIDDEN: { status: 403, message: "The token does not allow this." },
  INTROSPECTION_FORBIDDEN: { status: 403, message: "The token does not allow introspection." },
  CSRF_PREVENTED: { status: 403, message: "The request could have been made by another site's page." },
  NOT_FOUND: { status: 404, message: "There is nothing at this path." },
  METHOD_NOT_ALLOWED: { status: 405, message: "This method is not allowed here." },
  NOT_ACCEPTABLE: { status: 406, message: "None of the accepted media types can be given." },
  REQUEST_TIMEOUT: { status: 408, message: "The request did not arrive in time." },
  PAYLOAD_TOO_LARGE: { status: 413, message: "The body is too large." },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: "Send `Content-Type: application/json`." },
  TOO_MANY_REQUESTS: { status: 429, message: "Too many at once; try again." },
  INTERNAL_SERVER_ERROR: { status: 500, message: "Something went wrong on our side." },
  SUBGRAPH_FAILED: { status: 502, message: "A part of the graph did not answer as it should." },
  SUBGRAPH_UNREACHABLE: { status: 502, message: "A part of the graph cannot be reached." },
  AUTHENTICATION_UNAVAILABLE: { status: 503, message: "Tokens cannot be verified at the moment; try again." },
  SUPERGRAPH_CHANGED: { status: 410, message: "The graph has changed, and the operation does not fit it any more." },
  OVERLOADED: { status: 503, message: "The gateway is overloaded or going down; try again." },
  SUBSCRIBER_TOO_SLOW: { status: 503, message: "The stream was read too slowly; go on after the last cursor." },
  PLANNING_FAILED: { status: 500, message: "The operation could not be planned." },
  PLANNING_TIMEOUT: { status: 503, message: "The operation took too long to plan." },
  DEADLINE_EXCEEDED: { status: 504, message: "The request took too long." },
  SUBGRAPH_TIMEOUT: { status: 504, message: "A part of the graph did not answer in time." },
} as const satisfies Record<string, { readonly status: number; readonly message: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that a client may see. Its message and details hold nothing internal; what does stays in `cause`, for the log. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param details goes into `extensions` beside the code, so it must be fit for strangers
   * @param options.message replaces the sentence of the table
   */
  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, unknown>> = {},
    options: { readonly cause?: unknown; readonly message?: string } = {},
  ) {
    super(options.message ?? ERROR_CODES[code].message, { cause: options.cause });
    this.name = "GatewayError";
    this.code = code;
    this.details = details;
  }

  /** HTTP status of a response that fails as a whole with this error. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  /** This error as an entry of `errors` (GraphQL specification, section 7.1.5). */
  toGraphQL(): GraphQLFormattedError {
    return { message: this.message, extensions: { code: this.code, ...this.details } };
  }
}

/** States what cannot be otherwise. @throws Error when it is otherwise, which is a defect of ours */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
