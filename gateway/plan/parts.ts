/**
 * Divides an answer into what comes first and what `@defer` lets come later. The requests are those of the whole answer, so each
 * part only waits for some of them; a fragment that would wait for no more than what is around it is no part of its own.
 */

import { GatewayError } from "../errors.ts";
import type { FetchDraft, Place } from "./draft.ts";
import { dependencies } from "./order.ts";
import type { ResponsePath } from "./plan.ts";
import type { Selection } from "./selection.ts";
import { createTaking, type Fragment, type Take, type TakeOptions } from "./take-part.ts";

/** A part of the answer, before its requests are ordered. */
export interface PartDraft {
  /** That of its `@defer`. */
  readonly label: string | null;
  /** From the objects of the part around it to those of which it has fields. */
  readonly path: ResponsePath;
  readonly selection: Selection;
  /** Requests that ask for its own fields. */
  readonly asks: ReadonlySet<FetchDraft>;
  /** All that must be complete before it is, those of the parts around it among them. */
  readonly waitsFor: ReadonlySet<FetchDraft>;
  readonly parts: readonly PartDraft[];
}

/** What is divided. */
export interface DivideOptions extends TakeOptions {
  /** The whole answer. */
  readonly selection: Selection;
  readonly root: Place;
}

/** An answer in more parts is given in one. */
const MAX_PARTS = 100;

/** @returns the part that comes first, with those that come later; null where the answer is best given in one */
export function divide(options: DivideOptions): PartDraft | null {
  const { operation, selection, root } = options;
  try {
    const divider = new Divider(options);
    const whole = { label: null, path: [], place: root, full: selection, selectionSet: operation.selectionSet };
    const first = divider.divide({ ...whole, types: null }, new Set());
    return divider.isDivisible && first.parts.length > 0 ? first : null;
  } catch (error) {
    // Fragments within each other can be many more parts than fields.
    if (error instanceof GatewayError && error.code === "DOCUMENT_TOO_LARGE") return null;
    throw error;
  }
}

class Divider {
  /** Whether the objects of every part can be told. */
  isDivisible = true;
  readonly #before: ReadonlyMap<FetchDraft, ReadonlySet<FetchDraft>>;
  readonly #take: Take;
  #parts = 0;

  constructor(options: DivideOptions) {
    this.#take = createTaking(options);
    this.#before = dependencies(options.fetches);
  }

  /** @param available what is complete before anyway */
  divide(fragment: Fragment, available: ReadonlySet<FetchDraft>): PartDraft {
    if (++this.#parts > MAX_PARTS) throw new GatewayError("DOCUMENT_TOO_LARGE");
    const { label, path } = fragment;
    const alone = this.#take(fragment, () => true);
    const waitsFor = this.#withDependencies(alone.asks, available);
    const within = this.#within(alone.apart, waitsFor);
    const { selection, asks, apart, isTellable } =
      within.size === 0 ? alone : this.#take(fragment, (key) => !within.has(key));
    if (!isTellable) this.isDivisible = false;
    const parts = [...apart.values()].map((inner) => this.divide(inner, waitsFor));
    return { label, path, selection, asks, waitsFor, parts };
  }

  /** Of deferred fragments, and those in them, which are no parts: they wait for nothing that is not there. */
  #within(apart: ReadonlyMap<string, Fragment>, waitsFor: ReadonlySet<FetchDraft>): ReadonlySet<string> {
    const within = new Set<string>();
    const met = new Map(apart);
    for (const [key, fragment] of met) {
      const { asks, apart: inner } = this.#take(fragment, () => true);
      if (![...asks].every((fetch) => waitsFor.has(fetch))) continue;
      within.add(key);
      for (const [innerKey, one] of inner) if (!met.has(innerKey)) met.set(innerKey, one);
    }
    return within;
  }

  #withDependencies(fetches: Iterable<FetchDraft>, available: ReadonlySet<FetchDraft>): ReadonlySet<FetchDraft> {
    const all = new Set(available);
    const add = (fetch: FetchDraft): void => {
      if (all.has(fetch)) return;
      all.add(fetch);
      for (const one of this.#before.get(fetch) ?? []) add(one);
    };
    for (const fetch of fetches) add(fetch);
    return all;
  }
}
