/** Searches a set of candidates for the best choice. */

/** Candidates of which every combination is tried. Beyond, they are taken one by one. */
const MAX_EXACT = 6;

/**
 * Tries the base with combinations of others: every one of a few, fewer first; of many, all of them, and then without each that
 * is not missed.
 * @param consider takes a combination, and says whether it is the best so far
 * @param isHopeless whether no combination of so many can be better than the best so far
 */
export function tryCombinations<T>(
  base: readonly T[],
  others: readonly T[],
  consider: (chosen: readonly T[]) => boolean,
  isHopeless: (count: number) => boolean,
): void {
  if (others.length === 0) return;
  if (others.length <= MAX_EXACT) {
    const masks = Array.from({ length: (1 << others.length) - 1 }, (_, at) => at + 1);
    masks.sort((a, b) => bits(a) - bits(b) || a - b);
    for (const mask of masks) {
      if (isHopeless(bits(mask) + base.length)) break;
      consider([...base, ...others.filter((_, at) => (mask & (1 << at)) !== 0)]);
    }
    return;
  }
  // With all of them it goes, if it goes at all; then those that are not missed are left out again.
  let chosen = [...base, ...others];
  consider(chosen);
  for (const other of others) {
    const fewer = chosen.filter((one) => one !== other);
    if (consider(fewer)) chosen = fewer;
  }
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
