/** Chooses keys: by what to enter a subgraph with objects, and whom of those that have them to ask for a field. */

import type { FieldSet, GraphId } from "./model.ts";
import type { Normaliser } from "./normalise.ts";
import { type SelectedField, TYPENAME } from "./selection.ts";
import type { Source, Sources, Target } from "./sources.ts";

/** A field, and the subgraphs at its place that are asked for it; more than one where none of them has all that is below it. */
export interface FieldAt {
  readonly field: SelectedField;
  readonly graphs: readonly GraphId[];
}

/** A subgraph that has the objects. */
export interface Open {
  readonly source: Source;
  /** Requests that are needed, one after another, to get there. */
  readonly depth: number;
}

/** Whom to ask, or by what to enter. */
interface Chosen {
  readonly cost: number;
  /** Requests that are needed before. */
  readonly depth: number;
}

interface ChosenKey extends Chosen {
  /** Null where nothing has to be sent: a root type is entered without. */
  readonly key: readonly FieldAt[] | null;
}

interface ChosenGraphs extends Chosen {
  readonly graphs: readonly GraphId[];
}

/** Chooses keys in one operation. */
export interface Keys {
  /** The key by which to enter a subgraph from those that are open, the cheapest. Null where none can be had. */
  readonly chooseKey: (
    typeName: string,
    target: Target,
    open: readonly Open[],
    wanted: ReadonlySet<string>,
    isTypeKnown: boolean,
  ) => ChosenKey | null;
  /** Which of the open subgraphs to ask for a field: the one below which it costs least, or several where none does alone. */
  readonly chooseGraphs: (typeName: string, field: SelectedField, open: readonly Open[]) => ChosenGraphs | null;
}

/** What choosing keys needs to know. */
export interface KeysOptions {
  readonly normaliser: Normaliser;
  readonly lookup: Sources["lookup"];
  /** What it costs to have all that is below a field from some sources. */
  readonly costBelow: (field: SelectedField, sources: readonly Source[]) => number;
}

/** For each step that a jump comes later. */
export const DEPTH_COST = 40;
const FIELD_COST = 1;

/** Makes the choices of one operation. */
export function createKeys({ normaliser, lookup, costBelow }: KeysOptions): Keys {
  const chooseKey = (
    typeName: string,
    target: Target,
    open: readonly Open[],
    wanted: ReadonlySet<string>,
    isTypeKnown: boolean,
  ): ChosenKey | null => {
    if (target.keys === null) return { key: null, cost: 0, depth: 0 };
    let best: ChosenKey | null = null;
    const owner = isTypeKnown ? typeName : target.viewType;
    for (const key of target.keys) {
      const found = collectKey(owner, key, open, wanted);
      if (
        found !== null &&
        (best === null || found.cost + found.depth * DEPTH_COST < best.cost + best.depth * DEPTH_COST)
      )
        best = found;
    }
    return best;
  };

  const collectKey = (
    typeName: string,
    key: FieldSet,
    open: readonly Open[],
    wanted: ReadonlySet<string>,
  ): ChosenKey | null => {
    const parts: FieldAt[] = [];
    let cost = 0;
    let depth = 0;
    for (const field of normaliser.fieldsOfSet(typeName, key.selectionSet)) {
      if (field.slot === TYPENAME) continue;
      const asked = chooseGraphs(typeName, field, open);
      if (asked === null) return null;
      parts.push({ field, graphs: asked.graphs });
      cost += asked.cost + (wanted.has(field.slot) ? 0 : FIELD_COST);
      depth = Math.max(depth, asked.depth);
    }
    return { key: parts, cost, depth };
  };

  const chooseGraphs = (typeName: string, field: SelectedField, open: readonly Open[]): ChosenGraphs | null => {
    let best: ChosenGraphs | null = null;
    const able: (Open & { readonly child: Source })[] = [];
    for (const one of open) {
      const resolution = lookup(one.source, typeName, field.name);
      if (resolution === null || resolution.inGraph.requires !== null) continue;
      if (resolution.inGraph.contextArguments.length > 0) continue;
      able.push({ ...one, child: resolution.child });
      const cost = costBelow(field, [resolution.child]);
      if (cost === Infinity) continue;
      const weight = cost + one.depth * DEPTH_COST;
      if (best === null || weight < best.cost + best.depth * DEPTH_COST) {
        best = { graphs: [one.source.graph], cost, depth: one.depth };
        if (weight === 0) break;
      }
    }
    if (best !== null || able.length < 2) return best;
    // None has all that is below it: all of them together may.
    let kept = able;
    const costOf = (some: typeof able): number =>
      costBelow(
        field,
        some.map(({ child }) => child),
      );
    if (costOf(kept) === Infinity) return null;
    for (const one of able) {
      const fewer = kept.filter((other) => other !== one);
      if (fewer.length > 0 && costOf(fewer) <= costOf(kept)) kept = fewer;
    }
    const graphs = kept.map(({ source }) => source.graph);
    return { graphs, cost: costOf(kept), depth: Math.max(...kept.map((one) => one.depth)) };
  };

  return { chooseKey, chooseGraphs };
}
