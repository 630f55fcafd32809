/** What the collector knows of every GPU: its newest values, who holds it, and the cells that all of them add up to. */

import type { NodeFacts, NodePlace } from "./batches.ts";
import {
  cellKey,
  type CellId,
  type CellNumbers,
  countOf,
  emptyNumbers,
  GPUS,
  IDLE,
  IDLE_BELOW,
  type PackedCell,
  type PackedCells,
  packCell,
  REPORTING,
  sameNumbers,
  sumOf,
  unpackCell,
} from "./cells.ts";
import { type Holder, MAX_BATCH_GPUS } from "./collections.ts";
import { energySince } from "./energy-counter.ts";
import { DUTY_CYCLE, ENERGY, LIVE_METRIC_COUNT, METRIC_COUNT, MISSING } from "./metrics.ts";
import { createPageMemory, type PageMemory, type PageReading } from "./parse-page.ts";

/** A batch of GPUs that are scraped and written together. */
export interface BatchState {
  readonly id: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  /** The nodes of the fleet in it, by their number in the batch. Empty places are nodes that are no more. */
  readonly hosts: (HostState | undefined)[];
  /** Newest packed values by `metric × MAX_BATCH_GPUS + row`. */
  readonly values: Uint16Array;
  /** Up to where the energy counter of each row was counted; see `energy-counter.ts`. */
  readonly energyAnchors: Float64Array;
  /** Counts changes of who holds what. */
  holdersVersion: number;
}

/** A node and its GPUs. */
export interface HostState {
  readonly facts: NodeFacts;
  readonly batch: BatchState;
  readonly place: NodePlace;
  readonly memory: PageMemory;
  /** The cell that each slot's GPU counts in. */
  readonly cells: CellState[];
  /** What holds each slot's GPU. */
  readonly holders: (Holder | null)[];
  /** When its last good page was received, in ms since the epoch; null when none was. */
  scrapedAtMs: number | null;
  /** The last XID by slot; 0 for none. */
  readonly xids: Int32Array;
}

/** A cell as it is, and as the feed last said it was. */
export interface CellState {
  readonly id: CellId;
  readonly numbers: CellNumbers;
  published: CellNumbers | null;
}

/** Cells that differ from what the feed says, packed, with the way to say that the feed now says it. */
export interface CellChanges {
  readonly cells: PackedCells;
  readonly count: number;
  readonly markPublished: () => void;
}

export class FleetState {
  readonly hosts = new Map<string, HostState>();
  readonly batches = new Map<string, BatchState>();
  readonly #cells = new Map<string, CellState>();
  readonly #dirty = new Set<CellState>();

  /** Adds a node, none of whose GPUs has reported. */
  add(facts: NodeFacts, place: NodePlace): HostState {
    const batch = this.#batch(facts, place.batch);
    const free = this.#cell(facts, null);
    const host: HostState = {
      facts,
      batch,
      place,
      memory: createPageMemory(),
      cells: facts.gpus.map(() => free),
      holders: facts.gpus.map(() => null),
      scrapedAtMs: null,
      xids: new Int32Array(facts.gpus.length),
    };
    batch.hosts[place.node] = host;
    batch.holdersVersion++;
    this.#erase(host);
    for (const slot of facts.gpus.keys()) this.#count(host, slot, 1);
    this.hosts.set(facts.hostname, host);
    return host;
  }

  /** Takes a node out; its GPUs count no more. */
  remove(hostname: string): void {
    const host = this.hosts.get(hostname);
    if (host === undefined) return;
    for (const slot of host.facts.gpus.keys()) this.#count(host, slot, -1);
    this.#erase(host);
    host.batch.hosts[host.place.node] = undefined;
    host.batch.holdersVersion++;
    this.hosts.delete(hostname);
  }

  /** Says who holds each GPU of a node, by slot; null for nobody. */
  hold(host: HostState, holders: readonly (Holder | null)[]): void {
    for (const slot of host.facts.gpus.keys()) {
      const holder = holders[slot] ?? null;
      const cell = this.#cell(host.facts, holder);
      if (cell === host.cells[slot]) continue;
      this.#count(host, slot, -1);
      host.cells[slot] = cell;
      host.holders[slot] = holder;
      this.#count(host, slot, 1);
      host.batch.holdersVersion++;
    }
  }

  /** Takes over what a page says. GPUs that it does not mention are missing. */
  report(
    host: HostState,
    { values, energies }: Pick<PageReading, "values"> & { readonly energies?: Float64Array },
    atMs: number,
  ): void {
    const count = host.facts.gpus.length;
    const { row } = host.place;
    for (let slot = 0; slot < count; slot++) {
      this.#count(host, slot, -1);
      for (let metric = 0; metric < METRIC_COUNT; metric++) {
        host.batch.values[metric * MAX_BATCH_GPUS + row + slot] = values[metric * count + slot] ?? MISSING;
      }
      if (energies !== undefined) {
        const packed = energySince(energies[slot] ?? Number.NaN, host.batch.energyAnchors, row + slot);
        host.batch.values[ENERGY * MAX_BATCH_GPUS + row + slot] = packed;
      }
      this.#count(host, slot, 1);
    }
    host.scrapedAtMs = atMs;
  }

  /** A node did not answer: its GPUs are missing, which is not zero. */
  silence(host: HostState): void {
    for (const slot of host.facts.gpus.keys()) this.#count(host, slot, -1);
    this.#erase(host);
    for (const slot of host.facts.gpus.keys()) this.#count(host, slot, 1);
  }

  /** Says what the feed says now, so that only what differs from it is published. Call it before anything changes. */
  adoptPublished(cells: PackedCells): void {
    for (const [partner, packedCells] of Object.entries(cells)) {
      for (const packed of packedCells) {
        const { id, numbers } = unpackCell(partner, packed);
        const cell = this.#cellOf(id);
        cell.published = numbers;
        this.#dirty.add(cell);
      }
    }
  }

  /** The cells that differ from what is published. */
  changes(): CellChanges {
    const cells: Record<string, PackedCell[]> = {};
    const changed: { readonly cell: CellState; readonly numbers: CellNumbers }[] = [];
    for (const cell of this.#dirty) {
      if (sameNumbers(cell.numbers, cell.published ?? NOTHING)) continue;
      changed.push({ cell, numbers: cell.numbers.slice() });
      (cells[cell.id.partner] ??= []).push(packCell(cell.id, cell.numbers));
    }
    return { cells, count: changed.length, markPublished: () => this.#markPublished(changed) };
  }

  #markPublished(changed: readonly { readonly cell: CellState; readonly numbers: CellNumbers }[]): void {
    for (const { cell, numbers } of changed) cell.published = numbers;
    for (const cell of this.#dirty) {
      if (!sameNumbers(cell.numbers, cell.published ?? NOTHING)) continue;
      this.#dirty.delete(cell);
      // A cell that is empty, and published as such, is forgotten. Nobody refers to it: a reference is a GPU in it.
      if (cell.numbers[GPUS] === 0) this.#cells.delete(cellKey(cell.id));
    }
  }

  #batch({ partner, site, model }: NodeFacts, id: string): BatchState {
    const known = this.batches.get(id);
    if (known !== undefined) return known;
    const values = new Uint16Array(METRIC_COUNT * MAX_BATCH_GPUS).fill(MISSING);
    const energyAnchors = new Float64Array(MAX_BATCH_GPUS).fill(Number.NaN);
    const batch: BatchState = { id, partner, site, model, hosts: [], values, energyAnchors, holdersVersion: 0 };
    this.batches.set(id, batch);
    return batch;
  }

  #cell({ partner, site, model }: NodeFacts, holder: Holder | null): CellState {
    return this.#cellOf({
      partner,
      site,
      model,
      project: holder?.project ?? null,
      workload: holder?.workload ?? null,
    });
  }

  #cellOf(id: CellId): CellState {
    const key = cellKey(id);
    let cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, (cell = { id, numbers: emptyNumbers(), published: null }));
    return cell;
  }

  #erase({ batch, place, facts }: HostState): void {
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      const first = metric * MAX_BATCH_GPUS + place.row;
      batch.values.fill(MISSING, first, first + facts.gpus.length);
    }
  }

  /** Adds a GPU to its cell (`sign` 1), or takes it out (-1), with the values that it has now. */
  #count(host: HostState, slot: number, sign: 1 | -1): void {
    const cell = host.cells[slot];
    if (cell === undefined) return;
    const { numbers } = cell;
    const { values } = host.batch;
    const row = host.place.row + slot;
    let reported = false;
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      const value = values[metric * MAX_BATCH_GPUS + row] ?? MISSING;
      if (value === MISSING) continue;
      reported = true;
      if (metric >= LIVE_METRIC_COUNT) break;
      numbers[sumOf(metric)] = (numbers[sumOf(metric)] ?? 0) + sign * value;
      numbers[countOf(metric)] = (numbers[countOf(metric)] ?? 0) + sign;
    }
    numbers[GPUS] = (numbers[GPUS] ?? 0) + sign;
    if (reported) numbers[REPORTING] = (numbers[REPORTING] ?? 0) + sign;
    const duty = values[DUTY_CYCLE * MAX_BATCH_GPUS + row] ?? MISSING;
    if (cell.id.workload !== null && duty < IDLE_BELOW) numbers[IDLE] = (numbers[IDLE] ?? 0) + sign;
    this.#dirty.add(cell);
  }
}

const NOTHING = emptyNumbers();
