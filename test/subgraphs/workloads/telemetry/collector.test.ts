import type { ServerResponse } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { nodeModel } from "../../../../subgraphs/kit/published/node.ts";
import { placementModel } from "../../../../subgraphs/kit/published/placement.ts";
import { xidEventModel } from "../../../../subgraphs/kit/published/xid-event.ts";
import { createNodeStatusReader } from "../../../../subgraphs/workloads/telemetry/node-status.ts";
import { createSampleReader, type GpuSample } from "../../../../subgraphs/workloads/telemetry/samples.ts";
import { labelsOf, lineOf, uuidOf } from "./exporter-text.ts";
import { all, eventually, queryOf, telemetryRig, total } from "./telemetry-rig.ts";

describe("the collector", () => {
  it("brings what the exporters say into the live state, by partner, site, model, project and workload", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.addNode({ hostname: "s-2", partner: "samsung", site: "hwaseong" });
    await rig.addNode({ hostname: "k-1", partner: "sk", model: "GB200" });
    await rig.place("s-1", 0b0000_1111, { project: "litho", workload: "w1" });
    rig.serve("s-1", all({ duty: 80, sm: 0.5, tensor: 0.25, memoryMib: 1024, watts: 700 }));
    rig.serve("s-2", all({ duty: 0, watts: 100 }));
    rig.serve("k-1", all({ duty: 40, watts: 500 }));
    rig.collect();
    const live = await rig.openLive();
    const everything = await eventually(
      () => total(live.current(queryOf())),
      (item) => item.reportingGpuCount === 24,
    );
    expect(everything).toMatchObject({ gpuCount: 24, coverage: 1, allocationRate: 4 / 24, dutyCycle: 0.4 });
    expect(everything).toMatchObject({ smActive: 0.5, memoryUsedBytes: 8 * 2 ** 30, powerWatts: 10_400 });
    const byProject = live.current(queryOf({ viewerPartner: "samsung", groupBy: ["SITE", "PROJECT"] })).items;
    expect(byProject.map(({ site, project, gpuCount }) => [site, project, gpuCount])).toEqual([
      ["gumi", "litho", 4],
      ["gumi", null, 4],
      ["hwaseong", null, 8],
    ]);
    const ofWorkload = live.current(queryOf({ filter: { workload: "w1" } }));
    expect(total(ofWorkload)).toMatchObject({ gpuCount: 4, allocationRate: 1, dutyCycle: 0.8 });
  });

  // Until the first interval was over, everybody read that the fleet has no GPUs.
  it("tells of the fleet before any page has come: its GPUs, who holds them, and that none has reported", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.place("s-1", 0b0000_0011, { project: "litho", workload: "w1" });
    rig.serve("s-1", { kind: "raw", answer: () => undefined });
    const live = await rig.openLive();
    rig.collect(600_000);
    const item = await eventually(
      () => total(live.current(queryOf())),
      ({ gpuCount }) => gpuCount > 0,
    );
    expect(item).toMatchObject({ gpuCount: 8, coverage: 0, allocationRate: 0.25, dutyCycle: null, powerWatts: null });
  });

  it("shows a partner nothing of another, whatever it asks for", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.addNode({ hostname: "k-1", partner: "sk" });
    rig.serve("s-1", all({ duty: 80 }));
    rig.serve("k-1", all({ duty: 40 }));
    rig.collect();
    const live = await rig.openLive();
    await eventually(
      () => total(live.current(queryOf())),
      (item) => item.reportingGpuCount === 16,
    );
    expect(total(live.current(queryOf({ viewerPartner: "sk" })))).toMatchObject({ gpuCount: 8, dutyCycle: 0.4 });
    const foreign = queryOf({ viewerPartner: "sk", filter: { partner: "samsung" } });
    expect(total(live.current(foreign))).toMatchObject({ gpuCount: 0, coverage: null, dutyCycle: null });
    const samples = createSampleReader(rig.database.databases);
    const uuid = uuidOf("s-1", 0);
    expect(await samples.samplesOfGpus([uuid], 60_000, "sk", () => undefined)).toEqual(new Map([[uuid, []]]));
    expect(await createNodeStatusReader(rig.database.databases).nodeStatus(["s-1"], "sk")).toEqual(
      new Map([["s-1", { lastScrapedAt: null, stale: true }]]),
    );
  });

  it("takes a node that does not answer for missing, never for idle, says so once, and notices its return", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    await rig.addNode({ hostname: "s-2", partner: "samsung" });
    rig.serve("s-1", all({ duty: 80 }));
    rig.serve("s-2", all({ duty: 40 }));
    const { collector } = rig.collect();
    const live = await rig.openLive();
    const now = (): ReturnType<typeof total> => total(live.current(queryOf()));
    await eventually(now, (item) => item.reportingGpuCount === 16);
    rig.serve("s-2", { kind: "raw", answer: (response) => response.writeHead(500).end("broken") });
    expect(await eventually(now, (item) => item.reportingGpuCount === 8)).toMatchObject({
      gpuCount: 16,
      coverage: 0.5,
      dutyCycle: 0.8,
      idleAllocatedGpuCount: 0,
    });
    const status = createNodeStatusReader(rig.database.databases);
    await eventually(
      async () => await status.staleNodes("gumi", null),
      (stale) => stale.length === 1,
    );
    expect((await status.nodeStatus(["s-1", "s-2"], "samsung")).get("s-2")).toMatchObject({ stale: true });
    expect((await status.nodeStatus(["s-1"], "samsung")).get("s-1")).toMatchObject({ stale: false });
    const failedBefore = collector.counts.failedScrapes;
    await eventually(
      () => collector.counts.failedScrapes,
      (failed) => failed > failedBefore + 2,
    );
    rig.serve("s-2", all({ duty: 20 }));
    expect(await eventually(now, (item) => item.reportingGpuCount === 16)).toMatchObject({ dutyCycle: 0.5 });
    await eventually(
      async () => await status.staleNodes("gumi", null),
      (stale) => stale.length === 0,
    );
    expect(rig.logged.filter(({ node }) => node === "s-2").map(({ msg }) => msg)).toEqual([
      "node does not answer",
      "node answers again",
    ]);
  });

  it("loses of exporters that answer with garbage, or not at all, only their own coverage", async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      html: (response) => response.end("<html>\n<body>hello</body>\n</html>\n"),
      nothing: (response) => response.end(),
      "half-a-page": (response) => response.writeHead(200, { "content-length": 1000 }).end("DCGM_FI_DEV_GPU_UTIL{"),
      "endless-line": (response) => endless(response, "x".repeat(65_536)),
      "endless-page": (response) => endless(response, "x 1\n".repeat(16_384)),
      silence: () => undefined,
      "cut-connection": (response) => void response.destroy(),
    };
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "good", partner: "samsung" });
    rig.serve("good", all({ duty: 80 }));
    for (const [hostname, answer] of Object.entries(answers)) {
      await rig.addNode({ hostname, partner: "samsung" });
      rig.serve(hostname, { kind: "raw", answer });
    }
    const { collector } = rig.collect();
    const live = await rig.openLive();
    const bad = (): number => collector.counts.failedScrapes + collector.counts.garbagePages;
    await eventually(bad, (failures) => failures >= 3 * Object.keys(answers).length);
    const state = await eventually(
      () => total(live.current(queryOf())),
      (item) => item.reportingGpuCount === 8,
    );
    expect(state).toMatchObject({ gpuCount: 64, dutyCycle: 0.8 });
    const told = rig.logged.flatMap(({ msg, node }) => (msg === "node does not answer" ? [node] : []));
    expect(told).toHaveLength(new Set(told).size);
    expect(told).toEqual(expect.arrayContaining(Object.keys(answers)));
  });

  it("keeps what every GPU reported, to be read by its uuid", async () => {
    await using rig = await telemetryRig();
    const gpus = await rig.addNode({ hostname: "s-1", partner: "samsung" });
    rig.serve("s-1", {
      kind: "values",
      values: gpus.map((_, slot) => ({ duty: slot, watts: 100 + slot, dram: 0.1, celsius: 50, memoryMib: 16 })),
    });
    rig.collect();
    const reader = createSampleReader(rig.database.databases);
    const uuid = uuidOf("s-1", 5);
    const read = async (): Promise<readonly GpuSample[]> =>
      (await reader.samplesOfGpus([uuid], 60_000, "samsung", () => undefined)).get(uuid) ?? [];
    const samples = await eventually(read, (found) => found.length >= 3);
    expect(samples[0]).toMatchObject({
      dutyCycle: 0.05,
      powerWatts: 105,
      dramActive: 0.1,
      temperatureCelsius: 50,
      memoryUsedBytes: 16 * 2 ** 20,
      smActive: null,
    });
    const times = samples.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(5000);
  });

  it("reads what many GPUs reported at once, each its own, until somebody finds that it is too much", async () => {
    await using rig = await telemetryRig();
    const nodes = [
      { hostname: "s-1", partner: "samsung" },
      { hostname: "s-2", partner: "samsung" },
      { hostname: "k-1", partner: "sk" },
    ];
    for (const [index, node] of nodes.entries()) {
      await rig.addNode(node);
      rig.serve(node.hostname, {
        kind: "values",
        values: Array.from({ length: 8 }, (_, slot) => ({ duty: 10 * index + slot })),
      });
    }
    const { stop } = rig.collect();
    const reader = createSampleReader(rig.database.databases);
    const uuids = nodes.flatMap(({ hostname }) => [uuidOf(hostname, 2), uuidOf(hostname, 7)]);
    const read = async (partner: string | null): Promise<ReadonlyMap<string, readonly GpuSample[]>> =>
      await reader.samplesOfGpus([...uuids, "GPU-unknown"], 60_000, partner, () => undefined);
    await eventually(
      async () => [...(await read(null)).values()],
      (lists) => lists.filter(({ length }) => length >= 3).length === uuids.length,
    );
    await stop();
    const told = await read(null);
    const duties = [...told].map(([uuid, list]) => [uuid, [...new Set(list.map(({ dutyCycle }) => dutyCycle))]]);
    const expected = [0.02, 0.07, 0.12, 0.17, 0.22, 0.27].map((duty, index) => [uuids[index], [duty]]);
    expect(duties).toEqual([...expected, ["GPU-unknown", []]]);
    expect(await read("samsung")).toEqual(
      new Map([...told].map(([uuid, list]) => [uuid, uuids.indexOf(uuid) < 4 ? list : []])),
    );
    const taken: number[] = [];
    const limited = reader.samplesOfGpus(uuids, 60_000, null, (count) => {
      taken.push(count);
      if (taken.length === 3) throw new RangeError("too much");
    });
    await expect(limited).rejects.toThrow("too much");
    expect(taken).toHaveLength(3);
  });

  it("tells of an XID once, over repeated pages and over a restart, and again after it was cleared", async () => {
    await using rig = await telemetryRig();
    const gpus = await rig.addNode({ hostname: "s-1", partner: "samsung" });
    const serve = (xid: number): void => rig.serve("s-1", all({ duty: 1, xid }));
    const events = async (): Promise<number[]> => {
      const found = await xidEventModel(rig.database.databases.workloads)
        .find({ gpu: gpus[3] ?? "" })
        .sort({ _id: 1 })
        .lean<{ code: number }[]>();
      return found.map(({ code }) => code);
    };
    const { stop } = rig.collect();
    serve(79);
    await eventually(events, (codes) => codes.length === 1);
    await stop();
    const { collector } = rig.collect();
    await eventually(
      () => collector.counts.pages,
      (pages) => pages >= 3,
    );
    expect(await events()).toEqual([79]);
    serve(0);
    await eventually(
      async () => await rig.collections.lastXids.countDocuments(),
      (known) => known === 0,
    );
    serve(79);
    await eventually(events, (codes) => codes.length === 2);
    serve(48);
    expect(await eventually(events, (codes) => codes.length === 3)).toEqual([79, 79, 48]);
  });

  it("quarantines a GPU that it does not know, once, and counts it nowhere", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung", gpuCount: 1 });
    const line = (uuid: string): string =>
      lineOf({ metric: "DCGM_FI_DEV_GPU_UTIL", labels: labelsOf(uuid, 0, "s-1"), value: 50 });
    const page = `${line(uuidOf("s-1", 0))}\n${line("GPU-unknown")}\n`;
    rig.serve("s-1", { kind: "raw", answer: (response) => response.end(page) });
    const { collector } = rig.collect();
    const live = await rig.openLive();
    await eventually(
      () => collector.counts.pages,
      (pages) => pages >= 3,
    );
    const found = await eventually(
      async () => await rig.collections.quarantine.find().toArray(),
      (all) => all.length > 0,
    );
    expect(found).toMatchObject([{ uuid: "GPU-unknown", hostname: "s-1", claimedHostname: "s-1" }]);
    expect(total(live.current(queryOf()))).toMatchObject({ gpuCount: 1, reportingGpuCount: 1 });
  });

  it("follows nodes and placements that come, change and go", async () => {
    await using rig = await telemetryRig();
    const { inventory, workloads } = rig.database.databases;
    rig.collect();
    const live = await rig.openLive();
    const now = (): ReturnType<typeof total> => total(live.current(queryOf()));
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    rig.serve("s-1", all({ duty: 1 }));
    await eventually(now, (item) => item.reportingGpuCount === 8);
    const placement = await rig.place("s-1", 0b11, { project: "p", workload: "w" });
    await eventually(now, (item) => item.allocationRate === 0.25 && item.idleAllocatedGpuCount === 2);
    await placementModel(workloads).deleteOne({ _id: placement });
    await eventually(now, (item) => item.allocationRate === 0 && item.idleAllocatedGpuCount === 0);
    await nodeModel(inventory).updateOne({ _id: "s-1" }, { status: "DOWN" });
    await eventually(now, (item) => item.gpuCount === 8 && item.reportingGpuCount === 0);
    await nodeModel(inventory).updateOne({ _id: "s-1" }, { status: "IDLE" });
    await eventually(now, (item) => item.reportingGpuCount === 8);
    await nodeModel(inventory).deleteOne({ _id: "s-1" });
    await eventually(now, (item) => item.gpuCount === 0);
  });

  it("goes on with the same feed after a restart, and GPUs that just reported still do", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    rig.serve("s-1", all({ duty: 80 }));
    const first = rig.collect();
    const live = await rig.openLive();
    await eventually(
      () => total(live.current(queryOf())),
      (item) => item.reportingGpuCount === 8,
    );
    await eventually(
      async () => await rig.collections.samples.countDocuments(),
      (count) => count > 0,
    );
    const { epoch } = live;
    const seen: (number | null)[] = [];
    const stopping = new AbortController();
    const watching = (async () => {
      const options = { everyMs: null, afterSeq: null, epoch: null, signal: stopping.signal };
      for await (const frame of live.frames(queryOf(), options)) seen.push(total(frame).coverage);
    })();
    await first.stop();
    rig.collect();
    rig.serve("s-1", all({ duty: 30 }));
    await eventually(
      () => total(live.current(queryOf())),
      (item) => item.dutyCycle === 0.3,
    );
    stopping.abort();
    await watching;
    expect(live.epoch).toBe(epoch);
    expect(seen.every((coverage) => coverage === 1)).toBe(true);
    const seqs = (await rig.collections.feed.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  // What came of exporters while the last documents were written was left unsaved.
  it("has written all that it was told when it has stopped", async () => {
    await using rig = await telemetryRig();
    // A batch each, so that every page is a document.
    for (let site = 0; site < 40; site++) {
      await rig.addNode({ hostname: `s-${site}`, partner: "samsung", site: `site-${site}` });
      rig.serve(`s-${site}`, all({ duty: 80 }));
    }
    const { collector, stop } = rig.collect(600_000);
    await eventually(
      () => collector.counts.pages,
      (pages) => pages >= 80,
    );
    await stop();
    expect(collector.counts.sampleDocuments).toBe(collector.counts.pages);
    expect(await rig.collections.samples.countDocuments()).toBe(collector.counts.pages);
  });

  it("lets one of two collectors collect, and the other one take over", async () => {
    await using rig = await telemetryRig();
    await rig.addNode({ hostname: "s-1", partner: "samsung" });
    rig.serve("s-1", all({ duty: 80 }));
    const collectors = [rig.collect(), rig.collect()];
    const pages = (): number[] => collectors.map(({ collector }) => collector.counts.pages);
    const counts = await eventually(pages, (found) => Math.max(...found) >= 3);
    expect(Math.min(...counts)).toBe(0);
    const leader = counts.findIndex((count) => count > 0);
    await collectors[leader]?.stop();
    await eventually(pages, (found) => (found[1 - leader] ?? 0) > 0);
  });
});

function endless(response: ServerResponse, chunk: string): void {
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", write);
  response.on("error", () => undefined);
  write();
}
