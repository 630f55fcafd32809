/**
 * The GraphQL endpoint: GraphQL over HTTP, working draft of 2025.
 * Statuses are those of `errors.ts` under either media type, as the draft allows for `application/json`.
 * No cookie and no other ambient credential is taken, and a browser asks before it sends `Authorization` to another site, so a
 * request that a foreign page can send unasked is answered 401; foreign origins are refused besides.
 */

import { OperationTypeNode } from "graphql";
import { bearerToken } from "../auth/token-verifier.ts";
import type { Principal } from "../context.ts";
import type { Answer } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import { giveMemoryBack, isWorthGivingBack } from "../memory.ts";
import type { OperationRequest } from "../operation.ts";
import { checkBodyHeaders, parseJson, readJson } from "./body.ts";
import { type Exchange, respond, setCommonHeaders } from "./exchange.ts";
import type { HandleStream } from "./http-stream.ts";
import {
  type AnswerType,
  isStreamType,
  negotiate,
  negotiateParts,
  negotiateStream,
  type PartsSpec,
} from "./negotiate.ts";
import { respondInParts } from "./parted-response.ts";
import type { Pipeline, RequestParameters } from "./pipeline.ts";
import type { RequestSignals } from "./request-signals.ts";
import { STREAM_FORMATS, type StreamFormat } from "./stream-format.ts";
import { planAlone, withPlan } from "./told-plan.ts";

/** What the endpoint needs. */
export interface GraphqlEndpoint {
  /** The pipeline of the current generation, asked for at each request. */
  readonly pipeline: () => Pipeline;
  readonly signals: RequestSignals;
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
  /** Answers as a stream. */
  readonly handleStream: HandleStream;
}

const METHODS = "GET, POST, OPTIONS";

/** Answers one request to the endpoint. It settles when the response is written, and does not throw. */
export async function handleGraphql(exchange: Exchange, endpoint: GraphqlEndpoint): Promise<void> {
  const { request, requestId } = exchange;
  const pipeline = endpoint.pipeline();
  let answerType: AnswerType | null = null;
  try {
    const { origin, host } = request.headers;
    if (!pipeline.allowsOrigin(origin, host)) throw new GatewayError("CSRF_PREVENTED");
    if (origin !== undefined) allowOrigin(exchange, origin);
    if (request.method === "OPTIONS") {
      respond(exchange, 204, { allow: METHODS }, "");
      return;
    }
    if (request.method !== "GET" && request.method !== "POST") throw methodNotAllowed(exchange, METHODS);
    answerType = negotiate(request.headers.accept);
    // Whoever takes answers in parts only gets JSON where there are none, as for errors.
    if (answerType === null && negotiateParts(request.headers.accept) !== null) answerType = "application/json";
    if (answerType === null) throw new GatewayError("NOT_ACCEPTABLE");
    await answer(exchange, endpoint, pipeline, answerType);
  } catch (error) {
    const { status, result } = pipeline.presentError(error, requestId);
    respondResult(exchange, status, answerType ?? "application/json", JSON.stringify(result));
  }
}

async function answer(
  exchange: Exchange,
  endpoint: GraphqlEndpoint,
  pipeline: Pipeline,
  answerType: AnswerType,
): Promise<void> {
  const { request } = exchange;
  if (request.method === "POST") checkBodyHeaders(request, endpoint.maxBodyBytes);
  const principal = await pipeline.authenticate(bearerToken(request.headers.authorization));
  const parameters = await readParameters(exchange, endpoint, pipeline);
  const leave = pipeline.admit();
  try {
    const preparing = endpoint.pipeline().prepareFirst(parameters.query);
    if (preparing !== null) await preparing;
    // From here to its execution the request must not miss a swap of generations, and it may have taken long to arrive.
    const current = endpoint.pipeline();
    const operation = current.prepare(parameters, principal);
    const kind = operation.prepared.operation.operation;
    if (request.method === "GET" && kind === OperationTypeNode.MUTATION) {
      throw methodNotAllowed(exchange, "POST", "A mutation must be sent by POST.");
    }
    const spec = operation.prepared.defers ? negotiateParts(request.headers.accept) : null;
    if (parameters.explain === "only") {
      const type = isStreamType(answerType) ? "application/json" : answerType;
      respondResult(exchange, 200, type, planAlone(current.explain(operation, principal, spec !== null)));
    } else if (kind === OperationTypeNode.SUBSCRIPTION) {
      const streamType = negotiateStream(request.headers.accept);
      if (streamType === null) throw new GatewayError("SUBSCRIPTION_TRANSPORT_REQUIRED");
      // A stream lasts: it must not hold a place of those who come and go.
      leave();
      const { every } = parameters;
      await stream(exchange, endpoint, current, { operation, principal, format: STREAM_FORMATS[streamType], every });
    } else if (isStreamType(answerType)) {
      const format = STREAM_FORMATS[answerType];
      await stream(exchange, endpoint, current, { operation, principal, format, every: undefined });
    } else {
      const plan = parameters.explain === "beside" ? current.explain(operation, principal, spec !== null) : null;
      await execute(exchange, endpoint, current, { operation, principal, answerType, plan, spec });
    }
  } finally {
    leave();
  }
}

/**
 * The parameters of a request, from its body or its URL.
 * @throws GatewayError what `readJson` throws, or BAD_REQUEST
 */
export async function readParameters(
  exchange: Exchange,
  { maxBodyBytes }: GraphqlEndpoint,
  pipeline: Pipeline,
): Promise<RequestParameters> {
  const { request, search } = exchange;
  if (request.method === "POST") return pipeline.readParameters(await readJson(request, maxBodyBytes));
  const given = new URLSearchParams(search);
  const json = (name: string): unknown => {
    const text = given.get(name);
    return text === null || text === "" ? undefined : parseJson(text);
  };
  return pipeline.readParameters({
    query: given.get("query"),
    operationName: given.get("operationName"),
    variables: json("variables"),
    extensions: json("extensions"),
  });
}

async function execute(
  exchange: Exchange,
  { signals, requestTimeoutMs }: GraphqlEndpoint,
  pipeline: Pipeline,
  { operation, principal, answerType, plan, spec }: SingleAnswer,
): Promise<void> {
  const { requestId, response } = exchange;
  const { engine } = pipeline;
  const span = signals.open(response, requestTimeoutMs);
  const respondWith = (answer: Answer): void => {
    const { status, body } = pipeline.present(answer, requestId);
    if (plan !== null) respondResult(exchange, status, answerType, withPlan(body, plan));
    else if (isWorthGivingBack(body)) respondResult(exchange, status, answerType, body, () => giveMemoryBack(body));
    else respondResult(exchange, status, answerType, body);
  };
  try {
    const context = { requestId, principal, signal: span.signal };
    if (spec === null || engine.executeInParts === undefined) {
      respondWith(await span.orAborted(engine.execute(operation, context)));
    } else {
      setCommonHeaders(exchange);
      const answer = engine.executeInParts(operation, context);
      await respondInParts({ exchange, pipeline, span, spec, plan, answer, respondWith });
    }
  } finally {
    span.close();
  }
}

/** What is to be answered at once, and how. */
interface SingleAnswer {
  readonly operation: OperationRequest;
  readonly principal: Principal;
  readonly answerType: AnswerType;
  /** How it is answered, where that was asked too. */
  readonly plan: string | null;
  /** How it comes in parts, where it may. */
  readonly spec: PartsSpec | null;
}

/** What is to be answered as a stream, and how. */
interface StreamAnswer {
  readonly operation: OperationRequest;
  readonly principal: Principal;
  readonly format: StreamFormat;
  readonly every: string | undefined;
}

async function stream(
  exchange: Exchange,
  { signals, requestTimeoutMs, handleStream }: GraphqlEndpoint,
  pipeline: Pipeline,
  { operation, principal, format, every }: StreamAnswer,
): Promise<void> {
  const { request, response, requestId } = exchange;
  const lasts = operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION;
  const giveBack = lasts ? pipeline.admitSubscription(principal) : undefined;
  const span = lasts ? signals.openStream(response) : signals.open(response, requestTimeoutMs);
  try {
    const context = { requestId, principal, signal: span.signal };
    setCommonHeaders(exchange);
    await handleStream({ request, response, operation, context, pipeline, format, every });
  } finally {
    giveBack?.();
    span.close();
  }
}

/** Writes a result as the whole response. */
export function respondResult(
  exchange: Exchange,
  status: number,
  answerType: AnswerType,
  body: string | Buffer,
  onSent?: () => void,
): void {
  // Errors are JSON also for whom asked for a stream: none was begun.
  const mediaType = isStreamType(answerType) ? "application/json" : answerType;
  const headers: Record<string, string> = { "content-type": `${mediaType}; charset=utf-8` };
  if (status === 401) headers["www-authenticate"] = challenge(exchange);
  if (status === 503) headers["retry-after"] = "1";
  respond(exchange, status, headers, body, onSent);
}

/** What a client without a good token is told to send (RFC 6750, section 3). */
function challenge({ request }: Exchange): string {
  const realm = 'Bearer realm="graph"';
  return request.headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

/** Lets a page of another site read the response, and answers what its browser asks before. */
export function allowOrigin({ request, response }: Exchange, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader(
    "access-control-expose-headers",
    "x-request-id, retry-after, www-authenticate, content-disposition",
  );
  response.setHeader("vary", "origin");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST");
  response.setHeader("access-control-allow-headers", "authorization, content-type, x-request-id, last-event-id");
  response.setHeader("access-control-max-age", "600");
}

/** Says which methods there are. */
export function methodNotAllowed({ response }: Exchange, allow: string, message?: string): GatewayError {
  response.setHeader("allow", allow);
  return new GatewayError("METHOD_NOT_ALLOWED", {}, message === undefined ? {} : { message });
}
