/** Orders requests by what they depend on, and joins those to one subgraph that can go together. */

import type { FetchDraft, SelectionDraft } from "./draft.ts";

/** Requests that go to a subgraph as one. */
export interface FetchGroup {
  readonly members: readonly FetchDraft[];
  /** Positions of the groups before which this one cannot start; all of them are earlier in the list. */
  readonly dependsOn: readonly number[];
}

/**
 * Orders the requests. Each goes as early as it can; one that may wait without making the whole longer waits for another to the
 * same subgraph, and goes with it.
 * @param isDeferred whether the first part of the answer does without a request: it goes with none that the first part needs
 */
export function orderFetches(
  fetches: readonly FetchDraft[],
  isDeferred: (fetch: FetchDraft) => boolean = never,
): FetchGroup[] {
  const before = dependencies(fetches);
  const steps = fetches.map((fetch): Step => ({
    fetch,
    isDeferred: isDeferred(fetch),
    next: [],
    missing: 0,
    level: 0,
  }));
  const stepOf = new Map(steps.map((step) => [step.fetch, step]));
  for (const step of steps) {
    for (const one of before.get(step.fetch) ?? []) {
      stepOf.get(one)?.next.push(step);
      step.missing++;
    }
  }
  setEarliestLevels(steps);
  const mateKeyOf = mateKeys(steps);
  sink(steps, mateKeyOf);
  const groups: FetchDraft[][] = [];
  const byKey = new Map<number, FetchDraft[]>();
  const sorted = [...steps].sort((a, b) => a.fetch.stage - b.fetch.stage || a.level - b.level);
  for (const step of sorted) {
    const { fetch } = step;
    const joins = isJoinable(fetch);
    const key = mateKeyOf(step, step.level);
    const group = joins ? byKey.get(key) : undefined;
    if (group !== undefined) {
      group.push(fetch);
      continue;
    }
    const made = [fetch];
    groups.push(made);
    if (joins) byKey.set(key, made);
  }
  const positions = new Map<FetchDraft, number>();
  for (const [at, group] of groups.entries()) for (const fetch of group) positions.set(fetch, at);
  return groups.map((members, at) => {
    const needed = new Set<number>();
    for (const fetch of members) {
      for (const one of before.get(fetch) ?? []) needed.add(positions.get(one) ?? at);
    }
    needed.delete(at);
    return { members, dependsOn: [...needed].sort((a, b) => a - b) };
  });
}

/** A request on its way into the order. */
interface Step {
  readonly fetch: FetchDraft;
  readonly isDeferred: boolean;
  /** Those that wait for it. */
  readonly next: Step[];
  /** For how many it waits of which no level is known yet. */
  missing: number;
  level: number;
}

/** Selections that stand in more than one place of what is asked. */
export function sharedSelections(fetches: readonly FetchDraft[]): ReadonlySet<SelectionDraft> {
  const seen = new Set<SelectionDraft>();
  const shared = new Set<SelectionDraft>();
  const visit = (draft: SelectionDraft): void => {
    if (seen.has(draft)) return void shared.add(draft);
    seen.add(draft);
    for (const { child, types } of draft.fields.values()) {
      if (child === null) continue;
      visit(child);
      if (types.size > 1) shared.add(child);
    }
  };
  for (const { selection } of fetches) visit(selection);
  return shared;
}

/** By a selection, the requests that it is part of. */
export function ownersOf(fetches: readonly FetchDraft[]): ReadonlyMap<SelectionDraft, readonly FetchDraft[]> {
  const owners = new Map<SelectionDraft, FetchDraft[]>();
  for (const fetch of fetches) {
    const visit = (draft: SelectionDraft): void => {
      const known = owners.get(draft);
      if (known === undefined) owners.set(draft, [fetch]);
      else if (known.at(-1) === fetch) return;
      else known.push(fetch);
      for (const { child } of draft.fields.values()) if (child !== null) visit(child);
    };
    visit(fetch.selection);
  }
  return owners;
}

/** By a request, those that must be complete before it starts. */
export function dependencies(fetches: readonly FetchDraft[]): Map<FetchDraft, Set<FetchDraft>> {
  const owners = ownersOf(fetches);
  const before = new Map<FetchDraft, Set<FetchDraft>>();
  const stages = new Map<number, FetchDraft[]>();
  for (const fetch of fetches) {
    const needed = new Set(fetch.after.fetches);
    for (const draft of fetch.after.drafts) for (const owner of owners.get(draft) ?? []) needed.add(owner);
    needed.delete(fetch);
    before.set(fetch, needed);
    const stage = stages.get(fetch.stage);
    if (stage === undefined) stages.set(fetch.stage, [fetch]);
    else stage.push(fetch);
  }
  // A mutation's field starts when everything of the one before it is complete.
  for (const [number, own] of stages) {
    const earlier = stages.get(number - 1);
    if (earlier === undefined) continue;
    for (const fetch of own) for (const one of earlier) before.get(fetch)?.add(one);
  }
  return before;
}

function isJoinable({ entry }: FetchDraft): boolean {
  return entry.kind === "entities";
}

function never(): boolean {
  return false;
}

/** Makes what says which requests can go together: those with the same key, for the level that they would have. */
function mateKeys(steps: readonly Step[]): (step: Step, level: number) => number {
  let graphs = 0;
  for (const { fetch } of steps) graphs = Math.max(graphs, fetch.graph + 1);
  const levels = steps.length + 1;
  return ({ fetch, isDeferred }, level) =>
    ((fetch.stage * levels + level) * graphs + fetch.graph) * 2 + (isDeferred ? 1 : 0);
}

function setEarliestLevels(steps: readonly Step[]): void {
  const ready = steps.filter(({ missing }) => missing === 0);
  for (const { next, level } of ready) {
    for (const one of next) {
      one.level = Math.max(one.level, level + 1);
      one.missing--;
      if (one.missing === 0) ready.push(one);
    }
  }
}

/** Moves requests that have time to the level of another to the same subgraph. */
function sink(steps: readonly Step[], mateKeyOf: (step: Step, level: number) => number): void {
  let last = 0;
  let lastOfFirst = 0;
  for (const { level, isDeferred } of steps) {
    last = Math.max(last, level);
    if (!isDeferred) lastOfFirst = Math.max(lastOfFirst, level);
  }
  const mates = new Map<number, number>();
  const count = (key: number, by: number): void => void mates.set(key, (mates.get(key) ?? 0) + by);
  const movable = steps.filter(({ fetch }) => isJoinable(fetch));
  for (const step of movable) count(mateKeyOf(step, step.level), 1);
  const settled = new Set<number>();
  for (const step of movable.sort((a, b) => b.level - a.level)) {
    const { level, next, isDeferred } = step;
    let latest = isDeferred ? last : lastOfFirst;
    for (const one of next) latest = Math.min(latest, one.level - 1);
    let to = level;
    for (let at = latest; at > level && to === level; at--) if (settled.has(mateKeyOf(step, at))) to = at;
    for (let at = level; at <= latest && to === level; at++) {
      const others = (mates.get(mateKeyOf(step, at)) ?? 0) - (at === level ? 1 : 0);
      if (others > 0) {
        to = at;
        break;
      }
    }
    count(mateKeyOf(step, level), -1);
    count(mateKeyOf(step, to), 1);
    step.level = to;
    settled.add(mateKeyOf(step, to));
  }
}
