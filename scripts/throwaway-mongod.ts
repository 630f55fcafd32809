/** A MongoDB for one run of tests or measurements: what MONGODB_URI names, or one of its own in a temporary folder. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locateMongod } from "./locate-mongod.ts";
import { startMongod } from "./mongod.ts";

/** A replica set that accepts writes until it is stopped; a folder of the run's own goes with it. */
export interface ThrowawayMongod {
  readonly uri: string;
  /** An empty folder that is removed at the stop. */
  readonly folder: string;
  stop(): Promise<void>;
}

const CACHE_GIGABYTES = 0.5;

/** @throws SetupError when no mongod can be found or started */
export async function startThrowawayMongod(signal: AbortSignal): Promise<ThrowawayMongod> {
  const folder = await mkdtemp(join(tmpdir(), "fleet-run-"));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const onProgress = (message: string): void => void process.stderr.write(`${message}\n`);
    const cachePath = join("node_modules", ".cache", "mongod");
    const found = await locateMongod({ environment: process.env, cachePath, onProgress, signal });
    if (found.kind === "running") return { uri: found.uri, folder, stop: removeFolder };
    const mongod = await startMongod({
      binary: found.path,
      dataPath: join(folder, "mongo"),
      logPath: join(folder, "mongod.log"),
      cacheGigabytes: CACHE_GIGABYTES,
      onProgress,
      signal,
    });
    const stop = async (): Promise<void> => {
      await mongod.stop();
      await removeFolder();
    };
    return { uri: mongod.uri, folder, stop };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
