/** One of the system's Node processes, run and watched by the launcher. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, renameSync } from "node:fs";
import { createInterface } from "node:readline";
import { SetupError } from "./setup-error.ts";

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8000;

/** What to run. */
export interface ChildSpec {
  /** In messages, and the name of its log. */
  readonly name: string;
  /** Compiled module, with its arguments. */
  readonly module: string;
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ceilings that keep a whole system modest on one machine. */
  readonly heap: { readonly oldMegabytes: number; readonly youngMegabytes: number };
  /** Takes all it prints; the log of the run before is kept beside it, with `.1`. */
  readonly logPath: string;
  /** Given each line that it prints. */
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** How a process ended: one of the two is not null. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A process that has been started. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** Fulfils when the process has ended, however it came. */
  readonly ended: Promise<Ending>;
  /** SIGTERM, and after 8 s SIGKILL. Fulfils with false when it took the second. */
  stop(): Promise<boolean>;
  /** SIGKILL. */
  kill(): void;
}

/** Starts a process in a session of its own, so that a terminal's Ctrl-C reaches the launcher only. */
export function startChild(spec: ChildSpec): { readonly child: Child; readonly process: ChildProcess } {
  if (existsSync(spec.logPath)) renameSync(spec.logPath, `${spec.logPath}.1`);
  const log = createWriteStream(spec.logPath);
  const { oldMegabytes, youngMegabytes } = spec.heap;
  const forked = fork(spec.module, [...spec.args], {
    env: spec.environment,
    execArgv: [`--max-old-space-size=${oldMegabytes}`, `--max-semi-space-size=${youngMegabytes}`],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  for (const name of ["stdout", "stderr"] as const) {
    const stream = forked[name];
    if (stream === null) continue;
    stream.pipe(log, { end: false });
    createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => spec.onLine(line, name));
  }
  const ended = once(forked, "close").then((result): Ending => {
    log.end();
    const [exitCode, signal]: (number | string | null)[] = result;
    return {
      exitCode: typeof exitCode === "number" ? exitCode : null,
      signal: typeof signal === "string" ? signal : null,
    };
  });
  const child: Child = {
    name: spec.name,
    pid: forked.pid ?? 0,
    logPath: spec.logPath,
    ended,
    stop: () => stopChild(forked, ended),
    kill: () => void forked.kill("SIGKILL"),
  };
  return { child, process: forked };
}

/**
 * Waits for the process to say where it listens: `{ event: "ready", url }` over its IPC channel.
 * @throws SetupError when it ends first or takes longer than 60 s; the signal's reason when that aborts
 */
export async function whenReady(child: Child, process: ChildProcess, signal: AbortSignal): Promise<string> {
  const over = new AbortController();
  const deadline = AbortSignal.any([signal, over.signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
  try {
    const result = await Promise.race([readyUrl(process, deadline), child.ended]);
    if (typeof result === "string") return result;
    throw new SetupError(`${describeEnd(child.name, result)} while it started: see ${child.logPath}.`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${child.name} was not ready within ${READY_TIMEOUT_MS / 1000} s: see ${child.logPath}.`, {
      cause: error,
    });
  } finally {
    over.abort();
  }
}

/** Such as `gateway ended with code 1` or `gateway was killed by SIGKILL`. */
export function describeEnd(name: string, end: Ending): string {
  return end.signal === null ? `${name} ended with code ${end.exitCode}` : `${name} was killed by ${end.signal}`;
}

async function readyUrl(process: ChildProcess, signal: AbortSignal): Promise<string> {
  for (;;) {
    const [message]: unknown[] = await once(process, "message", { signal });
    if (isReady(message)) return message.url;
  }
}

function isReady(message: unknown): message is { event: "ready"; url: string } {
  if (typeof message !== "object" || message === null) return false;
  return "event" in message && message.event === "ready" && "url" in message && typeof message.url === "string";
}

async function stopChild(process: ChildProcess, ended: Promise<unknown>): Promise<boolean> {
  let inTime = true;
  const timer = setTimeout(() => {
    inTime = false;
    process.kill("SIGKILL");
  }, STOP_TIMEOUT_MS);
  process.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
  return inTime;
}
