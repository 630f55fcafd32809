/** Takes a fragment's own fields out of all that an operation wants, and finds who is asked for them. */

import {
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { GatewayError } from "../errors.ts";
import { childPlace, type FetchDraft, type Place, type SelectionDraft } from "./draft.ts";
import type { ConditionValues, Normaliser } from "./normalise.ts";
import { ownersOf } from "./order.ts";
import type { QueryPlan, ResponsePath } from "./plan.ts";
import type { SelectedField, Selection } from "./selection.ts";

/** A fragment where it stands. */
export interface Fragment {
  readonly label: string | null;
  readonly path: ResponsePath;
  readonly place: Place;
  /** All that is wanted at the place. */
  readonly full: Selection;
  readonly selectionSet: SelectionSetNode;
  /** Types of the objects for which it is; null for all. */
  readonly types: Set<string> | null;
}

/** What a fragment has without the deferred ones in it. */
export interface Taken {
  readonly selection: Selection;
  readonly asks: ReadonlySet<FetchDraft>;
  /** The deferred fragments in it, by where they stand. */
  readonly apart: ReadonlyMap<string, Fragment>;
  /** Whether it can be told which objects have what of it: not where nobody says of which type they are. */
  readonly isTellable: boolean;
}

/** Takes what a fragment has. @param isApart whether a deferred fragment in it, by its key, is left out */
export type Take = (fragment: Fragment, isApart: (key: string) => boolean) => Taken;

/** Who was asked for what, noted while requests are built. */
export interface Asked {
  readonly note: (place: Place, typeName: string, slot: string, drafts: readonly SelectionDraft[]) => void;
  readonly of: (place: Place, typeName: string, slot: string) => Iterable<SelectionDraft>;
}

/** What is taken from. */
export interface TakeOptions {
  readonly operation: OperationDefinitionNode;
  readonly conditions: ConditionValues;
  readonly normaliser: Normaliser;
  readonly asked: Asked;
  /** All requests of the operation. */
  readonly fetches: readonly FetchDraft[];
}

/** Starts with nothing noted. */
export function createAsked(): Asked {
  const byPlace = new Map<Place, Map<string, Set<SelectionDraft>>>();
  return {
    note(place, typeName, slot, drafts) {
      let ofPlace = byPlace.get(place);
      if (ofPlace === undefined) byPlace.set(place, (ofPlace = new Map()));
      const key = `${typeName} ${slot}`;
      const known = ofPlace.get(key);
      if (known === undefined) ofPlace.set(key, new Set(drafts));
      else for (const draft of drafts) known.add(draft);
    },
    of: (place, typeName, slot) => byPlace.get(place)?.get(`${typeName} ${slot}`) ?? [],
  };
}

/** Fields and deferred fragments that are looked at before it is given up. */
const MAX_LOOKED = 12_000;

/** Makes the taking of fragments of one operation. @throws GatewayError DOCUMENT_TOO_LARGE when it is called for too much in all */
export function createTaking(options: TakeOptions): Take {
  const shared: Shared = {
    ...options,
    owners: ownersOf(options.fetches),
    idOf: createIds(),
    byName: createFieldsByName(),
    look: createBudget(MAX_LOOKED),
  };
  return (fragment, isApart) => {
    const taking = new Taking(shared, isApart);
    const { place, full, selectionSet, types } = fragment;
    const selection = taking.visit({ place, path: [], full }, [selectionSet], types);
    const { asks, apart, isTellable } = taking;
    return { selection, asks, apart, isTellable };
  };
}

function createBudget(most: number): (count: number) => void {
  let looked = 0;
  return (count) => {
    looked += count;
    if (looked > most) throw new GatewayError("DOCUMENT_TOO_LARGE");
  };
}

/** Numbers objects. */
function createIds(): (object: object) => number {
  const ids = new Map<object, number>();
  return (object) => {
    let id = ids.get(object);
    if (id === undefined) ids.set(object, (id = ids.size));
    return id;
  };
}

/** What all takings of an operation share. */
interface Shared extends TakeOptions {
  readonly owners: ReadonlyMap<SelectionDraft, readonly FetchDraft[]>;
  readonly idOf: (object: object) => number;
  readonly byName: (fields: readonly SelectedField[]) => ReadonlyMap<string, SelectedField>;
  readonly look: (count: number) => void;
}

/** A place of the response, and all that is wanted there. */
interface Spot {
  readonly place: Place;
  /** From the fragment's place. */
  readonly path: ResponsePath;
  readonly full: Selection;
}

/** The taking of one fragment. */
class Taking {
  readonly asks = new Set<FetchDraft>();
  readonly apart = new Map<string, Fragment>();
  isTellable = true;
  readonly #shared: Shared;
  readonly #isApart: (key: string) => boolean;
  readonly #known = new Map<string, Selection>();

  constructor(shared: Shared, isApart: (key: string) => boolean) {
    this.#shared = shared;
    this.#isApart = isApart;
  }

  /** Takes what some of the selection sets at a place want of objects of some types; null for all types. */
  visit(spot: Spot, selectionSets: readonly SelectionSetNode[], types: ReadonlySet<string> | null): Selection {
    const { idOf } = this.#shared;
    const { place, full } = spot;
    const key = [place, ...selectionSets].map(idOf).join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    for (const { typeTellers } of place.holders) this.#use(typeTellers);
    const possible = types === null ? full.possible : full.possible.filter((one) => types.has(one));
    const byType = new Map<string, readonly SelectedField[]>();
    const byContent = new Map<string, readonly SelectedField[]>();
    for (const typeName of possible) {
      const fields = this.#fieldsOf(spot, typeName, selectionSets);
      if (possible.length === 1) {
        byType.set(typeName, fields);
        break;
      }
      const content = fields.map(({ id, nodes }) => [id, ...nodes.map(idOf)].join()).join(";");
      const same = byContent.get(content) ?? fields;
      byContent.set(content, same);
      byType.set(typeName, same);
    }
    // Where of all types the same is wanted, nobody may have been asked for the type.
    const isWhole = possible.length === full.possible.length && byContent.size <= 1;
    if (full.isUniform && !isWhole) this.isTellable = false;
    const taken: Selection = {
      id: full.id,
      typeName: full.typeName,
      possible,
      fieldsOf: (typeName) => byType.get(typeName) ?? [],
      isUniform: full.isUniform,
    };
    this.#known.set(key, taken);
    return taken;
  }

  /** The fields keep the slots that they have in the whole. */
  #fieldsOf(spot: Spot, typeName: string, selectionSets: readonly SelectionSetNode[]): SelectedField[] {
    const { asked, normaliser, byName, look } = this.#shared;
    const { place, path, full } = spot;
    const nodes = normaliser.nodesOf(typeName, selectionSets, (node, selectionSet) =>
      this.#leavesOut(spot, typeName, node, selectionSet),
    );
    look(1 + nodes.size);
    const whole = byName(full.fieldsOf(typeName));
    const fields: SelectedField[] = [];
    for (const [responseName, own] of nodes) {
      const field = whole.get(responseName);
      if (field === undefined) continue;
      const { slot } = field;
      this.#use(asked.of(place, typeName, slot));
      let selection: Selection | null = null;
      if (field.selection !== null) {
        const below: Spot = { place: childPlace(place, slot), path: [...path, slot], full: field.selection };
        const sets = own.flatMap((node) => (node.selectionSet === undefined ? [] : [node.selectionSet]));
        selection = this.visit(below, sets, null);
      }
      fields.push({ ...field, nodes: own, selection });
    }
    return fields;
  }

  /** Whether a fragment is left out; then it is among those that are apart. */
  #leavesOut(
    spot: Spot,
    typeName: string,
    node: FragmentSpreadNode | InlineFragmentNode,
    selectionSet: SelectionSetNode,
  ): boolean {
    const { operation, conditions, idOf } = this.#shared;
    const label = deferLabel(node, conditions);
    if (label === undefined) return false;
    // A mutation's fields are executed in order, so they are never a part.
    const kind: QueryPlan["kind"] = operation.operation;
    if (spot.place.parent === null && kind === "mutation") return false;
    const key = `${idOf(spot.place)} ${idOf(node)}`;
    if (!this.#isApart(key)) return false;
    this.#shared.look(1);
    const fragment = this.apart.get(key) ?? { label, ...spot, selectionSet, types: new Set<string>() };
    fragment.types?.add(typeName);
    this.apart.set(key, fragment);
    return true;
  }

  #use(drafts: Iterable<SelectionDraft>): void {
    for (const draft of drafts) for (const fetch of this.#shared.owners.get(draft) ?? []) this.asks.add(fetch);
  }
}

/** Finds fields by the client's names. */
function createFieldsByName(): Shared["byName"] {
  const known = new Map<readonly SelectedField[], ReadonlyMap<string, SelectedField>>();
  return (fields) => {
    let byName = known.get(fields);
    if (byName === undefined) known.set(fields, (byName = new Map(fields.map((one) => [one.responseName, one]))));
    return byName;
  };
}

/** The label of a deferred fragment; undefined where it is not deferred. */
function deferLabel(
  { directives }: FragmentSpreadNode | InlineFragmentNode,
  conditions: ConditionValues,
): string | null | undefined {
  const directive = directives?.find(({ name }) => name.value === "defer");
  if (directive === undefined) return undefined;
  let label: string | null = null;
  for (const { name, value } of directive.arguments ?? []) {
    if (name.value === "label" && value.kind === Kind.STRING) label = value.value;
    if (name.value !== "if") continue;
    if (value.kind === Kind.BOOLEAN && !value.value) return undefined;
    if (value.kind === Kind.VARIABLE && conditions.get(value.name.value) !== true) return undefined;
  }
  return label;
}
