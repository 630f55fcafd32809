/** The recent events of a source stream, for subscribers who come back after one of them. */

import type { Frame } from "../engine.ts";
import type { SourceResponse } from "../upstream/websocket.ts";

/** How much of the past is kept. */
export interface EventLogLimits {
  /** In milliseconds. */
  readonly maxAgeMs: number;
  /** Of events and of the frames made of them, by estimate; asked at each event, for it may be a share of a whole. */
  readonly maxBytes: () => number;
}

/** One event, in the order in which it came. Whoever holds an entry can walk on from it, whatever the log lets go of. */
export interface LogEntry {
  /** Counts the events of this log from 1; the entry before the first event has 0. */
  readonly seq: number;
  readonly response: SourceResponse;
  readonly cursor: string | null;
  readonly next: LogEntry | null;
  /** What the event and the frames made of it occupy, by estimate. */
  readonly bytes: number;
}

/** Makes a frame of an event. */
export type MakeFrame = (entry: LogEntry) => Promise<Frame>;

class Entry implements LogEntry {
  readonly seq: number;
  readonly response: SourceResponse;
  readonly cursor: string | null;
  readonly atMs: number;
  bytes: number;
  isKept = true;
  next: Entry | null = null;
  /** Frames by selection. */
  readonly frames = new Map<string, Promise<Frame>>();

  constructor(seq: number, response: SourceResponse, cursor: string | null, atMs: number, bytes: number) {
    this.seq = seq;
    this.response = response;
    this.cursor = cursor;
    this.atMs = atMs;
    this.bytes = bytes;
  }
}

/** Overflow policy: the oldest events are let go of. The newest is always kept. */
export class EventLog {
  readonly #limits: EventLogLimits | null;
  readonly #now: () => number;
  readonly #byCursor = new Map<string, Entry>();
  #first: Entry;
  #last: Entry;
  #bytes = 0;

  /**
   * @param limits null keeps the newest event only
   * @param cursor where the stream stood before its first event
   * @param now monotonic milliseconds
   */
  constructor(limits: EventLogLimits | null, cursor: string | null, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#first = this.#last = new Entry(0, {}, cursor, now(), 0);
  }

  /** The newest event, or the place before the first one. */
  get head(): LogEntry {
    return this.#last;
  }

  /** The place before the first event, while every event since is kept. */
  get origin(): LogEntry | null {
    return this.#first.seq === 0 ? this.#first : null;
  }

  /** What is kept, by estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  append(response: SourceResponse, cursor: string | null): LogEntry {
    const entry = new Entry(this.#last.seq + 1, response, cursor, this.#now(), sizeOf(response));
    this.#last.next = entry;
    this.#last = entry;
    this.#bytes += entry.bytes;
    if (cursor !== null && this.#limits !== null) this.#byCursor.set(cursor, entry);
    this.#trim();
    return entry;
  }

  /** The event with this cursor, while it is kept. */
  find(cursor: string): LogEntry | null {
    return this.#byCursor.get(cursor) ?? null;
  }

  /** The frame of an event for one selection, made once while the event is kept. */
  async frame(entry: LogEntry, selection: string, make: MakeFrame): Promise<Frame> {
    if (this.#limits === null || !(entry instanceof Entry) || !entry.isKept) return await make(entry);
    const known = entry.frames.get(selection);
    if (known !== undefined) return await known;
    const making = make(entry);
    entry.frames.set(selection, making);
    try {
      const frame = await making;
      if (entry.isKept) {
        entry.bytes += frame.bytes.byteLength;
        this.#bytes += frame.bytes.byteLength;
      }
      return frame;
    } catch (error) {
      entry.frames.delete(selection);
      throw error;
    }
  }

  #trim(): void {
    if (this.#limits === null) {
      this.#first = this.#last;
      this.#bytes = this.#last.bytes;
      return;
    }
    const oldestMs = this.#now() - this.#limits.maxAgeMs;
    const maxBytes = this.#limits.maxBytes();
    while (this.#first !== this.#last && (this.#bytes > maxBytes || this.#first.atMs < oldestMs)) {
      const gone = this.#first;
      this.#first = gone.next ?? this.#last;
      this.#bytes -= gone.bytes;
      gone.isKept = false;
      gone.frames.clear();
      if (gone.cursor !== null && this.#byCursor.get(gone.cursor) === gone) this.#byCursor.delete(gone.cursor);
    }
  }
}

/** Bytes that a JSON value occupies, by estimate. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return 24 + value.length;
  if (typeof value !== "object" || value === null) return 8;
  let bytes = 32;
  for (const member of Object.values(value)) bytes += 8 + sizeOf(member);
  return bytes;
}
