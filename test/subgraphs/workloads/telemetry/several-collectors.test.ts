import { describe, expect, it } from "@jest/globals";
import { read32 } from "../../../../subgraphs/workloads/telemetry/tiers/batch-period.ts";
import { computeFine } from "../../../../subgraphs/workloads/telemetry/tiers/fine-rollup.ts";
import { RollupKeeper } from "../../../../subgraphs/workloads/telemetry/tiers/rollup-keeper.ts";
import { DAY_MS } from "../../../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import { type RunningProcess, startProcess } from "../../../support/process.ts";
import { nodePage } from "./exporter-text.ts";
import { all, eventually, queryOf, type TelemetryRig, telemetryRig, total } from "./telemetry-rig.ts";

const LEASE_MS = 1500;
const SCRAPE_INTERVAL_MS = 400;
/** As the collectors' processes have them. */
const WIDTHS = { fineMs: 2000, nodeMs: 4000, coarseMs: 8000 };

const SITES = ["gumi", "hwaseong", "onyang", "pangyo", "ulsan", "sejong"] as const;
const NODES = SITES.flatMap((site, index) => {
  const partner = index % 2 === 0 ? "samsung" : "sk";
  return [1, 2].map((number) => ({ hostname: `${site}-${number}`, partner, site }));
});

/** When each node was asked, in ms since the epoch. */
type Asked = ReadonlyMap<string, number[]>;

async function fleet(): Promise<{ readonly rig: TelemetryRig; readonly asked: Asked }> {
  const rig = await telemetryRig();
  const asked = new Map<string, number[]>();
  for (const node of NODES) {
    const { hostname } = node;
    const gpus = await rig.addNode(node);
    const times: number[] = [];
    asked.set(hostname, times);
    const exporter = all({ duty: 50, watts: 500 });
    const page = exporter.kind === "values" ? nodePage(hostname, gpus, exporter.values) : "";
    rig.serve(hostname, {
      kind: "raw",
      answer: (response) => {
        times.push(Date.now());
        response.end(page);
      },
    });
  }
  return { rig, asked };
}

async function collectorProcess({ database, exporterUrl }: TelemetryRig): Promise<RunningProcess> {
  return await startProcess("test/subgraphs/workloads/telemetry/collector-process.js", [], {
    MONGODB_URI: database.mongodbUri,
    DATABASE_PREFIX: database.databasePrefix,
    EXPORTER_URL: exporterUrl,
    LEASE_MS: String(LEASE_MS),
  });
}

/** Sites by the process that has them; those that nobody has are under 0. */
async function shares({ collections }: TelemetryRig): Promise<Map<number, string[]>> {
  const sites = new Map<number, string[]>();
  for await (const { site, holder } of collections.shards.find()) {
    const pid = Number(holder?.split("/")[1] ?? 0);
    sites.set(pid, [...(sites.get(pid) ?? []), site]);
  }
  return sites;
}

/**
 * Batches of which more rounds are told than intervals have passed, as when two collectors tell of each. A round that is
 * late is followed by one that is not, so one more than that is none too many.
 */
async function toldTooOften({ collections }: TelemetryRig, fromMs: number, untilMs: number): Promise<string[]> {
  const rounds = new Map<string, Set<number>>();
  const tell = (batch: string, atMs: number): void => {
    if (atMs < fromMs || atMs >= untilMs) return;
    const times = rounds.get(batch) ?? new Set();
    rounds.set(batch, times.add(atMs));
  };
  // Chunks last: what is compacted meanwhile is in both.
  for await (const { batch, at } of collections.samples.find()) tell(batch, at.getTime());
  for await (const { batch, at, times } of collections.chunks.find()) {
    for (const offsetMs of read32(times)) tell(batch, at.getTime() + offsetMs);
  }
  expect(rounds.size).toBe(SITES.length);
  return [...rounds].flatMap(([batch, times]) => {
    const intervals = (Math.max(...times) - Math.min(...times)) / SCRAPE_INTERVAL_MS;
    return times.size > intervals + 2 ? [batch] : [];
  });
}

/** Compares every fine roll-up that is stored with what recomputing it gives. Returns of how many periods there are some. */
async function expectRollupsAsRecomputed({ collections }: TelemetryRig): Promise<number> {
  const stored = await collections.fineRollups.find({}, { sort: { _id: 1 } }).toArray();
  const times = [...new Set(stored.map(({ at }) => at.getTime()))];
  const recomputed = [];
  for (const atMs of times) recomputed.push(...(await computeFine(collections, atMs, WIDTHS)));
  const byId = (documents: readonly { readonly _id: string }[]): unknown =>
    new Map(documents.map((one) => [one._id, { ...one, term: 0 }]));
  expect(byId(stored)).toEqual(byId(recomputed));
  // Somebody collected at every time: no period is left out.
  expect(Math.max(...times) - Math.min(...times)).toBe((times.length - 1) * WIDTHS.fineMs);
  return times.length;
}

describe("several collectors", () => {
  it("split the fleet, and take over from one that is killed; nothing is doubled, and streams go on", async () => {
    const { rig, asked } = await fleet();
    await using _ = rig;
    await using one = await collectorProcess(rig);
    await using two = await collectorProcess(rig);
    await using three = await collectorProcess(rig);
    const processes = [one, two, three];
    const split = await eventually(
      async () => await shares(rig),
      (sites) => sites.size === 3 && !sites.has(0) && [...sites.values()].every(({ length }) => length === 2),
      20_000,
    );
    expect(new Set(split.keys())).toEqual(new Set(processes.map(({ pid }) => pid)));

    const live = await rig.openLive();
    await eventually(
      () => total(live.current(queryOf())),
      ({ reportingGpuCount }) => reportingGpuCount === NODES.length * 8,
    );
    const stopping = new AbortController();
    const options = { everyMs: null, afterSeq: null, epoch: null, signal: stopping.signal };
    const reporting: number[] = [];
    const gaps: boolean[] = [];
    const reading = (async () => {
      for await (const frame of live.frames(queryOf(), options)) {
        gaps.push(frame.gap);
        reporting.push(total(frame).reportingGpuCount);
      }
    })();

    const splitAt = Date.now();
    const rounds = (sinceMs: number): number[] =>
      [...asked.values()].map((times) => times.filter((time) => time >= sinceMs).length);
    await eventually(
      () => rounds(splitAt),
      (counts) => counts.every((count) => count >= 8),
    );
    // Each node was asked once an interval: by two collectors it would have been asked twice as often.
    const intervals = (Date.now() - splitAt) / SCRAPE_INTERVAL_MS;
    for (const count of rounds(splitAt)) expect(count).toBeLessThanOrEqual(intervals + 2);

    await two.kill("SIGKILL");
    const killedAt = Date.now();
    const orphans = NODES.filter(({ site }) => split.get(two.pid)?.includes(site));
    expect(orphans).toHaveLength(4);
    await eventually(
      () => orphans.map(({ hostname }) => (asked.get(hostname) ?? []).filter((time) => time > killedAt + 200).length),
      (counts) => counts.every((count) => count >= 3),
      30_000,
    );
    expect(Date.now() - killedAt).toBeLessThan(30_000);
    const left = await shares(rig);
    expect(new Set(left.keys())).toEqual(new Set([one.pid, three.pid]));
    expect([...left.values()].map(({ length }) => length)).toEqual([3, 3]);

    expect(await toldTooOften(rig, 0, killedAt)).toEqual([]);
    expect(await toldTooOften(rig, killedAt, Infinity)).toEqual([]);
    await eventually(
      () => reporting.at(-1),
      (count) => count === NODES.length * 8,
    );
    stopping.abort();
    await reading;
    expect(gaps.filter((gap) => gap)).toEqual([]);

    await one.kill("SIGKILL");
    await three.kill("SIGKILL");
    const { collections } = rig;
    const common = { widths: WIDTHS, graceMs: 0, rawRetentionMs: 2 * DAY_MS };
    const keeper = await RollupKeeper.load({ ...common, collections, term: 1_000_000 });
    await keeper.catchUp(Date.now(), new AbortController().signal);
    expect(await expectRollupsAsRecomputed(rig)).toBeGreaterThanOrEqual(3);
  }, 90_000);
});
