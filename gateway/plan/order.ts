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
  const after = new Map<FetchDraft, FetchDraft[]>(fetches.map((fetch) => [fetch, []]));
  for (const [fetch, needed] of before) for (const one of needed) after.get(one)?.push(fetch);
  const levels = earliestLevels(fetches, before, after);
  sink(fetches, after, levels, isDeferred);
  const groups: FetchDraft[][] = [];
  const byKey = new Map<string, FetchDraft[]>();
  const sorted = [...fetches].sort((a, b) => a.stage - b.stage || levelOf(levels, a) - levelOf(levels, b));
  for (const fetch of sorted) {
    const joins = isJoinable(fetch);
    const key = mateKey(fetch, levelOf(levels, fetch), isDeferred);
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
export function ownersOf(fetches: readonly FetchDraft[]): ReadonlyMap<SelectionDraft, ReadonlySet<FetchDraft>> {
  const owners = new Map<SelectionDraft, Set<FetchDraft>>();
  for (const fetch of fetches) {
    const visit = (draft: SelectionDraft): void => {
      const known = owners.get(draft);
      if (known === undefined) owners.set(draft, new Set([fetch]));
      else if (known.has(fetch)) return;
      else known.add(fetch);
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

/** A request that is sent once for each value from further up goes alone. */
function isJoinable({ entry }: FetchDraft): boolean {
  return entry.kind === "entities" && entry.contexts.length === 0;
}

function never(): boolean {
  return false;
}

/** Requests at a level with the same key can go together. */
function mateKey(fetch: FetchDraft, level: number, isDeferred: (fetch: FetchDraft) => boolean): string {
  return `${fetch.stage} ${level} ${fetch.graph}${isDeferred(fetch) ? " deferred" : ""}`;
}

type Levels = Map<FetchDraft, number>;

function levelOf(levels: Levels, fetch: FetchDraft): number {
  return levels.get(fetch) ?? 0;
}

function earliestLevels(
  fetches: readonly FetchDraft[],
  before: ReadonlyMap<FetchDraft, ReadonlySet<FetchDraft>>,
  after: ReadonlyMap<FetchDraft, readonly FetchDraft[]>,
): Levels {
  const levels: Levels = new Map();
  const missing = new Map(fetches.map((fetch) => [fetch, before.get(fetch)?.size ?? 0]));
  const ready = fetches.filter((fetch) => missing.get(fetch) === 0);
  for (const fetch of ready) {
    const level = levelOf(levels, fetch);
    levels.set(fetch, level);
    for (const next of after.get(fetch) ?? []) {
      levels.set(next, Math.max(levelOf(levels, next), level + 1));
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return levels;
}

/** Moves requests that have time to the level of another to the same subgraph. */
function sink(
  fetches: readonly FetchDraft[],
  after: ReadonlyMap<FetchDraft, readonly FetchDraft[]>,
  levels: Levels,
  isDeferred: (fetch: FetchDraft) => boolean,
): void {
  const last = Math.max(0, ...levels.values());
  const lastOfFirst = Math.max(0, ...[...levels].map(([fetch, level]) => (isDeferred(fetch) ? 0 : level)));
  const mates = new Map<string, number>();
  const keyOf = (fetch: FetchDraft, level: number): string => mateKey(fetch, level, isDeferred);
  const count = (key: string, by: number): void => void mates.set(key, (mates.get(key) ?? 0) + by);
  const movable = fetches.filter(isJoinable);
  for (const fetch of movable) count(keyOf(fetch, levelOf(levels, fetch)), 1);
  const settled = new Set<string>();
  for (const fetch of movable.sort((a, b) => levelOf(levels, b) - levelOf(levels, a))) {
    const level = levelOf(levels, fetch);
    const next = (after.get(fetch) ?? []).map((one) => levelOf(levels, one));
    const end = isDeferred(fetch) ? last : lastOfFirst;
    const latest = Math.min(end, ...next.map((one) => one - 1));
    let to = level;
    for (let at = latest; at > level && to === level; at--) if (settled.has(keyOf(fetch, at))) to = at;
    for (let at = level; at <= latest && to === level; at++) {
      const others = (mates.get(keyOf(fetch, at)) ?? 0) - (at === level ? 1 : 0);
      if (others > 0) {
        to = at;
        break;
      }
    }
    count(keyOf(fetch, level), -1);
    count(keyOf(fetch, to), 1);
    levels.set(fetch, to);
    settled.add(keyOf(fetch, to));
  }
}
