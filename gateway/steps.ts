/** Work that can be done at once, or in steps with turns for others between them. */

/** Each `yield` ends a step. */
export type Steps<Result> = Generator<void, Result, void>;

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
