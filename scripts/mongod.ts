/** Runs a mongod as a replica set of one, for as long as this process lives and no longer. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ending } from "./child.ts";
import { freePort } from "./free-port.ts";
import { initiateReplicaSet, REPLICA_SET } from "./replica-set.ts";
import { asSetupError, SetupError } from "./setup-error.ts";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const PORT_ATTEMPTS = 3;
/** A process that is killed leaves its transaction open, which blocks the records that it wrote. MongoDB's own 60 s are long for that. */
const TRANSACTION_LIFETIME_SECONDS = 10;

/** mongod's exit codes that mean something to the person at the terminal (MongoDB manual, "Exit Codes and Statuses"). */
const EXIT_ADDRESS_IN_USE = 48;
const EXIT_WRONG_VERSION = 62;
const EXIT_FOLDER_IN_USE = 100;

/**
 * Runs "$@" and ends it when stdin ends. Stdin is a pipe from the process that started this, so the kernel closes it
 * however that process dies; a shell costs a hundredth of the memory that a watching Node process would.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
watched=$!
( while read -r line; do :; done; kill -TERM "$watched" ) <&3 2>/dev/null &
watcher=$!
exec 3<&-
wait "$watched"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** How a mongod is run. */
export interface StartMongodOptions {
  /** Path of the executable. */
  readonly binary: string;
  /** Holds the databases; made when it is not there. */
  readonly dataPath: string;
  /** File that takes what mongod prints; emptied at the start. */
  readonly logPath: string;
  /** WiredTiger's cache, in GB; the process takes some 100 MB more. */
  readonly cacheGigabytes: number;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A mongod that accepts writes. */
export interface RunningMongod {
  readonly uri: string;
  readonly pid: number;
  /** Fulfils when the process has ended, however it came. */
  readonly ended: Promise<Ending>;
  /** Shuts it down in order; after 30 s, with SIGKILL. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): void;
}

/**
 * Starts a mongod on a free port of 127.0.0.1 over `dataPath`, as a replica set of one that is its own primary. A data
 * folder that was last served on another port has its replica set re-configured; a mongod that an earlier run left on
 * the folder is stopped first.
 * @throws SetupError when the folder cannot be used or mongod does not come up
 */
export async function startMongod(options: StartMongodOptions): Promise<RunningMongod> {
  try {
    await mkdir(options.dataPath, { recursive: true });
    await stopLeftover(options);
    for (let attempt = 1; ; attempt++) {
      const started = await tryStart(options, await freePort());
      if (started !== null && typeof started === "object") return started;
      if (started !== EXIT_ADDRESS_IN_USE || attempt === PORT_ATTEMPTS) throw explainExit(started, options);
    }
  } catch (error) {
    throw asSetupError(error, `the data folder ${options.dataPath}`);
  }
}

/** The running mongod, or the exit code of one that ended while it started. */
async function tryStart(options: StartMongodOptions, port: number): Promise<RunningMongod | number | null> {
  const { watchdog, ended } = await spawnMongod(options, port);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal, AbortSignal.timeout(START_TIMEOUT_MS)]);
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
  try {
    const first = await Promise.race([ended, initiateReplicaSet(`127.0.0.1:${port}`, signal)]);
    if (first !== undefined) return first.exitCode;
    const pid = await readLockedPid(options.dataPath);
    if (pid === null) return (await ended).exitCode;
    return {
      uri,
      pid,
      ended,
      stop: () => stopMongod(watchdog, ended, pid),
      kill: () => void (watchdog.exitCode === null && killQuietly(pid)),
    };
  } catch (error) {
    watchdog.stdin?.end();
    await ended;
    options.signal.throwIfAborted();
    throw new SetupError(`MongoDB did not come up: its own words are in ${options.logPath}.`, { cause: error });
  } finally {
    over.abort();
  }
}

async function spawnMongod(
  options: StartMongodOptions,
  port: number,
): Promise<{ readonly watchdog: ChildProcess; readonly ended: RunningMongod["ended"] }> {
  const log = await open(options.logPath, "w");
  try {
    const args = ["--dbpath", options.dataPath, "--port", String(port), "--bind_ip", "127.0.0.1", "--nounixsocket"];
    args.push("--replSet", REPLICA_SET, "--oplogSize", "1024", "--quiet");
    args.push("--wiredTigerCacheSizeGB", String(options.cacheGigabytes));
    args.push("--setParameter", "diagnosticDataCollectionEnabled=false");
    args.push("--setParameter", `transactionLifetimeLimitSeconds=${TRANSACTION_LIFETIME_SECONDS}`);
    // A session of its own: a terminal's Ctrl-C goes to the launcher, which stops things in order.
    const watchdog = spawn("/bin/sh", ["-c", WATCHDOG, "mongod", options.binary, ...args], {
      stdio: ["pipe", log.fd, log.fd],
      detached: true,
    });
    // Listened for at once: a mongod that cannot start may be gone before the log is closed.
    const ended = once(watchdog, "exit").then(([exitCode]: (number | null)[]) => endingOf(exitCode ?? null));
    return { watchdog, ended };
  } finally {
    await log.close();
  }
}

/** A shell tells of a signal that ended what it ran by a code above 128. */
function endingOf(exitCode: number | null): Ending {
  const signal = Object.entries(constants.signals).find(([, number]) => number + 128 === exitCode)?.[0];
  return signal === undefined ? { exitCode, signal: null } : { exitCode: null, signal };
}

function explainExit(exitCode: number | null, { dataPath, logPath }: StartMongodOptions): SetupError {
  switch (exitCode) {
    case EXIT_FOLDER_IN_USE:
      return new SetupError(`Another mongod works on ${dataPath}: stop it, or choose another folder with --data.`);
    case EXIT_WRONG_VERSION:
      return new SetupError(
        `${dataPath} was written by another version of MongoDB: name that mongod in MONGOD, or remove the folder and it is seeded anew.`,
      );
    default:
      return new SetupError(`mongod ended with code ${exitCode} while it started: its own words are in ${logPath}.`);
  }
}

async function stopMongod(watchdog: ChildProcess, ended: Promise<unknown>, pid: number): Promise<void> {
  watchdog.stdin?.end();
  const timer = setTimeout(() => killQuietly(pid), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** Only a launcher killed together with its watchdogs leaves a mongod behind. The kernel's own list says if it is one. */
async function stopLeftover({ dataPath, onProgress, signal }: StartMongodOptions): Promise<void> {
  const pid = await readLockedPid(dataPath);
  if (pid === null || !(await isMongodOn(dataPath, pid))) return;
  onProgress(`stopping the mongod ${pid} that an earlier run left on ${dataPath}`);
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (await isMongodOn(dataPath, pid)) {
    if (Date.now() > deadline) {
      throw new SetupError(`A mongod (process ${pid}) works on ${dataPath} and does not stop: end it and start again.`);
    }
    await sleep(50, undefined, { signal });
  }
}

async function isMongodOn(dataPath: string, pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const words = commandLine.split("\0");
  return words[words.indexOf("--dbpath") + 1] === dataPath && words.includes("--replSet");
}

/** mongod writes its process id into the lock file, and empties the file when it shuts down in order. */
async function readLockedPid(dataPath: string): Promise<number | null> {
  const text = await readFile(join(dataPath, "mongod.lock"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
