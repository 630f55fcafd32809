/** Finds which fetches really wait for which, among those that a plan's barriers put one after the other. */

import { filledPlaces } from "./places.ts";
import type { Fetch, RequiredSelection, ResponsePath } from "./plan.ts";

/** The places that a fetch needs and fills. */
interface Touches {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/**
 * Drops each dependency between fetches that touch nothing in common: neither reads or writes what the other writes.
 * @param fetches with the dependencies of barriers, in an order that respects them
 */
export function reduceDependencies(fetches: readonly Fetch[]): Fetch[] {
  const touches = fetches.map(touchesOf);
  const ancestors: ReadonlySet<number>[] = [];
  const reduced: Fetch[] = [];
  /** By fetch, all that it waits for in the end, directly or not. */
  const awaited: ReadonlySet<number>[] = [];
  for (const [id, fetch] of fetches.entries()) {
    const before = new Set(fetch.dependsOn.flatMap((other) => [other, ...(ancestors[other] ?? [])]));
    ancestors.push(before);
    const own = touches[id];
    const needed = [...before].filter((other) => conflict(touches[other], own)).sort((a, b) => b - a);
    const all = new Set<number>();
    const direct: number[] = [];
    for (const other of needed) {
      if (all.has(other)) continue;
      direct.push(other);
      for (const one of [other, ...(awaited[other] ?? [])]) all.add(one);
    }
    awaited.push(all);
    reduced.push({ ...fetch, dependsOn: direct.sort((a, b) => a - b) });
  }
  return reduced;
}

function conflict(earlier: Touches | undefined, later: Touches | undefined): boolean {
  if (earlier === undefined || later === undefined) return true;
  return (
    intersects(earlier.writes, later.reads) ||
    intersects(earlier.writes, later.writes) ||
    intersects(earlier.reads, later.writes)
  );
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  for (const one of small) if (large.has(one)) return true;
  return false;
}

function touchesOf(fetch: Fetch): Touches {
  const reads = new Set<string>();
  const writes = new Set(filledPlaces(fetch).map(({ place }) => place));
  if (fetch.kind === "root") {
    readPath(fetch.path, reads);
  } else {
    for (const input of fetch.inputs) {
      for (const path of input.paths) readRequired(input.requires, readPath(path, reads), reads);
    }
  }
  return { reads, writes };
}

/** Notes that every place on the way is read. @returns the place that the path ends in */
function readPath(path: ResponsePath, reads: Set<string>): string {
  let at = "";
  for (const step of path) {
    if (step.kind === "field") at += `/${step.name}`;
    if (at !== "") reads.add(at);
    if (step.types !== null) reads.add(`${at}/__typename`);
  }
  return at;
}

function readRequired(selections: readonly RequiredSelection[], at: string, reads: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === "fragment") {
      reads.add(`${at}/__typename`);
      readRequired(selection.selections, at, reads);
      continue;
    }
    const place = `${at}/${selection.name}`;
    reads.add(place);
    if (selection.selections !== null) readRequired(selection.selections, place, reads);
  }
}
