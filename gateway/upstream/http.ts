/** Calls to subgraphs over HTTP: bounded in time, size and connections, and never trusting what comes back. */

import { isAscii, isUtf8 } from "node:buffer";
import { Deadlines, type Timed } from "../collections/deadlines.ts";
import { GatewayError } from "../errors.ts";
import { giveMemoryBack, takeMemory } from "../memory.ts";
// oxlint-disable-next-line no-restricted-imports -- the port that this file implements
import { BytesAnswer, type FetchSubgraph, type SubgraphRequest, type SubgraphResponse } from "../execute/ports.ts";
import { type Connection, ConnectionEnded } from "./connection.ts";
import { ConnectionPool, type PooledExchange } from "./connection-pool.ts";

/** Where subgraphs are and what a call to them may cost. */
export interface SubgraphClientOptions {
  /** HTTP addresses by subgraph. */
  readonly urls: Readonly<Record<string, string>>;
  /** Budget of one call, its retry included. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Connections to one subgraph; further calls wait for one. */
  readonly connections: number;
}

/** Connections to all subgraphs of a supergraph. */
export interface SubgraphClient {
  /**
   * A way to call subgraphs with headers of one request, such as its identity.
   * @throws TypeError for what cannot stand in a header
   */
  withHeaders(headers: Readonly<Record<string, string>>): FetchSubgraph;
  /** Closes the connections, and fails the calls under way. */
  close(): Promise<void>;
}

/** Calls that may wait, for each connection: more would only wait for their deadlines. */
const WAITING_PER_CONNECTION = 64;

interface Target {
  readonly pool: ConnectionPool;
  /** A request's head, up to where calls differ. */
  readonly head: string;
}

/** Opens a client; connections are made when first needed. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const targets = new Map(
    Object.entries(options.urls).map(([subgraph, url]) => [subgraph, createTarget(new URL(url), options)]),
  );
  const deadlines = new Deadlines<Call>(options.timeoutMs);
  let isClosed = false;

  return {
    withHeaders(extra) {
      const lines = headerLines(extra);
      return async (request, signal) => {
        const target = targets.get(request.subgraph);
        if (target === undefined) throw new TypeError(`expected a subgraph of the supergraph, got ${request.subgraph}`);
        signal.throwIfAborted();
        if (isClosed) throw closed(request.subgraph);
        return await new Promise<SubgraphResponse>((resolve, reject) => {
          new Call(request, { target, lines, signal, deadlines, resolve, reject }).start();
        });
      };
    },
    async close() {
      isClosed = true;
      for (const call of deadlines.clear()) call.fail(closed(call.subgraph));
      for (const { pool } of targets.values()) pool.close();
    },
  };
}

function createTarget(url: URL, { connections, maxResponseBytes }: SubgraphClientOptions): Target {
  const isSecure = url.protocol === "https:";
  const pool = new ConnectionPool({
    // An address of IPv6 stands in brackets in a URL only.
    address: {
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
      isSecure,
    },
    maxResponseBytes,
    maxConnections: connections,
    maxWaiting: connections * WAITING_PER_CONNECTION,
  });
  const head =
    `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n` +
    "content-type: application/json\r\naccept: application/json\r\n";
  return { pool, head };
}

/** @throws TypeError when a name or a value could end its line */
function headerLines(headers: Readonly<Record<string, string>>): string {
  let lines = "";
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new TypeError(`expected a header, got ${JSON.stringify([name, value])}`);
    }
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

function closed(subgraph: string): GatewayError {
  return new GatewayError("SUBGRAPH_FAILED", { subgraph }, { cause: new Error("the gateway lets go of the subgraph") });
}

/** What a call works with. */
interface CallContext {
  readonly target: Target;
  readonly lines: string;
  readonly signal: AbortSignal;
  readonly deadlines: Deadlines<Call>;
  readonly resolve: (response: SubgraphResponse) => void;
  readonly reject: (error: unknown) => void;
}

/** One call, sent again once if it is a query and the connection broke before the answer began. */
class Call implements PooledExchange, Timed<Call> {
  readonly subgraph: string;
  readonly head: string;
  readonly body: Buffer;
  connection: Connection | null = null;
  dueAtMs = 0;
  before: Call | null = null;
  after: Call | null = null;
  #mayRetry: boolean;
  #isSent = false;
  readonly #wantsBytes: boolean;
  readonly #context: CallContext;

  constructor(request: SubgraphRequest, context: CallContext) {
    const { subgraph } = request;
    this.body = request.body ?? writeBody(request);
    this.subgraph = subgraph;
    this.head = `${context.target.head}${context.lines}content-length: ${this.body.length}\r\n\r\n`;
    this.#mayRetry = request.kind === "query";
    this.#wantsBytes = request.wantsBytes === true;
    this.#context = context;
  }

  start(): void {
    const { deadlines, signal } = this.#context;
    deadlines.begin(this);
    signal.addEventListener("abort", this);
    this.#send(false);
  }

  /** Gives the call up. */
  fail(error: unknown): void {
    this.#settle();
    this.#context.target.pool.cancel(this);
    this.#context.reject(error);
  }

  /** The signal aborts. */
  handleEvent(): void {
    this.fail(this.#context.signal.reason);
  }

  onDue(): void {
    this.fail(new GatewayError("SUBGRAPH_TIMEOUT", { subgraph: this.subgraph }));
  }

  onSent(): void {
    this.#isSent = true;
  }

  onAnswer(status: number, body: Buffer, isOwned: boolean): void {
    this.#settle();
    let response: SubgraphResponse;
    try {
      response = this.#wantsBytes
        ? new HttpAnswer(isOwned ? body : copyOf(body), this.#isSent, status, this.subgraph)
        : parseResponse(status, body, this.subgraph);
      if (isOwned && !this.#wantsBytes) giveMemoryBack(body);
    } catch (error) {
      this.#context.reject(error);
      return;
    }
    this.#context.resolve(response);
  }

  onFailure(error: unknown, hasBegun: boolean): void {
    this.connection = null;
    if (this.#mayRetry && !hasBegun && isBroken(error)) {
      this.#mayRetry = false;
      this.#send(true);
      return;
    }
    this.#settle();
    const isUnreachable = !hasBegun && (isBroken(error) || UNREACHABLE.has(errorCode(error) ?? ""));
    const { subgraph } = this;
    const code = isUnreachable ? "SUBGRAPH_UNREACHABLE" : "SUBGRAPH_FAILED";
    this.#context.reject(new GatewayError(code, { subgraph }, { cause: error }));
  }

  /** @param onFresh for a second try: the connections that are kept may all have been closed at once */
  #send(onFresh: boolean): void {
    if (this.#context.target.pool.send(this, onFresh)) return;
    const { subgraph } = this;
    this.fail(
      new GatewayError("OVERLOADED", { subgraph }, { cause: new Error(`too many calls wait for ${subgraph}`) }),
    );
  }

  #settle(): void {
    const { deadlines, signal } = this.#context;
    deadlines.end(this);
    signal.removeEventListener("abort", this);
  }
}

/** The connection ended: a kept one that the subgraph had just closed, as a rule, where no answer had begun. */
function isBroken(error: unknown): boolean {
  const code = errorCode(error);
  return error instanceof ConnectionEnded || code === "ECONNRESET" || code === "EPIPE";
}

const UNREACHABLE = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"]);

function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function writeBody({ query, operationName, variables }: SubgraphRequest): Buffer {
  return Buffer.from(JSON.stringify({ query, operationName, variables }));
}

function copyOf(body: Buffer): Buffer {
  const copy = body.length <= MAX_SMALL ? Buffer.allocUnsafe(body.length) : takeMemory(body.length);
  body.copy(copy);
  return copy.subarray(0, body.length);
}

/** Bodies up to this size are the platform's to keep together. */
const MAX_SMALL = 4096;

/** An answer that is read when it has to be. */
class HttpAnswer extends BytesAnswer {
  readonly #status: number;
  readonly #subgraph: string;

  /** @throws GatewayError SUBGRAPH_FAILED where the bytes do not matter: we were refused, or they are no text */
  constructor(body: Buffer, isRequestSent: boolean, status: number, subgraph: string) {
    super(body, isRequestSent);
    checkAnswer(status, body, subgraph);
    this.#status = status;
    this.#subgraph = subgraph;
  }

  override read(): SubgraphResponse {
    return parseResponse(this.#status, this.body, this.#subgraph);
  }
}

/** @throws GatewayError SUBGRAPH_FAILED unless the answer is a GraphQL response */
function parseResponse(status: number, bytes: Buffer, subgraph: string): SubgraphResponse {
  checkAnswer(status, bytes, subgraph);
  let body: unknown;
  try {
    // Most answers are ASCII, and those need no decoding.
    body = JSON.parse(bytes.toString(isAscii(bytes) ? "latin1" : "utf8"));
  } catch (cause) {
    throw failed(status, subgraph, "the answer is not JSON", cause);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw failed(status, subgraph, "the answer is no JSON object");
  }
  if (!("data" in body) && !("errors" in body)) {
    throw failed(status, subgraph, "the answer has neither data nor errors");
  }
  return body;
}

function checkAnswer(status: number, bytes: Buffer, subgraph: string): void {
  // Not passed on to the client as its own failure: it is our identity that the subgraph did not take.
  if (status === 401 || status === 403) throw failed(status, subgraph, "the subgraph refused the gateway");
  if (!isUtf8(bytes)) throw failed(status, subgraph, "the answer is not UTF-8");
}

function failed(status: number, subgraph: string, why: string, cause?: unknown): GatewayError {
  const reason = new Error(`${why} (HTTP status ${status})`, { cause });
  return new GatewayError("SUBGRAPH_FAILED", { subgraph }, { cause: reason });
}
