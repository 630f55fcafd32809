/** Where answers of subgraphs are kept while they are bytes: for each kind of object what its record holds, and what records lead to. */

import type { EntityInput, QueryPlan, ResponsePath, Shape } from "../../plan/plan.ts";

/**
 * A kind of object: those at one place of what one fetch answers. A record is some words of a tape: the first leads to the next
 * record of the same list, two say where a leaf stands, one leads to an object or a list, one to an entity that belongs to it.
 */
export interface Layout {
  readonly id: number;
  /** Id of the fetch. */
  readonly fetch: number;
  readonly slots: ReadonlyMap<string, Slot>;
  /** Entities that are fetched for these objects, in the order of their fetches. */
  readonly attachments: Attachment[];
  /** The word that says by which path the record was visited last; only where entities stand. */
  readonly visitedAt: number | null;
  /** How many words a record has. */
  words: number;
}

/** What an object may hold under a slot. */
export interface Slot {
  readonly offset: number;
  /** Null for a leaf. */
  readonly child: Layout | null;
}

/** An entity that belongs to objects: the word holds 1 + its position, -1 where it is not asked for, or 0. */
export interface Attachment {
  readonly input: InputLayout;
  readonly offset: number;
}

/** An input of an entity fetch. */
export interface InputLayout {
  readonly id: number;
  readonly fetch: number;
  readonly input: EntityInput;
  /** Of the entities. */
  readonly layout: Layout;
  /** How its objects are found. */
  readonly paths: readonly InputPath[];
}

/** Steps from the response's root to objects. */
export interface InputPath {
  readonly steps: readonly Provider[];
  readonly target: Layout;
}

/** Who has a slot of an object. */
export interface Provider {
  readonly slot: Slot;
  /** Whose record has it. */
  readonly layout: Layout;
  /** The entity that has it; null for the object's own record, and for records of the root. */
  readonly attachment: Attachment | null;
}

/** The layouts of a plan. */
export interface PlanLayout {
  /** Of root fetches by id. */
  readonly roots: ReadonlyMap<number, Layout>;
  readonly inputs: readonly InputLayout[];
  /** Those of a fetch, in its order. */
  inputsOf(fetch: number): readonly InputLayout[];
  /** Who may have a slot of objects, the latest first; of the root where there is no layout. */
  providersOf(layout: Layout | null, slot: string): readonly Provider[];
  readonly all: readonly Layout[];
}

/** Code is made for each; a plan with more is answered without. */
const MAX_LAYOUTS = 200;
const MAX_SLOTS = 1000;
/** Paths of an input. */
export const MAX_PATHS = 64;
/** Fields of a representation. */
const MAX_FIELDS = 32;

/** Lays out what a query's fetches answer; null where a plan has what records cannot hold. */
export function layOut(plan: QueryPlan): PlanLayout | null {
  if (plan.kind !== "query") return null;
  const all: Layout[] = [];
  const roots = new Map<number, Layout>();
  const inputs: InputLayout[] = [];
  let slotCount = 0;

  const createLayout = (fetch: number, shape: Shape, isEntity: boolean): Layout | null => {
    slotCount += shape.size;
    if (all.length === MAX_LAYOUTS || slotCount > MAX_SLOTS) return null;
    const slots = new Map<string, Slot>();
    let words = 1;
    const layout: Layout = {
      id: all.length,
      fetch,
      slots,
      attachments: [],
      visitedAt: isEntity ? words++ : null,
      words: 0,
    };
    all.push(layout);
    for (const [name, below] of shape) {
      const child = below === null ? null : createLayout(fetch, below, false);
      if (below !== null && child === null) return null;
      slots.set(name, { offset: words, child });
      words += child === null ? 2 : 1;
    }
    layout.words = words;
    return layout;
  };

  const providersOf = (layout: Layout | null, name: string): readonly Provider[] => {
    if (layout === null) {
      return [...roots.values()].reverse().flatMap((root) => {
        const slot = root.slots.get(name);
        return slot === undefined ? [] : [{ slot, layout: root, attachment: null }];
      });
    }
    const found: Provider[] = [];
    for (const attachment of [...layout.attachments].reverse()) {
      const slot = attachment.input.layout.slots.get(name);
      if (slot !== undefined) found.push({ slot, layout: attachment.input.layout, attachment });
    }
    const own = layout.slots.get(name);
    if (own !== undefined) found.push({ slot: own, layout, attachment: null });
    return found;
  };

  const follow = (path: ResponsePath): InputPath | null => {
    const steps: Provider[] = [];
    let at: Layout | null = null;
    for (const name of path) {
      const [only, ...others] = providersOf(at, name);
      if (only === undefined || others.length > 0 || only.slot.child === null) return null;
      steps.push(only);
      at = only.slot.child;
    }
    return at === null ? null : { steps, target: at };
  };

  for (const fetch of plan.fetches) {
    if (fetch.kind === "root") {
      const layout = fetch.path.length > 0 ? null : createLayout(fetch.id, fetch.shape, false);
      if (layout === null) return null;
      roots.set(fetch.id, layout);
      continue;
    }
    const added: InputLayout[] = [];
    for (const input of fetch.inputs) {
      const isSupported =
        input.contexts.length === 0 && input.paths.length <= MAX_PATHS && input.representations.every(isFlat);
      const paths = isSupported ? input.paths.map(follow) : [null];
      const layout = createLayout(fetch.id, input.shape, true);
      if (layout === null || !paths.every((path) => path !== null)) return null;
      added.push({ id: inputs.length + added.length, fetch: fetch.id, input, layout, paths });
    }
    for (const one of added) {
      inputs.push(one);
      for (const target of new Set(one.paths.map((path) => path.target))) {
        target.attachments.push({ input: one, offset: target.words++ });
      }
    }
  }
  return { roots, inputs, inputsOf: (fetch) => inputs.filter((one) => one.fetch === fetch), providersOf, all };
}

function isFlat({ fields }: EntityInput["representations"][number]): boolean {
  return fields.length <= MAX_FIELDS && fields.every(({ selection }) => selection === null);
}
