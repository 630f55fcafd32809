/** Makes a lone mongod the primary of its own replica set. */

import { setTimeout as sleep } from "node:timers/promises";
import { mongo } from "mongoose";

/** Name of the replica set. */
export const REPLICA_SET = "fleet";

const NOT_YET_INITIALIZED = 94;
const POLL_MS = 25;

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly _id: number; readonly host: string }[];
}

/**
 * Waits for the mongod at `address`, initiates its replica set, or re-configures one that knows it under another
 * address, and waits until it accepts writes.
 * @param address `host:port`
 * @throws the signal's reason when it aborts, or MongoDB's own error
 */
export async function initiateReplicaSet(address: string, signal: AbortSignal): Promise<void> {
  const client = new mongo.MongoClient(`mongodb://${address}/?directConnection=true`, {
    heartbeatFrequencyMS: 500,
    minHeartbeatFrequencyMS: POLL_MS,
    maxPoolSize: 1,
  });
  const onAbort = (): void => void client.close(true);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await configure(client.db("admin"), address);
    while (!(await isPrimary(client.db("admin")))) await sleep(POLL_MS, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    await client.close();
  }
}

async function configure(admin: mongo.Db, address: string): Promise<void> {
  const member = { _id: 0, host: address };
  const config = await readConfig(admin);
  if (config === null) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [member] } });
  } else if (config.members[0]?.host !== address) {
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], ...member }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

async function readConfig(admin: mongo.Db): Promise<ReplicaSetConfig | null> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))["config"];
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === NOT_YET_INITIALIZED) return null;
    throw error;
  }
}

async function isPrimary(admin: mongo.Db): Promise<boolean> {
  return (await admin.command({ hello: 1 }))["isWritablePrimary"] === true;
}
