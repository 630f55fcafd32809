import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import { nodeModel } from "../../../../subgraphs/kit/published/node.ts";
import { type AlertDocument, alertModel } from "../../../../subgraphs/workloads/telemetry/alert-model.ts";
import {
  type AlertFrame,
  type AlertQuery,
  openLiveAlerts,
} from "../../../../subgraphs/workloads/telemetry/live-alerts.ts";
import { labelsOf, lineOf, nodePage } from "./exporter-text.ts";
import { all, eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

const everything: AlertQuery = { viewerPartner: null, partner: null, site: null, kind: null };
const never = new AbortController().signal;

async function stored({ database }: TelemetryRig): Promise<AlertDocument[]> {
  return await alertModel(database.databases.workloads).find().sort({ seq: 1 }).lean<AlertDocument[]>();
}

describe("alerts", () => {
  it("are raised for an unknown GPU, a serious XID and a stale node, once each, and cleared when they are over", async () => {
    await using rig = await telemetryRig();
    const gpus = await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.addNode({ hostname: "k-1", partner: "sk" });
    const xid = (code: number): void =>
      rig.serve("s-1", {
        kind: "raw",
        answer: (response) => {
          const values = gpus.map((_, slot) => ({ duty: 50, xid: slot === 3 ? code : 0 }));
          const stranger = lineOf({ metric: "DCGM_FI_DEV_GPU_UTIL", labels: labelsOf("GPU-stranger", 9), value: 5 });
          response.end(`${nodePage("s-1", gpus, values)}${stranger}\n`);
        },
      });
    xid(79);
    rig.serve("k-1", { kind: "raw", answer: (response) => response.writeHead(500).end() });
    const first = rig.collect();
    const raised = await eventually(
      async () => await stored(rig),
      (alerts) => alerts.length === 3,
    );
    expect(
      raised.map(({ kind, partner, node, gpu, code, clearedAt }) => [kind, partner, node, gpu, code, clearedAt]),
    ).toEqual(
      expect.arrayContaining([
        ["UNKNOWN_GPU", "samsung", "s-1", "GPU-stranger", null, null],
        ["XID", "samsung", "s-1", gpus[3], 79, null],
        ["STALE_NODE", "sk", "k-1", null, null, null],
      ]),
    );
    await first.stop();
    const { collector } = rig.collect();
    await eventually(
      () => collector.counts.pages,
      (pages) => pages > 3,
    );
    expect(await stored(rig)).toHaveLength(3);
    xid(31);
    rig.serve("k-1", all({ duty: 10 }));
    const cleared = await eventually(
      async () => await stored(rig),
      (alerts) => alerts.filter(({ clearedAt }) => clearedAt !== null).length === 2,
    );
    expect(cleared.filter(({ clearedAt }) => clearedAt === null).map(({ kind }) => kind)).toEqual(["UNKNOWN_GPU"]);
    expect(cleared).toHaveLength(3);
  });

  it("are cleared when the GPU becomes known, the node leaves, or what they told of ended while nobody collected", async () => {
    await using rig = await telemetryRig();
    const gpus = await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.addNode({ hostname: "s-2", partner: "samsung" });
    const known = [...gpus.slice(0, 7), "GPU-stranger"];
    const xid = (code: number): void =>
      rig.serve("s-1", {
        kind: "raw",
        answer: (response) => {
          const values = known.map((_, slot) => ({ duty: 50, xid: slot === 2 ? code : 0 }));
          response.end(nodePage("s-1", known, values));
        },
      });
    xid(48);
    rig.serve("s-2", { kind: "raw", answer: (response) => response.writeHead(500).end() });
    const standing = async (): Promise<string[]> =>
      (await stored(rig)).flatMap(({ kind, clearedAt }) => (clearedAt === null ? [kind] : [])).toSorted();
    const first = rig.collect();
    await eventually(standing, (kinds) => kinds.length === 3);
    const nodes = nodeModel(rig.database.databases.inventory);
    await nodes.updateOne({ _id: "s-1" }, { gpus: known });
    expect(await eventually(standing, (kinds) => kinds.length === 2)).toEqual(["STALE_NODE", "XID"]);
    await first.stop();
    await nodes.deleteOne({ _id: "s-2" });
    await rig.collections.lastXids.deleteMany({});
    xid(0);
    rig.collect();
    await eventually(standing, (kinds) => kinds.length === 0);
    expect(await stored(rig)).toHaveLength(3);
  });

  it("tell of no silent node that is down or in maintenance, and of one that stays silent after that", async () => {
    await using rig = await telemetryRig();
    const nodes = nodeModel(rig.database.databases.inventory);
    const silent = ["d-1", "m-1", "x-1"];
    for (const hostname of silent) {
      await rig.addNode({ hostname, partner: "sk" });
      rig.serve(hostname, { kind: "raw", answer: (response) => response.writeHead(500).end() });
    }
    await nodes.updateOne({ _id: "d-1" }, { status: "DOWN" });
    await nodes.updateOne({ _id: "m-1" }, { status: "MAINTENANCE" });
    const first = rig.collect();
    const standing = async (): Promise<string[]> =>
      (await stored(rig)).flatMap(({ node, clearedAt }) => (clearedAt === null ? [node] : [])).toSorted();
    const until = async (hostnames: readonly string[]): Promise<void> => {
      expect(await eventually(standing, (found) => found.join() === hostnames.join())).toEqual(hostnames);
    };
    await until(["x-1"]);
    const listed = await rig.collections.silentNodes.find().toArray();
    expect(listed.map(({ _id }) => _id).toSorted()).toEqual(silent);
    await nodes.updateOne({ _id: "x-1" }, { status: "DOWN" });
    await until([]);
    // Nor does another process, which finds them silent.
    await first.stop();
    const { collector } = rig.collect();
    await eventually(
      () => collector.counts.failedScrapes,
      (scrapes) => scrapes > 9,
    );
    expect(await standing()).toEqual([]);
    await nodes.updateOne({ _id: "m-1" }, { status: "IDLE" });
    await until(["m-1"]);
    rig.serve("d-1", all({ duty: 10 }));
    await nodes.updateMany({ _id: { $in: ["d-1", "x-1"] } }, { status: "IDLE" });
    await until(["m-1", "x-1"]);
    const told = await stored(rig);
    expect(told.map(({ node }) => node).toSorted()).toEqual(["m-1", "x-1", "x-1"]);
    expect(new Set(told.map(({ message }) => message)).size).toBe(3);
  });

  it("are streamed to whom they concern: what stands, then what changes, and after a break what changed meanwhile", async () => {
    await using rig = await telemetryRig();
    const model = alertModel(rig.database.databases.workloads);
    await model.createCollection();
    await model.createIndexes();
    let seq = 0;
    const put = async (id: string, partner: string, clearedAt: Date | null = null): Promise<void> => {
      seq += 1;
      const facts = {
        kind: "STALE_NODE",
        site: "gumi",
        node: id,
        gpu: null,
        code: null,
        message: "It is silent.",
      } as const;
      const alert = { ...facts, partner, raisedAt: new Date(0), clearedAt, seq };
      await model.replaceOne({ _id: id }, alert, { upsert: true });
    };
    await put("old", "samsung", new Date());
    await put("stands", "samsung");
    await put("foreign", "sk");
    const { databases } = rig.database;
    const live = await openLiveAlerts({ databases, log: createLog("test", "silent"), signal: never });
    const options = { everyMs: null, afterSeq: null, signal: never };
    const own = live.frames({ ...everything, viewerPartner: "samsung" }, options);
    const read = async (frames: typeof own): Promise<AlertFrame> => {
      const { value } = await frames.next();
      if (value === undefined) throw new Error("the stream ended");
      return value;
    };
    const ids = ({ items }: AlertFrame): string[] => items.map(({ _id }) => _id);
    const snapshot = await read(own);
    expect([snapshot.snapshot, ids(snapshot)]).toEqual([true, ["stands"]]);
    await put("foreign-2", "sk");
    await put("new", "samsung");
    const next = await read(own);
    expect([next.snapshot, ids(next)]).toEqual([false, ["new"]]);
    await own.return();
    await put("stands", "samsung", new Date());
    await put("newer", "samsung");
    const resumed = live.frames({ ...everything, viewerPartner: "samsung" }, { ...options, afterSeq: next.seq });
    const missed = await read(resumed);
    expect([missed.snapshot, missed.gap, ids(missed)]).toEqual([false, false, ["stands", "newer"]]);
    expect(missed.items[0]?.clearedAt).not.toBeNull();
    await resumed.return();
    // A position that the alerts never had: they were lost, and begun anew.
    const lost = live.frames(everything, { ...options, afterSeq: 1_000_000 });
    expect(await read(lost)).toMatchObject({ snapshot: true, gap: true });
    await lost.return();
    await live.close();
  });

  it("reach a reader all, however many are raised at once", async () => {
    await using rig = await telemetryRig();
    const model = alertModel(rig.database.databases.workloads);
    await model.createCollection();
    await model.createIndexes();
    const { databases } = rig.database;
    const live = await openLiveAlerts({ databases, log: createLog("test", "silent"), signal: never });
    const frames = live.frames(everything, { everyMs: null, afterSeq: null, signal: never });
    await frames.next();
    const facts = { kind: "STALE_NODE", partner: "sk", site: "ulsan", gpu: null, code: null, message: "Off." } as const;
    const nodes = Array.from({ length: 3000 }, (_, index) => `n-${index}`);
    await model.insertMany(
      nodes.map((node, index) => ({
        ...facts,
        _id: node,
        node,
        raisedAt: new Date(0),
        clearedAt: null,
        seq: index + 1,
      })),
    );
    const told: string[] = [];
    while (told.length < nodes.length) {
      const { value } = await frames.next();
      told.push(...(value?.items ?? []).map(({ node }) => node));
    }
    expect(told).toEqual(nodes);
    await frames.return();
    await live.close();
  });
});
