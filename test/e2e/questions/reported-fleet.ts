/**
 * A seeded fleet whose telemetry is known to the last value: exporters that always show the same pages, and a month of
 * samples before them. What the fleet's records are is read here from the raw collections, by nothing of what is under test.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { GPU_MODELS, type GpuModelName } from "../../../subgraphs/kit/gpu-models.ts";
import { type Databases, openDatabases } from "../../../subgraphs/kit/database.ts";
import type { NodeDocument } from "../../../subgraphs/kit/published/node.ts";
import type { PlacementDocument } from "../../../subgraphs/kit/published/placement.ts";
import type { RackDocument } from "../../../subgraphs/kit/published/rack.ts";
import {
  ensureTelemetryCollections,
  type Holder,
  telemetryCollections,
} from "../../../subgraphs/workloads/telemetry/collections.ts";
import { RollupKeeper } from "../../../subgraphs/workloads/telemetry/tiers/rollup-keeper.ts";
import {
  ensureTierCollections,
  tierCollections,
} from "../../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import { DAY_MS, DEFAULT_WIDTHS } from "../../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import { type GpuValues, nodePage } from "../../subgraphs/workloads/telemetry/exporter-text.ts";
import { KEPT, markSamples } from "../../subgraphs/workloads/telemetry/telemetry-rig.ts";
import { type RawBatch, type RawSample, sampleDocuments } from "../../subgraphs/workloads/telemetry/tiers/raw-fleet.ts";
import { createCleanup } from "../../support/cleanup.ts";

const HOUR_MS = 3_600_000;
const ROUND_MS = 600_000;
const PAST_DAYS = 31;
/** Prime to the week's 168 hours, so that rounds come to every hour of the day and every day of the week. */
const HOURS_BETWEEN_ROUNDS = 41;
const NODES_PER_BATCH = 31;
/** Runs that begin later in an hour wait until it is over: their roll-ups end where the samples that are known end. */
const LAST_MINUTES_MS = 90_000;

/** What is not as it should be, by what the exporters show. */
export interface Trouble {
  /** Nodes whose exporters answer with an error. */
  readonly silentNodes: ReadonlySet<string>;
  /** GPUs that are not on their node's page. */
  readonly absentGpus: ReadonlySet<string>;
  /** By uuid. */
  readonly xids: ReadonlyMap<string, number>;
}

export interface ReportedFleet extends AsyncDisposable {
  readonly exporterUrl: string;
  readonly writePast: (databasePrefix: string) => Promise<void>;
  readonly databases: () => Databases;
  /** Everything that was reported before the exporters began to answer. */
  readonly samples: () => readonly RawSample[];
  /** Where `samples` end. */
  readonly untilMs: () => number;
  readonly trouble: () => Trouble;
  /** What a GPU shows now, or null. */
  readonly shown: (uuid: string) => GpuValues | null;
}

/** Starts the exporters; they answer for the fleet that `writePast` finds. */
export async function reportedFleet(): Promise<ReportedFleet> {
  const cleanup = createCleanup();
  const pages = new Map<string, string>();
  const shown = new Map<string, GpuValues>();
  let databases: Databases | null = null;
  let samples: readonly RawSample[] = [];
  let untilMs = 0;
  let trouble: Trouble = { silentNodes: new Set(), absentGpus: new Set(), xids: new Map() };
  const server = createServer((request, response) => {
    const page = pages.get(decodeURIComponent((request.url ?? "").split("/")[2] ?? ""));
    response.writeHead(page === undefined ? 500 : 200, { "content-type": "text/plain" }).end(page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanup.defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  const open = (): Databases => {
    if (databases === null) throw new TypeError("expected a fleet, got none yet");
    return databases;
  };
  return {
    exporterUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nodes/{hostname}/metrics`,
    databases: open,
    samples: () => samples,
    untilMs: () => untilMs,
    trouble: () => trouble,
    shown: (uuid) => shown.get(uuid) ?? null,
    writePast: async (databasePrefix) => {
      const mongodbUri = process.env["MONGODB_URI"] ?? "";
      databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 5000 });
      cleanup.defer(async () => await open().close());
      const restMs = HOUR_MS - (Date.now() % HOUR_MS);
      if (restMs < LAST_MINUTES_MS) await new Promise((resolve) => setTimeout(resolve, restMs + 1000));
      untilMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
      const records = await readRecords(databases);
      samples = await writeSamples(databases, records, untilMs);
      trouble = troubleOf(records);
      for (const [uuid, values] of valuesShown(records, trouble)) shown.set(uuid, values);
      for (const { _id: hostname, gpus } of records.nodes) {
        if (trouble.silentNodes.has(hostname)) continue;
        const values = gpus.map((uuid) => shown.get(uuid) ?? null);
        pages.set(hostname, nodePage(hostname, gpus, values));
      }
    },
    [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
  };
}

interface Records {
  readonly nodes: readonly NodeDocument[];
  readonly racks: ReadonlyMap<string, RackDocument>;
  /** By uuid. */
  readonly holders: ReadonlyMap<string, Holder>;
}

async function readRecords({ inventory, sites, workloads }: Databases): Promise<Records> {
  const nodes = await inventory.collection<NodeDocument>("nodes").find({}).sort({ _id: 1 }).toArray();
  const racks = await sites.collection<RackDocument>("racks").find({}).toArray();
  const placements = await workloads.collection<PlacementDocument>("placements").find({}).toArray();
  const holders = placements.flatMap(({ gpus, project, workload, kind }) =>
    gpus.map((uuid): [string, Holder] => [uuid, { project, workload, kind }]),
  );
  return { nodes, racks: new Map(racks.map((rack) => [rack._id, rack])), holders: new Map(holders) };
}

/** Writes a month of samples as a collector would have, and lets the real roll-ups be made of them. */
async function writeSamples(databases: Databases, records: Records, untilMs: number): Promise<RawSample[]> {
  const { workloads } = databases;
  const collections = { ...telemetryCollections(workloads), ...tierCollections(workloads) };
  await ensureTelemetryCollections(workloads, { rawMs: KEPT.rawMs, feedMs: 900_000 });
  await ensureTierCollections(workloads, KEPT);
  const fromMs = untilMs - PAST_DAYS * DAY_MS;
  const all: RawSample[] = [];
  for (const [id, nodes] of batchesOf(records.nodes)) {
    const [first] = nodes;
    if (first === undefined) continue;
    const { partner, site, model } = first;
    const batch: RawBatch = { id, partner, site, model, nodes: nodes.map(() => null) };
    const entries = nodes.map(({ _id: hostname, gpus }) => ({ hostname, gpus }));
    await collections.batches.insertOne({ _id: id, partner, site, model, nodes: entries });
    const rounds = roundsBetween(fromMs, untilMs);
    const ofBatch = rounds.flatMap((round) => roundOf(batch, nodes, records.holders, round));
    await collections.samples.insertMany(sampleDocuments(ofBatch));
    for (const sample of ofBatch) all.push(sample);
  }
  const options = { collections, widths: DEFAULT_WIDTHS, graceMs: 0, rawRetentionMs: KEPT.rawMs, term: 1 };
  const keeper = await RollupKeeper.load(options);
  await markSamples(collections, fromMs);
  await keeper.catchUp(untilMs, new AbortController().signal);
  return all;
}

function batchesOf(nodes: readonly NodeDocument[]): Map<string, NodeDocument[]> {
  const batches = new Map<string, NodeDocument[]>();
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const pool = `${node.partner}:${node.site}:${node.model}`;
    const count = counts.get(pool) ?? 0;
    counts.set(pool, count + 1);
    const id = `${pool}:${String(Math.floor(count / NODES_PER_BATCH)).padStart(4, "0")}`;
    batches.set(id, [...(batches.get(id) ?? []), node]);
  }
  return batches;
}

interface Round {
  readonly atMs: number;
  readonly intervalMs: number;
}

/** One round every so many hours, and in the last two hours one every ten minutes. */
function roundsBetween(fromMs: number, untilMs: number): Round[] {
  const rounds: Round[] = [];
  const denseMs = untilMs - 2 * HOUR_MS;
  for (let atMs = fromMs; atMs < denseMs; atMs += HOURS_BETWEEN_ROUNDS * HOUR_MS) {
    rounds.push({ atMs, intervalMs: HOUR_MS });
  }
  for (let atMs = denseMs; atMs < untilMs; atMs += ROUND_MS) rounds.push({ atMs, intervalMs: ROUND_MS });
  return rounds;
}

function roundOf(
  batch: RawBatch,
  nodes: readonly NodeDocument[],
  holders: ReadonlyMap<string, Holder>,
  { atMs, intervalMs }: Round,
): RawSample[] {
  return nodes.flatMap(({ gpus }, node) =>
    gpus.map((uuid, slot): RawSample => {
      const holder = holders.get(uuid) ?? null;
      const seed = noise(`${uuid} ${atMs}`);
      const values = seed % 41 === 0 ? null : valuesOf(seed, batch, holder, slot);
      return { batch, node, slot, uuid, holder, atMs, intervalMs, values };
    }),
  );
}

/** Packed as the raw store packs: duty cycle, SM, tensor, memory, power, DRAM, temperature, energy. */
function valuesOf(seed: number, { site }: RawBatch, holder: Holder | null, slot: number): (number | null)[] {
  const duty = holder === null ? seed % 100 : dutyOf(seed, site, holder, slot);
  const sm = Math.floor(duty * (0.3 + (seed % 7) / 20));
  const tensor = Math.floor(sm / (2 + (seed % 3)));
  return [duty, seed % 29 === 0 ? null : sm, tensor, 700 + (seed % 900), 1000 + duty, sm, 400, 60 + (duty >> 4)];
}

function dutyOf(seed: number, site: string, { project, workload }: Holder, slot: number): number {
  // Some GPUs of some workloads never do anything; some projects do little, others much; and at Pyeongtaek all do much.
  if (noise(workload) % 3 === 0 && slot % 4 === 1) return seed % 480;
  const level = site === "pyeongtaek" ? 8800 : ([600, 4500, 8800][noise(project) % 3] ?? 0);
  return level + (seed % 1100);
}

function troubleOf({ nodes, holders }: Records): Trouble {
  const answering = nodes.filter(({ status }) => status !== "DOWN");
  const busy = answering.filter(({ status, gpus }) => status === "ALLOCATED" && holders.has(gpus[0] ?? ""));
  const every = (step: number, from: number): NodeDocument[] => answering.filter((_, index) => index % step === from);
  const silent = new Set(every(29, 5).map(({ _id }) => _id));
  const heard = busy.filter(({ _id }) => !silent.has(_id));
  const xids = [48, 79, 119, 31].flatMap((code, index): [string, number][] => {
    const node = heard[index * 7];
    return node === undefined ? [] : [[node.gpus[0] ?? "", code]];
  });
  return {
    silentNodes: silent,
    absentGpus: new Set(every(17, 3).flatMap(({ gpus }) => gpus.slice(6))),
    xids: new Map(xids),
  };
}

/** Every fourth rack draws 95 % of its cap, the others half. */
function* valuesShown({ nodes, racks }: Records, trouble: Trouble): Generator<[string, GpuValues]> {
  const ids = [...new Set(nodes.map(({ rack }) => rack))].sort();
  for (const { gpus, rack, model, ratedPowerWatts } of nodes) {
    const mates = nodes.filter((node) => node.rack === rack).length;
    const share = ids.indexOf(rack) % 4 === 0 ? 0.95 : 0.5;
    const watts = (share * (racks.get(rack)?.powerCapWatts ?? 0) * tdpWatts(model)) / ratedPowerWatts / mates;
    for (const uuid of gpus) {
      if (trouble.absentGpus.has(uuid)) continue;
      const duty = noise(uuid) % 101;
      const figures = {
        duty,
        sm: duty / 200,
        tensor: duty / 400,
        dram: duty / 300,
        memoryMib: 16 * (noise(uuid) % 999),
      };
      yield [uuid, { ...figures, watts: watts.toFixed(1), celsius: 45, xid: trouble.xids.get(uuid) ?? 0 }];
    }
  }
}

export function tdpWatts(model: string): number {
  return GPU_MODELS[model as GpuModelName].tdpWatts;
}

function noise(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
