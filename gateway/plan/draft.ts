/** A plan while it is being built: requests that are still written to, and the places in the response that they fill. */

import type { GraphId, Model } from "./model.ts";
import { typeOf } from "./model.ts";
import type { ContextValue } from "./plan.ts";
import type { SelectedField, Selection } from "./selection.ts";
import { SmallMap } from "./small-map.ts";
import type { Source } from "./sources.ts";

/** A place in the response: slots from the root, through any lists. Most places need few of its tables. */
export interface Place {
  readonly parent: Place | null;
  /** Empty for the root. */
  readonly slot: string;
  /** Types of the objects further up whose fields lead here; null where nothing depends on it, since no type sets a context. */
  parentTypes: Set<string> | null;
  children: Map<string, Place> | null;
  /** What sources have here, by what they can do: whoever leads here by another way shares it. */
  readonly drafts: SmallMap<SelectionDraft>;
  /** Requests below, by the sources from which they were found. */
  readonly built: SmallMap<ReadonlySet<FetchDraft>>;
  /** Requests that enter a subgraph here. */
  readonly entered: SmallMap<FetchDraft>;
  /** Who has the objects here; more than one where ways lead here that differ in that. */
  readonly holders: Holder[];
}

/** Who has the objects at a place. */
export interface Holder {
  readonly selection: Selection;
  readonly sources: readonly SelectionDraft[];
  readonly typeTellers: readonly SelectionDraft[];
}

/** What a subgraph is asked for at a place. */
export interface SelectionDraft {
  readonly source: Source;
  /** Whether the answer says of each object which type it has. */
  readonly tellsType: boolean;
  /** By slot; those of a slot that lead to something else have keys of their own. */
  readonly fields: Map<string, FieldDraft>;
}

/** What is asked for: a field, and what it leads to. */
export interface AskedField {
  readonly field: SelectedField;
  /** Null for a leaf. */
  readonly child: SelectionDraft | null;
  /** Arguments that the gateway fills in, as they are printed, with SUFFIX behind each variable. */
  readonly contextArguments: readonly string[];
}

/** One field that a subgraph is asked for. */
export interface FieldDraft extends AskedField {
  /** Types, as the subgraph sees them, of the objects of which it is wanted. */
  types: ReadonlySet<string>;
}

/** A request to one subgraph for one place. */
export interface FetchDraft {
  readonly graph: GraphId;
  readonly place: Place;
  readonly selection: SelectionDraft;
  /** How the subgraph is entered. */
  readonly entry: Entry;
  /** What must have been received before: what came for these selections, and these requests. */
  readonly after: { readonly drafts: Set<SelectionDraft>; readonly fetches: Set<FetchDraft> };
  /** The root field of a mutation to which it belongs, counted in their order; 0 elsewhere. */
  readonly stage: number;
}

/** How a subgraph is entered: at a root type, or with representations of entities. */
export type Entry =
  | { readonly kind: "root" }
  | {
      readonly kind: "entities";
      /** Types of the objects for which it is asked; null where the place has objects of one type only. */
      readonly types: Set<string> | null;
      /** What is sent as `__typename`: the name, or the object's own. */
      readonly typeName: string;
      /** The fields sent; first the key, then inputs of `@requires`. */
      readonly inputs: readonly SelectedField[];
      /** Values from further up that its arguments take. */
      readonly contexts: readonly ContextValue[];
    };

/** Makes the root of the response. */
export function createRootPlace(): Place {
  return createPlace(null, "");
}

function createPlace(parent: Place | null, slot: string): Place {
  const [drafts, built, entered] = [
    new SmallMap<SelectionDraft>(),
    new SmallMap<ReadonlySet<FetchDraft>>(),
    new SmallMap<FetchDraft>(),
  ];
  return { parent, slot, parentTypes: null, children: null, drafts, built, entered, holders: [] };
}

/** The place that a slot leads to. */
export function childPlace(place: Place, slot: string): Place {
  place.children ??= new Map();
  let child = place.children.get(slot);
  if (child === undefined) place.children.set(slot, (child = createPlace(place, slot)));
  return child;
}

/** Slots from the root to a place. */
export function slotsTo(place: Place): string[] {
  const slots: string[] = [];
  for (let at = place; at.parent !== null; at = at.parent) slots.unshift(at.slot);
  return slots;
}

/** Makes an empty selection. @param isAbstract whether objects of several types may be at its place */
export function createSelectionDraft(model: Model, source: Source, isAbstract: boolean): SelectionDraft {
  const type = typeOf(model, source.typeName);
  const knowsType = type.in[source.graph]?.isInterfaceObject !== true;
  return { source, tellsType: knowsType && (isAbstract || type.kind !== "object"), fields: new Map() };
}

/**
 * Asks for a field of objects of a type.
 * @param setOf gives the set of one type, the same one each time: most fields are wanted of one
 */
export function askFor(
  draft: SelectionDraft,
  wanted: AskedField,
  viewType: string,
  setOf: (typeName: string) => ReadonlySet<string>,
): void {
  let key = wanted.field.slot;
  let asked = draft.fields.get(key);
  // Objects of one type may lead to something else than those of another.
  while (asked !== undefined && asked.child !== wanted.child) asked = draft.fields.get((key += "'"));
  if (asked === undefined) draft.fields.set(key, { ...wanted, types: setOf(viewType) });
  else if (!asked.types.has(viewType)) asked.types = new Set(asked.types).add(viewType);
}
