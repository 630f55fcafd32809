/** Fences: what lets a process write only as long as nobody has taken its place. */

import type { ClientSession } from "mongoose";

/** Another process has taken the place of this one, whose write has changed nothing. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/**
 * Runs writes in a transaction that also says that their writer is still the one: all of them take effect, or none.
 * Conflicts run them again, so they must change nothing outside of the session.
 * @throws FencedError when another has taken its place
 */
export type Fence = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;
