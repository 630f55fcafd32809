/** Makes a case that fails as small as it can be and still fails the same way. */

import { parse, validate } from "graphql";
import { type Case, type Failure, openPorts, type RunOptions } from "../run-seeds.ts";
import { composeWorld, type World } from "../world.ts";
import { judge } from "../judge.ts";
import { reduceOperation } from "./reduce-operation.ts";
import { reduceSubgraphs } from "./reduce-subgraphs.ts";

/** @returns a failure of the same kind, found in fewer words */
export async function shrink(failure: Failure, options: Pick<RunOptions, "engine" | "wrapFetch">): Promise<Failure> {
  const kinds = kindsOf(failure.outcome);
  const failing = async (one: Case, world: World | null): Promise<Failure | null> => {
    if (world === null || !isValid(world, one)) return null;
    const ports = await openPorts(world, one.faults, options);
    try {
      const outcome = await judge(ports, one.operation);
      if (outcome.kind === "equal" || outcome.kind !== failure.outcome.kind) return null;
      const found = kindsOf(outcome);
      return kinds.some((kind) => found.includes(kind)) ? { case: one, outcome } : null;
    } catch {
      return null;
    } finally {
      await ports.engine.close();
    }
  };
  let current = failure;
  const composed = (one: Case): World | null => composeWorld(one.subgraphs, one.federation);
  const plain = { ...current.case, faults: "none" as const };
  current = (await failing(plain, composed(plain))) ?? current;
  for (;;) {
    const before = current;
    const world = composed(current.case);
    current = await descend(current, reduceOperations, (one) => failing(one, world));
    current = await descend(current, reduceGraphs, (one) => failing(one, composed(one)));
    if (current === before) return current;
  }
}

/** Takes the first smaller case that fails, and goes on from there. */
async function descend(
  failure: Failure,
  reduce: (one: Case) => Iterable<Case>,
  failing: (one: Case) => Promise<Failure | null>,
): Promise<Failure> {
  let current = failure;
  let skip = 0;
  for (;;) {
    let found: Failure | null = null;
    let at = 0;
    for (const candidate of reduce(current.case)) {
      // What did not help before rarely helps after: go on from there, and come back once.
      if (at++ < skip) continue;
      found = await failing(candidate);
      if (found !== null) break;
    }
    if (found === null && skip === 0) return current;
    skip = found === null ? 0 : at - 1;
    current = found ?? current;
  }
}

function* reduceOperations(one: Case): Generator<Case> {
  for (const operation of reduceOperation(one.operation)) yield { ...one, operation };
}

function* reduceGraphs(one: Case): Generator<Case> {
  for (const subgraphs of reduceSubgraphs(one.subgraphs)) yield { ...one, subgraphs };
}

function isValid({ apiSchema }: World, { operation }: Case): boolean {
  try {
    return validate(apiSchema, parse(operation.text)).length === 0;
  } catch {
    return false;
  }
}

/** In what ways a case failed, without the names in it. */
export function kindsOf(outcome: Failure["outcome"]): readonly string[] {
  switch (outcome.kind) {
    case "refused":
      return [`refused: ${nameless(outcome.reason)}`];
    case "wrong": {
      const { expected, actual } = outcome;
      if (actual.errors.join() !== expected.errors.join() && outcome.causes.length > 0) {
        return [...new Set(outcome.causes.map((cause) => `wrong: ${nameless(cause)}`))];
      }
      return [actual.data === expected.data ? "wrong: other errors" : "wrong: other data"];
    }
    default:
      return outcome satisfies never;
  }
}

function nameless(text: string): string {
  return text
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\b[A-Z]\w*\.\w+/g, "T.f")
    .replaceAll(/\b(?:[a-e]|[A-Z]\d)\b/g, "…")
    .replaceAll(/[[({].*[\])}]/gs, "…")
    .replaceAll(/\d+/g, "N");
}
