/** Work that can be done at once, or in steps with turns for others between them. */

import { setImmediate as laterInTurn } from "node:timers/promises";

/** Each `yield` ends a step. */
export type Steps<Result> = Generator<void, Result, void>;

/** Lets others have their turn: when it settles, timers and input that were due have been served. */
export async function turn(): Promise<void> {
  // What input gave rise to comes before the timers and the next input if it asks for an immediate; what an immediate did, after them.
  await laterInTurn();
  await laterInTurn();
}

/** Does it all at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** @param pause awaited between two steps; what it throws ends the work */
export async function runInTurns<Result>(steps: Steps<Result>, pause: () => Promise<void>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
