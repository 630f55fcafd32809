/** When a request must end: its client goes away, its time is up, or the gateway goes down. */

import { getEventListeners, setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { GatewayError } from "../errors.ts";

/** The time during which one request is worked on. */
export interface RequestSpan {
  /**
   * Aborts with a GatewayError that says why. Once the work is over and this span is closed it belongs to another
   * request: whoever keeps it, or makes `AbortSignal.any` of it, must be part of the work.
   */
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

/** How many signals are kept for further requests. */
const MAX_SPARE = 256;

/** Creates the signals of one server. */
export function createRequestSignals(): RequestSignals {
  const requests = new Set<Abort>();
  const streams = new Set<Abort>();
  // A signal costs a good part of a small request, and most are never aborted.
  const spare: AbortController[] = [];
  let goingDown = false;

  const begin = (group: Set<Abort>, response: ServerResponse, timeoutMs: number | null): RequestSpan => {
    const controller = spare.pop() ?? createController();
    const { signal } = controller;
    let giveUp: Abort | null = null;
    let isDone = false;
    let isClosed = false;
    const abort: Abort = (reason) => {
      if (isClosed) return;
      controller.abort(reason);
      giveUp?.(reason);
    };
    group.add(abort);
    const onGone = (): void => {
      if (!response.writableFinished) abort(new GatewayError("BAD_REQUEST", {}, { message: CLIENT_GONE }));
    };
    response.once("close", onGone);
    if (response.destroyed) onGone();
    const timer =
      timeoutMs === null ? undefined : setTimeout(() => abort(new GatewayError("DEADLINE_EXCEEDED")), timeoutMs);
    if (goingDown && group === streams) abort(new GatewayError("OVERLOADED"));
    return {
      signal,
      async orAborted<Value>(work: Promise<Value>) {
        return new Promise<Value>((resolve, reject) => {
          giveUp = reject;
          if (signal.aborted) reject(signal.reason);
          const settle = async (): Promise<void> => {
            const value = await work;
            isDone = true;
            resolve(value);
          };
          settle().catch(reject);
        });
      },
      close() {
        isClosed = true;
        clearTimeout(timer);
        response.off("close", onGone);
        group.delete(abort);
        // Only where the work is over and nobody listens any more: an abort of the next request must reach none of this one.
        const isFree = isDone && !signal.aborted && getEventListeners(signal, "abort").length === 0;
        if (isFree && spare.length < MAX_SPARE) spare.push(controller);
      },
    };
  };
  const abortAll = (group: ReadonlySet<Abort>): void => {
    for (const abort of group) abort(new GatewayError("OVERLOADED"));
  };

  return {
    open: (response, timeoutMs) => begin(requests, response, timeoutMs),
    openStream: (response) => begin(streams, response, null),
    abortStreams(drainMs) {
      goingDown = true;
      for (const [index, abort] of [...streams].entries()) {
        const end = (): void => abort(new GatewayError("OVERLOADED"));
        const delayMs = drainDelay(index, streams.size, drainMs);
        if (delayMs === 0) end();
        else setTimeout(end, delayMs).unref();
      }
    },
    abortAll() {
      goingDown = true;
      abortAll(streams);
      abortAll(requests);
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

type Abort = (reason: GatewayError) => void;

/** Nobody reads this: it is the reason of an abort whose response cannot be written any more. */
const CLIENT_GONE = "The client went away.";

function createController(): AbortController {
  const controller = new AbortController();
  // Each call to a subgraph listens; how many there are is bounded elsewhere.
  setMaxListeners(0, controller.signal);
  return controller;
}
