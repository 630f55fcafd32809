/** A replica set of three mongods of a test's own, whose primary can be killed and comes back. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mongo } from "mongoose";
import { freePort } from "../../scripts/free-port.ts";
import { locateMongod } from "../../scripts/locate-mongod.ts";
import { createCleanup } from "./cleanup.ts";
import { until } from "./until.ts";

export interface ThreeMongods extends AsyncDisposable {
  readonly uri: string;
  /** Kills the primary with SIGKILL, waits until another one is elected, and starts the killed one again. */
  readonly killPrimary: () => Promise<void>;
}

interface Member {
  readonly port: number;
  readonly dataPath: string;
  process: ChildProcess | null;
}

const REPLICA_SET = "three";
const START_TIMEOUT_MS = 60_000;

/** Starts the three and waits for a primary. */
export async function startThreeMongods(): Promise<ThreeMongods> {
  const cleanup = createCleanup();
  try {
    const { MONGODB_URI: _ofTheTests, ...environment } = process.env;
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const cachePath = join("node_modules", ".cache", "mongod");
    const found = await locateMongod({ environment, cachePath, onProgress: () => undefined, signal });
    if (found.kind === "running") throw new TypeError("expected the path of a mongod, got the address of one");
    const folder = await mkdtemp(join(tmpdir(), "fleet-three-"));
    cleanup.defer(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const members: Member[] = [];
    for (const name of ["a", "b", "c"]) {
      const member: Member = { port: await freePort(), dataPath: join(folder, name), process: null };
      await mkdir(member.dataPath);
      members.push(member);
      cleanup.defer(async () => await end(member));
      run(found.path, member);
    }
    await initiate(members);
    const uri = `mongodb://${members.map(({ port }) => `127.0.0.1:${port}`).join(",")}/?replicaSet=${REPLICA_SET}`;
    await until(async () => (await primaryOf(members)) !== null, START_TIMEOUT_MS);
    return {
      uri,
      killPrimary: async () => {
        const primary = await primaryOf(members);
        if (primary === null) throw new Error("expected a primary, got none");
        await end(primary);
        await until(async () => (await primaryOf(members)) !== null, START_TIMEOUT_MS);
        run(found.path, primary);
      },
      [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
    };
  } catch (error) {
    await cleanup[Symbol.asyncDispose]();
    throw error;
  }
}

function run(binary: string, member: Member): void {
  const { port, dataPath } = member;
  const args = ["--dbpath", dataPath, "--port", String(port), "--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet"];
  args.push("--replSet", REPLICA_SET, "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.25");
  args.push("--setParameter", "diagnosticDataCollectionEnabled=false");
  // What a killed subgraph has left unfinished blocks the records that it wrote for so long, and half of it.
  args.push("--setParameter", "transactionLifetimeLimitSeconds=4");
  member.process = spawn(binary, args, { stdio: "ignore" });
}

async function end(member: Member): Promise<void> {
  const { process } = member;
  member.process = null;
  if (process === null || process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, "exit");
  process.kill("SIGKILL");
  await gone;
}

/** All must answer: one that is still starting makes the first refuse the set. */
async function initiate(members: readonly Member[]): Promise<void> {
  const [first] = members;
  const answers = async (member: Member): Promise<boolean> => (await ask(member, { ping: 1 })) !== null;
  await until(async () => (await Promise.all(members.map(answers))).every(Boolean), START_TIMEOUT_MS);
  const replSetInitiate = {
    _id: REPLICA_SET,
    members: members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` })),
    settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 },
  };
  // One that took longer than the asking waits has it, and says so.
  const isInitiated = async (): Promise<boolean> => (await ask(first, { replSetGetStatus: 1 }))?.["ok"] === 1;
  await until(async () => (await ask(first, { replSetInitiate })) !== null || (await isInitiated()), START_TIMEOUT_MS);
}

async function primaryOf(members: readonly Member[]): Promise<Member | null> {
  for (const member of members) {
    if (member.process !== null && (await ask(member, { hello: 1 }))?.["isWritablePrimary"] === true) return member;
  }
  return null;
}

/** The answer of one member, or null when it gives none. */
async function ask(member: Member | undefined, command: mongo.Document): Promise<mongo.Document | null> {
  const options = { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000 };
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${member?.port}/?directConnection=true`, options);
  try {
    return await client.db("admin").command(command);
  } catch {
    return null;
  } finally {
    await client.close();
  }
}
