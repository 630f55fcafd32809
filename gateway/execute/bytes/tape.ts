/** The memory of one operation while its answers are bytes. */

/** Records, and the answers that they point into. */
export class Tape {
  words: Int32Array = new Int32Array(FIRST_WORDS);
  /** The first free word. A record never stands at 0. */
  top = 1;
  /** Answers by fetch id. */
  readonly buffers: Uint8Array[] = [];
  /** By id of a fetch of the root, its record; by id of an input, where its entities' records are listed. 0 before. */
  readonly roots: number[] = [];
  readonly tables: number[] = [];
  /** By id of an input, for how many entities it asked. */
  readonly counts: number[] = [];

  /** Makes room for a plan. */
  begin(fetches: number, inputs: number): void {
    for (let n = 0; n < fetches; n++) {
      this.buffers[n] = NOTHING;
      this.roots[n] = 0;
    }
    for (let n = 0; n < inputs; n++) {
      this.tables[n] = 0;
      this.counts[n] = 0;
    }
  }

  /** Makes it as new. */
  clear(): void {
    this.words.fill(0, 0, this.top);
    this.top = 1;
    // Answers are not to be kept in memory, and nothing of this operation is seen by another.
    for (let n = 0; n < this.buffers.length; n++) this.buffers[n] = NOTHING;
  }
}

const NOTHING = new Uint8Array(0);
const FIRST_WORDS = 4096;
/** Tapes that are kept for further operations take no more than this together, and none more than a part of it. */
const MAX_SPARE_WORDS = 4 * 1024 * 1024;
const MAX_WORDS = MAX_SPARE_WORDS / 16;

const spare: Tape[] = [];
let spareWords = 0;

/** A tape for one operation. */
export function takeTape(fetches: number, inputs: number): Tape {
  let tape = spare.pop();
  if (tape === undefined) tape = new Tape();
  else spareWords -= tape.words.length;
  tape.begin(fetches, inputs);
  return tape;
}

/** Gives a tape back that nobody reads or writes any more. */
export function giveTapeBack(tape: Tape): void {
  const { length } = tape.words;
  if (length > MAX_WORDS || spareWords + length > MAX_SPARE_WORDS) return;
  tape.clear();
  spare.push(tape);
  spareWords += length;
}
