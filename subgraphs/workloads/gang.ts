/** Chooses where a workload's GPUs go: all of them at one site, whole nodes first, the rest where it fits best. */

/** How many nodes of one site have exactly so many free GPUs. */
export interface FreeNodes {
  readonly site: string;
  /** From 1 to 8. */
  readonly freeGpus: number;
  readonly nodes: number;
}

/** So many GPUs of each of so many nodes that have `freeGpus` free. */
export interface GangPart {
  readonly freeGpus: number;
  readonly nodes: number;
  readonly gpusPerNode: number;
}

/** A site and what to take there. The parts sum to the GPUs asked for. */
export interface Gang {
  readonly site: string;
  readonly parts: readonly GangPart[];
}

/**
 * Finds the site that holds all of `gpuCount` on the fewest nodes; among equals the one with the fewest free GPUs, so that
 * large holes stay large; then the first by name. Null when no site has enough free GPUs.
 */
export function chooseGang(free: readonly FreeNodes[], gpuCount: number): Gang | null {
  const bySite = new Map<string, FreeNodes[]>();
  for (const group of free) {
    const groups = bySite.get(group.site);
    if (groups === undefined) bySite.set(group.site, [group]);
    else groups.push(group);
  }
  let best: { gang: Gang; nodes: number; freeGpus: number } | null = null;
  for (const site of [...bySite.keys()].sort()) {
    const groups = bySite.get(site) ?? [];
    const parts = fill(groups, gpuCount);
    if (parts === null) continue;
    const nodes = parts.reduce((sum, part) => sum + part.nodes, 0);
    const freeGpus = groups.reduce((sum, group) => sum + group.nodes * group.freeGpus, 0);
    if (best === null || nodes < best.nodes || (nodes === best.nodes && freeGpus < best.freeGpus)) {
      best = { gang: { site, parts }, nodes, freeGpus };
    }
  }
  return best?.gang ?? null;
}

/** Takes from the nodes with the most free GPUs while all of them are needed, and the rest from the tightest node that holds it. */
function fill(groups: readonly FreeNodes[], gpuCount: number): GangPart[] | null {
  const left = new Map<number, number>();
  for (const { freeGpus, nodes } of groups) left.set(freeGpus, (left.get(freeGpus) ?? 0) + nodes);
  const sizes = [...left.keys()].sort((a, b) => a - b);
  const parts: GangPart[] = [];
  let wanted = gpuCount;
  while (wanted > 0) {
    const available = sizes.filter((size) => (left.get(size) ?? 0) > 0);
    const tightest = available.find((size) => size >= wanted);
    if (tightest !== undefined) {
      parts.push({ freeGpus: tightest, nodes: 1, gpusPerNode: wanted });
      return parts;
    }
    const largest = available.at(-1);
    if (largest === undefined) return null;
    const nodes = Math.min(left.get(largest) ?? 0, Math.floor(wanted / largest));
    parts.push({ freeGpus: largest, nodes, gpusPerNode: largest });
    left.set(largest, (left.get(largest) ?? 0) - nodes);
    wanted -= nodes * largest;
  }
  return parts;
}

/** The lowest `count` clear bits of a node's `allocatedMask`, as a mask. @throws TypeError when fewer are clear */
export function takeSlots(allocatedMask: number, count: number, slots: number): number {
  let mask = 0;
  let taken = 0;
  for (let slot = 0; slot < slots && taken < count; slot += 1) {
    if ((allocatedMask & (1 << slot)) !== 0) continue;
    mask |= 1 << slot;
    taken += 1;
  }
  if (taken < count) throw new TypeError(`expected ${count} clear bits of ${slots} in ${allocatedMask}, got ${taken}`);
  return mask;
}

/** The slots whose bits are set in a mask, ascending. */
export function slotsOf(mask: number): number[] {
  const slots: number[] = [];
  for (let slot = 0, rest = mask; rest !== 0; slot += 1, rest >>>= 1) if ((rest & 1) === 1) slots.push(slot);
  return slots;
}
