/**
 * Cells: the finest groups of GPUs that the live state tells apart. A cell holds sums of packed integers, so cells add up
 * to groups without loss, in any order, and a group that is reached by adding and taking away is exact.
 */

import { LIVE_METRIC_COUNT } from "./metrics.ts";

/** What the GPUs of a cell have in common. `project` and `workload` are null for GPUs that nothing holds. */
export interface CellId {
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly project: string | null;
  readonly workload: string | null;
}

/** The numbers of a cell: GPUS, REPORTING, IDLE, then a sum and a count for each live metric. */
export type CellNumbers = Float64Array;

export const GPUS = 0;
/** GPUs that reported anything at their last scrape. */
export const REPORTING = 1;
/** GPUs that a workload holds and whose duty cycle is under 5 %. */
export const IDLE = 2;
const FIRST_METRIC = 3;
export const CELL_FIELDS = FIRST_METRIC + 2 * LIVE_METRIC_COUNT;

/** A duty cycle under this packed value is idle. */
export const IDLE_BELOW = 500;

/** Index of a live metric's sum. */
export const sumOf = (metric: number): number => FIRST_METRIC + 2 * metric;
/** Index of the number of GPUs in a live metric's sum. */
export const countOf = (metric: number): number => FIRST_METRIC + 2 * metric + 1;

/** A cell on the wire: site, model, project, workload, then its numbers. GPUS 0 says that the cell is no more. */
export type PackedCell = readonly (string | number | null)[];

/** Cells on the wire, by partner, so that a reader can ask MongoDB for one partner's alone. */
export type PackedCells = Readonly<Record<string, readonly PackedCell[]>>;

/** A change of one cell; `null` where it was not, or is no more. */
export interface CellChange {
  readonly id: CellId;
  readonly before: CellNumbers | null;
  readonly after: CellNumbers | null;
}

/** Identifies a cell among all. */
export function cellKey(id: CellId): string {
  return `${id.partner}\0${id.site}\0${id.model}\0${id.project ?? ""}\0${id.workload ?? ""}`;
}

export function emptyNumbers(): CellNumbers {
  return new Float64Array(CELL_FIELDS);
}

export function packCell(id: CellId, numbers: CellNumbers): PackedCell {
  return [id.site, id.model, id.project, id.workload, ...numbers];
}

/** @throws TypeError when the cell is not of the form that `packCell` makes */
export function unpackCell(
  partner: string,
  packed: PackedCell,
): { readonly id: CellId; readonly numbers: CellNumbers } {
  const [site, model, project = null, workload = null] = packed;
  if (typeof site !== "string" || typeof model !== "string" || packed.length < 4 + CELL_FIELDS) {
    throw new TypeError("expected a packed cell, got something else");
  }
  const numbers = emptyNumbers();
  for (let field = 0; field < CELL_FIELDS; field++) numbers[field] = Number(packed[4 + field]);
  const name = (value: string | number | null): string | null => (typeof value === "string" ? value : null);
  return { id: { partner, site, model, project: name(project), workload: name(workload) }, numbers };
}

export function sameNumbers(left: CellNumbers, right: CellNumbers): boolean {
  for (let field = 0; field < CELL_FIELDS; field++) if (left[field] !== right[field]) return false;
  return true;
}
