/** Builds requests from choices: walks the response's places, asks each chosen subgraph for its fields, and enters others where chosen. */

import type { Chooser, DependentField, Jump, TypeChoice } from "./choose.ts";
import type { FieldAt } from "./keys.ts";
import { createContexts, type Found, type Setter } from "./contexts.ts";
import { type Source, sourceKey, type Sources } from "./sources.ts";
import {
  askFor,
  childPlace,
  createSelectionDraft,
  type Entry,
  type FetchDraft,
  type Place,
  type SelectionDraft,
} from "./draft.ts";
import { GatewayError, invariant } from "../errors.ts";
import { type GraphId, type Model, typeOf } from "./model.ts";
import type { Normaliser } from "./normalise.ts";
import type { ContextValue } from "./plan.ts";
import { SUFFIX } from "./print.ts";
import { type SelectedField, type Selection, TYPENAME } from "./selection.ts";

/** What building needs to know. */
export interface BuildOptions {
  readonly model: Model;
  readonly normaliser: Normaliser;
  /** Fields asked of subgraphs, over all places of the response, before an operation is given up with DOCUMENT_TOO_LARGE. */
  readonly maxAsked: number;
  /** How variables for values from further up are called, before their number. */
  readonly contextPrefix: string;
  readonly chooser: Chooser;
  readonly sources: Sources;
  /** Told who is asked for a field of objects of a type. */
  readonly onAsked?:
    ((place: Place, typeName: string, slot: string, drafts: readonly SelectionDraft[]) => void) | undefined;
}

/** Builds the requests of one operation. */
export interface Builder {
  /** All requests so far, each after those from which it was reached. */
  readonly fetches: readonly FetchDraft[];
  /** The subgraph that is asked for a root field. @throws GatewayError PLANNING_FAILED */
  rootGraphOf(typeName: string, field: SelectedField): GraphId;
  /** Asks for fields of a root type, in as few requests as do. @throws GatewayError PLANNING_FAILED */
  addRootFields(place: Place, selection: Selection, fields: readonly SelectedField[], stage: number): void;
  /** Asks for the values that arguments take from further up, after fields were added. @throws GatewayError PLANNING_FAILED */
  addContexts(): void;
}

/** The objects of one type at one place, and who has them. */
interface At {
  readonly place: Place;
  readonly typeName: string;
  readonly selection: Selection | null;
  readonly open: Map<GraphId, SelectionDraft>;
  /** What has the objects before any subgraph is entered here. */
  readonly sources: readonly SelectionDraft[];
  /** Selections whose answers say which type an object has. */
  readonly typeTellers: readonly SelectionDraft[];
  readonly stage: number;
}

/** Where a field's value comes from: selections at its place, and all requests for what is below it. */
interface Placed {
  readonly drafts: readonly SelectionDraft[];
  readonly below: ReadonlySet<FetchDraft>;
}

const NONE: ReadonlySet<FetchDraft> = new Set();

/** Starts without requests. */
export function createBuilder({
  model,
  chooser,
  sources: { viewOf, lookup },
  normaliser,
  maxAsked,
  contextPrefix,
  onAsked,
}: BuildOptions): Builder {
  let asked = 0;
  const contexts = createContexts({ model, normaliser, prefix: contextPrefix });
  const fetches: FetchDraft[] = [];
  const nodeIds = new Map<object, number>();
  const idOf = (node: object): number => {
    let id = nodeIds.get(node);
    if (id === undefined) nodeIds.set(node, (id = nodeIds.size));
    return id;
  };

  /** What a source has at a place: the same for whoever leads there. */
  const draftAt = (place: Place, source: Source, { typeName }: Selection): SelectionDraft => {
    const key = sourceKey(source, idOf);
    let draft = place.drafts.get(key);
    if (draft !== undefined) return draft;
    draft = createSelectionDraft(model, source, typeOf(model, typeName).kind !== "object");
    place.drafts.set(key, draft);
    return draft;
  };

  const keyOf = (drafts: readonly SelectionDraft[]): string => {
    let key = "";
    for (const { source } of drafts) key += `${sourceKey(source, idOf)},`;
    return key;
  };

  const sets = new Map<string, ReadonlySet<string>>();
  const setOf = (typeName: string): ReadonlySet<string> => {
    let set = sets.get(typeName);
    if (set === undefined) sets.set(typeName, (set = new Set([typeName])));
    return set;
  };

  /** Builds what is below a place. @returns every request for it, those of its sources left out */
  const buildPlace = (
    place: Place,
    selection: Selection,
    drafts: readonly SelectionDraft[],
    stage: number,
  ): ReadonlySet<FetchDraft> => {
    const key = keyOf(drafts);
    const known = place.built.get(key);
    if (known !== undefined) return known;
    const below = new Set<FetchDraft>();
    place.built.set(key, below);
    const choice = chooser.atPlace(
      selection,
      drafts.map(({ source }) => source),
    );
    if (choice.unresolved !== null) throw unresolved(choice.unresolved);
    const sources = [...drafts];
    if (choice.typeJump !== null) {
      const { viewType } = choice.typeJump;
      const at: At = {
        place,
        typeName: viewType,
        selection,
        open: openFor(viewType, drafts),
        sources: drafts,
        typeTellers: [],
        stage,
      };
      const fetch = enter(at, choice.typeJump, [], below, isMixed(drafts) ? new Set([viewType]) : null);
      sources.push(fetch.selection);
    }
    const typeTellers = sources.filter((one) => one.tellsType);
    place.holders.push({ selection, sources, typeTellers });
    for (const [typeName, typeChoice] of choice.types) {
      const at: At = {
        place,
        typeName,
        selection,
        open: openFor(typeName, sources),
        sources: drafts,
        typeTellers,
        stage,
      };
      buildType(at, typeChoice, below);
    }
    return below;
  };

  const openFor = (typeName: string, drafts: readonly SelectionDraft[]): Map<GraphId, SelectionDraft> => {
    const open = new Map<GraphId, SelectionDraft>();
    for (const draft of drafts) {
      if (viewOf(draft.source, typeName) !== null && !open.has(draft.source.graph)) {
        open.set(draft.source.graph, draft);
      }
    }
    return open;
  };

  /** Whether there may be objects of other types than an interface object's. */
  const isMixed = (drafts: readonly SelectionDraft[]): boolean => drafts.some(({ tellsType }) => tellsType);

  const buildType = (at: At, choice: TypeChoice, below: Set<FetchDraft>): ReadonlyMap<string, Placed> => {
    const types = at.selection !== null && at.typeTellers.length > 0 ? new Set([at.typeName]) : null;
    for (const jump of choice.jumps) {
      const fetch = enter(at, jump, [], below, types, [], types === null ? "" : wantedBehind(jump, choice));
      at.open.set(jump.graph, fetch.selection);
    }
    const placed = new Map<string, Placed>();
    for (const asked of choice.fields) placed.set(asked.field.slot, ask(at, asked, below));
    const waiting = [...choice.dependent];
    while (waiting.length > 0) {
      const next = waiting.findIndex(({ inputs }) =>
        inputs.every(({ slot }) => slot === "__typename" || placed.has(slot)),
      );
      const [one] = waiting.splice(next, 1);
      if (next < 0 || one === undefined) throw unresolved(`${at.typeName}.${choice.dependent[0]?.field.name ?? ""}`);
      placed.set(one.field.slot, askAfter(at, one, placed, types, below));
    }
    if (onAsked !== undefined) for (const [slot, { drafts }] of placed) onAsked(at.place, at.typeName, slot, drafts);
    return placed;
  };

  /** What is asked of an interface object, which answers it for objects of every type that it is entered with. */
  const wantedBehind = ({ graph, viewType }: Jump, { fields }: TypeChoice): string => {
    if (typeOf(model, viewType).in[graph]?.isInterfaceObject !== true) return "";
    return fields.flatMap((one) => (one.graphs.includes(graph) ? [one.field.id] : [])).join();
  };

  /** Asks open subgraphs for a field, and builds what is below it. */
  const ask = (at: At, { field, graphs }: FieldAt, below: Set<FetchDraft>): Placed => {
    const drafts = graphs.map((graph) => {
      const draft = at.open.get(graph);
      invariant(draft, "a choice asks only subgraphs that are open");
      return draft;
    });
    return askAll(at, field, drafts, below);
  };

  const askAll = (
    at: At,
    field: SelectedField,
    drafts: readonly SelectionDraft[],
    below: Set<FetchDraft>,
    contextArguments: readonly string[] = [],
  ): Placed => {
    if (++asked > maxAsked) throw new GatewayError("DOCUMENT_TOO_LARGE");
    const children: SelectionDraft[] = [];
    const place = field.selection === null ? null : childPlace(at.place, field.slot);
    if (place !== null && model.contexts.size > 0) (place.parentTypes ??= new Set()).add(at.typeName);
    for (const draft of drafts) {
      const view = viewOf(draft.source, at.typeName);
      const resolution = lookup(draft.source, at.typeName, field.name);
      invariant(view !== null && resolution !== null, "a choice asks only subgraphs that resolve the field");
      const child =
        place === null || field.selection === null ? null : draftAt(place, resolution.child, field.selection);
      askFor(draft, { field, child, contextArguments }, view, setOf);
      if (child !== null) children.push(child);
    }
    if (place === null || field.selection === null) return { drafts, below: NONE };
    const found = buildPlace(place, field.selection, children, at.stage);
    for (const fetch of found) below.add(fetch);
    return { drafts, below: found };
  };

  /** Enters a subgraph for a field that needs others to be sent. */
  const askAfter = (
    at: At,
    { field, jump, inputs, inGraph }: DependentField,
    placed: ReadonlyMap<string, Placed>,
    types: Set<string> | null,
    below: Set<FetchDraft>,
  ): Placed => {
    const values = inGraph.contextArguments.map((argument) => contexts.valueOf(at.place, argument, at.stage));
    const fetch = enter(at, jump, inputs, below, types, values);
    for (const value of values) contexts.wait(fetch, value);
    for (const { slot } of inputs) {
      const { drafts, below: deeper } = placed.get(slot) ?? { drafts: [], below: NONE };
      for (const draft of drafts) fetch.after.drafts.add(draft);
      for (const one of deeper) fetch.after.fetches.add(one);
    }
    const given = inGraph.contextArguments.map(({ name }, index) => `${name}: $${values[index]?.variable}${SUFFIX}`);
    return askAll(at, field, [fetch.selection], below, given);
  };

  /** Asks objects further up for what an argument takes of them. */
  const askSetter = ({ place, holder, typeName, stage }: Setter, wanted: readonly SelectedField[]): Found => {
    const { selection, sources, typeTellers } = holder;
    const drafts = new Set<SelectionDraft>();
    const below = new Set<FetchDraft>();
    const own = sources.flatMap(({ source }) => (viewOf(source, typeName) === null ? [] : [source]));
    // None of these objects is of the type: another subgraph's are.
    if (own.length === 0 && sources.length > 0) return { drafts, below };
    // Nobody tells of which type they are.
    if (typeTellers.length === 0 && selection.possible.length > 1)
      throw unresolved(`${selection.typeName}.${TYPENAME}`);
    const choice = chooser.forType(typeName, wanted, own);
    if (typeof choice === "string") throw unresolved(choice);
    const at: At = { place, typeName, selection, open: openFor(typeName, sources), sources, typeTellers, stage };
    for (const placed of buildType(at, choice, below).values()) {
      for (const draft of placed.drafts) drafts.add(draft);
      for (const fetch of placed.below) below.add(fetch);
    }
    return { drafts, below };
  };

  /** A request that enters a subgraph at a place; the same for types of which the same is sent and wanted. */
  const enter = (
    at: At,
    jump: Jump,
    required: readonly SelectedField[],
    below: Set<FetchDraft>,
    types: Set<string> | null,
    contexts: readonly ContextValue[] = [],
    wanted = "",
  ): FetchDraft => {
    const { place, stage } = at;
    const keyFields = jump.key ?? [];
    const parts = keyFields.map((part) => ask(at, part, below));
    const inputs = inputsOf(keyFields, required);
    let identity = `${stage},${jump.graph},${jump.viewType}`;
    for (const { slot } of inputs) identity += `,${slot}`;
    for (const { variable } of contexts) identity += `,${variable}`;
    identity += `,${wanted}`;
    let fetch = place.entered.get(identity);
    if (fetch === undefined) {
      const source: Source = { graph: jump.graph, typeName: jump.viewType, provided: [] };
      const entry: Entry =
        jump.key === null
          ? { kind: "root" }
          : { kind: "entities", types: types === null ? null : new Set(), typeName: jump.viewType, inputs, contexts };
      const after: FetchDraft["after"] = { drafts: new Set(), fetches: new Set() };
      fetch = { graph: jump.graph, place, selection: createSelectionDraft(model, source, false), entry, after, stage };
      place.entered.set(identity, fetch);
      fetches.push(fetch);
    }
    const { entry, selection, after } = fetch;
    for (const draft of at.typeTellers.length === 0 ? at.sources : at.typeTellers) {
      if (draft !== selection) after.drafts.add(draft);
    }
    for (const { drafts, below: deeper } of parts) {
      for (const draft of drafts) if (draft !== selection) after.drafts.add(draft);
      for (const one of deeper) if (one !== fetch) after.fetches.add(one);
    }
    if (entry.kind === "entities") for (const one of types ?? []) entry.types?.add(one);
    below.add(fetch);
    return fetch;
  };

  return {
    fetches,
    rootGraphOf: (typeName, field) => {
      const choice = chooser.forType(typeName, [field], []);
      if (typeof choice === "string") throw unresolved(choice);
      const [jump] = choice.jumps;
      invariant(jump, "a root field is asked of a subgraph");
      return jump.graph;
    },
    addRootFields: (place, selection, fields, stage) => {
      const { typeName } = selection;
      const choice = chooser.forType(typeName, fields, []);
      if (typeof choice === "string") throw unresolved(choice);
      if (place.holders.length === 0) place.holders.push({ selection, sources: [], typeTellers: [] });
      const at: At = { place, typeName, selection: null, open: new Map(), sources: [], typeTellers: [], stage };
      buildType(at, choice, new Set());
    },
    addContexts: () => contexts.ask(askSetter),
  };
}

/** What is sent of an object: the fields of the key, then others. */
function inputsOf(key: readonly FieldAt[], required: readonly SelectedField[]): readonly SelectedField[] {
  const inputs: SelectedField[] = [];
  const add = (field: SelectedField): void => {
    if (field.slot !== "__typename" && inputs.every(({ slot }) => slot !== field.slot)) inputs.push(field);
  };
  for (const { field } of key) add(field);
  for (const field of required) add(field);
  return inputs;
}

function unresolved(coordinate: string): GatewayError {
  const cause = new Error(`no subgraph that can be reached resolves ${coordinate}`);
  return new GatewayError("PLANNING_FAILED", { coordinate }, { cause });
}
