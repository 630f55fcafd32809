/** A trouble that the person at the terminal can mend. */

/** Its message is one sentence that says what is wrong and what to do; it is shown without a stack. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  /** What the process exits with: 1, or 2 where the command was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { readonly cause?: unknown; readonly exitCode?: 1 | 2 } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}

/**
 * The SetupError for a file system call that failed for want of rights or room, or the error as it is.
 * @param what the thing that could not be written, as the sentence names it, such as `the data folder /srv/.data`
 */
export function asSetupError(error: unknown, what: string): unknown {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SetupError(`Cannot write ${what}: make it writable, or work in a copy of this folder that is.`, {
        cause: error,
      });
    case "ENOSPC":
      return new SetupError(`Cannot write ${what}: the disk is full, so free some space and run this again.`, {
        cause: error,
      });
    default:
      return error;
  }
}

/** The `code` of a Node system error, or null for anything else. Such an error may be of another realm's Error. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
