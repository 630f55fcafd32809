/** When a request must end: its client goes away, its time is up, or the gateway goes down. */

import { getEventListeners, setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { Deadlines, type Timed } from "../collections/deadlines.ts";
import { type Linked, LinkedList } from "../collections/linked-list.ts";
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
  const requests = new LinkedList<Span>();
  const streams = new LinkedList<Span>();
  // By budget; there are one or two.
  const deadlines = new Map<number, Deadlines<Deadline>>();
  const spare: AbortController[] = [];
  let goingDown = false;

  return {
    open(response, timeoutMs) {
      let ofBudget = deadlines.get(timeoutMs);
      if (ofBudget === undefined) deadlines.set(timeoutMs, (ofBudget = new Deadlines(timeoutMs)));
      return new Span(response, { group: requests, spare, deadlines: ofBudget });
    },
    openStream(response) {
      const span = new Span(response, { group: streams, spare, deadlines: null });
      if (goingDown) span.abort(new GatewayError("OVERLOADED"));
      return span;
    },
    abortStreams(drainMs) {
      goingDown = true;
      const open = streams.items();
      for (const [index, span] of open.entries()) {
        const end = (): void => span.abort(new GatewayError("OVERLOADED"));
        const delayMs = drainDelay(index, open.length, drainMs);
        if (delayMs === 0) end();
        else setTimeout(end, delayMs).unref();
      }
    },
    abortAll() {
      goingDown = true;
      for (const span of [...streams.items(), ...requests.items()]) span.abort(new GatewayError("OVERLOADED"));
    },
  };
}

/** Where a span belongs. */
interface Place {
  readonly group: LinkedList<Span>;
  /** A signal costs a good part of a small request, and most are never aborted: those that nobody uses any more. */
  readonly spare: AbortController[];
  /** Null where it may last. */
  readonly deadlines: Deadlines<Deadline> | null;
}

class Span implements RequestSpan, Linked<Span> {
  before: Span | null = null;
  after: Span | null = null;
  readonly signal: AbortSignal;
  readonly #controller: AbortController;
  readonly #response: ServerResponse;
  readonly #place: Place;
  readonly #deadline: Deadline | null;
  readonly #onGone: () => void;
  #giveUp: ((reason: GatewayError) => void) | null = null;
  #isDone = false;
  #isClosed = false;

  constructor(response: ServerResponse, place: Place) {
    this.#controller = place.spare.pop() ?? createController();
    this.signal = this.#controller.signal;
    this.#response = response;
    this.#place = place;
    this.#deadline = place.deadlines === null ? null : new Deadline(this);
    place.group.add(this);
    if (this.#deadline !== null) place.deadlines?.begin(this.#deadline);
    this.#onGone = () => {
      if (!response.writableFinished) this.abort(new GatewayError("BAD_REQUEST", {}, { message: CLIENT_GONE }));
    };
    response.on("close", this.#onGone);
    if (response.destroyed) this.#onGone();
  }

  abort(reason: GatewayError): void {
    if (this.#isClosed) return;
    this.#controller.abort(reason);
    this.#giveUp?.(reason);
  }

  async orAborted<Value>(work: Promise<Value>): Promise<Value> {
    return await new Promise<Value>((resolve, reject) => {
      this.#giveUp = reject;
      if (this.signal.aborted) reject(this.signal.reason);
      const settle = (value: Value): void => {
        this.#isDone = true;
        resolve(value);
      };
      work.then(settle, reject);
    });
  }

  close(): void {
    const { deadlines, group, spare } = this.#place;
    this.#isClosed = true;
    if (this.#deadline !== null) deadlines?.end(this.#deadline);
    this.#response.off("close", this.#onGone);
    group.delete(this);
    // Only where the work is over and nobody listens any more: an abort of the next request must reach none of this one.
    const isFree = this.#isDone && !this.signal.aborted && getEventListeners(this.signal, "abort").length === 0;
    if (isFree && spare.length < MAX_SPARE) spare.push(this.#controller);
  }
}

/** When a span must have ended. */
class Deadline implements Timed<Deadline> {
  before: Deadline | null = null;
  after: Deadline | null = null;
  dueAtMs = 0;
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  onDue(): void {
    this.#span.abort(new GatewayError("DEADLINE_EXCEEDED"));
  }
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

function createController(): AbortController {
  const controller = new AbortController();
  // Each call to a subgraph listens; how many there are is bounded elsewhere.
  setMaxListeners(0, controller.signal);
  return controller;
}
