/**
 * Large buffers that are used again. Fresh ones cost the kernel a page at a time, and those that are freed leave holes that the
 * process keeps. Whoever takes one gives it back when nobody reads it any more; what is not given back is left to the collector.
 */

const SMALLEST_LOG2 = 13;
const LARGEST_LOG2 = 20;
/** What is kept at most for whoever takes next. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

interface Owned {
  readonly memory: Buffer;
  readonly log2: number;
  phase: "taken" | "kept";
}

const kept: Owned[][] = Array.from({ length: LARGEST_LOG2 + 1 }, () => []);
const owners = new WeakMap<ArrayBufferLike, Owned>();
let keptBytes = 0;

/** Memory of at least that many bytes, with whatever stands in it. */
export function takeMemory(bytes: number): Buffer {
  const log2 = Math.max(SMALLEST_LOG2, 32 - Math.clz32(bytes - 1));
  if (log2 > LARGEST_LOG2) return Buffer.allocUnsafeSlow(bytes);
  const found = kept[log2]?.pop();
  if (found !== undefined) {
    found.phase = "taken";
    keptBytes -= found.memory.length;
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
  kept[owned.log2]?.push(owned);
}
