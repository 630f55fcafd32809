/** Streams that outlive the generation of the supergraph in which they were opened. */

import type { Principal, RequestContext } from "../context.ts";
import type { Engine, Frame, FrameSink, FrameStream, StreamPlace } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { RequestErrors } from "./request-errors.ts";

/** The answers of one subscription, handed to a sink. */
export interface PipedStream {
  /** Hands the frames to a sink from now on. Call it once; it may call the sink before it returns. */
  pipe(sink: FrameSink): void;
  /** Says that the sink takes frames again. */
  resume(): void;
  /** Ends the stream; the sink is not called any more. */
  close(): void;
}

/** What can open a subscription: a generation. */
export interface StreamTarget {
  readonly engine: Engine;
  /** @throws RequestErrors, or a GatewayError, when the generation does not answer such an operation */
  prepare(parameters: OperationText, principal: Principal): OperationRequest;
}

/** An operation as a client sends it. */
export interface OperationText {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** All streams of a gateway. */
export interface MovingStreams {
  /**
   * Opens a stream in a generation.
   * @throws GatewayError when it cannot be opened
   */
  open(
    target: StreamTarget,
    operation: OperationRequest,
    context: RequestContext,
    place: StreamPlace,
  ): Promise<PipedStream>;
  /**
   * Moves every stream to another generation: those with a cursor go on right behind it. One that the generation cannot
   * answer ends with SUPERGRAPH_CHANGED. @returns settles when all have moved
   */
  moveTo(target: StreamTarget): Promise<void>;
}

/** Streams that are moved in one go, before others get their turn. */
const BATCH = 100;

/** Creates the streams of one gateway. */
export function createMovingStreams(): MovingStreams {
  const streams = new Set<MovingStream>();
  let current: StreamTarget | null = null;
  return {
    async open(target, operation, context, place) {
      current ??= target;
      const inner = await target.engine.subscribe(operation, context, place);
      const stream = new MovingStream(inner, { operation, context, place }, streams);
      streams.add(stream);
      // The generation may have gone while the stream was opened in it.
      if (current !== target) await stream.moveTo(current);
      return stream;
    },
    async moveTo(target) {
      current = target;
      const all = [...streams];
      for (let index = 0; index < all.length; index += BATCH) {
        await Promise.all(all.slice(index, index + BATCH).map((stream) => stream.moveTo(target)));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

/** What a stream was opened with, to be opened again. */
interface Opening {
  readonly operation: OperationRequest;
  readonly context: RequestContext;
  readonly place: StreamPlace;
}

/** It takes the frames of its inner stream, which gives none any more once it was told to return. */
class MovingStream implements PipedStream, FrameSink {
  readonly #opening: Opening;
  /** All streams, this one among them until it is over. */
  readonly #all: Set<MovingStream>;
  #inner: FrameStream;
  /** The stream to go on with when the present one has given what waits in it. */
  #next: FrameStream | null = null;
  #sink: FrameSink | null = null;
  #isOver = false;
  #hasFrames = false;
  #cursor: string | null = null;
  /** True from a move to the first frame after it. */
  #hasMoved = false;

  constructor(inner: FrameStream, opening: Opening, all: Set<MovingStream>) {
    this.#inner = inner;
    this.#opening = opening;
    this.#all = all;
  }

  pipe(sink: FrameSink): void {
    this.#sink = sink;
    this.#inner.pipe(this);
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): void {
    if (this.#isOver) return;
    this.#finish();
    void this.#inner.return?.();
  }

  async moveTo(target: StreamTarget): Promise<void> {
    if (this.#isOver) return;
    const before = this.#inner;
    const isFollowed = this.#cursor !== null || !this.#hasFrames;
    // What waits in the old stream is given again by the new one, behind the cursor.
    if (isFollowed) void before.return?.();
    let inner: FrameStream;
    try {
      inner = await this.#reopen(target);
    } catch (error) {
      void before.return?.();
      this.fail(error);
      return;
    }
    if (this.#isOver || this.#inner !== before) {
      void inner.return?.();
      return;
    }
    this.#hasMoved = true;
    if (isFollowed || this.#sink === null) this.#take(inner);
    else {
      this.#next = inner;
      before.finish();
    }
  }

  async #reopen(target: StreamTarget): Promise<FrameStream> {
    const { operation, context, place } = this.#opening;
    const { prepared, rawVariables } = operation;
    const again = target.prepare(
      { query: prepared.text, operationName: prepared.operation.name?.value, variables: rawVariables },
      context.principal,
    );
    return await target.engine.subscribe(again, context, { ...place, after: this.#cursor ?? place.after });
  }

  #take(inner: FrameStream): void {
    this.#inner = inner;
    if (this.#sink !== null) inner.pipe(this);
  }

  write(frames: readonly Frame[]): boolean {
    if (this.#isOver || this.#sink === null) return false;
    this.#hasFrames = true;
    this.#hasMoved = false;
    for (const { cursor } of frames) this.#cursor = cursor ?? this.#cursor;
    return this.#sink.write(frames);
  }

  end(): void {
    if (this.#isOver) return;
    const next = this.#next;
    this.#next = null;
    if (next !== null) {
      this.#take(next);
      return;
    }
    this.#finish();
    this.#sink?.end();
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#finish();
    const sink = this.#sink;
    if (sink !== null) sink.fail(this.#hasMoved || error instanceof RequestErrors ? translated(error) : error);
  }

  #finish(): void {
    this.#isOver = true;
    void this.#next?.return?.();
    this.#all.delete(this);
  }
}

/** What a stream that the new generation does not answer ends with. */
function translated(error: unknown): unknown {
  const isTheirs = error instanceof RequestErrors || (error instanceof GatewayError && error.status < 500);
  if (!isTheirs || (error instanceof GatewayError && error.code === "TOO_MANY_REQUESTS")) return error;
  const reason = error instanceof RequestErrors ? error.errors[0]?.message : error.message;
  return new GatewayError("SUPERGRAPH_CHANGED", reason === undefined ? {} : { reason }, { cause: error });
}
