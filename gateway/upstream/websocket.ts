/** Source streams: subscriptions at subgraphs over graphql-transport-ws, kept alive through restarts of the subgraph. */

import { GatewayError } from "../errors.ts";
import { IDENTITY_HEADER, PASSED_ON_CODES } from "../../schema/wire.ts";
import { createSocketPool, type SocketPool, type SocketPoolOptions } from "./websocket-pool.ts";

/** For whom a source stream is opened. The subject is null where it serves every principal of one authorisation class. */
export interface SourceIdentity {
  readonly subject: string | null;
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, string>>;
}

/** What is sent to the subgraph to open a source stream. */
export interface SourceMessage {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A source stream that somebody wants. */
export interface SourceRequest {
  readonly subgraph: string;
  readonly identity: SourceIdentity;
  /** True when `message` can say after what to go on, so that a source that breaks with an error is worth opening again. */
  readonly resumable: boolean;
  /** Called at each opening, also after the subgraph was away: what to subscribe to now. */
  message(): SourceMessage;
}

/** One event of a source stream, as it came. */
export interface SourceResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** Takes the events of a source stream. After `error` or `complete` nothing more is called. */
export interface SourceSink {
  next(response: SourceResponse): void;
  /** The subgraph refused the operation, or stayed away for too long. `errors` are the subgraph's own, where it gave any. */
  error(error: SourceError): void;
  complete(): void;
}

/** Why a source stream ended: the subgraph's refusal, or our giving up. */
export type SourceError =
  | { readonly kind: "refused"; readonly errors: readonly SourceRefusal[] }
  | { readonly kind: "unreachable"; readonly error: GatewayError };

/** An entry of a subgraph's `errors`, as it came. */
export interface SourceRefusal {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Opens source streams. */
export interface SourceStreams {
  /** Opens a stream and calls the sink, never before this returns. @returns ends the stream; the sink is not called any more */
  subscribe(request: SourceRequest, sink: SourceSink): () => void;
  /** How many streams and sockets are open, and how often a stream was opened again. */
  stats(): SourceStats;
  /** Ends every stream without calling its sink, and closes the sockets. */
  close(): Promise<void>;
}

/** Figures of the source streams. */
export interface SourceStats {
  readonly streams: number;
  readonly sockets: number;
  readonly reopened: number;
}

/** How source streams are opened. All times in milliseconds. */
export interface SourceStreamsOptions extends SocketPoolOptions {
  /** The HTTP address of a subgraph; its WebSocket is at the same place. */
  urlOf(subgraph: string): string;
  /** Signs whom a stream is for, at each opening: the value of `extensions["x-gateway-identity"]`, or null for none. */
  signIdentity(identity: SourceIdentity): string | null;
  /** How long a stream may take to be opened for the first time. */
  readonly openTimeoutMs: number;
  /** How long a subgraph may stay away before an open stream is given up. */
  readonly maxOutageMs: number;
  /** Least wait before opening again; it doubles with each try, and from half to all of it is waited. */
  readonly retryBaseMs: number;
  /** Greatest wait before opening again. */
  readonly retryMaxMs: number;
  /** Random numbers from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Told of each stream that is opened again. */
  readonly onReopen?: () => void;
}

/** Values that suit a subgraph in the same data centre. */
export const SOURCE_STREAM_DEFAULTS = {
  openTimeoutMs: 10_000,
  maxOutageMs: 15 * 60_000,
  retryBaseMs: 200,
  retryMaxMs: 10_000,
  keepAliveMs: 10_000,
  pongTimeoutMs: 5_000,
  ackTimeoutMs: 5_000,
  maxStreamsPerSocket: 1_000,
  maxMessageBytes: 32 * 1024 * 1024,
  random: Math.random,
} as const;

/** How long an opening must have lasted to count as one that worked. */
const STABLE_MS = 10_000;

/** Opens the way to subscribe at subgraphs. Owns the connections; {@link SourceStreams.close} frees them. */
export function createSourceStreams(options: SourceStreamsOptions): SourceStreams {
  const pool = createSocketPool(options);
  const open = new Set<SourceStream>();
  let reopened = 0;
  return {
    subscribe(request, sink) {
      const stream = new SourceStream(request, sink, options, {
        pool,
        reopened: () => {
          reopened += 1;
          options.onReopen?.();
        },
        ended: () => open.delete(stream),
      });
      open.add(stream);
      stream.open();
      return () => stream.end();
    },
    stats: () => ({ streams: open.size, sockets: pool.size(), reopened }),
    async close() {
      for (const stream of open) stream.end();
      await pool.close();
    },
  };
}

interface StreamPorts {
  readonly pool: SocketPool;
  reopened(): void;
  ended(): void;
}

type Phase =
  | { readonly kind: "subscribed"; readonly stop: () => void }
  | { readonly kind: "waiting"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "idle" }
  | { readonly kind: "ended" };

/** One source stream over as many openings as it takes. */
class SourceStream {
  readonly #request: SourceRequest;
  readonly #sink: SourceSink;
  readonly #options: SourceStreamsOptions;
  readonly #ports: StreamPorts;
  #phase: Phase = { kind: "idle" };
  /** True once the subgraph took the operation: from then on a break is an outage, not a failure to open. */
  #established = false;
  #attempts = 0;
  /** Since when the subgraph is away, or null while it is there. */
  #awaySince: number | null = Date.now();

  constructor(request: SourceRequest, sink: SourceSink, options: SourceStreamsOptions, ports: StreamPorts) {
    this.#request = request;
    this.#sink = sink;
    this.#options = options;
    this.#ports = ports;
  }

  open(): void {
    const openedAt = Date.now();
    const { subgraph, identity } = this.#request;
    const { query, variables } = this.#request.message();
    const signed = this.#options.signIdentity(identity);
    const extensions = signed === null ? {} : { [IDENTITY_HEADER]: signed };
    let events = 0;
    const url = webSocketUrl(this.#options.urlOf(subgraph));
    const stop = this.#ports.pool.subscribe(
      url,
      { query, variables: { ...variables }, extensions },
      {
        next: (response) => {
          if (isRefusal(response)) {
            this.#refused(response.errors, openedAt, events);
            return;
          }
          events += 1;
          this.#established = true;
          this.#awaySince = null;
          this.#sink.next(response);
        },
        refused: (errors) => this.#refused(errors.filter(isRefusalEntry), openedAt, events),
        interrupted: (cause) => this.#retry(cause, openedAt),
        complete: () => this.#finish(() => this.#sink.complete()),
      },
    );
    this.#phase = { kind: "subscribed", stop };
  }

  /** Ends the stream without telling the sink. */
  end(): void {
    this.#finish(() => undefined);
  }

  #finish(tell: () => void): void {
    if (this.#phase.kind === "ended") return;
    this.#leavePhase();
    this.#phase = { kind: "ended" };
    this.#ports.ended();
    tell();
  }

  #leavePhase(): void {
    if (this.#phase.kind === "subscribed") this.#phase.stop();
    if (this.#phase.kind === "waiting") clearTimeout(this.#phase.timer);
    this.#phase = { kind: "idle" };
  }

  /**
   * The subgraph answered with errors. Before the first event of an opening that is a refusal. After it a resumable source
   * broke, as when its database changed hands, unless the subgraph says by a code that the client is at fault.
   */
  #refused(errors: readonly SourceRefusal[], openedAt: number, events: number): void {
    if (events > 0 && this.#request.resumable && !errors.some(isClientFault)) this.#retry(errors, openedAt);
    else this.#finish(() => this.#sink.error({ kind: "refused", errors }));
  }

  #retry(cause: unknown, openedAt: number): void {
    if (this.#phase.kind === "ended") return;
    this.#leavePhase();
    const now = Date.now();
    if (now - openedAt > STABLE_MS) {
      this.#attempts = 0;
      this.#established = true;
      this.#awaySince = null;
    }
    this.#awaySince ??= now;
    const { openTimeoutMs, maxOutageMs, retryBaseMs, retryMaxMs, random } = this.#options;
    if (now - this.#awaySince >= (this.#established ? maxOutageMs : openTimeoutMs)) {
      const error = new GatewayError("SUBGRAPH_UNREACHABLE", {}, { cause });
      this.#finish(() => this.#sink.error({ kind: "unreachable", error }));
      return;
    }
    const waitMs = Math.min(retryMaxMs, retryBaseMs * 2 ** Math.min(this.#attempts, 16)) * (0.5 + random() / 2);
    this.#attempts += 1;
    const timer = setTimeout(() => {
      this.#ports.reopened();
      this.open();
    }, waitMs);
    this.#phase = { kind: "waiting", timer };
  }
}

function webSocketUrl(httpUrl: string): string {
  return httpUrl.replace(/^http/, "ws");
}

/**
 * A response without `data` says that the operation did not begin (GraphQL specification, section 7.1). Where `data` is null,
 * errors with a path belong to one event, whose nullability took all of it away, and the stream goes on.
 */
function isRefusal(response: SourceResponse): response is { readonly errors: readonly SourceRefusal[] } {
  const { data, errors } = response;
  if (!Array.isArray(errors) || errors.length === 0 || !errors.every(isRefusalEntry)) return false;
  return data === undefined || (data === null && !errors.some((error) => "path" in error));
}

function isRefusalEntry(value: unknown): value is SourceRefusal {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string";
}

function isClientFault(error: SourceRefusal): boolean {
  const code = error.extensions?.["code"];
  return PASSED_ON_CODES.some((passedOn) => passedOn === code);
}
