/** A process of ours, forked from the build, that says when it is ready. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A process that runs until it is stopped. */
export interface RunningProcess extends AsyncDisposable {
  readonly pid: number;
  /** Where it listens, as it said itself. */
  readonly url: string;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Ends it with a signal and waits until it is gone. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
}

/**
 * Forks `dist/<script>` and waits until it reports ready.
 * @param environment replaces the variables that the process reads; PATH and HOME stay
 * @throws Error with the process's output when it ends before that
 */
export async function startProcess(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const { child, output } = launch(script, args, environment);
  const url = await new Promise<string>((resolve, reject) => {
    child.on("message", (message) => {
      if (isReady(message)) resolve(message.url);
    });
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it was ready:\n${output()}`)));
  });
  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return { pid: child.pid ?? 0, url, output, kill, [Symbol.asyncDispose]: () => kill() };
}

/** Runs `dist/<script>` to its end. @throws Error with its output when it fails */
export async function runProcess(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { child, output } = launch(script, args, environment);
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}:\n${output()}`);
  return output();
}

function launch(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly output: () => string } {
  const { PATH = "", HOME = "" } = process.env;
  const child = fork(`dist/${script}`, args, {
    env: { PATH, HOME, ...environment },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  return { child, output: () => text };
}

function isReady(message: unknown): message is { readonly event: "ready"; readonly url: string } {
  return typeof message === "object" && message !== null && "event" in message && message.event === "ready";
}
