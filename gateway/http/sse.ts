/**
 * Server-sent events: the distinct connections mode of graphql-sse, for operations of every kind.
 * The `id` of an event is its frame's cursor, and `Last-Event-ID` goes on after it (HTML Standard, section 9.2).
 * What goes wrong before the stream begins is thrown, for a plain response; later it is a last `next` event with `errors`.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { OperationTypeNode } from "graphql";
import type { RequestContext } from "../context.ts";
import type { Frame, FrameStream } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { createFrame } from "../subscribe/frame.ts";
import type { HandleSse, Pipeline } from "./pipeline.ts";

/** Bounds of one event stream. All times in milliseconds. */
export interface SseLimits {
  /** How often a comment is sent, so that what stands between keeps the connection. */
  readonly heartbeatMs: number;
  /** How long the head waits for the first frame, so that a refusal is a plain response. */
  readonly firstFrameMs: number;
  /** Unsent bytes above which the stream waits for the client to read. */
  readonly highWaterBytes: number;
  /** How long after its last event a connection is cut, for clients that do not read it. */
  readonly endTimeoutMs: number;
}

/** Values that suit the usual proxies, which cut idle connections after 30 to 60 s. */
export const SSE_LIMITS: SseLimits = {
  heartbeatMs: 12_000,
  firstFrameMs: 1_000,
  highWaterBytes: 64 * 1024,
  endTimeoutMs: 5_000,
};

/** Creates the answer over server-sent events. */
export function createSse(limits: SseLimits): HandleSse {
  return async (request, response, operation, context, pipeline) => {
    const isSubscription = operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (isSubscription) await answerStream(request, response, operation, context, pipeline, limits);
    else await answerOnce(response, operation, context, pipeline, limits);
  };
}

async function answerOnce(
  response: ServerResponse,
  operation: OperationRequest,
  context: RequestContext,
  pipeline: Pipeline,
  limits: SseLimits,
): Promise<void> {
  const result = pipeline.present(await pipeline.engine.execute(operation, context), context.requestId);
  const events = new EventStream(response, limits);
  await events.send(createFrame(result, null));
  await events.end();
}

async function answerStream(
  request: IncomingMessage,
  response: ServerResponse,
  operation: OperationRequest,
  context: RequestContext,
  pipeline: Pipeline,
  limits: SseLimits,
): Promise<void> {
  const { signal, principal, requestId } = context;
  const lastEventId = request.headers["last-event-id"];
  const after = typeof lastEventId === "string" && lastEventId !== "" ? lastEventId : undefined;
  const stream = await pipeline.engine.subscribe(operation, context, after);
  /** Settles when the stream was ended from outside, with the error to tell. */
  const ended = withResolvers<unknown>();
  const expired = new GatewayError("UNAUTHENTICATED", {}, { message: "The token has expired." });
  const stopExpiry = atTime(principal.expiresAtMs, () => ended.resolve(expired));
  const onAbort = (): void => ended.resolve(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  stream.whenFailed?.((error) => ended.resolve(error));
  try {
    const first = stream.next();
    await settledWithin(first, limits.firstFrameMs);
    if (response.destroyed) return;
    const events = new EventStream(response, limits);
    try {
      const forwarded = forward(stream, first, events);
      const failure = await Promise.race([forwarded, ended.promise]);
      if (failure !== undefined) await events.fail(pipeline.presentError(failure, requestId).result);
      else await events.end();
    } finally {
      events.close();
    }
  } finally {
    stopExpiry();
    signal.removeEventListener("abort", onAbort);
    await stream.return?.();
  }
}

/** Sends frames until there are no more. @returns what the stream failed with, or undefined */
async function forward(
  stream: FrameStream,
  first: Promise<IteratorResult<Frame>>,
  events: EventStream,
): Promise<unknown> {
  try {
    for (let step = await first; step.done !== true; step = await stream.next()) await events.send(step.value);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A response that is an event stream. It writes the head when it is made. */
class EventStream {
  readonly #response: ServerResponse;
  readonly #limits: SseLimits;
  readonly #heartbeat: NodeJS.Timeout;
  #open = true;

  constructor(response: ServerResponse, limits: SseLimits) {
    this.#response = response;
    this.#limits = limits;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    });
    response.flushHeaders();
    this.#heartbeat = setInterval(() => {
      if (this.#open && response.writableLength <= limits.highWaterBytes) response.write(":\n\n");
    }, limits.heartbeatMs);
  }

  /** Sends a frame, and waits while more is unsent than the client is allowed to lag behind. */
  async send(frame: Frame): Promise<void> {
    if (!this.#open || this.#response.destroyed) return;
    const { cursor } = frame;
    // A line break would begin another field; a null makes the whole id void.
    const id = cursor === null || /[\0\r\n]/.test(cursor) ? "" : `id: ${cursor}\n`;
    const head = `${id}event: next\ndata: `;
    this.#response.cork();
    this.#response.write(head);
    this.#response.write(frame.bytes);
    const isBelow = this.#response.writableLength <= this.#limits.highWaterBytes;
    const written = new Promise<void>((resolve) => this.#response.write("\n\n", () => resolve()));
    this.#response.uncork();
    if (!isBelow) await written;
  }

  /** Sends errors as the last result, and ends. */
  async fail(result: object): Promise<void> {
    if (this.#open && !this.#response.destroyed) {
      this.#response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
    }
    await this.end();
  }

  /** Says that there is no more. @returns settles when the client has read all, was cut off, or is gone */
  async end(): Promise<void> {
    this.close();
    if (this.#response.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#response.destroy(), this.#limits.endTimeoutMs);
      this.#response.once("close", () => {
        clearTimeout(timer);
        resolve();
      });
      this.#response.end("event: complete\ndata:\n\n", () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Sends nothing more. */
  close(): void {
    this.#open = false;
    clearInterval(this.#heartbeat);
  }
}

/** Waits for a promise, but no longer than a time. @throws what it rejects with in that time */
async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls at a time in milliseconds since the epoch. @returns calls it off */
function atTime(timeMs: number, call: () => void): () => void {
  const maxTimerMs = 2 ** 31 - 1;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = timeMs - Date.now();
    timer = leftMs <= 0 ? setTimeout(call, 0) : setTimeout(arm, Math.min(leftMs, maxTimerMs));
  };
  arm();
  return () => clearTimeout(timer);
}

function withResolvers<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
