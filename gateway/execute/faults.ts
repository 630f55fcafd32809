/** The errors of one run: what subgraphs and values that do not fit become for the client, and what the log learns of them. */

import { randomUUID } from "node:crypto";
import { GraphQLError } from "graphql";
import { PASSED_ON_CODES } from "../../schema/wire.ts";
import { ERROR_CODES, type ErrorCode, GatewayError } from "../errors.ts";
import type { ClientPaths } from "./client-paths.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Place } from "./targets.ts";

/** Takes a fault for the log. */
export type OnFault = (error: Error, errorId: string) => void;

/** A fault is shown at no more places than this; it is one entry of the log anyway. */
const MAX_PLACES = 100;

const PASSED_ON: ReadonlySet<unknown> = new Set(PASSED_ON_CODES);

/** An error at a place of the response as it is fetched, or at none. */
export interface Found {
  readonly message: string;
  readonly extensions: Record<string, unknown>;
  readonly place: Place | null;
}

/** Collects the errors of one run in the order in which they are found. */
export class Faults {
  /** Those of subgraphs are among them once they are settled. */
  readonly errors: GraphQLError[] = [];
  readonly #found: Found[] = [];
  readonly #clientPaths: ClientPaths;
  readonly #onFault: OnFault;
  #covered: CoveredPaths | null = null;
  readonly #invalid: InvalidValues;
  #invalidPlaces = 0;

  /** @param invalid shared where several are to be one entry of the log */
  constructor(clientPaths: ClientPaths, onFault: OnFault, invalid = new InvalidValues()) {
    this.#clientPaths = clientPaths;
    this.#onFault = onFault;
    this.#invalid = invalid;
  }

  /** Whether nothing was found so far. */
  get isClean(): boolean {
    return this.#found.length === 0 && this.errors.length === 0;
  }

  /** What was found and is not settled. */
  get found(): readonly Found[] {
    return this.#found;
  }

  /** Takes what others found for its own. */
  adopt(found: readonly Found[]): void {
    this.#found.push(...found);
  }

  /**
   * Says where the client finds what subgraphs failed at. Call it when everything was fetched: what it asked for there depends on the
   * types of objects.
   */
  settle(data: JsonObject): void {
    for (const { message, extensions, place } of this.#found.splice(0)) {
      if (place === null) this.#push(message, extensions, undefined);
      else for (const path of this.#clientPaths(place, data)) this.#push(message, extensions, path);
    }
  }

  /**
   * A request that failed as a whole, at each place that waited for it.
   * @param error a GatewayError keeps its code; its details and its cause stay in the log
   */
  failed(error: unknown, subgraph: string, places: readonly Place[]): void {
    const code = error instanceof GatewayError ? error.code : "SUBGRAPH_FAILED";
    const errorId = this.#log(code, `subgraph ${subgraph} failed`, error);
    const { message } = ERROR_CODES[code];
    this.#find(message, { code, errorId }, places);
  }

  /**
   * The `errors` of a subgraph's answer. Those with a code that is passed on keep code and message; others are masked.
   * @param placesOf says where an error's path leads; null when it leads nowhere
   * @param places where the errors go that say no path
   */
  received(
    errors: unknown,
    subgraph: string,
    placesOf: (path: readonly unknown[]) => readonly Place[] | null,
    places: () => readonly Place[],
  ): void {
    const list: unknown[] = Array.isArray(errors) ? errors : [errors];
    let errorId: string | null = null;
    for (const error of list) {
      const known: JsonObject = isObject(error) ? error : {};
      const at = (Array.isArray(known["path"]) ? placesOf(known["path"]) : null) ?? places();
      const code = isObject(known["extensions"]) ? known["extensions"]["code"] : undefined;
      if (PASSED_ON.has(code) && typeof known["message"] === "string") {
        this.#find(known["message"], { code }, at);
      } else {
        errorId ??= this.#log("SUBGRAPH_FAILED", `subgraph ${subgraph} answered errors`, list);
        this.#find(ERROR_CODES.SUBGRAPH_FAILED.message, { code: "SUBGRAPH_FAILED", errorId }, at);
      }
    }
  }

  /** A value that does not fit the schema, at a path of the client's response. All of a run are one entry of the log. */
  invalid(path: Place, detail: string): void {
    if (this.#invalidPlaces++ >= MAX_PLACES) return;
    const errorId = this.#invalid.add(`${path.join(".")}: ${detail}`);
    this.#push(ERROR_CODES.SUBGRAPH_FAILED.message, { code: "SUBGRAPH_FAILED", errorId }, [...path]);
  }

  /** Null where the schema allows none: told unless an error is known at, above or below the path, which then explains it. */
  missing(path: Place, detail: string): void {
    this.#covered ??= new CoveredPaths();
    if (!this.#covered.covers(this.errors, path)) this.invalid(path, detail);
  }

  /** Tells the log of the values that did not fit. Call it once, at the end of the run. */
  close(): void {
    this.#invalid.tell(this.#onFault);
  }

  #log(code: ErrorCode, what: string, cause: unknown): string {
    const errorId = randomUUID();
    const known = cause instanceof Error ? cause : new Error(JSON.stringify(cause));
    this.#onFault(new GatewayError(code, {}, { cause: new Error(what, { cause: known }) }), errorId);
    return errorId;
  }

  #find(message: string, extensions: Record<string, unknown>, places: readonly Place[]): void {
    if (places.length === 0) this.#found.push({ message, extensions, place: null });
    for (const place of places.slice(0, MAX_PLACES)) this.#found.push({ message, extensions, place });
  }

  #push(message: string, extensions: Record<string, unknown>, path: (string | number)[] | undefined): void {
    this.errors.push(new GraphQLError(message, { extensions, path: path && path.length > 0 ? path : undefined }));
  }
}

/** Values that did not fit the schema, for the log. */
export class InvalidValues {
  readonly #details: string[] = [];
  #errorId: string | null = null;

  /** @returns the id of the entry of the log */
  add(detail: string): string {
    if (this.#details.length < MAX_PLACES) this.#details.push(detail);
    return (this.#errorId ??= randomUUID());
  }

  /** Tells of them, if there are any. */
  tell(onFault: OnFault): void {
    if (this.#errorId === null) return;
    const cause = new Error(`values do not fit the schema: ${this.#details.join("; ")}`);
    onFault(new GatewayError("SUBGRAPH_FAILED", {}, { cause }), this.#errorId);
  }
}

/** Paths of known errors, so that many questions are answered without comparing each with each. */
class CoveredPaths {
  readonly #exact = new Set<string>();
  readonly #prefixes = new Set<string>();
  #known = 0;

  covers(errors: readonly GraphQLError[], path: Place): boolean {
    for (; this.#known < errors.length; this.#known++) this.#learn(errors[this.#known]?.path ?? []);
    let key = "";
    if (this.#exact.has(key)) return true;
    for (const element of path) {
      key += `/${element}`;
      if (this.#exact.has(key)) return true;
    }
    return this.#prefixes.has(key);
  }

  #learn(path: Place): void {
    let key = "";
    for (const element of path) {
      key += `/${element}`;
      this.#prefixes.add(key);
    }
    this.#exact.add(key);
  }
}
