/** One operation on a WebSocket connection, from its `subscribe` message to its end. */

import { OperationTypeNode } from "graphql";
import type { Principal, RequestContext } from "../context.ts";
import type { Frame, FrameSink } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { nextPrefix, type Result } from "./frame-writer.ts";
import type { PipedStream } from "./moving-streams.ts";
import type { Pipeline } from "./pipeline.ts";
import { planAlone, withPlan } from "./told-plan.ts";

/** What an operation needs of its connection. After the connection has closed, calls do nothing. */
export interface OperationWire {
  /** Sends results. @returns false while the client may not be sent more */
  sendNext(prefix: Buffer, results: readonly Result[]): boolean;
  sendError(id: string, error: unknown): void;
  sendComplete(id: string): void;
  /** Gives the client up. @param cursor where the last frame that was sent stands, or null */
  tooSlow(cursor: string | null): void;
  /** Told once, when nothing more comes of the operation. */
  onOver(operation: WebSocketOperation): void;
}

/** What an operation is run with. */
export interface OperationStart {
  /** Of the `subscribe` message. */
  readonly payload: unknown;
  readonly principal: Principal;
  readonly requestId: string;
  /** The pipeline of the current generation. */
  readonly pipeline: () => Pipeline;
  /** Budget of a query or a mutation. */
  readonly timeoutMs: number;
}

/** An operation of any kind, with all the steps that HTTP takes. A stream holds no promise while it lasts. */
export class WebSocketOperation implements FrameSink {
  readonly id: string;
  readonly #prefix: Buffer;
  readonly #wire: OperationWire;
  readonly #controller = new AbortController();
  #stream: PipedStream | null = null;
  /** Gives back the principal's place for a subscription. */
  #giveBack: (() => void) | null = null;
  #isOver = false;

  constructor(id: string, wire: OperationWire) {
    this.id = id;
    this.#prefix = nextPrefix(id);
    this.#wire = wire;
  }

  /** Answers a query or a mutation, or opens a stream. It does not throw. */
  async run(start: OperationStart): Promise<void> {
    const { payload, principal, requestId } = start;
    try {
      const leave = start.pipeline().admit();
      try {
        const parameters = start.pipeline().readParameters(payload);
        const preparing = start.pipeline().prepareFirst(parameters.query);
        if (preparing !== null) await preparing;
        // From here to its execution the operation must not miss a swap of generations.
        const pipeline = start.pipeline();
        const operation = pipeline.prepare(parameters, principal);
        const context: RequestContext = { requestId, principal, signal: this.#controller.signal };
        if (parameters.explain === "only") this.#answer(planAlone(pipeline.explain(operation, principal)));
        else if (operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) {
          // A stream lasts, and a crowd of them may come at once: it must not hold a place of those who come and go.
          leave();
          await this.#open(operation, context, pipeline, parameters.every);
        } else {
          const plan = parameters.explain === "beside" ? pipeline.explain(operation, principal) : null;
          const body = await execute(operation, context, pipeline, start.timeoutMs);
          this.#answer(plan === null ? body : withPlan(body, plan));
        }
      } finally {
        leave();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Says that the client may be sent more again. */
  resume(): void {
    this.#stream?.resume();
  }

  /** Ends the operation without a word to the client. */
  abort(reason: GatewayError): void {
    if (this.#isOver) return;
    this.#controller.abort(reason);
    this.#finish();
  }

  write(frames: readonly Frame[]): boolean {
    return this.#wire.sendNext(this.#prefix, frames);
  }

  end(): void {
    if (this.#isOver) return;
    this.#wire.sendComplete(this.id);
    this.#finish();
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    if (error instanceof GatewayError && error.code === "SUBSCRIBER_TOO_SLOW") {
      const { cursor } = error.details;
      this.#wire.tooSlow(typeof cursor === "string" ? cursor : null);
    } else {
      this.#wire.sendError(this.id, error);
    }
    this.#finish();
  }

  #answer(body: Uint8Array): void {
    if (this.#isOver) return;
    this.#wire.sendNext(this.#prefix, [{ bytes: body }]);
    this.end();
  }

  async #open(
    operation: OperationRequest,
    context: RequestContext,
    pipeline: Pipeline,
    every: string | undefined,
  ): Promise<void> {
    this.#giveBack = pipeline.admitSubscription(context.principal);
    const stream = await pipeline.subscribe(operation, context, { every });
    if (this.#isOver) {
      stream.close();
      return;
    }
    this.#stream = stream;
    stream.pipe(this);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const [stream, giveBack] = [this.#stream, this.#giveBack];
    this.#stream = null;
    this.#giveBack = null;
    stream?.close();
    giveBack?.();
    this.#wire.onOver(this);
    // Ends the deadline and the upstream work of an operation that is over.
    this.#controller.abort();
  }
}

async function execute(
  operation: OperationRequest,
  context: RequestContext,
  pipeline: Pipeline,
  timeoutMs: number,
): Promise<Buffer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new GatewayError("DEADLINE_EXCEEDED")), timeoutMs);
  const either = AbortSignal.any([context.signal, deadline.signal]);
  try {
    const answer = await orAborted(pipeline.engine.execute(operation, { ...context, signal: either }), either);
    return pipeline.present(answer, context.requestId).body;
  } finally {
    clearTimeout(timer);
  }
}

async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return await new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
