/**
 * `/export.csv` and `/export.parquet`: a list or a connection of a query as a file, however long it is. It is asked for page by page,
 * each through the same pipeline as any other operation, and each page is written before the next one is asked for. A file that could
 * not be finished never looks whole: its connection is reset.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { ServerResponse } from "node:http";
import type { FormattedExecutionResult } from "graphql";
import { bearerToken } from "../auth/token-verifier.ts";
import type { Principal } from "../context.ts";
import { WrittenAnswer } from "../engine.ts";
import { ERROR_CODES, GatewayError } from "../errors.ts";
import type { Column } from "../export/columns.ts";
import { csvFile } from "../export/csv.ts";
import { parquetFile } from "../export/parquet.ts";
import type { RowFile } from "../export/row-file.ts";
import { chooseRows, type RowSource } from "../export/row-source.ts";
import { type AskPage, walkPages } from "../export/walk-pages.ts";
import type { Shares } from "../limits/shares.ts";
import type { Log } from "../telemetry/log.ts";
import { checkBodyHeaders } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { allowOrigin, type GraphqlEndpoint, methodNotAllowed, readParameters, respondResult } from "./graphql.ts";
import type { Pipeline } from "./pipeline.ts";

/** What exports need besides what every operation needs. */
export interface ExportOptions {
  /** Exports that a principal may have at once. */
  readonly shares: Shares;
  /** How long a client may leave what it was sent unread. */
  readonly stallMs: number;
  readonly log: Log;
}

/** A form that files may have. */
export type ExportFormat = "csv" | "parquet";

/** Where exports are. */
export const EXPORT_PATHS: ReadonlyMap<string, ExportFormat> = new Map([
  ["/export.csv", "csv"],
  ["/export.parquet", "parquet"],
]);

/** How the file is to be, by the URL. */
interface ExportSettings {
  readonly path: string | undefined;
  readonly pageSize: number | undefined;
  readonly fileOf: (columns: readonly Column[]) => RowFile;
}

const METHODS = "GET, POST, OPTIONS";
const MAX_PAGE_SIZE = 100_000;
/** How long a page waits in all for a place among the operations under way, once the file has begun, and how often it asks. */
const MAX_WAIT_MS = 30_000;
const WAIT_STEP_MS = 100;
/** The trailer field that says how many rows there are, when all are there. */
const ROWS_TRAILER = "x-export-rows";

/** Answers one request. It settles when the response is written or given up, and does not throw. */
export async function handleExport(
  exchange: Exchange,
  format: ExportFormat,
  endpoint: GraphqlEndpoint,
  options: ExportOptions,
): Promise<void> {
  const { request, response, requestId } = exchange;
  const pipeline = endpoint.pipeline();
  try {
    const { origin, host } = request.headers;
    if (!pipeline.allowsOrigin(origin, host)) throw new GatewayError("CSRF_PREVENTED");
    if (origin !== undefined) allowOrigin(exchange, origin);
    if (request.method === "OPTIONS") {
      response.writeHead(204, { allow: METHODS }).end();
      return;
    }
    if (request.method !== "GET" && request.method !== "POST") throw methodNotAllowed(exchange, METHODS);
    const settings = readSettings(new URLSearchParams(exchange.search), format);
    if (request.method === "POST") checkBodyHeaders(request, endpoint.maxBodyBytes);
    const principal = await pipeline.authenticate(bearerToken(request.headers.authorization));
    const parameters = await readParameters(exchange, endpoint, pipeline);
    const giveBack = options.shares.take(principal);
    try {
      const preparing = endpoint.pipeline().prepareFirst(parameters.query);
      if (preparing !== null) await preparing;
      const current = endpoint.pipeline();
      const source = chooseRows(current.engine.apiSchema, current.prepare(parameters, principal), settings);
      const name = parameters.operationName ?? "export";
      const file = settings.fileOf(source.columns);
      await new Export({ exchange, endpoint, options, principal, source, file, name }).run();
    } finally {
      giveBack();
    }
  } catch (error) {
    const { status, result } = error instanceof PageErrors ? error : pipeline.presentError(error, requestId);
    if (response.headersSent) giveUp(response);
    else respondResult(exchange, status, "application/json", JSON.stringify(result));
  }
}

/** What a page that has errors answers: part of a page is no page. */
class PageErrors extends Error {
  readonly status: number;
  readonly result: FormattedExecutionResult;

  constructor(errors: NonNullable<FormattedExecutionResult["errors"]>) {
    super("a page has errors");
    const code = errors[0]?.extensions?.["code"];
    this.status = Object.entries(ERROR_CODES).find(([known]) => known === code)?.[1].status ?? 502;
    this.result = { errors };
  }
}

interface ExportParts {
  readonly exchange: Exchange;
  readonly endpoint: GraphqlEndpoint;
  readonly options: ExportOptions;
  readonly principal: Principal;
  readonly source: RowSource;
  readonly file: RowFile;
  readonly name: string;
}

/** One export, from its first page to its last. */
class Export {
  readonly #parts: ExportParts;
  #phase: "beginning" | "writing" | "done" = "beginning";
  #rows = 0;

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  /** @throws before anything is written, what is wrong; after that, whatever ends the file */
  async run(): Promise<void> {
    const { exchange, endpoint, options, principal, source, file } = this.#parts;
    const { response, requestId } = exchange;
    const span = endpoint.signals.openStream(response);
    const revoked = new AbortController();
    const signal = AbortSignal.any([span.signal, revoked.signal]);
    const stopRevocation = endpoint
      .pipeline()
      .onRevoked(principal, () => revoked.abort(new GatewayError("UNAUTHENTICATED")));
    const startedAtMs = performance.now();
    try {
      const ask: AskPage = async (variables) => await this.#ask(variables, signal);
      for await (const rows of walkPages(source, ask)) {
        if (this.#phase === "beginning") await this.#begin(signal);
        for (const piece of file.rows(rows)) await this.#write(piece, signal);
        this.#rows += rows.length;
      }
      for (const piece of file.end()) await this.#write(piece, signal);
      response.addTrailers({ [ROWS_TRAILER]: String(this.#rows) });
      response.end();
      this.#phase = "done";
    } finally {
      stopRevocation();
      span.close();
      const { subject } = principal;
      const tookMs = Math.round(performance.now() - startedAtMs);
      options.log.info({ requestId, subject, rows: this.#rows, tookMs, isWhole: this.#phase === "done" }, "export");
    }
  }

  /** Asks for a page as for any operation, within a request's time. */
  async #ask(variables: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown> {
    const { exchange, endpoint, principal, source } = this.#parts;
    const { response, requestId } = exchange;
    signal.throwIfAborted();
    if (Date.now() >= principal.expiresAtMs) {
      throw new GatewayError("UNAUTHENTICATED", {}, { message: "The token has expired." });
    }
    const pipeline = endpoint.pipeline();
    const leave = await this.#enter(pipeline, signal);
    try {
      const parameters = { query: source.text, operationName: undefined, variables };
      const operation = pipeline.prepare(parameters, principal);
      const span = endpoint.signals.open(response, endpoint.requestTimeoutMs);
      try {
        const context = { requestId, principal, signal: span.signal };
        const answer = await span.orAborted(pipeline.engine.execute(operation, context));
        signal.throwIfAborted();
        if (answer instanceof WrittenAnswer) return answer.read().data;
        const { body } = pipeline.present(answer, requestId);
        const { data, errors } = JSON.parse(body.toString()) as FormattedExecutionResult;
        if (errors !== undefined) throw new PageErrors(errors);
        return data;
      } finally {
        span.close();
      }
    } finally {
      leave();
    }
  }

  /** A place among the operations under way. A file that has begun waits for one. @throws GatewayError OVERLOADED */
  async #enter(pipeline: Pipeline, signal: AbortSignal): Promise<() => void> {
    for (let waitedMs = 0; ; waitedMs += WAIT_STEP_MS) {
      try {
        return pipeline.admit();
      } catch (error) {
        if (this.#phase === "beginning" || waitedMs >= MAX_WAIT_MS) throw error;
      }
      await delay(WAIT_STEP_MS, undefined, { signal });
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { exchange, file, name } = this.#parts;
    exchange.response.writeHead(200, {
      "content-type": file.mediaType,
      "content-disposition": `attachment; filename="${name}.${file.extension}"`,
      trailer: ROWS_TRAILER,
    });
    this.#phase = "writing";
    await this.#write(file.begin(), signal);
  }

  /** Writes, and waits until the client has read enough. @throws when it goes, or leaves it unread for too long */
  async #write(piece: string | Uint8Array, signal: AbortSignal): Promise<void> {
    const { exchange, options } = this.#parts;
    const { response } = exchange;
    signal.throwIfAborted();
    if (response.write(piece)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        response.off("drain", onDrain);
        signal.removeEventListener("abort", onAbort);
        end();
      };
      const onDrain = (): void => settle(resolve);
      const onAbort = (): void => settle(() => reject(signal.reason as Error));
      const timer = setTimeout(() => settle(() => reject(new GatewayError("SUBSCRIBER_TOO_SLOW"))), options.stallMs);
      response.once("drain", onDrain);
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }
}

/** Ends a response so that nobody takes it for whole, whatever stands between: a closed connection could be an end in HTTP/1.0. */
function giveUp(response: ServerResponse): void {
  const { socket } = response;
  if (socket !== null && "resetAndDestroy" in socket) socket.resetAndDestroy();
  response.destroy();
}

/** @throws GatewayError BAD_REQUEST */
function readSettings(given: URLSearchParams, format: ExportFormat): ExportSettings {
  const flag = (name: string, fallback: boolean): boolean => {
    const text = given.get(name);
    if (text === null || text === "") return fallback;
    if (text !== "true" && text !== "false") throw badRequest(`\`${name}\` must be true or false.`);
    return text === "true";
  };
  const size = given.get("pageSize");
  const pageSize = size === null || size === "" ? undefined : Number(size);
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= MAX_PAGE_SIZE)) {
    throw badRequest(`\`pageSize\` must be from 1 to ${MAX_PAGE_SIZE}.`);
  }
  const common = { path: given.get("path") ?? undefined, pageSize };
  if (format === "parquet") {
    const foreign = ["guardFormulas", "bom"].find((name) => given.has(name));
    if (foreign !== undefined) throw badRequest(`\`${foreign}\` is of CSV files only.`);
    return { ...common, fileOf: parquetFile };
  }
  const style = { guardsFormulas: flag("guardFormulas", true), hasByteOrderMark: flag("bom", false) };
  return { ...common, fileOf: (columns) => csvFile(columns, style) };
}

function badRequest(message: string): GatewayError {
  return new GatewayError("BAD_REQUEST", {}, { message });
}
