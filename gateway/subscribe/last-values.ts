/** The current state of a stream: the newest value of each item, from which a newcomer's snapshot is made. */

import { invariant } from "../errors.ts";
import type { SourceResponse } from "../upstream/websocket.ts";
import type { ItemList, LiveSource } from "./source-operation.ts";

/** A part of an answer whose shape only the client's operation knows. */
type JsonObject = Readonly<Record<string, unknown>>;

interface Item {
  readonly value: JsonObject;
  /** Errors within the item, their paths beginning at it. */
  readonly errors: readonly ItemError[];
}

interface ItemError {
  readonly error: JsonObject;
  readonly path: readonly unknown[];
}

/** What a frame says of itself. */
export interface FrameMarks {
  readonly snapshot: boolean;
  readonly gap: boolean;
  /** Frames that were merged into it. */
  readonly skipped: number;
}

/**
 * The state of one stream. It holds at most as many items as it was told; beyond that it holds none and has no snapshot. An item
 * that has ended is no part of it.
 */
export class LastValues {
  readonly #source: LiveSource;
  readonly #maxItems: number;
  readonly #lists = new Map<string, Map<string, Item>>();
  #frame: JsonObject | null = null;
  #frameErrors: readonly JsonObject[] = [];
  #overflowed = false;
  #keepsEnded: boolean;

  /**
   * @param maxItems items that are kept, in all lists together
   * @param keepsEnded whether items that have ended are kept until there is a snapshot: what is taken are changes, to tell others of
   */
  constructor(source: LiveSource, maxItems: number, { keepsEnded }: { readonly keepsEnded: boolean }) {
    this.#source = source;
    this.#maxItems = maxItems;
    this.#keepsEnded = keepsEnded;
    for (const list of source.itemLists.keys()) this.#lists.set(list, new Map());
  }

  /** Items that are kept. */
  get size(): number {
    let size = 0;
    for (const list of this.#lists.values()) size += list.size;
    return size;
  }

  /** False where there is no state yet, or it is too large to be kept. */
  get hasState(): boolean {
    return this.#frame !== null && !this.#overflowed;
  }

  /** Takes the next event of the stream, as it came. An event without a frame changes nothing. */
  take(response: SourceResponse): void {
    const frame = frameOf(response, this.#source);
    if (frame === null) return;
    if (this.#source.snapshot.some((name) => frame[name] === true)) {
      this.#overflowed = false;
      this.#keepsEnded = false;
      for (const list of this.#lists.values()) list.clear();
    }
    const errors = Array.isArray(response.errors) ? response.errors.filter(isJsonObject) : [];
    this.#frame = frame;
    this.#frameErrors = errors.filter((error) => this.#itemPath(error) === null);
    for (const [name, list] of this.#lists) this.#takeItems(name, list, frame[name], errors);
  }

  /** The whole state as an event of the stream. Ask only while {@link hasState}. */
  snapshot(): SourceResponse {
    return this.merged({ snapshot: true, gap: false, skipped: 0 });
  }

  /**
   * What was taken as one event of the stream: the newest frame with all items in it. It shares no list with events that
   * were taken, but shares the items.
   * Ask only while {@link hasState}.
   * @param marks what the event says of itself
   */
  merged(marks: FrameMarks): SourceResponse {
    invariant(this.#frame !== null && !this.#overflowed, "an event is made of a state");
    const { rootField, snapshot, gap, skipped } = this.#source;
    const frame: Record<string, unknown> = { ...this.#frame };
    for (const name of snapshot) frame[name] = marks.snapshot;
    for (const name of gap) frame[name] = marks.gap;
    for (const name of skipped) frame[name] = marks.skipped;
    const errors: JsonObject[] = [...this.#frameErrors];
    for (const [name, list] of this.#lists) {
      if (!Array.isArray(frame[name])) continue;
      const items = [...list.values()];
      frame[name] = items.map(({ value }) => value);
      for (const [index, item] of items.entries()) {
        for (const { error, path } of item.errors) errors.push({ ...error, path: [rootField, name, index, ...path] });
      }
    }
    return { data: { [rootField]: frame }, ...(errors.length === 0 ? {} : { errors }) };
  }

  #takeItems(name: string, list: Map<string, Item>, items: unknown, errors: readonly JsonObject[]): void {
    const shape = this.#source.itemLists.get(name);
    if (this.#overflowed || shape === undefined || !Array.isArray(items)) return;
    const errorsByIndex = new Map<number, ItemError[]>();
    for (const error of errors) {
      const place = this.#itemPath(error);
      if (place === null || place.list !== name) continue;
      const sameItem = errorsByIndex.get(place.index) ?? [];
      sameItem.push({ error, path: place.path });
      errorsByIndex.set(place.index, sameItem);
    }
    for (const [index, value] of items.entries()) {
      if (!isJsonObject(value)) continue;
      const key = keyText(value, shape);
      if (!this.#keepsEnded && hasEnded(value, shape)) list.delete(key);
      else list.set(key, { value, errors: errorsByIndex.get(index) ?? [] });
    }
    if (this.size <= this.#maxItems) return;
    this.#overflowed = true;
    for (const one of this.#lists.values()) one.clear();
  }

  /** Which item an error is in, or null for an error elsewhere. */
  #itemPath(error: JsonObject): { list: string; index: number; path: readonly unknown[] } | null {
    if (!Array.isArray(error["path"])) return null;
    const [root, list, index, ...path] = error["path"] as readonly unknown[];
    const isItem = root === this.#source.rootField && typeof list === "string" && this.#lists.has(list);
    return isItem && typeof index === "number" ? { list, index, path } : null;
  }
}

/** What a frame of a live stream says of itself; where it is silent, that it is an ordinary one. */
export function marksOf(response: SourceResponse, source: LiveSource): FrameMarks {
  const frame = frameOf(response, source);
  const number = (name: string): number => (typeof frame?.[name] === "number" ? frame[name] : 0);
  return {
    snapshot: source.snapshot.some((name) => frame?.[name] === true),
    gap: source.gap.some((name) => frame?.[name] === true),
    skipped: Math.max(0, ...source.skipped.map(number)),
  };
}

/** The frame in an event of a live stream, or null where an error took its place. */
export function frameOf(response: SourceResponse, source: LiveSource): JsonObject | null {
  const frame = isJsonObject(response.data) ? response.data[source.rootField] : null;
  return isJsonObject(frame) ? frame : null;
}

function hasEnded(item: JsonObject, { ended }: ItemList): boolean {
  const said = ended === null ? undefined : item[ended];
  return said !== undefined && said !== null && said !== false;
}

function keyText(item: JsonObject, { key }: ItemList): string {
  const [only] = key;
  const value = key.length === 1 && only !== undefined ? item[only] : undefined;
  return typeof value === "string" ? value : JSON.stringify(key.map((name) => item[name]));
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
