/** Runs generated cases by their seeds. A seed is a supergraph's number and an operation's: twenty in a row share a supergraph. */

import { parse } from "graphql";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import { featureNames, featuresOf } from "./features/features.ts";
import { generateOperation, type GeneratedOperation } from "./generate/operation.ts";
import { generateSubgraphs } from "./generate/supergraph.ts";
import { isAnswerable } from "./answerable.ts";
import { type Judgement, judge, type JudgePorts } from "./judge.ts";
import { randomOf } from "./random.ts";
import { createInProcessFetch } from "./serve.ts";
import { createStore, type Faults } from "./store.ts";
import { type EngineUnderTest, type NamedEngine, OWN_ENGINE } from "./under-test.ts";
import { composeWorld, type Federation, type Subgraphs, type World } from "./world.ts";

/** Operations that are asked of one supergraph. */
export const OPERATIONS_PER_WORLD = 20;
/** Supergraphs that are tried for one that composes. */
const MAX_ATTEMPTS = 60;

/** One case, with all that is needed to run it again. */
export interface Case {
  readonly seed: number;
  readonly subgraphs: Subgraphs;
  readonly operation: GeneratedOperation;
  readonly faults: Faults;
  readonly federation: Federation;
}

/** A case that did not go well. */
export interface Failure {
  readonly case: Case;
  readonly outcome: Exclude<Judgement, { kind: "equal" }>;
}

/** What to run. */
export interface RunOptions {
  /** The first seed; a multiple of twenty starts with a supergraph's first operation. */
  readonly from: number;
  readonly count: number;
  /** Default: the gateway's own. */
  readonly engine?: NamedEngine;
  /** Stands between the engine and the subgraphs. */
  readonly wrapFetch?: (next: FetchSubgraph) => FetchSubgraph;
  /** Asked after each failure; true ends the run. */
  readonly isEnough?: (failure: Failure) => boolean;
}

/** What a run found. */
export interface RunReport {
  readonly cases: number;
  readonly equal: number;
  /** Subscriptions, where the engine has none. */
  readonly skipped: number;
  /** Requests to subgraphs in the cases that went well. */
  readonly requests: number;
  readonly failures: readonly Failure[];
  /** Supergraphs that composed, and drafts that did not. */
  readonly composed: number;
  readonly discarded: number;
  /** By feature, how many of the cases had it. */
  readonly features: ReadonlyMap<string, number>;
}

/** Runs the cases of `count` seeds in a row. */
export async function runSeeds(options: RunOptions): Promise<RunReport> {
  const failures: Failure[] = [];
  let [cases, equal, skipped, requests, composed, discarded] = [0, 0, 0, 0, 0, 0];
  const features = new Map(featureNames().map((name) => [name, 0]));
  let current: { readonly at: number; readonly ports: JudgePorts } | null = null;
  for (let seed = options.from; seed < options.from + options.count; seed++) {
    const at = Math.floor(seed / OPERATIONS_PER_WORLD);
    if (current === null || current.at !== at) {
      const { world, attempts } = generateWorld(at);
      composed++;
      discarded += attempts - 1;
      await current?.ports.engine.close();
      current = { at, ports: await openPorts(world, faultsAt(at), options) };
    }
    const { ports } = current;
    const operation = generateOperation(ports.world.apiSchema, randomOf(seed));
    cases++;
    if (operation.text.startsWith("subscription") && options.engine?.subscribes === false) {
      skipped++;
      continue;
    }
    const outcome = await judge(ports, operation);
    const observed = { world: ports.world, faults: faultsAt(at), document: parse(operation.text) };
    const { expected, requests: asked } = outcome;
    for (const name of featuresOf({ ...observed, ...expected, requests: asked, variables: operation.variables })) {
      features.set(name, (features.get(name) ?? 0) + 1);
    }
    if (outcome.kind === "equal") {
      equal++;
      requests += asked.length;
      continue;
    }
    const { subgraphs, federation } = ports.world;
    const failure = { case: { seed, subgraphs, federation, operation, faults: faultsAt(at) }, outcome };
    failures.push(failure);
    if (options.isEnough?.(failure) === true) break;
  }
  await current?.ports.engine.close();
  return { cases, equal, skipped, requests, failures, composed, discarded, features };
}

/** Runs one case. @returns null when the subgraphs do not compose */
export async function runCase(
  one: Pick<Case, "subgraphs" | "operation"> & Partial<Case>,
  options: Pick<RunOptions, "engine" | "wrapFetch"> = {},
): Promise<Judgement | null> {
  const world = composeWorld(one.subgraphs, one.federation);
  if (world === null) return null;
  const ports = await openPorts(world, one.faults ?? "none", options);
  try {
    return await judge(ports, one.operation);
  } finally {
    await ports.engine.close();
  }
}

/** The supergraph of twenty seeds: the first draft that composes, and can be answered. */
function generateWorld(at: number): { readonly world: World; readonly attempts: number } {
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const federation = at % 9 === 4 ? 1 : 2;
    const mixesNullability = faultsAt(at) === "none" && federation === 2;
    const subgraphs = generateSubgraphs(randomOf(at * 1000 + attempts), { federation, mixesNullability });
    const world = composeWorld(subgraphs, federation);
    if (world !== null && isAnswerable(world)) return { world, attempts };
  }
  throw new Error(`none of ${MAX_ATTEMPTS} supergraphs composes for ${at}`);
}

/** An error where subgraphs differ in what may be null has no one right answer: with faults, those do not. */
function faultsAt(at: number): Faults {
  const byRest: Readonly<Record<number, Faults>> = {
    3: "errors",
    5: "absences",
    6: "failing references",
    7: "failing references",
  };
  return byRest[at % 8] ?? "none";
}

/**
 * Makes all that a world's cases are run with.
 * @returns an engine that refuses all operations where the engine refuses the supergraph
 */
export async function openPorts(
  world: World,
  faults: Faults,
  { engine: named = OWN_ENGINE, wrapFetch }: Pick<RunOptions, "engine" | "wrapFetch">,
): Promise<JudgePorts> {
  const store = createStore(world, faults);
  const inProcess = createInProcessFetch(world, store);
  const { supergraphSdl: sdl, apiSchema, activeLabels } = world;
  const engine = await named.create({ sdl, apiSchema, activeLabels }).catch(refuseAll);
  const errors =
    named.isJudgedInParts === true
      ? "in parts"
      : named.isJudgedByDataOnly
        ? "some"
        : faults === "failing references"
          ? "covered places"
          : "same places";
  return { world, store, engine, errors, fetchSubgraph: wrapFetch?.(inProcess) ?? inProcess };
}

function refuseAll(reason: unknown): EngineUnderTest {
  const refusal = new Error("the supergraph is refused", { cause: reason });
  return { answer: () => Promise.reject(refusal), close: async () => undefined };
}

/** A report as text, for another process. */
export function printReport(report: RunReport): string {
  return JSON.stringify({ ...report, features: [...report.features] });
}

/** @throws SyntaxError when the text is none of `printReport`'s */
export function readReport(text: string): RunReport {
  const report = JSON.parse(text) as Omit<RunReport, "features"> & { readonly features: [string, number][] };
  return { ...report, features: new Map(report.features) };
}
