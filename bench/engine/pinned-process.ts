/** Processes of the benchmark, each kept to a core of its own where the machine can do that. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";

/** Which core a process may use: the one of the gateway under measure, or what is left. */
export type Core = "gateway" | "rest";

/** A process that runs. */
export interface PinnedProcess {
  readonly pid: number;
  /** Sends a message to a process of ours and waits for the next one from it. @throws Error when it has ended */
  ask(message: object): Promise<unknown>;
  /** The next message from it. */
  next(): Promise<unknown>;
  /** What it has printed. */
  output(): Promise<string>;
  readonly hasEnded: () => boolean;
  /** SIGTERM, and after 5 s SIGKILL. */
  stop(): Promise<void>;
}

const CORES = availableParallelism();
const STOP_TIMEOUT_MS = 5_000;

/** Whether processes are kept to cores: `taskset` is there, and more than one core. */
export const canPin = CORES > 1 && spawnSync("taskset", ["--version"]).error === undefined;

/**
 * Starts a command with a channel for messages.
 * @param outputPath takes what it prints
 */
export function startPinned(
  core: Core,
  [file, ...args]: readonly [string, ...string[]],
  outputPath: string,
  environment: Readonly<Record<string, string>> = {},
): PinnedProcess {
  const output = openSync(outputPath, "w");
  const command = canPin
    ? ["taskset", "-c", core === "gateway" ? "0" : `1-${CORES - 1}`, file, ...args]
    : [file, ...args];
  const child = spawn(command[0] ?? file, command.slice(1), {
    stdio: ["ignore", output, output, "ipc"],
    env: { ...process.env, NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1", ...environment },
  });
  closeSync(output);
  child.on("error", () => undefined);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const next = async (): Promise<unknown> => await message(child, outputPath);
  return {
    pid: child.pid ?? 0,
    hasEnded,
    next,
    async ask(question) {
      const answer = next();
      child.send(question);
      return await answer;
    },
    output: () => readFile(outputPath, "utf8"),
    async stop() {
      if (hasEnded()) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

async function message(child: ChildProcess, outputPath: string): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    const onExit = (): void => {
      child.off("message", onMessage);
      reject(new Error(`a process of the benchmark ended:\n${readFileSync(outputPath, "utf8")}`));
    };
    const onMessage = (value: unknown): void => {
      child.off("exit", onExit);
      resolve(value);
    };
    child.once("exit", onExit);
    child.once("message", onMessage);
  });
}
