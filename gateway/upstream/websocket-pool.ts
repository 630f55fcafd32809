/** Few graphql-transport-ws connections to each subgraph, shared by many subscriptions and watched by pings. */

import { createClient, type Client, type SubscribePayload } from "graphql-ws";
import { WebSocket } from "ws";

/** How connections are kept. All times in milliseconds. */
export interface SocketPoolOptions {
  /** How often a quiet connection is pinged. */
  readonly keepAliveMs: number;
  /** How long the pong may take before the connection counts as dead. */
  readonly pongTimeoutMs: number;
  /** How long connecting, and then the acknowledgement, may each take. */
  readonly ackTimeoutMs: number;
  /** Subscriptions on one connection; beyond that another is opened. */
  readonly maxStreamsPerSocket: number;
  /** Greatest message that a subgraph may send; a greater one closes the connection. */
  readonly maxMessageBytes: number;
}

/** Takes what one subscription on one connection brings. Exactly one of the last three is called, as the last call, unless stopped. */
export interface SubscriptionSink {
  next(payload: { readonly data?: unknown; readonly errors?: unknown }): void;
  /** The subgraph answered with an `error` message. */
  refused(errors: readonly object[]): void;
  /** The connection broke, or could not be made. */
  interrupted(cause: unknown): void;
  complete(): void;
}

/** Connections by address. */
export interface SocketPool {
  /** Subscribes on a connection to this address that has room; the sink is called later, never at once. @returns stops it */
  subscribe(url: string, payload: SubscribePayload, sink: SubscriptionSink): () => void;
  /** How many connections are wanted now. */
  size(): number;
  close(): Promise<void>;
}

/** Opens no connection before the first subscription. */
export function createSocketPool(options: SocketPoolOptions): SocketPool {
  const sockets = new Map<string, Set<SharedSocket>>();
  return {
    subscribe(url, payload, sink) {
      const shared = sockets.get(url) ?? new Set();
      sockets.set(url, shared);
      let socket = [...shared].find((candidate) => candidate.size < options.maxStreamsPerSocket);
      if (socket === undefined) {
        socket = new SharedSocket(url, options);
        shared.add(socket);
      }
      const chosen = socket;
      return chosen.subscribe(payload, sink, () => {
        if (chosen.size > 0) return;
        shared.delete(chosen);
        if (shared.size === 0) sockets.delete(url);
        chosen.retire();
      });
    },
    size: () => [...sockets.values()].reduce((sum, shared) => sum + shared.size, 0),
    async close() {
      const all = [...sockets.values()].flatMap((shared) => [...shared]);
      sockets.clear();
      await Promise.all(all.map((socket) => socket.close()));
    },
  };
}

/** One connection, made when the first subscription needs it. It never retries: a retry needs a new identity and a new cursor. */
class SharedSocket {
  readonly #client: Client;
  readonly #interrupts = new Set<(cause: unknown) => void>();
  #pongTimer: NodeJS.Timeout | undefined;

  constructor(url: string, options: SocketPoolOptions) {
    this.#client = createClient({
      url,
      webSocketImpl: boundedWebSocket(options),
      connectionAckWaitTimeout: options.ackTimeoutMs,
      keepAlive: options.keepAliveMs,
      retryAttempts: 0,
      on: {
        ping: (received) => {
          if (received) return;
          clearTimeout(this.#pongTimer);
          this.#pongTimer = setTimeout(() => this.#client.terminate(), options.pongTimeoutMs);
        },
        pong: (received) => {
          if (received) clearTimeout(this.#pongTimer);
        },
        closed: (event) => {
          clearTimeout(this.#pongTimer);
          // The client would subscribe again by itself after a close with 1000, and would report other closes one by one.
          for (const interrupt of this.#interrupts) interrupt(event);
        },
      },
    });
  }

  /** Subscriptions on this connection now. */
  get size(): number {
    return this.#interrupts.size;
  }

  subscribe(payload: SubscribePayload, sink: SubscriptionSink, left: () => void): () => void {
    let over = false;
    let unsubscribe = (): void => undefined;
    const finish = (tell: () => void): void => {
      if (over) return;
      over = true;
      this.#interrupts.delete(interrupt);
      unsubscribe();
      left();
      tell();
    };
    const interrupt = (cause: unknown): void => finish(() => sink.interrupted(cause));
    this.#interrupts.add(interrupt);
    unsubscribe = this.#client.subscribe(payload, {
      next: (result) => {
        if (!over) sink.next(result);
      },
      error: (cause) => (Array.isArray(cause) ? finish(() => sink.refused(cause.filter(isObject))) : interrupt(cause)),
      complete: () => finish(() => sink.complete()),
    });
    return () => finish(() => undefined);
  }

  /** The last subscription has left, with which the client closes the connection. */
  retire(): void {
    clearTimeout(this.#pongTimer);
  }

  async close(): Promise<void> {
    clearTimeout(this.#pongTimer);
    this.#interrupts.clear();
    await Promise.resolve(this.#client.dispose()).catch(() => undefined);
  }
}

function boundedWebSocket(
  options: SocketPoolOptions,
): new (address: string, protocols?: string | string[]) => WebSocket {
  return class BoundedWebSocket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, {
        maxPayload: options.maxMessageBytes,
        handshakeTimeout: options.ackTimeoutMs,
        perMessageDeflate: false,
      });
    }
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
