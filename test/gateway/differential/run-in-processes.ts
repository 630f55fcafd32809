/** Runs seeds in processes of their own, side by side: the built `main.js`, which is several times faster than a test's own module loader. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { OPERATIONS_PER_WORLD, readReport, type RunReport } from "./run-seeds.ts";

const MAIN = "dist/test/gateway/differential/main.js";

/** What to run. */
export interface ProcessOptions {
  /** An engine that `main.js` knows. */
  readonly engine: string;
  readonly count: number;
  readonly processes: number;
}

/** Runs the seeds from 0 to `count`. @throws Error when a process ends without its report */
export async function runInProcesses({ engine, count, processes }: ProcessOptions): Promise<RunReport> {
  // A supergraph's operations stay together.
  const worlds = Math.ceil(count / OPERATIONS_PER_WORLD);
  const bounds = Array.from({ length: processes + 1 }, (_, at) =>
    Math.min(count, Math.round((worlds * at) / processes) * OPERATIONS_PER_WORLD),
  );
  const reports = await Promise.all(
    bounds.slice(1).map((end, at) => runInProcess(engine, bounds[at] ?? 0, end - (bounds[at] ?? 0))),
  );
  return reports.reduce(joined);
}

async function runInProcess(engine: string, from: number, count: number): Promise<RunReport> {
  const args = [MAIN, "--engine", engine, "--from", String(from), "--count", String(count), "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return readReport(printed);
}

function joined(one: RunReport, other: RunReport): RunReport {
  return {
    cases: one.cases + other.cases,
    equal: one.equal + other.equal,
    skipped: one.skipped + other.skipped,
    requests: one.requests + other.requests,
    composed: one.composed + other.composed,
    discarded: one.discarded + other.discarded,
    failures: [...one.failures, ...other.failures],
    features: new Map([...one.features].map(([name, count]) => [name, count + (other.features.get(name) ?? 0)])),
  };
}
