/** Runs generated cases by their seeds. A seed is a supergraph's number and an operation's: ten in a row share a supergraph. */

import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import { generateOperation, type GeneratedOperation } from "./generate/operation.ts";
import { generateSubgraphs } from "./generate/supergraph.ts";
import { judge, type JudgePorts, type Outcome } from "./judge.ts";
import { randomOf } from "./random.ts";
import { createInProcessFetch } from "./serve.ts";
import { createStore } from "./store.ts";
import { type NamedEngine, OWN_ENGINE } from "./under-test.ts";
import { composeWorld, type Subgraphs, type World } from "./world.ts";

/** Operations that are asked of one supergraph. */
const OPERATIONS_PER_WORLD = 10;
/** Supergraphs that are tried for one that composes. */
const MAX_ATTEMPTS = 60;

/** One case, with all that is needed to run it again. */
export interface Case {
  readonly seed: number;
  readonly subgraphs: Subgraphs;
  readonly operation: GeneratedOperation;
  /** Whether resolvers fail here and there. */
  readonly hasErrors: boolean;
}

/** A case that did not go well. */
export interface Failure {
  readonly case: Case;
  readonly outcome: Exclude<Outcome, { kind: "equal" }>;
}

/** What to run. */
export interface RunOptions {
  /** The first seed; a multiple of ten starts with a supergraph's first operation. */
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
  /** Requests to subgraphs in the cases that went well. */
  readonly requests: number;
  readonly failures: readonly Failure[];
  /** Supergraphs that composed, and drafts that did not. */
  readonly composed: number;
  readonly discarded: number;
}

/** Runs the cases of `count` seeds in a row. */
export async function runSeeds(options: RunOptions): Promise<RunReport> {
  const failures: Failure[] = [];
  let [cases, equal, requests, composed, discarded] = [0, 0, 0, 0, 0];
  let current: { readonly at: number; readonly ports: JudgePorts; readonly hasErrors: boolean } | null = null;
  for (let seed = options.from; seed < options.from + options.count; seed++) {
    const at = Math.floor(seed / OPERATIONS_PER_WORLD);
    if (current === null || current.at !== at) {
      const hasErrors = hasErrorsAt(at);
      const { world, attempts } = generateWorld(at);
      composed++;
      discarded += attempts - 1;
      await current?.ports.engine.close();
      current = { at, hasErrors, ports: await openPorts(world, hasErrors, options) };
    }
    const { ports, hasErrors } = current;
    const operation = generateOperation(ports.world.apiSchema, randomOf(seed));
    const outcome = await judge(ports, operation);
    cases++;
    if (outcome.kind === "equal") {
      equal++;
      requests += outcome.requests;
      continue;
    }
    const failure = { case: { seed, subgraphs: ports.world.subgraphs, operation, hasErrors }, outcome };
    failures.push(failure);
    if (options.isEnough?.(failure) === true) break;
  }
  await current?.ports.engine.close();
  return { cases, equal, requests, failures, composed, discarded };
}

/** Runs one case. @returns null when the subgraphs do not compose */
export async function runCase(
  one: Pick<Case, "subgraphs" | "operation" | "hasErrors">,
  options: Pick<RunOptions, "engine" | "wrapFetch"> = {},
): Promise<Outcome | null> {
  const world = composeWorld(one.subgraphs);
  if (world === null) return null;
  const ports = await openPorts(world, one.hasErrors, options);
  try {
    return await judge(ports, one.operation);
  } finally {
    await ports.engine.close();
  }
}

/** The supergraph of ten seeds: the first draft that composes. */
function generateWorld(at: number): { readonly world: World; readonly attempts: number } {
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    const subgraphs = generateSubgraphs(randomOf(at * 1000 + attempts), !hasErrorsAt(at));
    const world = composeWorld(subgraphs);
    if (world !== null) return { world, attempts };
  }
  throw new Error(`none of ${MAX_ATTEMPTS} supergraphs composes for ${at}`);
}

/** Every fourth supergraph. An error where subgraphs differ in what may be null has no one right answer: those do not. */
function hasErrorsAt(at: number): boolean {
  return at % 4 === 3;
}

async function openPorts(
  world: World,
  hasErrors: boolean,
  { engine: named = OWN_ENGINE, wrapFetch }: Pick<RunOptions, "engine" | "wrapFetch">,
): Promise<JudgePorts> {
  const store = createStore(world, hasErrors);
  const inProcess = createInProcessFetch(world, store);
  const engine = await named.create({ sdl: world.supergraphSdl, apiSchema: world.apiSchema });
  const { reportsMore } = named;
  return { world, store, engine, reportsMore, fetchSubgraph: wrapFetch?.(inProcess) ?? inProcess };
}
