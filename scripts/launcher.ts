/** A running system: its processes in the order in which they came, which is the reverse of how they go. */

import { join } from "node:path";
import { type Child, type ChildSpec, describeEnd, startChild, whenReady } from "./child.ts";
import type { Issuer } from "./issuer.ts";
import type { RunningMongod } from "./mongod.ts";
import { SetupError } from "./setup-error.ts";
import type { Steps } from "./steps.ts";
import type { ProcessSpec } from "./system.ts";

/** Levels of pino's lines. */
const ERROR = 50;

/** One thing that has been started and can be stopped. */
interface Part {
  readonly name: string;
  stop(): Promise<void>;
  kill(): void;
}

/** Starts parts, watches them, stops them. */
export class Launcher {
  readonly #parts: Part[] = [];
  readonly #steps: Steps;
  readonly #logsPath: string;
  readonly #signal: AbortSignal;
  readonly #lastTroubles = new Map<string, string>();
  readonly #onDeath: (sentence: string) => void;
  #phase: "running" | "stopping" = "running";

  /**
   * @param logsPath folder for a log a process
   * @param signal aborts a start that is under way
   * @param onDeath told in one sentence, without the full stop, of each part that ends before it is stopped
   */
  constructor(steps: Steps, logsPath: string, signal: AbortSignal, onDeath: (sentence: string) => void) {
    this.#steps = steps;
    this.#logsPath = logsPath;
    this.#signal = signal;
    this.#onDeath = onDeath;
  }

  /** Takes a mongod that has been started under its care. */
  adoptMongod(mongod: RunningMongod, logPath: string): void {
    this.#parts.push({ name: "MongoDB", stop: () => mongod.stop(), kill: () => mongod.kill() });
    void mongod.ended.then((end) => this.#noteEnd(`${describeEnd("MongoDB", end)} (see ${logPath})`));
  }

  /** Takes a listening issuer under its care; it lives in this process and cannot die by itself. */
  adoptIssuer(issuer: Issuer): void {
    this.#parts.push({ name: "token issuer", stop: () => issuer.stop(), kill: () => {} });
  }

  /**
   * Starts a process and waits until it listens.
   * @returns where it listens
   * @throws SetupError when it does not come up
   */
  async start(spec: ProcessSpec): Promise<string> {
    const { child, process } = startChild(this.#withLog(spec, (line) => this.#showTrouble(spec.name, line)));
    this.#adopt(child);
    return whenReady(child, process, this.#signal);
  }

  /**
   * Runs a process to its end.
   * @param onLine given what it prints on stdout
   * @throws SetupError when it ends with anything but 0, with the sentence that it left on stderr if that is one line;
   * the signal's reason after an abort
   */
  async runToEnd(spec: ProcessSpec, onLine: (line: string) => void): Promise<void> {
    const complaints: string[] = [];
    const { child } = startChild(
      this.#withLog(spec, (line, stream) => {
        if (stream === "stdout") onLine(line);
        else complaints.push(line);
      }),
    );
    const onAbort = (): void => void child.stop();
    this.#signal.addEventListener("abort", onAbort, { once: true });
    const end = await child.ended;
    this.#signal.removeEventListener("abort", onAbort);
    this.#signal.throwIfAborted();
    if (end.exitCode === 0) return;
    const [sentence, ...more] = complaints;
    if (sentence !== undefined && more.length === 0) throw new SetupError(sentence);
    throw new SetupError(`${describeEnd(child.name, end)}: see ${child.logPath}.`);
  }

  /** Stops every part, the last started first, and says how long each took. */
  async stop(): Promise<void> {
    this.#phase = "stopping";
    for (const part of this.#parts.toReversed()) await this.#steps.run(`stopping ${part.name}`, () => part.stop());
  }

  /** Kills what still runs, at once. */
  kill(): void {
    for (const part of this.#parts.toReversed()) part.kill();
  }

  #adopt(child: Child): void {
    this.#parts.push({
      name: child.name,
      stop: async () => {
        if (!(await child.stop())) this.#steps.say(`    ${child.name} did not stop in time and was killed.`);
      },
      kill: () => child.kill(),
    });
    void child.ended.then((end) => this.#noteEnd(`${describeEnd(child.name, end)} (see ${child.logPath})`));
  }

  #noteEnd(sentence: string): void {
    if (this.#phase === "running") this.#onDeath(sentence);
  }

  #withLog(spec: ProcessSpec, onLine: ChildSpec["onLine"]): ChildSpec {
    return { ...spec, logPath: join(this.#logsPath, `${spec.name}.log`), onLine };
  }

  /** Shows errors of a process while it should run well, not one twice in a row; its log has them all. */
  #showTrouble(name: string, line: string): void {
    if (this.#phase === "stopping") return;
    const trouble = describeTrouble(line);
    if (trouble === null || this.#lastTroubles.get(name) === trouble) return;
    this.#lastTroubles.set(name, trouble);
    this.#steps.say(`  ${name}: ${trouble}`);
  }
}

/** The message of a log line that is an error, or of one that is no log line at all; else null. */
function describeTrouble(line: string): string | null {
  if (line.trim() === "") return null;
  const entry = parseLogLine(line);
  if (entry === null) return line;
  return entry.level >= ERROR ? entry.message : null;
}

function parseLogLine(line: string): { level: number; message: string } | null {
  if (!line.startsWith("{")) return null;
  try {
    const entry: { level?: unknown; msg?: unknown; err?: { message?: unknown } } = JSON.parse(line);
    const message = [entry.msg, entry.err?.message].filter((part) => typeof part === "string").join(": ");
    return { level: typeof entry.level === "number" ? entry.level : 0, message: message || line };
  } catch {
    return null;
  }
}
