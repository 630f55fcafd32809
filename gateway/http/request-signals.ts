/** When a request must end: its client goes away, its time is up, or the gateway goes down. */

import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { GatewayError } from "../errors.ts";

/** The time during which one request is worked on. */
export interface RequestSpan {
  /** Aborts with a GatewayError that says why. */
  readonly signal: AbortSignal;
  /** What the work gives, or at the abort its reason, whether or not the work heeds the signal. @throws the reason */
  orAborted<Value>(work: Promise<Value>): Promise<Value>;
  /** Says that the work is done. */
  close(): void;
}

/** All requests and streams under way. */
export interface RequestSignals {
  /** Begins a request that is answered within a time. */
  open(response: ServerResponse, timeoutMs: number): RequestSpan;
  /** Begins a stream that lasts until somebody ends it. */
  openStream(response: ServerResponse): RequestSpan;
  /** Ends the streams, spread over a time, and begins no more: clients resume elsewhere. */
  abortStreams(drainMs: number): void;
  /** Ends every request too. */
  abortAll(): void;
}

/** Creates the signals of one server. */
export function createRequestSignals(): RequestSignals {
  const requests = new Set<AbortController>();
  const streams = new Set<AbortController>();
  let goingDown = false;

  const begin = (group: Set<AbortController>, response: ServerResponse, timeoutMs: number | null): RequestSpan => {
    const controller = new AbortController();
    const { signal } = controller;
    // Each call to a subgraph listens; how many there are is bounded elsewhere.
    setMaxListeners(0, signal);
    group.add(controller);
    const onGone = (): void => {
      if (!response.writableFinished) controller.abort(new GatewayError("BAD_REQUEST", {}, { message: CLIENT_GONE }));
    };
    response.once("close", onGone);
    if (response.destroyed) onGone();
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => controller.abort(new GatewayError("DEADLINE_EXCEEDED")), timeoutMs);
    if (goingDown && group === streams) controller.abort(new GatewayError("OVERLOADED"));
    return {
      signal,
      orAborted: (work) => orAborted(work, signal),
      close() {
        clearTimeout(timer);
        response.off("close", onGone);
        group.delete(controller);
      },
    };
  };
  const abort = (group: ReadonlySet<AbortController>): void => {
    for (const controller of group) controller.abort(new GatewayError("OVERLOADED"));
  };

  return {
    open: (response, timeoutMs) => begin(requests, response, timeoutMs),
    openStream: (response) => begin(streams, response, null),
    abortStreams(drainMs) {
      goingDown = true;
      for (const [index, controller] of [...streams].entries()) {
        const end = (): void => controller.abort(new GatewayError("OVERLOADED"));
        const delayMs = drainDelay(index, streams.size, drainMs);
        if (delayMs === 0) end();
        else setTimeout(end, delayMs).unref();
      }
    },
    abortAll() {
      goingDown = true;
      abort(streams);
      abort(requests);
    },
  };
}

/**
 * When one of many that are ended is ended, so that those who come back elsewhere do not all come at once: few are not spread
 * over the whole time.
 */
export function drainDelay(index: number, count: number, drainMs: number): number {
  return Math.floor((index * drainMs) / Math.max(count, 100));
}

/** Nobody reads this: it is the reason of an abort whose response cannot be written any more. */
const CLIENT_GONE = "The client went away.";

async function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
