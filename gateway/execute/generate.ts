/** Code that is generated for operations. Everything that is generated has an equal without, for processes that forbid it. */

let isAllowed: boolean | null = null;

/** Whether code may be generated: a process may be started with `--disallow-code-generation-from-strings`. */
export function canGenerate(): boolean {
  if (isAllowed === null) {
    try {
      isAllowed = generateFunction([], "return true;")() === true;
    } catch {
      isAllowed = false;
    }
  }
  return isAllowed;
}

/**
 * Makes a function of source code. Names that come from a supergraph or a client stand in it as JSON strings only.
 * @throws EvalError where the process forbids it
 */
export function generateFunction(parameters: readonly string[], source: string): (...given: unknown[]) => unknown {
  // oxlint-disable-next-line no-implied-eval -- the one place where code is made
  return new Function(...parameters, `"use strict";${source}`) as (...given: unknown[]) => unknown;
}
