/** Which collector is to have which part of the fleet. All collectors work it out alike from what MongoDB says. */

/** A part of the fleet, as it is shared out. */
export interface SharedShard {
  readonly id: string;
  /** Nodes in it. */
  readonly nodes: number;
  /** Who has it now, or null. */
  readonly holder: string | null;
}

/** Loads that differ by less than this share of the mean are even enough: nothing is moved for it. */
const EVEN_ENOUGH = 0.1;

/**
 * The collector that is to have each shard. Who has one keeps it, unless another has so much less that it is worth a move.
 * @param collectors the living ones, at least one
 */
export function shareShards(
  shards: readonly SharedShard[],
  collectors: readonly string[],
): ReadonlyMap<string, string> {
  const parts = [...collectors].sort().map((collector): Part => ({ collector, nodes: 0, shards: [] }));
  const bySize = [...shards].sort((left, right) => right.nodes - left.nodes || (left.id < right.id ? -1 : 1));
  const partOf = (holder: string | null): Part | undefined => parts.find(({ collector }) => collector === holder);
  for (const shard of bySize) add(partOf(shard.holder), shard);
  for (const shard of bySize) if (partOf(shard.holder) === undefined) add(lightest(parts), shard);
  const mean = shards.reduce((sum, { nodes }) => sum + nodes, 0) / parts.length;
  while (moveOne(parts, mean));
  return new Map(parts.flatMap((part) => part.shards.map(({ id }) => [id, part.collector] as const)));
}

interface Part {
  readonly collector: string;
  nodes: number;
  readonly shards: SharedShard[];
}

function add(part: Part | undefined, shard: SharedShard): void {
  if (part === undefined) return;
  part.shards.push(shard);
  part.nodes += shard.nodes;
}

/** Moves the shard that evens out the heaviest and the lightest part best. False when none is worth it. */
function moveOne(parts: readonly Part[], mean: number): boolean {
  const from = parts.reduce<Part | undefined>(
    (most, part) => (part.nodes > (most?.nodes ?? -1) ? part : most),
    undefined,
  );
  const to = lightest(parts);
  if (from === undefined || to === undefined) return false;
  const gap = from.nodes - to.nodes;
  const apartAfter = ({ nodes }: SharedShard): number => Math.abs(gap - 2 * nodes);
  const best = from.shards
    .filter(({ nodes }) => nodes > 0)
    .reduce<SharedShard | undefined>(
      (least, shard) => (least === undefined || apartAfter(shard) < apartAfter(least) ? shard : least),
      undefined,
    );
  if (best === undefined || gap - apartAfter(best) < EVEN_ENOUGH * mean) return false;
  from.shards.splice(from.shards.indexOf(best), 1);
  from.nodes -= best.nodes;
  add(to, best);
  return true;
}

function lightest(parts: readonly Part[]): Part | undefined {
  return parts.reduce<Part | undefined>(
    (least, part) => (least === undefined || part.nodes < least.nodes ? part : least),
    undefined,
  );
}
