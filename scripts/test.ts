/** `npm test`: one MongoDB for the whole run, jest over all tests or those that are named, and a count at the end. */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import { endProcesses, findProcesses, type RunMark } from "./leftovers.ts";
import { onStopRequest } from "./stop-request.ts";
import { startThrowawayMongod } from "./throwaway-mongod.ts";

/** Put into the environment of everything that the run starts, so that what outlives it can be told. */
const RUN_MARK = "FLEET_TEST_RUN";

const JEST = join("node_modules", "jest", "bin", "jest.js");
const WORKERS = 2;
/** An orphan of ours stops itself within 5 s. */
const LEFTOVER_GRACE_MS = 8000;

/** How many tests passed and failed; a file that does not load, and a process left behind, count as one failed each. */
interface Count {
  readonly passed: number;
  readonly failed: number;
}

await runCommand(async () => {
  const stopping = new AbortController();
  onStopRequest({ first: () => stopping.abort(), second: () => process.exit(130) });
  try {
    const { passed, failed } = await runAgainstMongod(stopping.signal);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    return 130;
  }
});

async function runAgainstMongod(signal: AbortSignal): Promise<Count> {
  const mongod = await startThrowawayMongod(signal);
  try {
    return await runJest(process.argv.slice(2), mongod.uri, mongod.folder, signal);
  } finally {
    await mongod.stop();
  }
}

async function runJest(
  args: readonly string[],
  mongodbUri: string,
  folder: string,
  signal: AbortSignal,
): Promise<Count> {
  const report = join(folder, "report.json");
  const mark = randomUUID();
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const own = [`--maxWorkers=${WORKERS}`, "--json", `--outputFile=${report}`];
  const jest = spawn(process.execPath, [...flags, JEST, ...own, ...args], {
    // What tests leave in the temporary folder goes with the run.
    env: { ...process.env, MONGODB_URI: mongodbUri, TMPDIR: folder, [RUN_MARK]: mark },
    // Jest's account goes to stderr; with --json it would print the report on stdout.
    stdio: ["ignore", 2, 2],
    detached: true,
  });
  const onAbort = (): void => void jest.kill("SIGTERM");
  signal.addEventListener("abort", onAbort, { once: true });
  await once(jest, "exit");
  signal.removeEventListener("abort", onAbort);
  const { passed, failed } = await readCount(report);
  const left = await endLeftovers({ setting: `${RUN_MARK}=${mark}`, session: jest.pid ?? 0 });
  return { passed, failed: failed + left };
}

/** The count in jest's report; without a report, one failure: jest itself did not get through. */
async function readCount(report: string): Promise<Count> {
  const text = await readFile(report, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 1 };
  const counts: { numPassedTests: number; numFailedTests: number; numRuntimeErrorTestSuites: number } =
    JSON.parse(text);
  return { passed: counts.numPassedTests, failed: counts.numFailedTests + counts.numRuntimeErrorTestSuites };
}

/** Ends and names the processes that outlived the run; answers how many there were. */
async function endLeftovers(mark: RunMark): Promise<number> {
  const left = await findProcesses(mark, LEFTOVER_GRACE_MS);
  for (const { pid, command } of left) process.stderr.write(`left running by a test: ${pid} ${command}\n`);
  endProcesses(left);
  return left.length;
}
