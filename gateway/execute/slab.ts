/** Writes JSON text as bytes into memory that many answers share, without a string in between. */

/** Bytes of one answer at a time; the next begins when the one before is finished or given up. */
export class Slab {
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #at = 0;

  /** Begins an answer. What finished answers were given is never written again. */
  begin(): void {
    if (this.#bytes.length - this.#at < MIN_ROOM) {
      this.#bytes = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#at = 0;
    }
    this.#start = this.#at;
  }

  /** Ends the answer. Nobody may write into what it gives. */
  finish(): Buffer {
    return this.#bytes.subarray(this.#start, this.#at);
  }

  /** Forgets the answer that was begun. */
  giveUp(): void {
    this.#at = this.#start;
    // One that was too large for the slab must not stay as the slab.
    if (this.#bytes.length > SLAB_BYTES) this.#bytes = Buffer.alloc(0);
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
    const written = this.#at - this.#start;
    const larger = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, (written + count) * 2));
    this.#bytes.copy(larger, 0, this.#start, this.#at);
    this.#bytes = larger;
    this.#start = 0;
    this.#at = written;
  }
}

const SLAB_BYTES = 1024 * 1024;
/** With less left an answer begins in new memory. */
const MIN_ROOM = 64 * 1024;
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
