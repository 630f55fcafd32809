/** A process that reads the live state and tells its parent when it saw each frame, until the parent goes. */

import { openDatabases } from "../../subgraphs/kit/database.ts";
import { createLog } from "../../subgraphs/kit/log.ts";
import { openLiveState } from "../../subgraphs/workloads/telemetry/live-state.ts";

/** A frame as it arrived; times are in ms since the epoch. */
export interface FrameSeen {
  /** When the newest scrape that it tells of was made. */
  readonly atMs: number;
  readonly seenAtMs: number;
}

async function read([mongodbUri = "", databasePrefix = ""]: readonly string[]): Promise<void> {
  const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 5000 });
  const { signal } = new AbortController();
  const live = await openLiveState({ databases, log: createLog("bench", "error"), signal });
  const query = { viewerPartner: null, filter: {}, groupBy: ["SITE", "MODEL"] } as const;
  for await (const { at } of live.frames(query, { everyMs: null, afterSeq: null, epoch: null, signal })) {
    const seen: FrameSeen = { atMs: at.getTime(), seenAtMs: Date.now() };
    process.send?.(seen);
  }
}

process.on("disconnect", () => process.exit(0));
await read(process.argv.slice(2));
