import { describe, expect, it } from "@jest/globals";
import { type RunningProcess, startProcess } from "../../../support/process.ts";
import { all, eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

const LEASE_MS = 1500;
const SCRAPE_INTERVAL_MS = 400;

async function collectorProcess({ database, exporterUrl }: TelemetryRig): Promise<RunningProcess> {
  return await startProcess("test/subgraphs/workloads/telemetry/collector-process.js", [], {
    MONGODB_URI: database.mongodbUri,
    DATABASE_PREFIX: database.databasePrefix,
    EXPORTER_URL: exporterUrl,
    LEASE_MS: String(LEASE_MS),
  });
}

async function fleet(): Promise<TelemetryRig> {
  const rig = await telemetryRig();
  for (const hostname of ["s-1", "s-2"]) {
    await rig.addNode({ hostname, partner: "samsung" });
    rig.serve(hostname, all({ duty: 50, watts: 500 }));
  }
  return rig;
}

/** The process that has the only shard, by its number. */
async function leader({ collections }: TelemetryRig): Promise<number> {
  return pidOf((await collections.shards.findOne({}))?.holder ?? null);
}

function pidOf(holder: string | null): number {
  return Number(holder?.split("/")[1]);
}

const written = async ({ collections }: TelemetryRig): Promise<number> => await collections.samples.countDocuments();

/** Rounds of one batch stand an interval apart: two that are closer are one round, told twice. */
async function expectNothingTwice({ collections }: TelemetryRig): Promise<void> {
  const times = (await collections.samples.find({}, { sort: { at: 1 } }).toArray()).map(({ at }) => at.getTime());
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps.filter((gapMs) => gapMs < SCRAPE_INTERVAL_MS / 2)).toEqual([]);
  const seqs = (await collections.feed.find({}, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  expect(new Set(seqs.map((seq, index) => seq - index)).size).toBe(1);
}

describe("collectors that share a fleet", () => {
  it("take over from one that is killed within seconds, and tell nothing twice", async () => {
    await using rig = await fleet();
    await using one = await collectorProcess(rig);
    await using two = await collectorProcess(rig);
    await eventually(
      async () => await written(rig),
      (documents) => documents >= 5,
    );
    const led = await leader(rig);
    const dead = one.pid === led ? one : two;
    expect([one.pid, two.pid]).toContain(led);
    await dead.kill("SIGKILL");
    const killedAt = performance.now();
    const atDeath = await written(rig);
    await eventually(
      async () => await written(rig),
      (documents) => documents >= atDeath + 5,
    );
    expect(performance.now() - killedAt).toBeLessThan(30_000);
    expect(await leader(rig)).toBe(dead === one ? two.pid : one.pid);
    await expectNothingTwice(rig);
  });

  it("take over from one that hangs, which writes nothing more when it wakes", async () => {
    await using rig = await fleet();
    await using one = await collectorProcess(rig);
    await using two = await collectorProcess(rig);
    await eventually(
      async () => await written(rig),
      (documents) => documents >= 5,
    );
    const led = await leader(rig);
    process.kill(led, "SIGSTOP");
    const heir = one.pid === led ? two.pid : one.pid;
    await eventually(
      async () => await leader(rig),
      (pid) => pid === heir,
    );
    const atDeath = await written(rig);
    await eventually(
      async () => await written(rig),
      (documents) => documents >= atDeath + 3,
    );
    process.kill(led, "SIGCONT");
    const atWaking = await written(rig);
    await eventually(
      async () => await written(rig),
      (documents) => documents >= atWaking + 5,
    );
    await expectNothingTwice(rig);
  });
});
