/** What every command does around its own work: one sentence for a trouble that can be mended, and the exit code. */

import { SetupError } from "./setup-error.ts";

/**
 * Runs a command and sets the process's exit code from what it answers.
 * @param main answers the exit code; a SetupError that it throws is printed as one sentence on stderr
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
