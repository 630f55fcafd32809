/** The connections to one subgraph: no more than allowed, kept while they are of use, and calls that wait for one. */

import {
  Connection,
  type ConnectionOptions,
  type ConnectionOwner,
  type Exchange,
  SharedByConnections,
} from "./connection.ts";

/** How often unused connections are looked for. */
const SWEEP_MS = 1_000;

/** An exchange of a pool. */
export interface PooledExchange extends Exchange {
  /** The connection that it is under way on; the pool's to set. */
  connection: Connection | null;
}

/** What a pool may hold. */
export interface PoolOptions extends ConnectionOptions {
  readonly maxConnections: number;
  readonly maxWaiting: number;
}

/** Connections to one subgraph. */
export class ConnectionPool implements ConnectionOwner {
  readonly #options: PoolOptions;
  readonly #shared = new SharedByConnections();
  readonly #open = new Set<Connection>();
  /** The one used last at the end: those that are not needed stay unused, and are closed. */
  readonly #idle: Connection[] = [];
  /** In the order of arrival. */
  readonly #waiting = new Set<PooledExchange>();
  #sweep: NodeJS.Timeout | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Sends as soon as there is a connection.
   * @param onFresh whether to open one where that is allowed: those that are kept may all have been closed at once
   * @returns false where too many wait already
   */
  send(exchange: PooledExchange, onFresh: boolean): boolean {
    const kept = onFresh ? undefined : this.#takeIdle();
    if (kept !== undefined) {
      this.#sendOn(kept, exchange);
    } else if (this.#open.size < this.#options.maxConnections) {
      this.#sendOn(this.#openConnection(), exchange);
    } else {
      const last = this.#takeIdle();
      if (last !== undefined) this.#sendOn(last, exchange);
      else if (this.#waiting.size < this.#options.maxWaiting) this.#waiting.add(exchange);
      else return false;
    }
    return true;
  }

  /** Gives up an exchange, with the connection that it is under way on. It is told nothing. */
  cancel(exchange: PooledExchange): void {
    if (!this.#waiting.delete(exchange)) exchange.connection?.drop();
  }

  /** Closes all connections. Whoever waits for an answer or a connection must have been told. */
  close(): void {
    this.#waiting.clear();
    for (const connection of this.#open) connection.drop();
    if (this.#sweep !== null) clearTimeout(this.#sweep);
  }

  onIdle(connection: Connection): void {
    const next = this.#takeWaiting();
    if (next !== undefined) {
      this.#sendOn(connection, next);
      return;
    }
    this.#idle.push(connection);
    this.#sweep ??= setTimeout(() => this.#closeUnused(), SWEEP_MS).unref();
  }

  onGone(connection: Connection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    const next = this.#takeWaiting();
    if (next !== undefined) this.#sendOn(this.#openConnection(), next);
  }

  #openConnection(): Connection {
    const connection = new Connection(this.#options, this.#shared, this);
    this.#open.add(connection);
    return connection;
  }

  #sendOn(connection: Connection, exchange: PooledExchange): void {
    exchange.connection = connection;
    connection.send(exchange);
  }

  #takeIdle(): Connection | undefined {
    const nowMs = performance.now();
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || nowMs < connection.idleUntilMs) return connection;
      connection.drop();
    }
  }

  #takeWaiting(): PooledExchange | undefined {
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      return exchange;
    }
    return undefined;
  }

  #closeUnused(): void {
    this.#sweep = null;
    const nowMs = performance.now();
    for (const connection of this.#idle.filter(({ idleUntilMs }) => idleUntilMs <= nowMs)) connection.drop();
    if (this.#idle.length > 0) this.#sweep = setTimeout(() => this.#closeUnused(), SWEEP_MS).unref();
  }
}
