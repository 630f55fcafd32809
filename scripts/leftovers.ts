/** Processes that outlived what started them. */

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;

/** A process that runs on. */
export interface Leftover {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/** What the processes of one run have in common: either is enough. */
export interface RunMark {
  /** In their environment, such as `RUN=4711`: reaches those that have left the session. */
  readonly setting: string;
  /** Their session, named by the process that opened it: reaches those that were given another environment. */
  readonly session: number;
}

/**
 * Processes of this machine that carry a run's mark, once those that are just ending have had some time to do so.
 * Reads proc(5): elsewhere than on Linux it finds none.
 * @param graceMs how long they may take
 */
export async function findProcesses(mark: RunMark, graceMs: number): Promise<readonly Leftover[]> {
  const deadline = Date.now() + graceMs;
  for (;;) {
    const found = await scan(mark);
    if (found.length === 0 || Date.now() > deadline) return found;
    await sleep(POLL_MS);
  }
}

/** Ends them with SIGKILL. */
export function endProcesses(leftovers: readonly Leftover[]): void {
  for (const { pid } of leftovers) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

async function scan(mark: RunMark): Promise<readonly Leftover[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = await Promise.all(pids.map(async (pid) => ((await carries(pid, mark)) ? describe(pid) : null)));
  return read.filter((leftover) => leftover !== null);
}

async function carries(pid: number, { setting, session }: RunMark): Promise<boolean> {
  if (pid === process.pid) return false;
  const [environment, stat] = await Promise.all([readQuietly(pid, "environ"), readQuietly(pid, "stat")]);
  const [state, , , sessionOfPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z") return false;
  return Number(sessionOfPid) === session || environment.split("\0").includes(setting);
}

async function describe(pid: number): Promise<Leftover> {
  return { pid, command: (await readQuietly(pid, "cmdline")).replaceAll("\0", " ").trim() };
}

/** Empty when the process has gone or is somebody else's. */
async function readQuietly(pid: number, file: "environ" | "stat" | "cmdline"): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
}
