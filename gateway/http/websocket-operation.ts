/** One operation on a WebSocket connection, from its `subscribe` message to its end. */

import { type GraphQLFormattedError, OperationTypeNode } from "graphql";
import type { RequestContext } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { PipedStream } from "./moving-streams.ts";
import type { Pipeline } from "./pipeline.ts";
import { planAlone, withPlan } from "./told-plan.ts";

/** The way of one operation to its client. After the connection has closed, calls do nothing. */
export interface OperationChannel {
  /** Sends a result. @returns false while the client may not be sent more */
  next(result: Uint8Array): boolean;
  /** Called when the client may be sent more again. */
  onDrain: (() => void) | null;
  error(errors: readonly GraphQLFormattedError[]): void;
  complete(): void;
  /** Gives the client up. @param cursor where the last frame that was sent stands, or null */
  tooSlow(cursor: string | null): void;
}

/**
 * Runs an operation of any kind with all the steps that HTTP takes. It settles when the operation has ended, was
 * completed by the client (the context's signal), or the client was given up. It does not throw.
 * @param payload of the `subscribe` message
 * @param timeoutMs budget of a query or a mutation
 */
export async function runOperation(
  payload: unknown,
  context: RequestContext,
  pipeline: Pipeline,
  timeoutMs: number,
  channel: OperationChannel,
): Promise<void> {
  const { signal, principal, requestId } = context;
  try {
    const leave = pipeline.admit();
    try {
      const parameters = pipeline.readParameters(payload);
      const operation = pipeline.prepare(parameters, principal);
      if (parameters.explain === "only") {
        channel.next(planAlone(pipeline.explain(operation, principal)));
        channel.complete();
        return;
      }
      if (operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) {
        const giveBack = pipeline.admitSubscription(principal);
        try {
          const stream = await pipeline.subscribe(operation, context, { every: parameters.every });
          // A stream lasts: it must not hold a place of those who come and go.
          leave();
          await forward(stream, signal, channel);
        } finally {
          giveBack();
        }
        return;
      }
      const plan = parameters.explain === "beside" ? pipeline.explain(operation, principal) : null;
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(new GatewayError("DEADLINE_EXCEEDED")), timeoutMs);
      const either = AbortSignal.any([signal, deadline.signal]);
      try {
        const answer = await orAborted(pipeline.engine.execute(operation, { ...context, signal: either }), either);
        const { body } = pipeline.present(answer, requestId);
        channel.next(plan === null ? body : withPlan(body, plan));
      } finally {
        clearTimeout(timer);
      }
    } finally {
      leave();
    }
    if (!signal.aborted) channel.complete();
  } catch (error) {
    if (signal.aborted) return;
    if (isTooSlow(error)) channel.tooSlow(cursorOf(error));
    else channel.error(pipeline.presentError(error, requestId).result.errors ?? []);
  }
}

/** Sends frames until there are no more, or the client wants none. @throws what the stream fails with */
async function forward(stream: PipedStream, signal: AbortSignal, channel: OperationChannel): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      stream.close();
      resolve();
    };
    const settled = (settle: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      channel.onDrain = null;
      settle();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
      return;
    }
    channel.onDrain = () => stream.resume();
    stream.pipe({
      write: (frame) => channel.next(frame.bytes),
      end: () => settled(resolve),
      fail: (error) => settled(() => reject(error)),
    });
  });
  if (!signal.aborted) channel.complete();
}

async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return await new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function isTooSlow(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === "SUBSCRIBER_TOO_SLOW";
}

function cursorOf(error: GatewayError): string | null {
  const { cursor } = error.details;
  return typeof cursor === "string" ? cursor : null;
}
