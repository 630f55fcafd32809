/** Waits for what happens beside the test. */

import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 20;

/** Polls until a condition holds. @throws Error when it does not within the deadline */
export async function until(holds: () => Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`what was waited for did not happen within ${timeoutMs} ms`);
    await sleep(POLL_MS);
  }
}
