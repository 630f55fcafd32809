/**
 * Results of operations of every kind in the body of an HTTP response that lasts. `Last-Event-ID` goes on after a cursor.
 * What goes wrong before the stream begins is thrown, for a plain response; later it is the last result, with `errors`.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { OperationTypeNode } from "graphql";
import type { RequestContext } from "../context.ts";
import type { Frame } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { createWrittenFrame } from "../subscribe/frame.ts";
import type { Pipeline } from "./pipeline.ts";
import type { StreamFormat } from "./stream-format.ts";

/** Bounds of one stream. All times in milliseconds. */
export interface HttpStreamLimits {
  /** How often something is sent, so that what stands between keeps the connection. */
  readonly heartbeatMs: number;
  /** How long the head waits for the first frame, so that a refusal is a plain response. */
  readonly firstFrameMs: number;
  /** Unsent bytes above which the stream waits for the client to read. */
  readonly highWaterBytes: number;
  /** How long after its last event a connection is cut, for clients that do not read it. */
  readonly endTimeoutMs: number;
}

/** Values that suit the usual proxies, which cut idle connections after 30 to 60 s. */
export const HTTP_STREAM_LIMITS: HttpStreamLimits = {
  heartbeatMs: 12_000,
  firstFrameMs: 1_000,
  highWaterBytes: 64 * 1024,
  endTimeoutMs: 5_000,
};

/** An operation to answer as a stream. The response's head is not written yet. */
export interface StreamRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly operation: OperationRequest;
  readonly context: RequestContext;
  readonly pipeline: Pipeline;
  readonly format: StreamFormat;
  /** The interval of conflation that the request asks for. */
  readonly every: string | undefined;
}

/** Answers as a stream. It settles when the response has ended or the client has gone. */
export type HandleStream = (request: StreamRequest) => Promise<void>;

/** Creates the answer as a stream. */
export function createHttpStreams(limits: HttpStreamLimits): HandleStream {
  return async (request) => {
    const isSubscription = request.operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (isSubscription) await answerStream(request, limits);
    else await answerOnce(request, limits);
  };
}

async function answerOnce(
  { response, operation, context, pipeline, format }: StreamRequest,
  limits: HttpStreamLimits,
): Promise<void> {
  const { body: answer } = pipeline.present(await pipeline.engine.execute(operation, context), context.requestId);
  const body = new StreamBody(response, format, limits);
  body.write([createWrittenFrame(answer)]);
  await body.end();
}

async function answerStream(
  { request, response, operation, context, pipeline, format, every }: StreamRequest,
  limits: HttpStreamLimits,
): Promise<void> {
  const { requestId, signal, principal } = context;
  const lastEventId = request.headers["last-event-id"];
  const after = typeof lastEventId === "string" && lastEventId !== "" ? lastEventId : undefined;
  const stream = await pipeline.subscribe(operation, context, { after, every });
  const body = new StreamBody(response, format, limits);
  const ended = withResolvers<{ readonly error: unknown } | null>();
  const fail = (error: unknown): void => ended.resolve({ error });
  const expired = new GatewayError("UNAUTHENTICATED", {}, { message: "The token has expired." });
  const stopExpiry = atTime(principal.expiresAtMs, () => fail(expired));
  const revoked = new GatewayError("UNAUTHENTICATED", {}, { message: "The token was revoked." });
  const stopRevocation = pipeline.onRevoked(principal, () => fail(revoked));
  const firstFrame = setTimeout(() => body.begin(), limits.firstFrameMs);
  const onAbort = (): void => fail(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const onDrain = (): void => stream.resume();
  response.on("drain", onDrain);
  try {
    stream.pipe({ write: (frames) => body.write(frames), end: () => ended.resolve(null), fail });
    const failure = await ended.promise;
    stream.close();
    if (failure === null) await body.end();
    else if (body.hasBegun) await body.fail(pipeline.presentError(failure.error, requestId).result);
    else throw failure.error;
  } finally {
    stopExpiry();
    stopRevocation();
    clearTimeout(firstFrame);
    signal.removeEventListener("abort", onAbort);
    response.off("drain", onDrain);
    body.close();
    stream.close();
  }
}

/** The body of a response that is a stream. */
class StreamBody {
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #limits: HttpStreamLimits;
  #phase: "waiting" | "open" | "closed" = "waiting";
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, format: StreamFormat, limits: HttpStreamLimits) {
    this.#response = response;
    this.#format = format;
    this.#limits = limits;
  }

  /** Whether the head is written. */
  get hasBegun(): boolean {
    return this.#response.headersSent;
  }

  /** Writes the head, unless it is written. */
  begin(): void {
    if (this.#phase !== "waiting" || this.#response.destroyed) return;
    this.#phase = "open";
    const { headers, begin, heartbeat } = this.#format;
    this.#response.writeHead(200, { ...headers });
    this.#response.flushHeaders();
    if (begin !== "") this.#response.write(begin);
    this.#heartbeat = setInterval(() => {
      if (this.#response.writableLength <= this.#limits.highWaterBytes) this.#response.write(heartbeat);
    }, this.#limits.heartbeatMs);
  }

  /** Writes results. @returns false while more is unsent than the client may lag behind; the response's `drain` ends that */
  write(frames: readonly Frame[]): boolean {
    this.begin();
    const response = this.#response;
    if (this.#phase !== "open" || response.destroyed) return false;
    let isDrained = true;
    response.cork();
    for (const frame of frames) {
      response.write(this.#format.before(frame));
      response.write(frame.bytes);
      isDrained = response.write(this.#format.after);
    }
    response.uncork();
    return isDrained || response.writableLength <= this.#limits.highWaterBytes;
  }

  /** Writes errors as the last result, and ends. */
  async fail(result: object): Promise<void> {
    if (this.#phase === "open" && !this.#response.destroyed) {
      this.#response.write(this.#format.failure(JSON.stringify(result)));
    }
    await this.end();
  }

  /** Says that there is no more. @returns settles when the client has read all, was cut off, or is gone */
  async end(): Promise<void> {
    this.begin();
    this.close();
    if (this.#response.destroyed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#response.destroy(), this.#limits.endTimeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#response.once("close", settle);
      this.#response.end(this.#format.end, settle);
    });
  }

  /** Writes nothing more. */
  close(): void {
    this.#phase = "closed";
    clearInterval(this.#heartbeat);
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
