/** The `gateway` command as a process of its own, as somebody at a terminal runs it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { until } from "../../support/until.ts";

/** A command that runs until it is stopped. */
export interface RunningCommand extends AsyncDisposable {
  /** Where it serves, as it printed itself. */
  readonly url: string;
  readonly stdout: () => string;
  /** Sends SIGTERM and waits. @returns the exit code */
  stop(): Promise<number | null>;
}

/** How a command ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What npm links for the package's users; it must be executable as it is. */
const { bin } = JSON.parse(await readFile("package.json", "utf8")) as { readonly bin: { readonly gateway: string } };
const COMMAND = resolve(bin.gateway);

/** Runs the command to its end. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const { child, stdout, stderr } = launch(args, environment);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Starts the command and waits until it says where it serves. */
export async function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningCommand> {
  const { child, stdout, stderr } = launch(args, environment);
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
    return child.exitCode;
  };
  let url: string | undefined;
  await until(async () => {
    url = /^GraphQL +(http:\S+)\/graphql/m.exec(stdout())?.[1];
    return url !== undefined || child.exitCode !== null;
  });
  if (url === undefined) throw new Error(`the command does not serve:\n${stdout()}${stderr()}`);
  return { url, stdout, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

function launch(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(COMMAND, args, {
    env: { PATH, HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString("utf8")));
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr };
}
