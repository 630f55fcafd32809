/** The gateway's own planner: a model of the supergraph, made once, and for each operation selections, choices, requests, order. */

import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { GatewayError, invariant } from "../errors.ts";
import { runAtOnce, runInTurns, type Steps } from "../steps.ts";
import { type Builder, createBuilder } from "./build.ts";
import { createChooser } from "./choose.ts";
import { createSources } from "./sources.ts";
import { createRootPlace, type FetchDraft, type Place } from "./draft.ts";
import { type DraftedPlan, explainPlan } from "./explain.ts";
import type { GraphId, Model } from "./model.ts";
import { type ConditionValues, createNormaliser } from "./normalise.ts";
import { type FetchGroup, orderFetches } from "./order.ts";
import { divide, type PartDraft } from "./parts.ts";
import type { AnswerPart, Fetch, QueryPlan } from "./plan.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "./selection.ts";
import { createAsked } from "./take-part.ts";
import { createWriter } from "./write.ts";

/** An operation to plan. It must be valid. */
export interface PlanRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The values of all variables that decide conditions. */
  readonly conditions: ConditionValues;
  /** Labels of progressive overrides that are active for it. */
  readonly activeLabels: ReadonlySet<string>;
  /** Whether what `@defer` marks may come later; `conditions` then hold its variables too. Default: it comes with the rest. */
  readonly isInParts?: boolean;
}

/** Plans operations of one supergraph, in time linear in the operation's size. */
export interface Planner {
  /** @throws GatewayError PLANNING_FAILED when no path resolves a field, DOCUMENT_TOO_LARGE */
  plan(request: PlanRequest): QueryPlan;
  /**
   * The same in steps, none of which takes more than about half of the time.
   * @param pause awaited between two steps; what it throws ends the planning
   */
  planInTurns(request: PlanRequest, pause: () => Promise<void>): Promise<QueryPlan>;
  /** The plan for people to read. @throws as `plan` does */
  explain(request: PlanRequest): string;
}

/** What a planner is made of. */
export interface PlannerOptions {
  readonly model: Model;
  /** Whether clients may see a type. */
  readonly isVisible: (typeName: string) => boolean;
  /** Fields looked at, over all types, before an operation is given up. Default 100,000. */
  readonly maxFields?: number;
}

/** Makes a planner. */
export function createPlanner({ model, isVisible, maxFields = 100_000 }: PlannerOptions): Planner {
  const draft = function* (request: PlanRequest): Steps<DraftedPlan> {
    const { document, operation, conditions, activeLabels } = request;
    const kind: QueryPlan["kind"] = operation.operation;
    const rootType = model.roots[kind];
    invariant(rootType, "the operation is valid, so its root type exists");
    const isInParts = request.isInParts === true && kind !== "subscription";
    const normaliser = createNormaliser({
      model,
      document,
      conditions,
      isVisible,
      maxFields,
      tellsNodesApart: isInParts,
    });
    const selection = normaliser.root(rootType, operation.selectionSet, kind === "mutation");
    yield;
    const sources = createSources(model, (label) => activeLabels.has(label));
    const chooser = createChooser({ model, normaliser, sources });
    const prefix = freePrefix((operation.variableDefinitions ?? []).map((node) => node.variable.name.value));
    const asked = isInParts ? createAsked() : null;
    const builder = createBuilder({
      model,
      chooser,
      sources,
      normaliser,
      maxAsked: maxFields,
      contextPrefix: `${prefix}_context_`,
      onAsked: asked?.note,
    });
    const root = createRootPlace();
    const fields = selection.fieldsOf(rootType).filter((field) => field.slot !== TYPENAME && !isIntrospection(field));
    if (kind === "mutation") addInOrder(builder, root, selection, fields);
    else if (fields.length > 0) builder.addRootFields(root, selection, fields, 0);
    yield;
    builder.addContexts();
    const drafts = builder.fetches;
    const parts = asked && divide({ operation, conditions, normaliser, selection, root, asked, fetches: drafts });
    const groups = orderFetches(drafts, parts === null ? undefined : (fetch) => !parts.waitsFor.has(fetch));
    const first = parts && numberParts(parts, groups);
    yield;
    const write = createWriter({ model, fetches: drafts, operation, prefix });
    const fetches = groups.map((group, id) => write(group, id, kind));
    if (kind !== "subscription")
      return { plan: Object.freeze({ kind, selection, primary: null, fetches, first }), groups };
    const [primary, ...rest] = fetches;
    if (primary?.kind !== "root") throw new GatewayError("PLANNING_FAILED");
    const plan = Object.freeze({ kind, selection, primary, fetches: rest.map(withoutPrimary), first });
    return { plan, groups };
  };
  return {
    plan: (request) => runAtOnce(draft(request)).plan,
    planInTurns: async (request, pause) => (await runInTurns(draft(request), pause)).plan,
    explain: (request) => explainPlan(runAtOnce(draft(request)), model),
  };
}

/** A mutation's fields follow one another; neighbours go together when one subgraph answers them and nothing else is to be asked. */
function addInOrder(builder: Builder, place: Place, selection: Selection, fields: readonly SelectedField[]): void {
  let stage = 0;
  let sole: GraphId | null = null;
  for (const field of fields) {
    const graph = builder.rootGraphOf(selection.typeName, field);
    if (graph !== sole) stage++;
    builder.addRootFields(place, selection, [field], stage);
    builder.addContexts();
    sole = builder.fetches.filter((fetch) => fetch.stage === stage).length === 1 ? graph : null;
  }
}

/** Parts with their requests as positions in the plan. */
function numberParts(part: PartDraft, groups: readonly FetchGroup[]): AnswerPart {
  const { label, path, selection, asks, waitsFor, parts } = part;
  const having = (fetches: ReadonlySet<FetchDraft>): number[] =>
    groups.flatMap(({ members }, at) => (members.some((one) => fetches.has(one)) ? [at] : []));
  const needed = new Set<number>();
  const add = (at: number): void => {
    if (needed.has(at)) return;
    needed.add(at);
    for (const one of groups[at]?.dependsOn ?? []) add(one);
  };
  for (const at of having(waitsFor)) add(at);
  const numbered = parts.map((inner) => numberParts(inner, groups));
  return { label, path, selection, asks: having(asks), waitsFor: [...needed], parts: numbered };
}

/** The primary fetch is complete before the rest begins. */
function withoutPrimary(fetch: Fetch, at: number): Fetch {
  return { ...fetch, id: at, dependsOn: fetch.dependsOn.filter((id) => id > 0).map((id) => id - 1) };
}

/** How variables of ours begin: not as one of the client's does. */
function freePrefix(names: readonly string[]): string {
  let prefix = "representations";
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}
