/** What a process costs, from the kernel's accounting. Linux only. */

import { readdir, readFile } from "node:fs/promises";

/** Kernel ticks a second, as every Linux that Node runs on reports them. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used, user and system, in milliseconds. @throws Error when it does not run */
export async function cpuMs(pid: number): Promise<number> {
  const fields = await statFields(pid);
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Memory of a process that is its own, in bytes: resident, each shared page counted by its share. */
export async function memoryBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/** A process and everything that it has started, directly or not. */
export async function processTree(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = await statFields(Number(name)).catch(() => null);
    if (fields !== null) parents.set(Number(name), Number(fields[1]));
  }
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child);
  }
  return tree;
}

/** The command line of a process, for a table. */
export async function commandOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8");
  return text.replaceAll("\0", " ").trim();
}

/** The fields of /proc/PID/stat after the name, which may hold blanks. */
async function statFields(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
