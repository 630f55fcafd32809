/** Random numbers that are the same in every run. */

/** A source of random choices, all of them determined by its seed. */
export interface Random {
  /** A whole number from 0 to `bound`, exclusive. */
  below(bound: number): number;
  /** True in `percent` of 100 calls. */
  chance(percent: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T;
  /** Between `least` and `most` of a list, in the list's order; all of it where it is shorter. */
  some<T>(from: readonly T[], least: number, most: number): T[];
}

/** Makes a source of random choices (mulberry32). */
export function randomOf(seed: number): Random {
  let state = hashOf(`seed ${seed}`);
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new TypeError("expected a choice, got an empty list");
      return from[below(from.length)] as T;
    },
    some: (from, least, most) => {
      const left = [...from.keys()];
      const count = Math.min(from.length, least + below(most - least + 1));
      while (left.length > count) left.splice(below(left.length), 1);
      return left.flatMap((at) => from.slice(at, at + 1));
    },
  };
}

/** A hash of a text, from 0 to 2^32 exclusive (FNV-1a, its bits mixed once more). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
