/** Fetches a mongod from MongoDB's own download site, where that can be reached. */

import { join } from "node:path";
import type { FetchMongodOptions } from "./mongod-wheel.ts";
import { SetupError } from "./setup-error.ts";

const PROBE_TIMEOUT_MS = 5000;

/**
 * Downloads and unpacks the release that mongodb-memory-server chooses for this system, after asking for the file's
 * head: a machine that cannot reach the site knows within 5 s.
 * @returns the path of the mongod
 * @throws SetupError when the site cannot be reached or has nothing for this system
 */
export async function downloadMongod(options: FetchMongodOptions): Promise<string> {
  const { DryMongoBinary, MongoBinary } = await import("mongodb-memory-server-core");
  const { MongoBinaryDownloadUrl } = await import("mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js");
  const { DEFAULT_VERSION } = await import("mongodb-memory-server-core/lib/util/resolveConfig.js");
  const downloadDir = join(options.cachePath, "mongodb-org");
  try {
    const chosen = await DryMongoBinary.generateOptions({ version: DEFAULT_VERSION, downloadDir });
    const url = await new MongoBinaryDownloadUrl(chosen).getDownloadUrl();
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const head = await fetch(url, { method: "HEAD", signal });
    if (!head.ok) throw new SetupError(`answered ${head.status}`);
    options.onProgress(`downloading MongoDB ${DEFAULT_VERSION}`);
    return await MongoBinary.getPath({ version: DEFAULT_VERSION, downloadDir });
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new SetupError("MongoDB's download site cannot be used from here", { cause });
  }
}
