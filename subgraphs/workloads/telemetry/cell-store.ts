/** All cells as of one document of the feed, found by partner, project or workload. */

import {
  type CellChange,
  cellKey,
  type CellId,
  type CellNumbers,
  GPUS,
  type PackedCells,
  unpackCell,
} from "./cells.ts";

export interface StoredCell {
  readonly id: CellId;
  numbers: CellNumbers;
}

type Index = Map<string, Map<string, StoredCell>>;

export class CellStore {
  readonly #byPartner: Index = new Map();
  readonly #byProject: Index = new Map();
  readonly #byWorkload: Index = new Map();

  /** Applies what a feed document says. Returns what it changed. */
  apply(cells: PackedCells): CellChange[] {
    const changes: CellChange[] = [];
    for (const [partner, packedCells] of Object.entries(cells)) {
      for (const packed of packedCells) {
        const { id, numbers } = unpackCell(partner, packed);
        changes.push(this.#put(id, (numbers[GPUS] ?? 0) > 0 ? numbers : null));
      }
    }
    return changes;
  }

  /** Forgets everything. */
  clear(): void {
    this.#byPartner.clear();
    this.#byProject.clear();
    this.#byWorkload.clear();
  }

  /** The cells among which all of one partner, project or workload are; every cell where none is given. */
  *candidates(of: {
    readonly partner: string | null;
    readonly project: string | null;
    readonly workload: string | null;
  }): Iterable<StoredCell> {
    if (of.workload !== null) yield* this.#byWorkload.get(of.workload)?.values() ?? [];
    else if (of.project !== null) yield* this.#byProject.get(of.project)?.values() ?? [];
    else if (of.partner !== null) yield* this.#byPartner.get(of.partner)?.values() ?? [];
    else for (const cells of this.#byPartner.values()) yield* cells.values();
  }

  #put(id: CellId, after: CellNumbers | null): CellChange {
    const key = cellKey(id);
    const known = this.#byPartner.get(id.partner)?.get(key);
    const before = known?.numbers ?? null;
    if (known !== undefined && after !== null) known.numbers = after;
    else {
      const cell = after === null ? null : { id, numbers: after };
      place(this.#byPartner, id.partner, key, cell);
      if (id.project !== null) place(this.#byProject, id.project, key, cell);
      if (id.workload !== null) place(this.#byWorkload, id.workload, key, cell);
    }
    return { id, before, after };
  }
}

function place(index: Index, name: string, key: string, cell: StoredCell | null): void {
  let cells = index.get(name);
  if (cell === null) {
    cells?.delete(key);
    if (cells?.size === 0) index.delete(name);
    return;
  }
  if (cells === undefined) index.set(name, (cells = new Map()));
  cells.set(key, cell);
}
