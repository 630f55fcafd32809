/** Numbers representations by what they hold, so that each is sent once. */

import { randomInt } from "node:crypto";

const FIRST_SIZE = 1024;
const NEW_STAMPS = 0x4000_0000;

/** What is sent for objects, as places in answers. */
class Positions {
  /** How many different ones there are. */
  count = 0;
  /** Whether the one that was taken last is new. */
  isNew = false;
  /** The fields of the object that is taken next: in which answer, from where, to where. */
  readonly answers: Uint8Array[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  #fields = 0;
  /** Open addressing: stamp + position. What is below the stamp is of earlier times. */
  #table = new Int32Array(FIRST_SIZE);
  #stamp = 1;
  #hashes = new Int32Array(FIRST_SIZE);
  /** By position: the kind, then two words a field. */
  #known = new Int32Array(FIRST_SIZE * 3);
  /** By position, the answer of each field. */
  readonly #knownAnswers: Uint8Array[] = [];

  /** Begins anew. @param fields how many a representation has at most */
  begin(fields: number): void {
    this.#stamp += this.count;
    this.count = 0;
    this.#fields = fields;
    this.#knownAnswers.length = 0;
    if (this.#stamp > NEW_STAMPS) {
      this.#table.fill(0);
      this.#stamp = 1;
    }
  }

  /**
   * The position of the representation that `answers`, `starts` and `ends` describe.
   * @param kind which of an input's representations it is
   * @param fields how many it has
   */
  take(kind: number, fields: number): number {
    let hash = kind ^ SEED;
    for (let field = 0; field < fields; field++) {
      const bytes = this.answers[field] as Uint8Array;
      const end = this.ends[field] as number;
      for (let at = this.starts[field] as number; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), PRIME);
    }
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const position = (this.#table[slot] as number) - this.#stamp;
      if (position < 0) {
        this.#add(slot, hash, kind, fields);
        return this.count - 1;
      }
      if (this.#hashes[position] === hash && this.#isSame(position, kind, fields)) {
        this.isNew = false;
        return position;
      }
    }
  }

  #isSame(position: number, kind: number, fields: number): boolean {
    const known = this.#known;
    let at = position * (1 + 2 * this.#fields);
    if (known[at++] !== kind) return false;
    for (let field = 0; field < fields; field++) {
      const one = this.#knownAnswers[position * this.#fields + field] as Uint8Array;
      const other = this.answers[field] as Uint8Array;
      const start = known[at] as number;
      const from = this.starts[field] as number;
      const length = (known[at + 1] as number) - start;
      if (length !== (this.ends[field] as number) - from) return false;
      for (let n = 0; n < length; n++) if (one[start + n] !== other[from + n]) return false;
      at += 2;
    }
    return true;
  }

  #add(slot: number, hash: number, kind: number, fields: number): void {
    this.isNew = true;
    const position = this.count++;
    const width = 1 + 2 * this.#fields;
    if ((position + 1) * width > this.#known.length) this.#known = grown(this.#known, (position + 1) * width);
    if (position >= this.#hashes.length) this.#hashes = grown(this.#hashes, position + 1);
    const known = this.#known;
    let at = position * width;
    known[at++] = kind;
    for (let field = 0; field < fields; field++) {
      this.#knownAnswers[position * this.#fields + field] = this.answers[field] as Uint8Array;
      known[at++] = this.starts[field] as number;
      known[at++] = this.ends[field] as number;
    }
    this.#hashes[position] = hash;
    this.#table[slot] = this.#stamp + position;
    if (this.count * 2 > this.#table.length) this.#rehash();
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    this.#stamp = 1;
    for (let position = 0; position < this.count; position++) {
      let slot = (this.#hashes[position] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = 1 + position;
    }
    this.#table = table;
  }
}

/** So that nobody outside can choose keys that collide. */
const SEED = randomInt(0x4000_0000);
/** Of the hash FNV-1a, of 32 bits. */
const PRIME = 0x0100_0193;

function grown(words: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, words.length * 2));
  larger.set(words);
  return larger;
}

/** Whoever collects does so without waiting, so all share one. */
export const sharedPositions = new Positions();
