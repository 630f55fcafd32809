/** A source stream followed by its cursors: opened again where it stood, and with its losses marked. */

import type { Principal } from "../context.ts";
import type { GatewayError } from "../errors.ts";
import type { SourceError, SourceResponse, SourceStreams } from "../upstream/websocket.ts";
import { frameOf, marksOf } from "./last-values.ts";
import { refusalError } from "./refusal.ts";
import type { LiveSource, SourceOperation } from "./source-operation.ts";

/** What to follow. */
export interface FollowedSourceOptions {
  readonly subgraph: string;
  readonly operation: SourceOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The cursor to go on after, or undefined to begin with a snapshot. */
  readonly after: unknown;
  /** True where that cursor is of this stream's own events: if it is refused, the stream goes on from a snapshot. */
  readonly isOwnCursor?: boolean;
  /** Any principal of the authorisation class. */
  readonly principal: Principal;
  readonly sources: SourceStreams;
  /** Told of each frame that says that something before it was lost. */
  readonly onGap: () => void;
  onEvent(response: SourceResponse, cursor: string | null): void;
  /** The stream has ended: with an error for the subscribers, or because it was complete. Nothing is called after it. */
  onEnd(error: GatewayError | null): void;
}

/** Follows from when it is made until it is stopped or ends. */
export class FollowedSource {
  readonly #options: FollowedSourceOptions;
  readonly #resumes: boolean;
  #phase:
    { readonly kind: "open"; readonly stop: () => void } | { readonly kind: "paused" } | { readonly kind: "ended" };
  #cursor: unknown;
  #hasEvents: boolean;
  /** True when the next frame comes after a loss that the subgraph does not know of. */
  #gapAhead = false;

  constructor(options: FollowedSourceOptions) {
    this.#options = options;
    const { live } = options.operation;
    this.#resumes = live !== null && live.afterVariable !== null && live.cursor !== null;
    this.#cursor = options.after;
    this.#hasEvents = options.isOwnCursor ?? false;
    this.#phase = { kind: "paused" };
    this.#open();
  }

  /** Lets go of the subgraph until `resume`, where the stream can then go on as if nothing were. */
  pause(): void {
    if (this.#phase.kind !== "open" || !this.#resumes || this.#cursor === undefined) return;
    this.#phase.stop();
    this.#phase = { kind: "paused" };
  }

  resume(): void {
    if (this.#phase.kind === "paused") this.#open();
  }

  stop(): void {
    if (this.#phase.kind === "open") this.#phase.stop();
    this.#phase = { kind: "ended" };
  }

  #open(): void {
    const { subgraph, operation, variables, principal, sources } = this.#options;
    const { scopes, claims } = principal;
    const afterVariable = operation.live?.afterVariable ?? null;
    const stop = sources.subscribe(
      {
        subgraph,
        identity: { subject: null, scopes, claims },
        resumable: this.#resumes,
        message: () => {
          const after = this.#cursor;
          const isGiven = afterVariable !== null && after !== undefined;
          return { query: operation.query, variables: isGiven ? { ...variables, [afterVariable]: after } : variables };
        },
      },
      {
        next: (response) => this.#take(response),
        error: (error) => this.#refused(error),
        complete: () => this.#end(null),
      },
    );
    this.#phase = { kind: "open", stop };
  }

  #take(response: SourceResponse): void {
    if (this.#phase.kind !== "open") return;
    const { live } = this.#options.operation;
    this.#hasEvents = true;
    const event = live !== null && this.#gapAhead ? this.#withGap(response, live) : response;
    const cursor = live === null || live.cursor === null ? undefined : frameOf(event, live)?.[live.cursor];
    if (typeof cursor === "string") this.#cursor = cursor;
    if (live !== null && marksOf(event, live).gap) this.#options.onGap();
    this.#options.onEvent(event, typeof cursor === "string" ? cursor : null);
  }

  /** A cursor of ours that is refused is no fault of the subscribers: they go on from a snapshot that says so. */
  #refused(error: SourceError): void {
    if (this.#phase.kind !== "open") return;
    const isCursor =
      error.kind === "refused" && error.errors.some(({ extensions }) => extensions?.["code"] === "BAD_CURSOR");
    if (isCursor && this.#hasEvents && !this.#gapAhead) {
      this.#cursor = undefined;
      this.#gapAhead = true;
      this.#open();
      return;
    }
    this.#end(error.kind === "refused" ? refusalError(error.errors) : error.error);
  }

  #withGap(response: SourceResponse, live: LiveSource): SourceResponse {
    const frame = frameOf(response, live);
    if (frame === null) return response;
    this.#gapAhead = false;
    const marked = { ...frame, ...Object.fromEntries(live.gap.map((name) => [name, true])) };
    return { ...response, data: { [live.rootField]: marked } };
  }

  #end(error: GatewayError | null): void {
    if (this.#phase.kind === "ended") return;
    this.#phase = { kind: "ended" };
    this.#options.onEnd(error);
  }
}
