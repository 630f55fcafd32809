/** Processes that outlived what started them. */

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE_MS = 3000;
const POLL_MS = 100;

/** A process that runs on. */
export interface Leftover {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/**
 * Processes of this machine whose environment holds `setting`, once those that are just ending have had 3 s to do so.
 * Reads proc(5): elsewhere than on Linux it finds none.
 * @param setting such as `RUN=4711`
 */
export async function findProcesses(setting: string): Promise<readonly Leftover[]> {
  const deadline = Date.now() + GRACE_MS;
  for (;;) {
    const found = await scan(setting);
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

async function scan(setting: string): Promise<readonly Leftover[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = await Promise.all(pids.map(async (pid) => ((await hasSetting(pid, setting)) ? describe(pid) : null)));
  return read.filter((leftover) => leftover !== null);
}

async function hasSetting(pid: number, setting: string): Promise<boolean> {
  if (pid === process.pid) return false;
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  return environment.split("\0").includes(setting);
}

async function describe(pid: number): Promise<Leftover> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return { pid, command: commandLine.replaceAll("\0", " ").trim() };
}
