/** Whether code may be generated for operations. Everything that is generated has an equal without. */

let isAllowed: boolean | null = null;

/** A process may be started with `--disallow-code-generation-from-strings`. */
export function canGenerate(): boolean {
  if (isAllowed === null) {
    try {
      isAllowed = new Function("return true")() === true;
    } catch {
      isAllowed = false;
    }
  }
  return isAllowed;
}
