/** One connection that speaks graphql-transport-ws: who it belongs to, and the operations on it. */

import { once } from "node:events";
import type { Duplex } from "node:stream";
import { CloseCode, type Message, MessageType, validateMessage } from "graphql-ws";
import type { RawData, WebSocket } from "ws";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { parseJson } from "./body.ts";
import { type Result, writeNext } from "./frame-writer.ts";
import type { Pipeline } from "./pipeline.ts";
import { WebSocketOperation, type OperationWire } from "./websocket-operation.ts";

/** Bounds of one connection. All times in milliseconds. */
export interface ConnectionLimits {
  /** How long a client may take to send `connection_init`. */
  readonly initTimeoutMs: number;
  /** Budget of a query or a mutation. */
  readonly requestTimeoutMs: number;
  /** How often a client is pinged; one that did not answer the ping before is cut off. */
  readonly pingIntervalMs: number;
  /** Operations under way at once. */
  readonly maxOperations: number;
  /** Unsent bytes above which operations wait for the client to read. */
  readonly highWaterBytes: number;
  /** Unsent bytes above which the client is cut off with 4499, whatever it is that it does not read. */
  readonly maxBufferedBytes: number;
  /** How long after a close code the connection is cut, for clients that do not read it. */
  readonly terminateAfterMs: number;
}

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly socket: WebSocket;
  /** What `socket` writes to. */
  readonly wire: Duplex;
  readonly requestId: string;
  /** What the upgrade request says about who asks; a token in `connection_init` stands before it. */
  readonly authorization: string | undefined;
  readonly pipeline: () => Pipeline;
  readonly limits: ConnectionLimits;
  /** Called once, when the socket has closed. */
  readonly onClose: () => void;
}

/** Read too slowly. The client may connect again and go on after its last cursor. */
const SLOW_READER = 4499;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;
/** The protocol's code for too many `connection_init`, which clients do not try again after. */
const TOO_MANY_CONNECTIONS = CloseCode.TooManyInitialisationRequests;

/** A close reason has at most this many bytes (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;
const MAX_ID_LENGTH = 128;

type Phase =
  | { readonly kind: "waiting"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "authenticating" }
  | { readonly kind: "ready"; readonly principal: Principal }
  | { readonly kind: "closed" };

/**
 * Serves one client until it goes. A client renews its token with a `ping` message whose payload has `authorization`, as in
 * `connection_init`: for the same subject and the same authorisation its operations go on, and the `pong` says until when
 * (`expiresAt`, ISO 8601). Else, and where the token expires, the connection is closed with 4403.
 */
export class WebSocketConnection implements OperationWire {
  readonly #options: ConnectionOptions;
  readonly #operations = new Map<string, WebSocketOperation>();
  #phase: Phase;
  #isAlive = true;
  /** When to ping next, by the monotonic clock. */
  #pingAtMs: number;
  /** Gives back the principal's place for this connection. */
  #giveBack: (() => void) | null = null;
  #stopRevocation: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { socket, limits } = options;
    const timer = setTimeout(
      () => this.#close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout"),
      limits.initTimeoutMs,
    );
    this.#phase = { kind: "waiting", timer };
    this.#pingAtMs = performance.now() + limits.pingIntervalMs;
    socket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on("pong", () => (this.#isAlive = true));
    options.wire.on("drain", () => {
      for (const operation of this.#operations.values()) operation.resume();
    });
    // A message that is too large, or is no WebSocket frame: `ws` closes with the right code by itself.
    socket.on("error", () => this.#end());
    socket.on("close", () => {
      this.#end();
      // Not before: a client that does not answer the closing still holds memory.
      this.#giveBack?.();
      options.onClose();
    });
  }

  /** Looks after the end of the token and the client's life. To be called again and again: a timer for each connection costs more. */
  look(): void {
    const phase = this.#phase;
    if (phase.kind === "closed") return;
    if (phase.kind === "ready" && Date.now() >= phase.principal.expiresAtMs) {
      this.#close(CloseCode.Forbidden, "The token has expired");
      return;
    }
    const nowMs = performance.now();
    if (nowMs < this.#pingAtMs) return;
    this.#pingAtMs = nowMs + this.#options.limits.pingIntervalMs;
    this.#ping();
  }

  /** Closes with 1001. @returns settles when the connection is closed, cut off where the client does not answer in time */
  async goAway(timeoutMs: number): Promise<void> {
    const { socket } = this.#options;
    this.#close(GOING_AWAY, "Going away");
    if (socket.readyState === socket.CLOSED) return;
    const timer = setTimeout(() => socket.terminate(), timeoutMs);
    await once(socket, "close");
    clearTimeout(timer);
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#phase.kind === "closed") return;
    this.#isAlive = true;
    let message: Message;
    try {
      if (isBinary || !Buffer.isBuffer(data)) throw new TypeError("expected a text message");
      message = validateMessage(parseJson(data.toString("utf8")));
    } catch {
      this.#close(CloseCode.BadRequest, "Invalid message received");
      return;
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        void this.#initialise(message.payload);
        return;
      case MessageType.Ping:
        void this.#pong(message.payload);
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        this.#subscribe(message.id, message.payload);
        return;
      case MessageType.Complete:
        this.#operations.get(message.id)?.abort(new GatewayError("BAD_REQUEST", {}, { message: "Completed." }));
        return;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        this.#close(CloseCode.BadRequest, `A client sends no ${message.type} message`);
        return;
      default:
        message satisfies never;
    }
  }

  async #initialise(payload: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#phase.kind !== "waiting") {
      this.#close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
      return;
    }
    clearTimeout(this.#phase.timer);
    this.#phase = { kind: "authenticating" };
    const principal = await this.#authenticate(tokenIn(payload) ?? bareToken(this.#options.authorization));
    if (principal === null || this.#phase.kind !== "authenticating") return;
    try {
      this.#giveBack = this.#options.pipeline().admitSocket(principal);
    } catch {
      this.#close(TOO_MANY_CONNECTIONS, "Too many connections");
      return;
    }
    this.#become(principal);
    this.#send(JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  /** Answers a ping, after renewing the token where it brings one. */
  async #pong(payload: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    const token = this.#phase.kind === "ready" ? tokenIn(payload) : undefined;
    if (token === undefined) {
      const echo = payload === undefined || tokenIn(payload) !== undefined ? {} : { payload };
      this.#send(JSON.stringify({ type: MessageType.Pong, ...echo }));
      return;
    }
    const principal = await this.#authenticate(token);
    if (principal === null || this.#phase.kind !== "ready") return;
    const { subject, authorisationClass } = this.#phase.principal;
    if (principal.subject !== subject || principal.authorisationClass !== authorisationClass) {
      this.#close(CloseCode.Forbidden, "The token is another principal's");
      return;
    }
    this.#become(principal);
    const expiresAt = new Date(principal.expiresAtMs).toISOString();
    this.#send(JSON.stringify({ type: MessageType.Pong, payload: { expiresAt } }));
  }

  /** Whom a token speaks for. Where it speaks for nobody the connection is closed, and the answer is null. */
  async #authenticate(token: string | undefined): Promise<Principal | null> {
    try {
      return await this.#options.pipeline().authenticate(token);
    } catch (error) {
      const isTheirs = error instanceof GatewayError && error.status < 500;
      if (isTheirs) this.#close(CloseCode.Forbidden, "Forbidden");
      else this.#close(TRY_AGAIN_LATER, "Tokens cannot be verified at the moment");
      return null;
    }
  }

  /** Belongs to a principal until the token ends. */
  #become(principal: Principal): void {
    this.#phase = { kind: "ready", principal };
    this.#stopRevocation();
    const onRevoked = (): void => this.#close(CloseCode.Forbidden, "The token was revoked");
    this.#stopRevocation = this.#options.pipeline().onRevoked(principal, onRevoked);
  }

  #subscribe(id: string, payload: unknown): void {
    if (this.#phase.kind !== "ready") {
      this.#close(CloseCode.Unauthorized, "Unauthorized");
      return;
    }
    if (id.length > MAX_ID_LENGTH) {
      this.#close(CloseCode.BadRequest, "The id is too long");
      return;
    }
    if (this.#operations.has(id)) {
      this.#close(CloseCode.SubscriberAlreadyExists, cut(`Subscriber for ${id} already exists`));
      return;
    }
    const { pipeline, limits, requestId } = this.#options;
    if (this.#operations.size >= limits.maxOperations) {
      const error = new GatewayError("TOO_MANY_REQUESTS").toGraphQL();
      this.#send(JSON.stringify({ id, type: MessageType.Error, payload: [error] }));
      return;
    }
    const operation = new WebSocketOperation(id, this);
    this.#operations.set(id, operation);
    const { principal } = this.#phase;
    void operation.run({ payload, principal, requestId, pipeline, timeoutMs: limits.requestTimeoutMs });
  }

  sendError(id: string, error: unknown): void {
    const { pipeline, requestId } = this.#options;
    const errors = pipeline().presentError(error, requestId).result.errors ?? [];
    this.#send(JSON.stringify({ id, type: MessageType.Error, payload: errors }));
  }

  sendComplete(id: string): void {
    this.#send(JSON.stringify({ id, type: MessageType.Complete }));
  }

  tooSlow(cursor: string | null): void {
    const fits = cursor !== null && Buffer.byteLength(cursor) <= MAX_REASON_BYTES;
    this.#close(SLOW_READER, fits ? cursor : "Read too slowly");
  }

  onOver(operation: WebSocketOperation): void {
    if (this.#operations.get(operation.id) === operation) this.#operations.delete(operation.id);
  }

  /** @returns false while more is unsent than the client may lag behind */
  sendNext(prefix: Buffer, results: readonly Result[]): boolean {
    const { socket, wire, limits } = this.#options;
    if (this.#phase.kind === "closed" || socket.readyState !== socket.OPEN) return false;
    writeNext(wire, prefix, results);
    return wire.writableLength <= limits.highWaterBytes;
  }

  #send(text: string): void {
    const { socket, limits } = this.#options;
    if (this.#phase.kind === "closed") return;
    if (socket.bufferedAmount > limits.maxBufferedBytes) this.#close(SLOW_READER, "Read too slowly");
    else socket.send(text);
  }

  #ping(): void {
    const { socket } = this.#options;
    if (!this.#isAlive) {
      socket.terminate();
      return;
    }
    this.#isAlive = false;
    socket.ping();
  }

  #close(code: number, reason: string): void {
    if (this.#phase.kind === "closed") return;
    this.#end();
    const { socket, limits } = this.#options;
    socket.close(code, reason);
    const timer = setTimeout(() => socket.terminate(), limits.terminateAfterMs);
    socket.once("close", () => clearTimeout(timer));
  }

  /** Lets go of everything. */
  #end(): void {
    if (this.#phase.kind === "closed") return;
    if (this.#phase.kind === "waiting") clearTimeout(this.#phase.timer);
    this.#phase = { kind: "closed" };
    this.#stopRevocation();
    for (const operation of this.#operations.values()) operation.abort(new GatewayError("OVERLOADED"));
  }
}

/** The token in a payload: `authorization`, `Authorization` or `token`, with or without `Bearer`. */
function tokenIn(payload: Readonly<Record<string, unknown>> | undefined): string | undefined {
  for (const name of ["authorization", "Authorization", "token"]) {
    const value = payload !== undefined && Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (typeof value === "string") return bareToken(value);
  }
  return undefined;
}

function bareToken(authorization: string | undefined): string | undefined {
  return authorization?.replace(/^bearer +/i, "").trim();
}

/** Cut to what a close reason may have. */
function cut(reason: string): string {
  return Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : "Subscriber already exists";
}
