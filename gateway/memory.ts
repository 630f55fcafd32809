/**
 * Large buffers that are used again. Fresh ones cost the kernel a page at a time, and those that are freed leave holes that the
 * process keeps. Whoever takes one gives it back when nobody reads it any more; what is not given back is left to the collector.
 */

import { invariant } from "./errors.ts";

const SMALLEST_LOG2 = 13;
const LARGEST_LOG2 = 20;
/**
 * What is kept at most for whoever takes next. As much as a full load has in use at once: what is freed and made anew again and
 * again leaves the process larger than what is kept.
 */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
/** What nobody took for so long is let go. */
const UNUSED_MS = 10_000;

interface Owned {
  readonly memory: Buffer;
  readonly log2: number;
  phase: "taken" | "kept";
}

/** Memory of one size. */
interface Shelf {
  /** The one given back last at the end. */
  readonly kept: Owned[];
  /** How many there were at the least since it was last looked through. */
  least: number;
}

const shelves: readonly Shelf[] = Array.from({ length: LARGEST_LOG2 + 1 }, () => ({ kept: [], least: 0 }));
const owners = new WeakMap<ArrayBufferLike, Owned>();
let keptBytes = 0;
let timer: NodeJS.Timeout | null = null;

/** Memory of at least that many bytes, with whatever stands in it. */
export function takeMemory(bytes: number): Buffer {
  const log2 = Math.max(SMALLEST_LOG2, 32 - Math.clz32(bytes - 1));
  if (log2 > LARGEST_LOG2) return Buffer.allocUnsafeSlow(bytes);
  const shelf = shelfOf(log2);
  const found = shelf.kept.pop();
  if (found !== undefined) {
    found.phase = "taken";
    keptBytes -= found.memory.length;
    if (shelf.kept.length < shelf.least) shelf.least = shelf.kept.length;
    return found.memory;
  }
  const memory = Buffer.allocUnsafeSlow(2 ** log2);
  owners.set(memory.buffer, { memory, log2, phase: "taken" });
  return memory;
}

/** Whether giving the memory back does anything. */
export function isWorthGivingBack(view: Uint8Array): boolean {
  return owners.has(view.buffer);
}

/**
 * Says that nobody reads or writes the memory any more. Nothing happens where it is not of this kind, or was given back already.
 * @param view memory that was taken, or a part of it
 */
export function giveMemoryBack(view: Uint8Array): void {
  const owned = owners.get(view.buffer);
  if (owned === undefined || owned.phase === "kept" || keptBytes + owned.memory.length > MAX_KEPT_BYTES) return;
  owned.phase = "kept";
  keptBytes += owned.memory.length;
  shelfOf(owned.log2).kept.push(owned);
  timer ??= setInterval(letUnusedGo, UNUSED_MS).unref();
}

/** Lets go of what nobody took since the last time. */
export function letUnusedGo(): void {
  for (const shelf of shelves) {
    for (const { memory } of shelf.kept.splice(0, shelf.least)) keptBytes -= memory.length;
    shelf.least = shelf.kept.length;
  }
  if (keptBytes > 0 || timer === null) return;
  clearInterval(timer);
  timer = null;
}

function shelfOf(log2: number): Shelf {
  const shelf = shelves[log2];
  invariant(shelf !== undefined, "there is a shelf for each size");
  return shelf;
}
