/**
 * Roll-ups of a fine period by partner, site, model, project and kind of workload: always computed from the samples, never
 * carried along, so that a roll-up equals what recomputing it gives. A sample counts in the period of its document's `at`.
 */

import { NO_GPU, type SampleDocument, type TelemetryCollections } from "../collections.ts";
import { METRICS } from "../metrics.ts";
import { readColumn } from "../columns.ts";
import { addSample } from "./add-sample.ts";
import { ABSENT, read32 } from "./batch-period.ts";
import { Tally } from "./tally.ts";
import type { ChunkDocument, GroupsDocument, TallyKey, TierCollections } from "./tier-collections.ts";
import { floorTo, type TierWidths } from "./tiers.ts";
import { replaceTermed } from "./write-termed.ts";

type Sources = Pick<TelemetryCollections, "samples"> & Pick<TierCollections, "chunks">;

/** The groups of one partner as they are added up. */
class Groups {
  readonly tally = new Tally();
  readonly keys: TallyKey[] = [];
  readonly #rows = new Map<string, number>();

  rowOf(site: string, model: string, holder: { readonly project: string; readonly kind: string } | undefined): number {
    const id = [site, model, holder?.project ?? "", holder?.kind ?? ""].join("\0");
    let row = this.#rows.get(id);
    if (row === undefined) {
      row = this.tally.addRow();
      this.#rows.set(id, row);
      this.keys.push({ site, model, project: holder?.project ?? null, kind: holder?.kind ?? null });
    }
    return row;
  }
}

/** The roll-ups of the fine period that begins at `atMs`, one document a partner, from the samples. */
export async function computeFine(
  { samples, chunks }: Sources,
  atMs: number,
  { fineMs, coarseMs }: TierWidths,
): Promise<GroupsDocument[]> {
  const partners = new Map<string, Groups>();
  const groupsOf = (partner: string): Groups => {
    let groups = partners.get(partner);
    if (groups === undefined) partners.set(partner, (groups = new Groups()));
    return groups;
  };
  /** Times of the rounds of each batch that came as documents. */
  const seen = new Map<string, Set<number>>();
  const covered = new Map<string, Cover>();
  const filter = { at: { $gte: new Date(atMs), $lt: new Date(atMs + fineMs) } };
  for await (const document of samples.find(filter, { sort: { at: 1 }, batchSize: 64 })) {
    const { batch, partner } = document;
    let times = seen.get(batch);
    if (times === undefined) seen.set(batch, (times = new Set()));
    if (times.has(document.at.getTime())) continue;
    times.add(document.at.getTime());
    addDocument(groupsOf(partner), document, coverOf(covered, partner));
  }
  const compacted = { at: new Date(floorTo(atMs, coarseMs)) };
  for await (const chunk of chunks.find(compacted, { sort: { at: 1 }, batchSize: 64 })) {
    const taken = seen.get(chunk.batch) ?? new Set();
    addChunk(groupsOf(chunk.partner), chunk, { atMs, fineMs, taken, cover: coverOf(covered, chunk.partner) });
  }
  return [...partners].flatMap(([partner, { tally, keys }]) => {
    // A chunk is of a longer period, and may have no round in this one.
    if (tally.rows === 0) return [];
    const cover = coverOf(covered, partner);
    for (let row = 0; row < tally.rows; row++) tally.cover(row, Math.min(cover.of(row), fineMs));
    return [{ _id: `${partner}/${atMs}`, partner, at: new Date(atMs), ...inOrder(keys, tally) }];
  });
}

/**
 * Computes the roll-ups of a fine period and writes them over what was there.
 * @throws FencedError when they were written in a later term
 */
export async function rollUpFine(
  collections: Sources & Pick<TierCollections, "fineRollups">,
  atMs: number,
  widths: TierWidths,
  term: number,
): Promise<void> {
  await replaceTermed(collections.fineRollups, await computeFine(collections, atMs, widths), term);
}

/** For how long the batches of each row were asked: of all batches the longest. */
class Cover {
  readonly #ms = new Map<number, Map<string, Map<number, number>>>();

  add(row: number, batch: string, timeMs: number, intervalMs: number): void {
    let batches = this.#ms.get(row);
    if (batches === undefined) this.#ms.set(row, (batches = new Map()));
    let times = batches.get(batch);
    if (times === undefined) batches.set(batch, (times = new Map()));
    times.set(timeMs, intervalMs);
  }

  of(row: number): number {
    let most = 0;
    for (const times of this.#ms.get(row)?.values() ?? []) {
      let sum = 0;
      for (const ms of times.values()) sum += ms;
      most = Math.max(most, sum);
    }
    return most;
  }
}

function coverOf(covers: Map<string, Cover>, partner: string): Cover {
  let cover = covers.get(partner);
  if (cover === undefined) covers.set(partner, (cover = new Cover()));
  return cover;
}

function addDocument(groups: Groups, document: SampleDocument, cover: Cover): void {
  const holders = document.holders.buffer;
  const columns = columnsOf(document);
  const rowOfHolder: number[] = [];
  for (let row = 0; row < document.gpuCount; row++) {
    const holder = holders[row] ?? NO_GPU;
    if (holder === NO_GPU) continue;
    const known = rowOfHolder[holder];
    const into = (rowOfHolder[holder] ??= groups.rowOf(document.site, document.model, document.groups[holder - 1]));
    if (known === undefined) cover.add(into, document.batch, document.at.getTime(), document.intervalMs);
    addSample(groups.tally, into, { columns, index: row, intervalMs: document.intervalMs, held: holder !== 0 });
  }
}

interface ChunkRange {
  readonly atMs: number;
  readonly fineMs: number;
  readonly taken: ReadonlySet<number>;
  readonly cover: Cover;
}

function addChunk(groups: Groups, chunk: ChunkDocument, { atMs, fineMs, taken, cover }: ChunkRange): void {
  const times = read32(chunk.times);
  const intervals = read32(chunk.intervals);
  const holders = readColumn(chunk.holders);
  const columns = columnsOf(chunk);
  for (const [round, offset] of times.entries()) {
    const timeMs = chunk.at.getTime() + offset;
    if (timeMs < atMs || timeMs >= atMs + fineMs || taken.has(timeMs)) continue;
    const intervalMs = intervals[round] ?? 0;
    for (let slot = 0; slot < chunk.gpus.length; slot++) {
      const index = slot * chunk.rounds + round;
      const holder = holders[index] ?? ABSENT;
      if (holder === ABSENT) continue;
      const into = groups.rowOf(chunk.site, chunk.model, chunk.groups[holder - 1]);
      cover.add(into, chunk.batch, timeMs, intervalMs);
      addSample(groups.tally, into, { columns, index, intervalMs, held: holder !== 0 });
    }
  }
}

function columnsOf({ columns }: Pick<SampleDocument, "columns">): readonly (Uint16Array | null)[] {
  return METRICS.map(({ column }) => {
    const packed = columns[column];
    return packed === undefined ? null : readColumn(packed);
  });
}

/** Rows in the order of their keys, which does not depend on the order of reading. */
function inOrder(keys: readonly TallyKey[], tally: Tally): Pick<GroupsDocument, "keys" | "tally"> {
  const text = ({ site, model, project, kind }: TallyKey): string => JSON.stringify([site, model, project, kind]);
  const order = keys.map((key, row) => ({ key, row, text: text(key) }));
  order.sort((left, right) => (left.text < right.text ? -1 : 1));
  const sorted = new Tally(order.length);
  for (const [into, { row }] of order.entries()) sorted.merge(into, tally, row, "alongside");
  return { keys: order.map(({ key }) => key), tally: sorted.pack() };
}
