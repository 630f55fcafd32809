/** What `npm start` costs: time and memory until ready, and CPU and memory while nobody asks anything. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf, cpuMs, memoryBytes, processTree } from "./process-cost.ts";
import { rounded } from "./statistics.ts";

const SETTLE_MS = 20_000;
const IDLE_MS = 60_000;
const READY_WITHIN_MS = 180_000;

/** Metrics by name: `start.readySeconds`, `start.readyMiB`, `start.idleCores`, `start.idleMiB`. */
export async function benchStart(log: (line: string) => void): Promise<Record<string, number>> {
  const data = await mkdtemp(join(tmpdir(), "fleet-bench-"));
  const started = performance.now();
  // A MongoDB of its own is a part of what is measured.
  const { MONGODB_URI: _, ...environment } = process.env;
  const launcher = spawn(process.execPath, ["dist/scripts/start.js", "--data", data, "--port", "4900"], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await untilReady();
    const readySeconds = (performance.now() - started) / 1000;
    const pid = launcher.pid ?? 0;
    const ready = await cost(pid);
    log(`ready after ${rounded(readySeconds)} s with ${rounded(ready.mib)} MiB`);
    await sleep(SETTLE_MS);
    const before = await cost(pid);
    await sleep(IDLE_MS);
    const after = await cost(pid);
    const idleCores = (after.cpuMs - before.cpuMs) / IDLE_MS;
    log(`idle: ${rounded(idleCores * 100)} % of one core, ${rounded(after.mib)} MiB`);
    for (const [command, member] of after.members) {
      const used = member.cpuMs - (before.members.get(command)?.cpuMs ?? 0);
      log(`  ${rounded((used / IDLE_MS) * 100)} %  ${rounded(member.mib)} MiB  ${command.slice(0, 100)}`);
    }
    return {
      "start.readySeconds": rounded(readySeconds),
      "start.readyMiB": rounded(ready.mib),
      "start.idleCores": rounded(idleCores),
      "start.idleMiB": rounded(after.mib),
    };
  } finally {
    if (launcher.exitCode === null) {
      const gone = once(launcher, "exit");
      launcher.kill("SIGINT");
      await gone;
    }
    await rm(data, { recursive: true, force: true });
  }

  async function untilReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    launcher.stdout.resume();
    for (;;) {
      if (launcher.exitCode !== null) throw new Error(`the launcher ended with ${launcher.exitCode}`);
      if (Date.now() > deadline) throw new Error(`not ready within ${READY_WITHIN_MS} ms`);
      const ready = await fetch("http://127.0.0.1:4900/ready").then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return;
      await sleep(100);
    }
  }
}

interface Cost {
  readonly cpuMs: number;
  readonly mib: number;
}

async function cost(pid: number): Promise<Cost & { readonly members: ReadonlyMap<string, Cost> }> {
  const members = new Map<string, Cost>();
  let total: Cost = { cpuMs: 0, mib: 0 };
  for (const member of await processTree(pid)) {
    const one = { cpuMs: await cpuMs(member), mib: (await memoryBytes(member)) / 1024 ** 2 };
    members.set(await commandOf(member), one);
    total = { cpuMs: total.cpuMs + one.cpuMs, mib: total.mib + one.mib };
  }
  return { ...total, members };
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
