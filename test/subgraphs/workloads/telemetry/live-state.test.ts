import { describe, expect, it } from "@jest/globals";
import {
  type CellId,
  emptyNumbers,
  GPUS,
  packCell,
  type PackedCells,
  REPORTING,
} from "../../../../subgraphs/workloads/telemetry/cells.ts";
import { FeedWriter } from "../../../../subgraphs/workloads/telemetry/feed-writer.ts";
import type { Frame, FrameOptions, UtilisationQuery } from "../../../../subgraphs/workloads/telemetry/frame.ts";
import type { LiveState } from "../../../../subgraphs/workloads/telemetry/live-state.ts";
import { eventually, openFence, queryOf, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

const BY_SITE = queryOf({ groupBy: ["SITE"] });

async function openFeed(rig: TelemetryRig): Promise<FeedWriter> {
  const fence = openFence(rig.database.databases.workloads);
  return await FeedWriter.open({ collections: rig.collections, fence, retentionMs: 900_000, keyframeEveryMs: 1000 });
}

/** A cell of `gpus` GPUs of which `reporting` report. */
function cellsOf(site: string, gpus: number, reporting = gpus, partner = "samsung"): PackedCells {
  const id: CellId = { partner, site, model: "B200", project: null, workload: null };
  const numbers = emptyNumbers();
  numbers[GPUS] = gpus;
  numbers[REPORTING] = reporting;
  return { [partner]: [packCell(id, numbers)] };
}

function read(
  live: LiveState,
  query: UtilisationQuery,
  options: Partial<FrameOptions> = {},
): { readonly next: () => Promise<Frame>; readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const frames = live.frames(query, {
    everyMs: null,
    afterSeq: null,
    epoch: null,
    signal: stopping.signal,
    ...options,
  });
  return {
    next: async () => {
      const result = await frames.next();
      if (result.done === true) throw new Error("expected a frame, got the end");
      return result.value;
    },
    stop: async () => {
      stopping.abort();
      await frames.return?.();
    },
  };
}

describe("the live state", () => {
  // Before any telemetry, snapshots said that they were of 1970-01-01.
  it("is of now while there is no telemetry", async () => {
    await using rig = await telemetryRig();
    const live = await rig.openLive();
    const before = Date.now();
    expect(live.current(BY_SITE).at.getTime()).toBeGreaterThanOrEqual(before);
    expect((await read(live, BY_SITE).next()).at.getTime()).toBeGreaterThanOrEqual(before);
  });

  it("begins a stream with a snapshot, then tells each change once and in order", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 8));
    const live = await rig.openLive();
    const stream = read(live, BY_SITE);
    expect(await stream.next()).toMatchObject({
      seq: 1,
      snapshot: true,
      gap: false,
      items: [{ site: "gumi", gpuCount: 8 }],
    });
    for (const reporting of [7, 6, 5]) await feed.append(new Date(), cellsOf("gumi", 8, reporting));
    for (const [seq, coverage] of [
      [2, 7 / 8],
      [3, 6 / 8],
      [4, 5 / 8],
    ]) {
      expect(await stream.next()).toMatchObject({ seq, snapshot: false, items: [{ coverage }] });
    }
    await stream.stop();
  });

  it("says nothing of changes outside of the query, and of a group that is no more says it once", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), { ...cellsOf("gumi", 8), ...cellsOf("ulsan", 8, 8, "sk") });
    const live = await rig.openLive();
    const stream = read(live, queryOf({ viewerPartner: "samsung", groupBy: ["SITE"] }));
    expect((await stream.next()).items.map(({ site }) => site)).toEqual(["gumi"]);
    await feed.append(new Date(), cellsOf("ulsan", 8, 1, "sk"));
    await feed.append(new Date(), cellsOf("gumi", 0));
    expect(await stream.next()).toMatchObject({ seq: 3, items: [{ site: "gumi", gpuCount: 0, coverage: null }] });
    await feed.append(new Date(), cellsOf("pyeongtaek", 4));
    expect((await stream.next()).items.map(({ site }) => site)).toEqual(["pyeongtaek"]);
    expect(live.current(BY_SITE).items.map(({ site }) => site)).toEqual(["pyeongtaek", "ulsan"]);
    await stream.stop();
  });

  // The cursor of who was told nothing for longer than the retention was too old when the connection broke.
  it("tells who sees no change how far the feed is, now and then, and who comes back too", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 8));
    const live = await rig.openLive();
    const query = queryOf({ filter: { site: "icheon" }, groupBy: ["SITE"] });
    const stream = read(live, query);
    const { epoch } = await stream.next();
    await feed.keyframe(new Date());
    for (let count = 2; count <= 61; count += 1) await feed.append(new Date(), cellsOf("gumi", 8, count % 8));
    const frames = [await stream.next(), await stream.next()];
    expect(frames).toMatchObject([30, 60].map((seq) => ({ seq, snapshot: false, gap: false, skipped: 0, items: [] })));
    await stream.stop();
    const back = read(live, query, { afterSeq: 1, epoch });
    expect([await back.next(), await back.next()]).toEqual(frames);
    await back.stop();
  });

  it("gives who comes back with a seq exactly the frames that who stayed was given", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    const live = await rig.openLive();
    const query = queryOf({ viewerPartner: "samsung", groupBy: ["SITE"] });
    const stayed = read(live, query);
    const frames = [await stayed.next()];
    for (let step = 1; step <= 12; step++) {
      const cells =
        step % 4 === 0 ? cellsOf("ulsan", 8, step, "sk") : cellsOf(step % 2 === 0 ? "gumi" : "onyang", 16, step);
      await feed.append(new Date(), cells);
      if (step === 5) await feed.keyframe(new Date());
      if (step % 4 !== 0) frames.push(await stayed.next());
    }
    for (const [index, { seq: afterSeq, epoch }] of frames.entries()) {
      if (index === 0) continue;
      const returned = read(live, query, { afterSeq, epoch });
      for (const expected of frames.slice(index + 1)) expect(await returned.next()).toEqual(expected);
      await returned.stop();
    }
    await stayed.stop();
  });

  it("reads by index what follows a seq, from the keyframe before it, and nothing else of the feed", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    for (let count = 0; count < 185; count += 1) await feed.append(new Date(), cellsOf("gumi", 8, count % 8));
    await feed.keyframe(new Date());
    for (let count = 185; count < 200; count += 1) await feed.append(new Date(), cellsOf("gumi", 8, count % 8));
    const live = await rig.openLive();
    const { epoch } = live.current(BY_SITE);
    const { db } = rig.database.databases.workloads;
    if (db === undefined) throw new TypeError("expected an open database");
    await db.command({ profile: 2 });
    const stream = read(live, BY_SITE, { afterSeq: 190, epoch });
    for (let seq = 191; seq <= 200; seq += 1) expect(await stream.next()).toMatchObject({ seq, snapshot: false });
    await db.command({ profile: 0 });
    await stream.stop();
    const reads = await db
      .collection("system.profile")
      .find({
        ns: { $in: ["feed", "keyframes"].map((name) => `${db.databaseName}.${name}`) },
        "command.find": { $exists: true },
      })
      .toArray();
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter(({ planSummary }) => planSummary !== "IXSCAN { _id: 1 }" && planSummary !== "IDHACK")).toEqual(
      [],
    );
    expect(reads.reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0)).toBeLessThanOrEqual(1 + 15);
  });

  it("hands over from the past to the present without a hole or a double, while the feed goes on", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 1000, 1));
    const live = await rig.openLive();
    const writing = new AbortController();
    const writer = (async () => {
      for (let step = 2; !writing.signal.aborted; step++)
        await feed.append(new Date(), cellsOf("gumi", 1000, step % 1000));
    })();
    for (let turn = 0; turn < 5; turn++) {
      await eventually(
        () => live.seq,
        (seq) => seq > 20 * (turn + 1),
      );
      const stream = read(live, BY_SITE, { afterSeq: 1, epoch: live.epoch });
      for (let seq = 2; seq <= 30 * (turn + 1); seq++) {
        expect(await stream.next()).toMatchObject({ seq, snapshot: false, items: [{ reportingGpuCount: seq % 1000 }] });
      }
      await stream.stop();
    }
    writing.abort();
    await writer;
  });

  it("tells who comes back too late of the gap, with a snapshot", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    for (let step = 1; step <= 4; step++) await feed.append(new Date(), cellsOf("gumi", 8, step));
    const live = await rig.openLive();
    await rig.collections.feed.deleteMany({ _id: { $lte: 2 } });
    const late = read(live, BY_SITE, { afterSeq: 1, epoch: live.epoch });
    expect(await late.next()).toMatchObject({ seq: 4, gap: true, snapshot: true, items: [{ reportingGpuCount: 4 }] });
    await late.stop();
    const stranger = read(live, BY_SITE, { afterSeq: 3, epoch: "another feed" });
    expect(await stranger.next()).toMatchObject({ seq: 4, gap: true, snapshot: true });
    await stranger.stop();
  });

  it("waits with who comes from a process that is ahead, and repeats nothing", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 8, 1));
    const live = await rig.openLive();
    const stream = read(live, BY_SITE, { afterSeq: 2, epoch: live.epoch });
    const next = stream.next();
    await feed.append(new Date(), cellsOf("gumi", 8, 2));
    await feed.append(new Date(), cellsOf("gumi", 8, 3));
    expect(await next).toMatchObject({ seq: 3, items: [{ reportingGpuCount: 3 }] });
    await stream.stop();
  });

  it("merges what happens within an interval into one frame with the newest of each item", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 8));
    const live = await rig.openLive();
    const stream = read(live, BY_SITE, { everyMs: 500 });
    expect(await stream.next()).toMatchObject({ seq: 1, snapshot: true, skipped: 0 });
    const next = stream.next();
    await feed.append(new Date(), cellsOf("gumi", 8, 7));
    await feed.append(new Date(), cellsOf("ulsan", 8));
    await feed.append(new Date(), cellsOf("gumi", 8, 5));
    const frame = await next;
    expect(frame).toMatchObject({ seq: 4, snapshot: false, skipped: 2 });
    expect(frame.items.map(({ site, reportingGpuCount }) => [site, reportingGpuCount])).toEqual([
      ["gumi", 5],
      ["ulsan", 8],
    ]);
    await stream.stop();
  });

  it("closes who does not read, retryably, while others are served", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 100, 0));
    const live = await rig.openLive(4);
    const slow = read(live, BY_SITE);
    const quick = read(live, BY_SITE);
    const conflated = read(live, BY_SITE, { everyMs: 1 });
    for (const stream of [slow, quick, conflated]) await stream.next();
    for (let step = 1; step <= 8; step++) {
      await feed.append(new Date(), cellsOf("gumi", 100, step));
      expect(await quick.next()).toMatchObject({ items: [{ reportingGpuCount: step }] });
    }
    await expect(slow.next()).rejects.toMatchObject({ name: "SlowConsumerError", retryable: true });
    expect(await conflated.next()).toMatchObject({ skipped: 7, items: [{ reportingGpuCount: 8 }] });
    await quick.stop();
    await conflated.stop();
  });

  it("ends streams when it is closed, and when their signal aborts", async () => {
    await using rig = await telemetryRig();
    const live = await rig.openLive();
    const stopping = new AbortController();
    const options = { everyMs: null, afterSeq: null, epoch: null };
    const aborted = live.frames(BY_SITE, { ...options, signal: stopping.signal });
    const closed = live.frames(BY_SITE, { ...options, signal: new AbortController().signal });
    await aborted.next();
    await closed.next();
    stopping.abort();
    expect(await aborted.next()).toEqual({ done: true, value: undefined });
    const waiting = closed.next();
    await live.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it("goes on where the feed went on after a pause in which documents expired, and says so", async () => {
    await using rig = await telemetryRig();
    const feed = await openFeed(rig);
    await feed.append(new Date(), cellsOf("gumi", 8));
    await feed.keyframe(new Date(Date.now() - 3_600_000));
    const live = await rig.openLive();
    const stream = read(live, BY_SITE);
    await stream.next();
    await rig.collections.feed.deleteMany({});
    const later = await openFeed(rig);
    await later.append(new Date(), cellsOf("gumi", 8, 3));
    expect(later.seq).toBeGreaterThan(1_000_000);
    expect(await stream.next()).toMatchObject({
      seq: later.seq,
      gap: true,
      snapshot: true,
      items: [{ reportingGpuCount: 3 }],
    });
    await stream.stop();
  });

  it("is told by several writers in one order, each of its own cells, and none of what another has said is lost", async () => {
    await using rig = await telemetryRig();
    const [gumi, ulsan] = [await openFeed(rig), await openFeed(rig)];
    const live = await rig.openLive();
    const stream = read(live, BY_SITE);
    await stream.next();
    const write = async (feed: FeedWriter, site: string): Promise<void> => {
      for (let reporting = 1; reporting <= 20; reporting++) {
        await feed.append(new Date(), cellsOf(site, 100, reporting));
        if (reporting % 7 === 0) await feed.keyframe(new Date());
      }
    };
    await Promise.all([write(gumi, "gumi"), write(ulsan, "ulsan")]);
    const told = new Map<string | null | undefined, number[]>();
    for (let seq = 1; seq <= 40; seq++) {
      const frame = await stream.next();
      expect(frame).toMatchObject({ seq, snapshot: false, gap: false });
      for (const { site, reportingGpuCount } of frame.items) {
        told.set(site, [...(told.get(site) ?? []), reportingGpuCount]);
      }
    }
    const counts = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(told).toEqual(
      new Map([
        ["gumi", counts],
        ["ulsan", counts],
      ]),
    );
    await stream.stop();
    const anew = await rig.openLive();
    expect(anew.current(BY_SITE)).toEqual(live.current(BY_SITE));
  });
});
