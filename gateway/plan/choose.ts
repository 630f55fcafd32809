/**
 * Chooses which subgraphs to ask for what. What is wanted at a place costs what has to be asked of further subgraphs there and
 * below; below, it depends only on which subgraph resolves the field. So costs are found from the leaves up, and kept by selection
 * and sources: the work is linear in the operation's size, times the subgraphs that share a type.
 */

import { tryCombinations } from "./combinations.ts";
import { createKeys, DEPTH_COST, type FieldAt, type Open } from "./keys.ts";
import type { FieldInGraph, GraphId, Model } from "./model.ts";
import { typeOf } from "./model.ts";
import type { Normaliser } from "./normalise.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "./selection.ts";
import { type Resolution, type Source, sourceKey, sourceOf, type Sources, type Target } from "./sources.ts";

/** Entering another subgraph at a place. */
export interface Jump {
  readonly graph: GraphId;
  /** The type by which it is entered: the object's own, or its interface where the subgraph has an interface object. */
  readonly viewType: string;
  /** What it is sent, besides the type. Null where nothing is: a root type is entered without a key. */
  readonly key: readonly FieldAt[] | null;
}

/** A field for which its subgraph must be sent other fields of the object first. */
export interface DependentField {
  readonly field: SelectedField;
  /** Entered again for this field, also where the objects come from it. */
  readonly jump: Jump;
  /** The fields to send. They are among the choice's own. */
  readonly inputs: readonly SelectedField[];
  readonly inGraph: FieldInGraph;
}

/** What is asked where, for objects of one type at a place. */
export interface TypeChoice {
  /** In an order in which each has its key from the sources or from jumps before it. */
  readonly jumps: readonly Jump[];
  readonly fields: readonly FieldAt[];
  readonly dependent: readonly DependentField[];
  /** By what costs: jumps, and fields with what is below them. */
  readonly costs: ReadonlyMap<string, number>;
}

/** What is asked where at a place. */
export interface PlaceChoice {
  readonly cost: number;
  /** Entered first to learn which types the objects have: the sources only know their interface. */
  readonly typeJump: Jump | null;
  readonly types: ReadonlyMap<string, TypeChoice>;
  /** Of what cannot be resolved, the first field. Null where all can. */
  readonly unresolved: string | null;
}

/** Makes choices for one operation. */
export interface Chooser {
  atPlace(selection: Selection, sources: readonly Source[]): PlaceChoice;
  /** For a root type's fields, or those of any object that is one. */
  forType(typeName: string, fields: readonly SelectedField[], sources: readonly Source[]): TypeChoice | string;
}

/** What choosing needs to know. */
export interface ChooserOptions {
  readonly model: Model;
  readonly normaliser: Normaliser;
  readonly sources: Sources;
}

/** A request more counts for more than any number of fields more. */
const JUMP_COST = 1000;
/** Makes the choices of one operation; equal questions are answered once. */
export function createChooser({ model, normaliser, sources: { viewOf, lookup, targetsOf } }: ChooserOptions): Chooser {
  const places = new Map<string, PlaceChoice>();
  const types = new Map<string, TypeChoice | string>();
  const nodeIds = new Map<object, number>();
  const idOf = (node: object): number => {
    let id = nodeIds.get(node);
    if (id === undefined) nodeIds.set(node, (id = nodeIds.size));
    return id;
  };
  const keyOf = (source: Source): string => sourceKey(source, idOf);

  const costBelow = (field: SelectedField, sources: readonly Source[]): number =>
    field.selection === null ? 0 : atPlace(field.selection, sources).cost;

  const { chooseKey, chooseGraphs } = createKeys({ normaliser, lookup, costBelow });

  const forType = (
    typeName: string,
    fields: readonly SelectedField[],
    sources: readonly Source[],
    isTypeKnown = true,
    apart: ReadonlySet<SelectedField> = NOBODY,
  ): TypeChoice | string => {
    const ids = fields.map((one) => (apart.has(one) ? `!${one.id}` : one.id)).join();
    const key = `${typeName}${isTypeKnown ? "" : "?"} ${sources.map(keyOf).join()} ${ids}`;
    let choice = types.get(key);
    if (choice === undefined) {
      const isHeld = (graph: GraphId): boolean =>
        sources.some((source) => {
          const view = source.graph === graph ? viewOf(source, typeName) : null;
          return view === typeName || (view !== null && apart.size === 0);
        });
      const targets = targetsOf(typeName).filter(
        ({ graph, viewType }) => !isHeld(graph) && (isTypeKnown || viewType !== typeName),
      );
      choice = chooseForType({ typeName, sources, targets, isTypeKnown, apart }, fields);
      types.set(key, choice);
    }
    return choice;
  };

  const chooseForType = (objects: Objects, wanted: readonly SelectedField[]): TypeChoice | string => {
    const { typeName, sources, targets } = objects;
    const { needs, dependents, unresolved } = closeOverInputs(objects, wanted);
    if (unresolved !== null) return unresolved;
    const forced = new Set<Target>();
    let isFree = dependents.length === 0;
    const useful = new Set<Target>();
    for (const need of needs) {
      const open = need.options.filter((option) => option.target === null);
      const best = Math.min(Infinity, ...open.map(({ source }) => below(need.field, typeName, [source])));
      if (best > 0) isFree = false;
      if (best === 0) continue;
      const others = need.options.flatMap(({ target }) => target ?? []);
      if (best === Infinity && others.length === 1 && open.length === 0 && others[0]) forced.add(others[0]);
      for (const other of others) useful.add(other);
    }
    if (isFree) return evaluate(objects, needs, dependents, []) ?? needs[0]?.field.name ?? typeName;
    let best: TypeChoice | null = null;
    let bestCost = Infinity;
    const consider = (chosen: readonly Target[]): boolean => {
      const choice = evaluate(objects, needs, dependents, chosen);
      const cost = choice === null ? Infinity : sumOf(choice.costs);
      if (cost >= bestCost) return false;
      best = choice;
      bestCost = cost;
      return true;
    };
    const isHopeless = (requests: number): boolean => requests * JUMP_COST >= bestCost;
    const base = targets.filter((target) => forced.has(target));
    consider(base);
    const optional = targets.filter((target) => !forced.has(target) && useful.has(target));
    const detours = targets.filter((target) => !forced.has(target) && !useful.has(target));
    tryCombinations(base, optional, consider, isHopeless);
    if (bestCost === Infinity) tryCombinations(base, [...optional, ...detours], consider, isHopeless);
    return best ?? firstUnresolved(typeName, needs, sources);
  };

  /** Whether a source can be asked for a field of just these objects: one that does not know their types is asked for all. */
  const mayAsk = ({ typeName, apart }: Objects, field: SelectedField, source: Source): boolean =>
    !apart.has(field) || viewOf(source, typeName) === typeName;

  const below = (field: SelectedField, typeName: string, sources: readonly Source[]): number => {
    if (field.selection === null) return 0;
    const children = sources.flatMap((source) => lookup(source, typeName, field.name)?.child ?? []);
    return costBelow(field, children);
  };

  /** Adds what `@requires` needs to what is wanted, and finds for each field who could resolve it. */
  const closeOverInputs = (
    objects: Objects,
    wanted: readonly SelectedField[],
  ): { readonly needs: Need[]; readonly dependents: Dependent[]; readonly unresolved: string | null } => {
    const { typeName, sources, targets } = objects;
    const needs: Need[] = [];
    const dependents: Dependent[] = [];
    const seen = new Set<string>();
    const queue = [...wanted];
    for (const field of queue) {
      if (field.slot === TYPENAME || isIntrospection(field) || seen.has(field.slot)) continue;
      seen.add(field.slot);
      const options: Option[] = [];
      const after: { readonly target: Target; readonly resolution: Resolution }[] = [];
      const look = (source: Source, target: Target | null): void => {
        const resolution = lookup(source, typeName, field.name);
        if (resolution === null) return;
        const { requires, contextArguments } = resolution.inGraph;
        if (requires === null && contextArguments.length === 0) options.push({ source, target, resolution });
        else {
          const entered = target ?? targetsOf(typeName).find(({ graph }) => graph === source.graph);
          const again = entered === undefined ? null : lookup(sourceOf(entered), typeName, field.name);
          if (entered !== undefined && again !== null) after.push({ target: entered, resolution: again });
        }
      };
      for (const source of sources) if (mayAsk(objects, field, source)) look(source, null);
      for (const target of targets) look(sourceOf(target), target);
      if (options.length > 0) {
        needs.push({ field, options });
        continue;
      }
      const [first] = after;
      if (first === undefined) return { needs, dependents, unresolved: `${typeName}.${field.name}` };
      const { requires } = first.resolution.inGraph;
      const inputs = requires === null ? [] : normaliser.fieldsOfSet(typeName, requires.selectionSet);
      dependents.push({ field, inputs, ...first });
      queue.push(...inputs);
    }
    return { needs, dependents, unresolved: null };
  };

  /** What it costs to enter just these subgraphs; null where that does not do. */
  const evaluate = (
    objects: Objects,
    needs: readonly Need[],
    dependents: readonly Dependent[],
    chosen: readonly Target[],
  ): TypeChoice | null => {
    const { typeName, sources, isTypeKnown } = objects;
    const open: Open[] = sources.map((source) => ({ source, depth: 0 }));
    const costs = new Map<string, number>();
    const jumps: Jump[] = [];
    const fieldsWanted = new Set(needs.map(({ field }) => field.slot));
    const pending = [...chosen];
    while (pending.length > 0) {
      // What cannot be reached may not be missed.
      const at = pending.findIndex((target) => enter(target));
      if (at < 0) break;
      pending.splice(at, 1);
    }
    function enter(target: Target): boolean {
      const entry = chooseKey(typeName, target, open, fieldsWanted, isTypeKnown);
      if (entry === null) return false;
      jumps.push({ graph: target.graph, viewType: target.viewType, key: entry.key });
      costs.set(`jump ${target.graph} ${target.viewType}`, JUMP_COST + entry.cost + entry.depth * DEPTH_COST);
      open.push({ source: sourceOf(target), depth: entry.depth + 1 });
      return true;
    }
    const fields: FieldAt[] = [];
    for (const { field } of needs) {
      const able = open.filter(({ source }) => !sources.includes(source) || mayAsk(objects, field, source));
      const asked = chooseGraphs(typeName, field, able);
      if (asked === null) return null;
      fields.push({ field, graphs: asked.graphs });
      costs.set(`${field.slot} ${asked.graphs.join()}`, asked.cost);
    }
    const dependent: DependentField[] = [];
    for (const { field, target, resolution, inputs } of dependents) {
      const entry = chooseKey(typeName, target, open, fieldsWanted, isTypeKnown);
      if (entry === null) return null;
      const cost = costBelow(field, [resolution.child]);
      if (cost === Infinity) return null;
      const jump: Jump = { graph: target.graph, viewType: target.viewType, key: entry.key };
      dependent.push({ field, jump, inputs, inGraph: resolution.inGraph });
      costs.set(
        `after ${target.graph} ${inputs.map((one) => one.slot).join()}`,
        JUMP_COST + (entry.depth + 1) * DEPTH_COST,
      );
      costs.set(`${field.slot} ${target.graph}`, cost);
    }
    return { jumps, fields, dependent, costs };
  };

  const firstUnresolved = (typeName: string, needs: readonly Need[], sources: readonly Source[]): string => {
    for (const { field, options } of needs) {
      if (field.selection === null || options.length === 0) continue;
      const children = options.map(({ resolution }) => resolution.child);
      const { unresolved } = atPlace(field.selection, children);
      if (unresolved !== null) return unresolved;
    }
    const far = needs.find(({ options }) => !options.some(({ source }) => sources.includes(source)));
    return `${typeName}.${far?.field.name ?? needs[0]?.field.name ?? TYPENAME}`;
  };

  const atPlace = (selection: Selection, sources: readonly Source[]): PlaceChoice => {
    const key = `${selection.id} ${sources.map(keyOf).join()}`;
    let choice = places.get(key);
    if (choice === undefined) {
      choice = chooseAtPlace(selection, sources);
      places.set(key, choice);
    }
    return choice;
  };

  const chooseAtPlace = (selection: Selection, sources: readonly Source[]): PlaceChoice => {
    const hidden = hiddenBehind(selection, sources);
    if (hidden === null) return chooseForTypes(selection, sources, true);
    const choice = isTypeless(selection) ? chooseForTypes(selection, sources, false) : null;
    const typeless = choice?.unresolved === null ? choice : null;
    // Which of the objects set a context depends on their types.
    if (typeless !== null && !selection.possible.some(setsContext)) return typeless;
    let best: PlaceChoice = {
      cost: Infinity,
      typeJump: null,
      types: new Map(),
      unresolved: `${hidden}.${TYPENAME}`,
    };
    const open = sources.map((source) => ({ source, depth: 0 }));
    for (const target of targetsOf(hidden)) {
      if (typeOf(model, hidden).in[target.graph]?.isInterfaceObject !== false) continue;
      const entry = chooseKey(hidden, target, open, new Set(), true);
      if (entry === null) continue;
      const typed = chooseForTypes(selection, [...sources, sourceOf(target)], true);
      const cost = typed.cost + JUMP_COST + entry.cost;
      if (cost >= best.cost) continue;
      best = { ...typed, cost, typeJump: { graph: target.graph, viewType: hidden, key: entry.key } };
    }
    return best.unresolved === null ? best : (typeless ?? best);
  };

  const setsContext = (typeName: string): boolean => {
    for (const types of model.contexts.values()) if (types.has(typeName)) return true;
    return false;
  };

  /** The interface behind which some source hides the types that others do not tell either. */
  const hiddenBehind = (selection: Selection, sources: readonly Source[]): string | null => {
    for (const typeName of selection.possible) {
      const views = sources.map((source) => viewOf(source, typeName));
      if (views.includes(typeName)) continue;
      const view = views.find((one) => one !== null);
      if (view !== undefined && view !== null) return view;
    }
    return null;
  };

  const chooseForTypes = (selection: Selection, sources: readonly Source[], isTypeKnown: boolean): PlaceChoice => {
    const chosen = new Map<string, TypeChoice>();
    const costs = new Map<string, number>();
    for (const typeName of selection.possible) {
      const own = sources.filter((source) => viewOf(source, typeName) !== null);
      if (own.length === 0) continue;
      const apart = isTypeKnown ? wantedApart(selection, typeName, own) : NOBODY;
      const choice = forType(typeName, selection.fieldsOf(typeName), own, isTypeKnown, apart);
      if (typeof choice === "string") return { cost: Infinity, typeJump: null, types: chosen, unresolved: choice };
      chosen.set(typeName, choice);
      for (const [what, cost] of choice.costs) costs.set(what, Math.max(cost, costs.get(what) ?? 0));
    }
    return { cost: sumOf(costs), typeJump: null, types: chosen, unresolved: null };
  };

  /** The fields that are wanted of objects of a type, and not of all others that hide behind the same interface object. */
  const wantedApart = (
    selection: Selection,
    typeName: string,
    sources: readonly Source[],
  ): ReadonlySet<SelectedField> => {
    if (selection.isUniform) return NOBODY;
    const hiding = sources.filter((source) => viewOf(source, typeName) !== typeName);
    if (hiding.length === 0) return NOBODY;
    const others = selection.possible.filter((other) =>
      hiding.some((source) => viewOf(source, other) === viewOf(source, typeName)),
    );
    const isShared = ({ slot }: SelectedField): boolean =>
      others.every((other) => selection.fieldsOf(other).some((field) => field.slot === slot));
    return new Set(selection.fieldsOf(typeName).filter((field) => !isShared(field)));
  };

  return { atPlace, forType };
}

const NOBODY: ReadonlySet<SelectedField> = new Set();

/** Objects of one type at a place. */
interface Objects {
  readonly typeName: string;
  /** Who has them. */
  readonly sources: readonly Source[];
  /** Where they can be sent. */
  readonly targets: readonly Target[];
  /** Whether it is known of each of them that it has this type. */
  readonly isTypeKnown: boolean;
  /** Fields that are wanted of them, and not of others which some source does not tell from them. */
  readonly apart: ReadonlySet<SelectedField>;
}

interface Option {
  readonly source: Source;
  /** Null for a source. */
  readonly target: Target | null;
  readonly resolution: Resolution;
}

interface Need {
  readonly field: SelectedField;
  readonly options: readonly Option[];
}

interface Dependent {
  readonly field: SelectedField;
  readonly target: Target;
  readonly resolution: Resolution;
  readonly inputs: readonly SelectedField[];
}

/** Whether nobody has to know which types the objects have. */
function isTypeless(selection: Selection): boolean {
  const [first] = selection.possible;
  return (
    selection.isUniform &&
    first !== undefined &&
    !selection.fieldsOf(first).some(({ slot, responseName }) => slot === TYPENAME && responseName !== "")
  );
}

function sumOf(costs: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const cost of costs.values()) sum += cost;
  return sum;
}
