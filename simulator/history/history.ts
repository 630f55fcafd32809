/**
 * Writes a past for a fleet: coarse roll-ups of groups, days and workloads, and fine ones of the last hours, as if the
 * simulator's exporters had been scraped for weeks. It asks each workload's course at a few instants of an hour and counts
 * its GPUs as often as a collector would have: faster than time by four orders of magnitude.
 */

import { GPU_MODELS, type GpuModelName } from "../../subgraphs/kit/gpu-models.ts";
import type { Databases } from "../../subgraphs/kit/database.ts";
import {
  DRAM_ACTIVE,
  DUTY_CYCLE,
  ENERGY,
  MEMORY_USED,
  METRICS,
  POWER,
  SM_ACTIVE,
  TEMPERATURE,
  TENSOR_ACTIVE,
} from "../../subgraphs/workloads/telemetry/metrics.ts";
import { FULL_DUTY } from "../../subgraphs/workloads/telemetry/tiers/add-sample.ts";
import {
  documentsOfDay,
  type GroupDay,
  keyText,
  totalWorkloads,
  workloadSums,
} from "../../subgraphs/workloads/telemetry/tiers/coarse-rollup.ts";
import {
  COVERED,
  EXPECTED,
  HELD,
  IDLE,
  REPORTED,
  Tally,
  WASTED,
} from "../../subgraphs/workloads/telemetry/tiers/tally.ts";
import {
  ensureTierCollections,
  type GroupsDocument,
  type TallyKey,
  tierCollections,
  type TierCollections,
  type WorkloadDayDocument,
} from "../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import {
  DAY_MS,
  DEFAULT_RETENTIONS,
  DEFAULT_WIDTHS,
  floorTo,
} from "../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import { powerShare } from "../behaviour.ts";
import { createWorkloadCourse, type Level, type WorkloadCourse } from "../workload-course.ts";
import { isPresent, type Occupant, type Pool, readPools } from "./occupants.ts";

export interface HistoryOptions {
  readonly days: number;
  /** The same seed as the simulator's: the past goes over into the present. */
  readonly seed: number;
  readonly nowMs: number;
  readonly report?: (line: string) => void;
}

export type HistoryOutcome = { readonly kind: "written"; readonly documents: number } | { readonly kind: "present" };

const HOUR_MS = DEFAULT_WIDTHS.coarseMs;
const MINUTE_MS = DEFAULT_WIDTHS.fineMs;
const SLOTS = DAY_MS / HOUR_MS;
/** What a collector at its default interval takes of a GPU. */
const SAMPLE_MS = 10_000;
/** Instants of an hour at which a course is asked. */
const INSTANTS = 4;
/** Hours before now of which there are fine roll-ups too. */
const FINE_HOURS = 3;
/** Fine roll-ups in one call of insertMany. */
const FINE_BULK = 250;
/** Samples of a thousand that come: scrapes have gaps. */
const REPORTING_PER_MILLE = 996;

/** Writes the past of a fleet, unless it has one. What was interrupted is begun anew. */
export async function writeHistory(databases: Databases, options: HistoryOptions): Promise<HistoryOutcome> {
  const { days, nowMs, report = () => undefined } = options;
  const collections = tierCollections(databases.workloads);
  if ((await collections.tierProgress.findOne({ _id: "coarse" })) !== null) {
    report("the fleet has a past already, nothing to do");
    return { kind: "present" };
  }
  const startedAtMs = performance.now();
  await ensureTierCollections(databases.workloads, DEFAULT_RETENTIONS);
  const { coarseRollups, dayRollups, fineRollups, workloadDays, workloadTotals } = collections;
  await Promise.all([
    coarseRollups.deleteMany({}),
    dayRollups.deleteMany({}),
    fineRollups.deleteMany({}),
    workloadDays.deleteMany({}),
    workloadTotals.deleteMany({}),
  ]);
  const untilMs = floorTo(nowMs, HOUR_MS);
  const fromMs = floorTo(untilMs - days * DAY_MS, DAY_MS);
  const pools = await readPools(databases, fromMs, untilMs);
  const writer = new HistoryWriter(collections, options.seed, untilMs);
  for (let dayMs = fromMs; dayMs < untilMs; dayMs += DAY_MS) await writer.writeDay(pools, dayMs);
  await writer.writeMinutes(pools, untilMs - FINE_HOURS * HOUR_MS);
  await totalWorkloads(collections, [...writer.workloads]);
  const through = new Date(untilMs);
  await collections.tierProgress.insertMany([
    { _id: "fine", through, widthMs: MINUTE_MS },
    { _id: "coarse", through, widthMs: HOUR_MS },
  ]);
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  report(`wrote ${days} days of the past in ${seconds} s`);
  return { kind: "written", documents: writer.documents };
}

class HistoryWriter {
  readonly workloads = new Set<string>();
  documents = 0;
  readonly #collections: TierCollections;
  readonly #seed: number;
  readonly #untilMs: number;
  readonly #courses = new Map<string, WorkloadCourse>();

  constructor(collections: TierCollections, seed: number, untilMs: number) {
    this.#collections = collections;
    this.#seed = seed;
    this.#untilMs = untilMs;
  }

  async writeDay(pools: readonly Pool[], dayMs: number): Promise<void> {
    const partners = new Map<string, Map<string, GroupDay>>();
    const ofWorkloads = new Map<string, { readonly partner: string; readonly tally: Tally }>();
    for (const pool of pools) {
      let groups = partners.get(pool.partner);
      if (groups === undefined) partners.set(pool.partner, (groups = new Map()));
      for (let slot = 0; slot < SLOTS; slot++) {
        const hourMs = dayMs + slot * HOUR_MS;
        if (hourMs < this.#untilMs) this.#addHour({ pool, groups, slot, hourMs, ofWorkloads });
      }
    }
    for (const [partner, groups] of partners) {
      const { groups: documents, whole } = documentsOfDay(partner, dayMs, groups);
      if (documents.length === 0) continue;
      await this.#collections.coarseRollups.insertMany([...documents], { ordered: false });
      await this.#collections.dayRollups.insertOne(whole);
      this.documents += documents.length + 1;
    }
    const at = new Date(dayMs);
    const sums = [...ofWorkloads].map(([workload, { partner, tally }]): WorkloadDayDocument => {
      this.workloads.add(workload);
      return { _id: `${workload}/${dayMs}`, workload, partner, at, ...workloadSums(tally) };
    });
    if (sums.length > 0) await this.#collections.workloadDays.insertMany(sums, { ordered: false });
    this.documents += sums.length;
  }

  async writeMinutes(pools: readonly Pool[], fromMs: number): Promise<void> {
    let documents: GroupsDocument[] = [];
    for (let atMs = fromMs; atMs < this.#untilMs; atMs += MINUTE_MS) {
      const partners = new Map<string, Map<string, GroupDay>>();
      for (const pool of pools) {
        let groups = partners.get(pool.partner);
        if (groups === undefined) partners.set(pool.partner, (groups = new Map()));
        const hourMs = floorTo(atMs, HOUR_MS);
        let free = pool.gpus;
        for (const occupant of pool.occupants) {
          const gpus = Math.min(occupant.gpus, free);
          if (gpus === 0 || !isPresent(occupant, hourMs)) continue;
          free -= gpus;
          const { tally } = groupOf(groups, keyOf(pool, occupant), 1);
          const course = this.#courseOf(occupant);
          const { memoryShare } = course;
          const levels = [course.levelAt(atMs)];
          addSpan(tally, 0, { model: pool.model, gpus, levels, memoryShare, spanMs: MINUTE_MS });
        }
        const { tally } = groupOf(groups, keyOf(pool, null), 1);
        addSpan(tally, 0, { model: pool.model, gpus: free, levels: null, memoryShare: 0, spanMs: MINUTE_MS });
      }
      documents.push(...[...partners].map(([partner, groups]) => fineDocument(partner, atMs, groups)));
      if (documents.length < FINE_BULK && atMs + MINUTE_MS < this.#untilMs) continue;
      await this.#collections.fineRollups.insertMany(documents, { ordered: false });
      this.documents += documents.length;
      documents = [];
    }
  }

  #addHour({ pool, groups, slot, hourMs, ofWorkloads }: PoolHour): void {
    let free = pool.gpus;
    for (const occupant of pool.occupants) {
      const gpus = Math.min(occupant.gpus, free);
      if (gpus === 0 || !isPresent(occupant, hourMs)) continue;
      free -= gpus;
      const course = this.#courseOf(occupant);
      const levels: Level[] = [];
      for (let instant = 0; instant < INSTANTS; instant++) {
        levels.push(course.levelAt(hourMs + ((instant + 0.5) * HOUR_MS) / INSTANTS));
      }
      const { memoryShare } = course;
      const span = { model: pool.model, gpus, levels, memoryShare, spanMs: HOUR_MS };
      const { tally } = groupOf(groups, keyOf(pool, occupant), SLOTS);
      addSpan(tally, slot, span);
      if (occupant.workload === null) continue;
      let own = ofWorkloads.get(occupant.workload);
      if (own === undefined) ofWorkloads.set(occupant.workload, (own = { partner: pool.partner, tally: new Tally(1) }));
      addSpan(own.tally, 0, span);
    }
    const { tally } = groupOf(groups, keyOf(pool, null), SLOTS);
    addSpan(tally, slot, { model: pool.model, gpus: free, levels: null, memoryShare: 0, spanMs: HOUR_MS });
  }

  #courseOf({ course, kind }: Occupant): WorkloadCourse {
    let known = this.#courses.get(course);
    if (known === undefined) this.#courses.set(course, (known = createWorkloadCourse(this.#seed, course, kind)));
    return known;
  }
}

interface PoolHour {
  readonly pool: Pool;
  readonly groups: Map<string, GroupDay>;
  readonly slot: number;
  readonly hourMs: number;
  readonly ofWorkloads: Map<string, { readonly partner: string; readonly tally: Tally }>;
}

function keyOf({ site, model }: Pool, occupant: Occupant | null): TallyKey {
  return { site, model, project: occupant?.project ?? null, kind: occupant?.kind ?? null };
}

function groupOf(groups: Map<string, GroupDay>, key: TallyKey, rows: number): GroupDay {
  const id = keyText(key);
  let group = groups.get(id);
  if (group === undefined) groups.set(id, (group = { key, tally: new Tally(rows) }));
  return group;
}

interface GpuSpan {
  readonly model: string;
  readonly gpus: number;
  /** What the GPUs did at instants spread over the span; null for GPUs that nothing held. */
  readonly levels: readonly Level[] | null;
  /** Part of a GPU's memory in use. */
  readonly memoryShare: number;
  readonly spanMs: number;
}

/** Adds what GPUs did over a span to a row. */
function addSpan(tally: Tally, row: number, { model, gpus, levels, memoryShare, spanMs }: GpuSpan): void {
  if (gpus === 0) return;
  const { tdpWatts, memoryBytes } = GPU_MODELS[model as GpuModelName];
  const held = levels !== null;
  const spans = levels ?? [null];
  const asked = (gpus * spanMs) / SAMPLE_MS / spans.length;
  const count = Math.round((asked * REPORTING_PER_MILLE) / 1000);
  tally.addTime(row, EXPECTED, gpus * spanMs);
  tally.addTime(row, REPORTED, count * spans.length * SAMPLE_MS);
  if (held) tally.addTime(row, HELD, gpus * spanMs);
  tally.cover(row, Math.max(spanMs, tally.time(row, COVERED)));
  for (const level of spans) {
    const works = level !== null && level.phase !== "idle";
    const watts = powerShare(works ? level.smActive : null, held) * tdpWatts;
    const duty = packed(DUTY_CYCLE, works ? level.dutyCycle : 0);
    tally.addMany(row, DUTY_CYCLE, duty, count);
    tally.addMany(row, SM_ACTIVE, packed(SM_ACTIVE, works ? level.smActive : 0), count);
    tally.addMany(row, TENSOR_ACTIVE, packed(TENSOR_ACTIVE, works ? level.tensorActive : 0), count);
    tally.addMany(row, DRAM_ACTIVE, packed(DRAM_ACTIVE, works ? level.dramActive : 0), count);
    tally.addMany(row, MEMORY_USED, packed(MEMORY_USED, memoryBytes * memoryShare), count);
    tally.addMany(row, POWER, packed(POWER, watts), count);
    tally.addMany(row, TEMPERATURE, packed(TEMPERATURE, 25 + (29 * watts) / tdpWatts), count);
    tally.addMany(row, ENERGY, packed(ENERGY, (watts * SAMPLE_MS) / 1000), count);
    if (held) tally.addTime(row, WASTED, count * SAMPLE_MS * (FULL_DUTY - duty));
  }
  const idle = held && spanMs === HOUR_MS && spans.every((level) => level === null || level.dutyCycle < 0.05);
  if (idle) tally.addTime(row, IDLE, gpus * spanMs);
}

function packed(metric: number, value: number): number {
  const { step = 1, max = 0 } = METRICS[metric] ?? {};
  return Math.min(max, Math.max(0, Math.round(value / step)));
}

function fineDocument(partner: string, atMs: number, groups: ReadonlyMap<string, GroupDay>): GroupsDocument {
  const sorted = [...groups.values()].sort((left, right) => (keyText(left.key) < keyText(right.key) ? -1 : 1));
  const tally = new Tally(sorted.length);
  for (const [row, group] of sorted.entries()) tally.merge(row, group.tally, 0, "alongside");
  const keys = sorted.map(({ key }) => key);
  return { _id: `${partner}/${atMs}`, partner, at: new Date(atMs), keys, tally: tally.pack() };
}
