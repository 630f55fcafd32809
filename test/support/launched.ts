/** `npm start` as a person runs it: the built launcher as a process, watched through what it prints. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcesses, findProcesses, type Leftover } from "../../scripts/leftovers.ts";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8000;

/** A launcher that has been started. */
export interface Launched extends AsyncDisposable {
  /** Fulfils when it says that all is ready. @throws Error with its output when it ends or stays silent */
  ready(): Promise<void>;
  /** Sends it a signal. */
  send(signal: NodeJS.Signals): void;
  /** Fulfils when it has ended. */
  readonly ended: Promise<{ readonly exitCode: number | null }>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its process id. */
  readonly pid: number;
  /** What it has started and runs now. */
  running(): Promise<readonly Leftover[]>;
  /** What still runs of it when all has had the time to stop by itself. */
  left(): Promise<readonly Leftover[]>;
}

/** Starts the sample fleet; whatever still runs when the rig is disposed is killed. */
export function launch(options: { readonly dataPath: string; readonly port: number }): Launched {
  const mark = `LAUNCH_TEST=${randomUUID()}`;
  const [name = "", value] = mark.split("=");
  const { MONGODB_URI: _ofTheTests, ...environment } = process.env;
  const args = ["--fleet", "sample", "--port", String(options.port), "--data", options.dataPath];
  const child: ChildProcess = spawn(process.execPath, ["dist/scripts/start.js", ...args], {
    env: { ...environment, [name]: value },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (printed.stderr += chunk.toString()));
  const ended = once(child, "close").then(() => ({ exitCode: child.exitCode }));
  const find = (graceMs: number) => findProcesses({ setting: mark, session: -1 }, graceMs);
  return {
    ready: async () => {
      const deadline = Date.now() + READY_TIMEOUT_MS;
      while (!printed.stdout.includes("Ready in")) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(printed.stdout + printed.stderr);
        await sleep(50);
      }
    },
    send: (signal) => void child.kill(signal),
    ended,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    pid: child.pid ?? 0,
    running: () => find(0),
    left: () => find(STOP_TIMEOUT_MS),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
      endProcesses(await find(0));
    },
  };
}
