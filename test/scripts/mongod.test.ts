/** A mongod of our own: what it keeps, and what it says when its folder cannot be had. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import mongoose from "mongoose";
import { locateMongod } from "../../scripts/locate-mongod.ts";
import { type RunningMongod, startMongod } from "../../scripts/mongod.ts";

describe("a mongod of our own", () => {
  it("keeps its data when it comes back on another port, transactions included", async () => {
    await using rig = await createRig();
    const first = await rig.start();
    await withClient(first, (client) => client.db("kept").collection("things").insertOne({ name: "one" }));
    await first.stop();
    expect(await first.ended).toEqual({ exitCode: 0, signal: null });

    const second = await rig.start();
    expect(second.uri).not.toBe(first.uri);
    const names = await withClient(second, (client) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const things = client.db("kept").collection("things");
          await things.insertOne({ name: "two" }, { session });
          return things.distinct("name", {}, { session });
        }),
      ),
    );
    expect(names).toEqual(["one", "two"]);
  });

  it("stops one that was left running on the folder and takes over", async () => {
    await using rig = await createRig();
    const first = await rig.start();
    await rig.start();
    expect(await first.ended).toEqual({ exitCode: 0, signal: null });
    expect(rig.notes).toEqual([`stopping the mongod ${first.pid} that an earlier run left on ${rig.dataPath}`]);
  });

  it("says in one sentence that it ended, and where its own words are", async () => {
    await using rig = await createRig();
    await expect(rig.start("/bin/false")).rejects.toThrow(
      /^mongod ended with code 1 while it started: its own words are in .*mongod\.log\.$/,
    );
  });
});

async function withClient<T>({ uri }: RunningMongod, work: (client: mongoose.mongo.MongoClient) => Promise<T>) {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function createRig() {
  const folder = await mkdtemp(join(tmpdir(), "mongod-"));
  const dataPath = join(folder, "data");
  const notes: string[] = [];
  const started: RunningMongod[] = [];
  const { signal } = new AbortController();
  const onProgress = (message: string): void => void notes.push(message);
  const binary = locateMongod({
    environment: { MONGOD: process.env["MONGOD"], PATH: process.env["PATH"] },
    cachePath: "node_modules/.cache/mongod",
    onProgress: () => {},
    signal,
  }).then((found) => (found.kind === "binary" ? found.path : ""));
  return {
    dataPath,
    notes,
    start: async (executable?: string): Promise<RunningMongod> => {
      const logPath = join(folder, "mongod.log");
      const mongod = await startMongod({
        binary: executable ?? (await binary),
        dataPath,
        logPath,
        cacheGigabytes: 0.25,
        onProgress,
        signal,
      });
      started.push(mongod);
      return mongod;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((mongod) => mongod.stop()));
      await rm(folder, { recursive: true });
    },
  };
}
