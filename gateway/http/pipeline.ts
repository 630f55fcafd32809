/** The steps that every transport takes alike, so that all limits and all authorisation hold on each of them. */

import type { FormattedExecutionResult } from "graphql";
import type { Principal, RequestContext } from "../context.ts";
import type { Answer, Engine, StreamPlace } from "../engine.ts";
import type { OperationRequest } from "../operation.ts";
import type { OperationText, PipedStream } from "./moving-streams.ts";

/** The parameters of a GraphQL request, checked for their types only (GraphQL over HTTP, section 5.1). */
export interface RequestParameters extends OperationText {
  /** `extensions.every`: the interval of conflation of a subscription whose field has no argument for it. */
  readonly every: string | undefined;
  /** `extensions.explain`: whether the plan is told beside the answer (`true`), or alone (`"only"`), and nothing is executed. */
  readonly explain: "no" | "beside" | "only";
}

/** What a transport needs from the gateway. */
export interface Pipeline {
  /** The engine of the current generation. Ask for it once for each operation. */
  readonly engine: Engine;
  /**
   * Whom a request speaks for.
   * @param token the bearer token that came with it, or undefined
   * @throws GatewayError UNAUTHENTICATED or AUTHENTICATION_UNAVAILABLE
   */
  authenticate(token: string | undefined): Promise<Principal>;
  /** Calls when the principal's tokens are revoked. @returns calls it off */
  onRevoked(principal: Principal, call: () => void): () => void;
  /**
   * Whether a page of this origin may call: there is none, it is our own, or it is configured. Where anyone may ask, the
   * host that was asked must be this machine besides, or a page could have its own name resolve to us.
   * @param host the request's `Host` header
   */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean;
  /**
   * Takes one of the bounded places for operations under way. A stream gives it back before it is opened.
   * @returns gives the place back; call it once
   * @throws GatewayError OVERLOADED
   */
  admit(): () => void;
  /**
   * Takes one of the principal's places for WebSocket connections. @returns gives it back
   * @throws GatewayError TOO_MANY_REQUESTS
   */
  admitSocket(principal: Principal): () => void;
  /**
   * Takes one of the principal's places for subscriptions, over whatever transport. @returns gives it back
   * @throws GatewayError TOO_MANY_REQUESTS
   */
  admitSubscription(principal: Principal): () => void;
  /**
   * Checks the parameters' types, as parsed from JSON. Unknown members are ignored, as the specification wants.
   * @throws GatewayError BAD_REQUEST
   */
  readParameters(body: unknown): RequestParameters;
  /**
   * Prepares what a large document takes long for, with turns for others. To be awaited before `prepare`, where it is not null.
   * @throws as `prepare` does
   */
  prepareFirst(text: string): Promise<void> | null;
  /**
   * Parsed, within the limits, valid, allowed to introspect if it does, and with its variables coerced.
   * @throws RequestErrors with one or more errors of the client's
   */
  prepare(parameters: OperationText, principal: Principal): OperationRequest;
  /**
   * Opens a subscription, for as long as it can be answered: a new generation of the supergraph does not end it.
   * @throws GatewayError when it cannot be opened
   */
  subscribe(operation: OperationRequest, context: RequestContext, place: StreamPlace): Promise<PipedStream>;
  /**
   * Says how an operation is answered.
   * @param isInParts whether the client takes what it marked with `@defer` later. Default: it takes one answer
   * @throws GatewayError INTROSPECTION_FORBIDDEN when the principal may not learn it: it names what clients do not see
   */
  explain(operation: OperationRequest, principal: Principal, isInParts?: boolean): string | null;
  /** A result as clients may see it: unknown errors are logged once and replaced. */
  present(answer: Answer, requestId: string): PresentedAnswer;
  /** An error as clients may see it. Unknown ones are logged once and replaced. */
  presentError(error: unknown, requestId: string): PresentedError;
}

/** An answer as it is sent. */
export interface PresentedAnswer {
  /** HTTP status. */
  readonly status: number;
  /** JSON. Nobody may write into it. */
  readonly body: Buffer;
}

/** A response that fails as a whole. */
export interface PresentedError {
  readonly status: number;
  readonly result: FormattedExecutionResult;
}
