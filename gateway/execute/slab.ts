/** Writes JSON text as bytes, without a string in between. */

import { giveMemoryBack, takeMemory } from "../memory.ts";

/** Bytes of one text at a time; the next begins when the one before is finished or given up. */
export class Slab {
  readonly #take: (bytes: number) => Buffer;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param take gives memory of at least so many bytes */
  constructor(take: (bytes: number) => Buffer = takeMemory) {
    this.#take = take;
  }

  /** Begins a text. */
  begin(): void {
    this.#at = 0;
  }

  /** Ends the text. Nobody may write into what it gives, which is memory that may be given back (`memory.ts`). */
  finish(): Buffer {
    const bytes = this.#bytes;
    const length = this.#at;
    // What is much smaller than the memory that it stands in is worth a copy.
    if (length * MIN_SHARE < bytes.length) {
      const copy = length <= MAX_SMALL ? Buffer.allocUnsafe(length) : this.#take(length).subarray(0, length);
      bytes.copy(copy, 0, 0, length);
      return copy;
    }
    this.#bytes = this.#take(Math.min(length, MAX_FIRST_BYTES));
    return bytes.subarray(0, length);
  }

  /** Forgets the text that was begun. */
  giveUp(): void {
    // One that was very large must not stay.
    if (this.#bytes.length > MAX_FIRST_BYTES) this.#bytes = Buffer.alloc(0);
  }

  /** Writes bytes as they are. */
  constant(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const into = this.#bytes;
    let at = this.#at;
    for (let n = 0; n < length; n++) into[at++] = bytes[n] as number;
    this.#at = at;
  }

  /** Writes bytes as they are, and behind them what stands at some place of other bytes. */
  keyed(bytes: Uint8Array, from: Uint8Array, start: number, end: number): void {
    const { length } = bytes;
    this.#reserve(length + end - start);
    const into = this.#bytes;
    let at = this.#at;
    for (let n = 0; n < length; n++) into[at++] = bytes[n] as number;
    if (end - start > MAX_LOOPED) {
      into.set(from.subarray(start, end), at);
      this.#at = at + end - start;
      return;
    }
    for (let n = start; n < end; n++) into[at++] = from[n] as number;
    this.#at = at;
  }

  /** Writes one byte. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = code;
  }

  /** Writes text as it is. */
  raw(text: string): void {
    this.#reserve(text.length * 3);
    this.#at += this.#bytes.write(text, this.#at, "utf8");
  }

  /** Writes any value as JSON. */
  value(value: unknown): void {
    if (typeof value === "string") this.string(value);
    else if (typeof value === "number") this.number(value);
    else this.raw(JSON.stringify(value));
  }

  /** Writes a JSON string. */
  string(text: string): void {
    const { length } = text;
    if (length > MAX_LOOPED) {
      this.#long(text);
      return;
    }
    this.#reserve(length + 2);
    const into = this.#bytes;
    let at = this.#at;
    into[at++] = QUOTE;
    for (let n = 0; n < length; n++) {
      const code = text.charCodeAt(n);
      if (code < 0x20 || code === QUOTE || code === BACKSLASH || code > 0x7e) {
        this.raw(JSON.stringify(text));
        return;
      }
      into[at++] = code;
    }
    into[at++] = QUOTE;
    this.#at = at;
  }

  /** Writes a number, which must be finite. */
  number(value: number): void {
    this.#reserve(MAX_NUMBER);
    if ((value | 0) !== value || value < 0) {
      // `JSON.stringify` writes -0 as 0, and so does this.
      this.#at += this.#bytes.write(String(value), this.#at, "latin1");
      return;
    }
    let digits = 1;
    for (let power = 10; digits < 10 && value >= power; power *= 10) digits++;
    const into = this.#bytes;
    let rest = value;
    for (let at = this.#at + digits - 1; at >= this.#at; at--) {
      const tenth = (rest / 10) | 0;
      into[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#at += digits;
  }

  #long(text: string): void {
    if (ESCAPED.test(text)) {
      this.raw(JSON.stringify(text));
      return;
    }
    this.#reserve(text.length + 2);
    this.#bytes[this.#at++] = QUOTE;
    this.#at += this.#bytes.write(text, this.#at, "latin1");
    this.#bytes[this.#at++] = QUOTE;
  }

  #reserve(count: number): void {
    if (this.#bytes.length - this.#at >= count) return;
    // Twice as much each time: what is copied over and over adds up to no more than the text.
    const larger = this.#take(Math.max(MIN_BYTES, this.#at + count, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#at);
    giveMemoryBack(this.#bytes);
    this.#bytes = larger;
  }
}

const MIN_BYTES = 32 * 1024;
/** With how much at most a text begins. */
const MAX_FIRST_BYTES = 512 * 1024;
const MIN_SHARE = 4;
/** Texts up to this size are the platform's to keep together. */
const MAX_SMALL = 4096;
/** Longer strings are left to the platform; for short ones the call costs more than the loop. */
const MAX_LOOPED = 48;
/** No number takes more characters. */
const MAX_NUMBER = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
/** What JSON escapes, and what takes more than a byte. */
// oxlint-disable-next-line no-control-regex -- these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001f\u007f-\uffff]/;

/** Whoever writes does so from beginning to end without waiting, so all share one. */
export const sharedSlab = new Slab();
