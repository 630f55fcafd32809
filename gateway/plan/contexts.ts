/** Arguments that take values from objects further up (`@fromContext`): which objects those are, and who is asked for the values. */

import { type FetchDraft, type Holder, type Place, type SelectionDraft, slotsTo } from "./draft.ts";
import type { ContextArgument, Model } from "./model.ts";
import type { Normaliser } from "./normalise.ts";
import type { ContextValue } from "./plan.ts";
import type { SelectedField } from "./selection.ts";

/** Where the fields of one selection come from: selections of their objects, and all requests for what is below them. */
export interface Found {
  readonly drafts: ReadonlySet<SelectionDraft>;
  readonly below: ReadonlySet<FetchDraft>;
}

/** Objects of one type that set a context. */
export interface Setter {
  readonly place: Place;
  readonly holder: Holder;
  readonly typeName: string;
  readonly stage: number;
}

/** The contexts of one operation. */
export interface Contexts {
  /** The value that an argument of objects at a place takes. Where it may be is filled in by `ask`. */
  valueOf(place: Place, argument: ContextArgument, stage: number): ContextValue;
  /** Lets a request wait for a value. */
  wait(fetch: FetchDraft, value: ContextValue): void;
  /**
   * Asks for all values, and again for what that adds. Called when everything else is asked for: before, it is not known by which
   * ways the objects are reached.
   */
  ask(askFor: (setter: Setter, wanted: readonly SelectedField[]) => Found): void;
}

/** What contexts are made of. */
export interface ContextsOptions {
  readonly model: Model;
  readonly normaliser: Normaliser;
  /** How the variables are called, before their number. */
  readonly prefix: string;
}

/** A value, and what it takes to have it. */
interface Wanted {
  readonly value: ContextValue & { from: ContextValue["from"] };
  /** Where the way from the nearest objects that may set the context begins: all that is further down shares the value. */
  readonly below: Place;
  readonly argument: ContextArgument;
  readonly stage: number;
  readonly waiting: Set<FetchDraft>;
  /** Types that have been asked, by who has the objects. */
  readonly asked: Map<Holder, Set<string>>;
  /** What is wanted of objects, by how many slots they are from the root, and their type. */
  readonly fields: Map<number, Map<string, readonly SelectedField[]>>;
  readonly drafts: Set<SelectionDraft>;
  readonly fetches: Set<FetchDraft>;
}

/** Starts without values. */
export function createContexts({ model, normaliser, prefix }: ContextsOptions): Contexts {
  const byIdentity = new Map<string, Wanted>();
  const byVariable = new Map<string, Wanted>();
  const numbers = new Map<object, number>();

  const numberOf = (node: object): number => {
    let number = numbers.get(node);
    if (number === undefined) numbers.set(node, (number = numbers.size));
    return number;
  };

  /** The place below the nearest one whose objects may set a context; that below the root where there is none. */
  const belowSetter = (start: Place, context: string): Place => {
    const types = model.contexts.get(context) ?? NONE;
    let at = start;
    for (let place = at.parent; place !== null; place = at.parent) {
      // Whoever has objects at a place, the client wants the same of them.
      if (place.parent === null || place.holders[0]?.selection.possible.some((one) => types.has(one)) === true) break;
      at = place;
    }
    return at;
  };

  /** Those that nobody asked yet, the nearest first. */
  const newSetters = function* ({ below, argument, stage, asked }: Wanted): Iterable<Setter> {
    const types = model.contexts.get(argument.context) ?? NONE;
    let isFound = false;
    for (let at = below, place = at.parent; place !== null && !isFound; at = place, place = at.parent) {
      isFound = at.parentTypes !== null && [...at.parentTypes].every((one) => types.has(one));
      for (const holder of place.holders) {
        for (const typeName of holder.selection.possible) {
          if (!types.has(typeName) || at.parentTypes?.has(typeName) !== true) continue;
          const known = asked.get(holder);
          if (known?.has(typeName) === true) continue;
          if (known === undefined) asked.set(holder, new Set([typeName]));
          else known.add(typeName);
          yield { place, holder, typeName, stage };
        }
      }
    }
  };

  const askForOne = (wanted: Wanted, askFor: Parameters<Contexts["ask"]>[0]): boolean => {
    const { value, argument, waiting, fields, drafts, fetches } = wanted;
    let isNew = false;
    for (const setter of newSetters(wanted)) {
      isNew = true;
      const { place, holder, typeName } = setter;
      const selected = normaliser.fieldsOfSet(typeName, argument.selection);
      const found = askFor(setter, selected);
      const depth = slotsTo(place).length;
      const byType = fields.get(depth) ?? new Map<string, readonly SelectedField[]>();
      fields.set(depth, byType.set(typeName, selected));
      for (const draft of found.drafts) drafts.add(draft);
      for (const draft of holder.typeTellers) drafts.add(draft);
      for (const fetch of found.below) fetches.add(fetch);
    }
    value.from = [...fields].sort(([a], [b]) => b - a).map(([depth, byType]) => ({ depth, fields: byType }));
    for (const { after } of waiting) {
      for (const draft of drafts) after.drafts.add(draft);
      for (const fetch of fetches) after.fetches.add(fetch);
    }
    return isNew;
  };

  return {
    valueOf(place, argument, stage) {
      const below = belowSetter(place, argument.context);
      const identity = `${numberOf(below)} ${argument.name} ${argument.context} ${numberOf(argument.selection)}`;
      let wanted = byIdentity.get(identity);
      if (wanted === undefined) {
        const variable = `${prefix}${byIdentity.size}`;
        const value = { variable, type: argument.type, from: [] };
        const sets = {
          waiting: new Set<FetchDraft>(),
          drafts: new Set<SelectionDraft>(),
          fetches: new Set<FetchDraft>(),
        };
        wanted = { value, below, argument, stage, asked: new Map(), fields: new Map(), ...sets };
        byIdentity.set(identity, wanted);
        byVariable.set(variable, wanted);
      }
      return wanted.value;
    },
    wait: (fetch, { variable }) => void byVariable.get(variable)?.waiting.add(fetch),
    ask(askFor) {
      for (let isNew = byIdentity.size > 0; isNew;) {
        isNew = false;
        for (const wanted of byIdentity.values()) if (askForOne(wanted, askFor)) isNew = true;
      }
    },
  };
}

const NONE: ReadonlySet<string> = new Set();
