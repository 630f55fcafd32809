/** A connection to a subgraph, on which one request is under way at a time. */

import { connect as connectPlain, isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { connect as connectSecure } from "node:tls";
import { ResponseReader } from "./response-reader.ts";

/** Where a subgraph is. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** A request as it is sent, and who waits for its answer. One of the two is called, once. */
export interface Exchange {
  /** ASCII, the empty line at its end too. */
  readonly head: string;
  /** Nobody writes into it any more. */
  readonly body: Buffer;
  /**
   * @param body it may be in memory that the next read writes over
   * @param isOwned whether it is not, so that it may be kept
   */
  onAnswer(status: number, body: Buffer, isOwned: boolean): void;
  /** The request is with the platform as a whole, and its body is not read any more; perhaps after the answer. */
  onSent(): void;
  /** @param hasBegun whether a byte of the answer had come */
  onFailure(error: unknown, hasBegun: boolean): void;
}

/** A body up to this size is cheaper to copy behind its head than to hand over apart. */
const MAX_COPIED_BYTES = 4096;

/** What a connection tells its owner. */
export interface ConnectionOwner {
  /** It can take another exchange. */
  onIdle(connection: Connection): void;
  /** It takes no more: it is called once, and nothing after it. */
  onGone(connection: Connection): void;
}

/** How connections are made. */
export interface ConnectionOptions {
  readonly address: Address;
  readonly maxResponseBytes: number;
}

/** What the connections of one pool share. */
export class SharedByConnections {
  /** The TLS session to resume. */
  session: Buffer | undefined;
  readonly #readBuffer: Buffer | null = process.platform === "win32" ? null : Buffer.allocUnsafeSlow(READ_BYTES);

  /**
   * Where what arrives is put. Nothing is left in it between two reads, so one does for all connections; but Windows takes it
   * long before it reads.
   */
  get readBuffer(): Buffer {
    return this.#readBuffer ?? Buffer.allocUnsafeSlow(READ_BYTES);
  }
}

/** The connection's end came before the answer's. */
export class ConnectionEnded extends Error {
  override readonly name = "ConnectionEnded";
}

const READ_BYTES = 64 * 1024;
const TCP_KEEP_ALIVE_MS = 60_000;
/** How long an unused connection is kept where the subgraph does not say for how long it does. */
const KEEP_MS = 4_000;
/** How much earlier than the subgraph we let go, so that no request meets its closing. */
const KEEP_MARGIN_MS = 2_000;
const MAX_KEEP_MS = 600_000;

/** A connection that is open, or being opened. */
export class Connection {
  /** When, by the monotonic clock, it should not be used any more, once it is idle. */
  idleUntilMs = 0;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #reader: ResponseReader;
  #exchange: Exchange | null = null;
  #hasBegun = false;
  #isGone = false;

  constructor({ address, maxResponseBytes }: ConnectionOptions, shared: SharedByConnections, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#reader = new ResponseReader(maxResponseBytes);
    this.#socket = openSocket(address, shared, (bytes, buffer) => this.#onBytes(buffer, bytes));
    this.#socket.on("end", () => this.#onEnd());
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new ConnectionEnded("the connection was closed")));
  }

  /** Sends a request. Only when nothing is under way; while the connection is being opened, it waits. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#hasBegun = false;
    this.#reader.begin();
    const { head, body } = exchange;
    if (body.length <= MAX_COPIED_BYTES) {
      const message = Buffer.allocUnsafe(head.length + body.length);
      message.write(head, 0, "latin1");
      body.copy(message, head.length);
      this.#socket.write(message);
      exchange.onSent();
    } else {
      this.#socket.cork();
      this.#socket.write(head, "latin1");
      this.#socket.write(body, (error) => {
        if (error == null) exchange.onSent();
      });
      this.#socket.uncork();
    }
  }

  /** Gives up what is under way, without a word to whoever waits for it, and the connection with it. */
  drop(): void {
    this.#exchange = null;
    this.#goAway();
  }

  /** @returns whether reading goes on */
  #onBytes(buffer: Buffer, bytes: number): boolean {
    const exchange = this.#exchange;
    if (exchange === null) {
      // Nobody asked for this; whoever asks next must not get it for an answer.
      this.#goAway();
      return false;
    }
    this.#hasBegun = true;
    let end: number;
    try {
      end = this.#reader.push(buffer, 0, bytes);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    if (end === -1) return true;
    this.#complete(exchange, end === bytes);
    return !this.#isGone;
  }

  #onEnd(): void {
    const exchange = this.#exchange;
    if (exchange !== null && this.#hasBegun && this.#reader.finish()) this.#complete(exchange, false);
    else this.#fail(new ConnectionEnded("the subgraph ended the connection"));
  }

  /** @param isClean nothing stood behind the answer */
  #complete(exchange: Exchange, isClean: boolean): void {
    const { status, body, ownsBody, keepsAlive, keepAliveSeconds } = this.#reader;
    this.#exchange = null;
    const keepMs =
      keepAliveSeconds === null ? KEEP_MS : Math.min(keepAliveSeconds * 1000 - KEEP_MARGIN_MS, MAX_KEEP_MS);
    // An answer to a request that is still being sent leaves the rest of it on the connection.
    if (isClean && keepsAlive && keepMs > 0 && this.#socket.writableLength === 0) {
      this.idleUntilMs = performance.now() + keepMs;
      this.#owner.onIdle(this);
    } else {
      this.#goAway();
    }
    exchange.onAnswer(status, body, ownsBody);
  }

  #fail(error: unknown): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    this.#goAway();
    exchange?.onFailure(error, this.#hasBegun);
  }

  #goAway(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#socket.destroy();
    this.#owner.onGone(this);
  }
}

function openSocket(
  { host, port, isSecure }: Address,
  shared: SharedByConnections,
  onBytes: (bytes: number, buffer: Buffer) => boolean,
): Socket {
  const buffer = shared.readBuffer;
  const options: TcpNetConnectOpts = {
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    onread: { buffer, callback: (bytes) => onBytes(bytes, buffer) },
  };
  if (!isSecure) return connectPlain(options);
  const { session } = shared;
  const socket = connectSecure({
    ...options,
    ALPNProtocols: ["http/1.1"],
    // An IP address is no server name (RFC 6066, section 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session === undefined ? {} : { session }),
  });
  socket.on("session", (latest: Buffer) => void (shared.session = latest));
  return socket;
}
