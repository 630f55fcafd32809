/** How the GPUs of a fleet behave: from what their workload does to duty cycle, power, heat and energy. No database, no HTTP. */

import { GPU_MODELS, type GpuModelName } from "../subgraphs/kit/gpu-models.ts";
import { GPUS_PER_NODE, type NodeStatus } from "../subgraphs/kit/published/node.ts";
import type { WorkloadKind } from "../subgraphs/kit/published/placement.ts";
import {
  type Answer,
  answerAt,
  type Fault,
  FELL_OFF_THE_BUS,
  type FaultWatch,
  GONE_AFTER_MS,
  type InjectedFault,
  watchFaults,
} from "./faults.ts";
import { hashText, unit } from "./hash.ts";
import { atQuantile } from "./profiles.ts";
import { createWorkloadCourse, type Level, type WorkloadCourse } from "./workload-course.ts";

/** What a reading holds for each GPU, in the order in which it stands in `values`. */
export const METRICS = [
  "temperatureCelsius",
  "powerWatts",
  "energyMillijoules",
  "dutyPercent",
  "xid",
  "memoryFreeMebibytes",
  "memoryUsedMebibytes",
  "engineActive",
  "smActive",
  "tensorActive",
  "dramActive",
] as const;

export type Metric = (typeof METRICS)[number];

/** Where a metric stands: the value of GPU `slot` is `values[OFFSET[metric] + slot]`. */
export const OFFSET: Readonly<Record<Metric, number>> = Object.fromEntries(
  METRICS.map((metric, index) => [metric, index * GPUS_PER_NODE]),
) as Record<Metric, number>;

/** What the exporter of a node reports at an instant. Valid until the next reading of any node: the numbers are overwritten. */
export interface NodeReading {
  readonly answer: Answer;
  /** Bit i is set when the GPU in slot i is gone from the bus. */
  readonly goneMask: number;
  /** By metric and slot, see `OFFSET`. NaN where the driver has no value. */
  readonly values: Float64Array;
}

/** What a node's behaviour depends on. */
export interface NodeFacts {
  readonly hostname: string;
  readonly model: GpuModelName;
}

/** One node over time. Reading it is cheap, and nothing happens between readings. */
export interface NodeBehaviour {
  /** Without it the exporter does not know DCGM_FI_PROF_SM_ACTIVE. */
  readonly reportsSmActive: boolean;
  /**
   * What the exporter reports now. A node that is DOWN answers nothing. An injected fault comes before one by chance; while it
   * stands, and for five minutes after, the exporter is not silent by chance.
   */
  read(status: NodeStatus, courses: readonly (WorkloadCourse | null)[], injected?: InjectedFault | null): NodeReading;
}

/** The behaviour of a fleet, by seed and clock. */
export interface FleetBehaviour {
  node(facts: NodeFacts): NodeBehaviour;
  workload(id: string, kind: WorkloadKind): WorkloadCourse;
}

/** Nodes whose exporter leaves DCGM_FI_PROF_SM_ACTIVE out, which is its default. */
const WITHOUT_SM_ACTIVE = 0.05;
/** Readings in which one metric of a GPU is blank. */
const BLANK_SHARE = 2e-4;
const BLANK_BUCKET_MS = 60_000;
const JITTER_BUCKET_MS = 10_000;
/** For how long after an injected fault chance lets a node be. */
const UNDISTURBED_MS = 5 * 60_000;
const MEBIBYTE = 2 ** 20;
const DRIVER_MEBIBYTES = 4;
/** Metrics that come out blank now and then. */
const BLANKED = ["powerWatts", "dutyPercent", "temperatureCelsius", "smActive"] as const satisfies readonly Metric[];

/**
 * Power as a part of the rated power, after AcmeTrace's Kalos cluster (Hu et al., NSDI 2024; CC BY 4.0; A100 at 400 W): by
 * SM activity, the power at the same quantile. 66 W at the lower quartile, where GPUs are free; 372 W at the upper, where
 * SMs are 73 % active; 442 W at the 99th percentile.
 */
const POWER = { free: 0.16, held: 0.17 } as const;
const POWER_BY_SM: readonly (readonly [smActive: number, share: number])[] = [
  [0, 0.18],
  [0.005, 0.19],
  [0.013, 0.226],
  [0.03, 0.235],
  [0.112, 0.242],
  [0.325, 0.254],
  [0.55, 0.3],
  [0.648, 0.374],
  [0.69, 0.595],
  [0.712, 0.816],
  [0.729, 0.93],
  [0.77, 0.972],
  [0.787, 0.992],
  [0.9, 1.009],
  [0.94, 1.033],
  [1, 1.11],
];
/** Degrees: 30 at the lower quartile and 51 at the upper (Kalos); heat follows power with a lag of the first order. */
const HEAT = { ambientCelsius: 25, perPowerShare: 29, spreadCelsius: 6, lagMs: 45_000 } as const;
const LONGEST_UPTIME_MS = 60 * 86_400_000;
const SHORTEST_UPTIME_MS = 86_400_000;

/** Streams of random numbers that must not meet. */
const SM_PRESENT = 1;
const UPTIME = 2;
const GPU_TRAIT = 3;
const JITTER = 11;
const BLANK = 31;

/** @param clock milliseconds since the epoch */
export function createFleetBehaviour(options: { readonly seed: number; readonly clock: () => number }): FleetBehaviour {
  const values = new Float64Array(METRICS.length * GPUS_PER_NODE);
  return {
    node: (facts) => createNode(facts, { ...options, values }),
    workload: (id, kind) => createWorkloadCourse(options.seed, id, kind),
  };
}

interface Shared {
  readonly seed: number;
  readonly clock: () => number;
  /** One for the whole fleet: a page is written before the next node is read. */
  readonly values: Float64Array;
}

/** What has built up in a node since it started, by slot. */
interface Accumulated {
  readAtMs: number;
  readonly heatShare: Float64Array;
  readonly energyMillijoules: Float64Array;
  readonly powerWatts: Float64Array;
}

function createNode(facts: NodeFacts, shared: Shared): NodeBehaviour {
  const key = (hashText(facts.hostname) ^ shared.seed) >>> 0;
  const rating = GPU_MODELS[facts.model];
  const totalMebibytes = Math.floor(rating.memoryBytes / MEBIBYTE);
  const faults = watchFaults(key);
  const { values } = shared;
  let accumulated: Accumulated | null = null;
  let undisturbedUntilMs = 0;
  const nothing = (answer: Answer): NodeReading => ({ answer, goneMask: 0, values });

  const answerNow = (status: NodeStatus, byChance: Fault | null, atMs: number): Answer => {
    if (status === "DOWN") return "unavailable";
    return atMs < undisturbedUntilMs ? "page" : answerAt(key, byChance, atMs);
  };
  const read: NodeBehaviour["read"] = (status, courses, injected = null) => {
    const atMs = shared.clock();
    const asked = injected !== null && atMs < injected.untilMs ? injected : null;
    const byChance = faults.standing(atMs);
    if (asked !== null) undisturbedUntilMs = atMs + UNDISTURBED_MS;
    if (asked?.kind === "silence") return nothing("silent");
    const answer = answerNow(status, byChance, atMs);
    if (answer !== "page") return nothing(answer);
    const fault = asked ?? byChance;
    const faultySlot = fault?.slot ?? -1;
    const jitterBucket = Math.floor(atMs / JITTER_BUCKET_MS);
    let goneMask = 0;
    for (let slot = 0; slot < GPUS_PER_NODE; slot += 1) {
      const course = courses[slot] ?? null;
      const works = course !== null && slot !== faultySlot;
      writeActivity(values, slot, works ? course.levelAt(atMs) : null, {
        trait: unit(key, GPU_TRAIT, slot),
        jitter: unit(key, jitterBucket, JITTER + slot),
        held: course !== null,
        tdpWatts: rating.tdpWatts,
      });
      const memoryShare = course === null ? 0 : course.memoryShare * (0.985 + 0.015 * unit(key, GPU_TRAIT, slot));
      const usedMebibytes = DRIVER_MEBIBYTES + Math.round((totalMebibytes - DRIVER_MEBIBYTES) * memoryShare);
      values[OFFSET.memoryUsedMebibytes + slot] = usedMebibytes;
      values[OFFSET.memoryFreeMebibytes + slot] = totalMebibytes - usedMebibytes;
      values[OFFSET.xid + slot] = slot === faultySlot ? (fault?.xid ?? 0) : 0;
      if (slot === faultySlot && isGone(fault, atMs)) goneMask |= 1 << slot;
    }
    accumulated = accumulate(accumulated ?? begin(key, faults, atMs, values), { key, faults, atMs, values, rating });
    writeBlanks(values, key, atMs);
    return { answer, goneMask, values };
  };
  return { reportsSmActive: unit(key, SM_PRESENT, 0) >= WITHOUT_SM_ACTIVE, read };
}

/** Whether the GPU of a fault is gone from its exporter's page. */
function isGone(fault: { readonly xid: number; readonly atMs: number } | null, atMs: number): boolean {
  return fault !== null && fault.xid === FELL_OFF_THE_BUS && atMs - fault.atMs >= GONE_AFTER_MS;
}

interface GpuNow {
  /** From 0 to 1, the GPU's own for ever. */
  readonly trait: number;
  /** From 0 to 1, new every ten seconds. */
  readonly jitter: number;
  readonly held: boolean;
  readonly tdpWatts: number;
}

/** Duty cycle, activities and power of one GPU. `level` is null where nothing runs on it. */
function writeActivity(values: Float64Array, slot: number, level: Level | null, now: GpuNow): void {
  if (level === null || level.phase === "idle") {
    values[OFFSET.dutyPercent + slot] = 0;
    values[OFFSET.engineActive + slot] = 0;
    values[OFFSET.smActive + slot] = 0;
    values[OFFSET.tensorActive + slot] = 0;
    values[OFFSET.dramActive + slot] = 0;
    const share = powerShare(null, now.held) * (0.96 + 0.06 * now.trait + 0.02 * now.jitter);
    values[OFFSET.powerWatts + slot] = share * now.tdpWatts;
    return;
  }
  // The GPUs of one workload move together; each has its own few per cent.
  const own = 0.98 + 0.03 * now.trait + 0.01 * now.jitter;
  const dutyCycle = Math.min(1, level.dutyCycle * (0.99 + 0.02 * now.jitter));
  const smActive = Math.min(1, level.smActive * own);
  values[OFFSET.dutyPercent + slot] = Math.max(1, Math.round(100 * dutyCycle));
  values[OFFSET.engineActive + slot] = Math.min(1, dutyCycle * 0.998);
  values[OFFSET.smActive + slot] = smActive;
  values[OFFSET.tensorActive + slot] = Math.min(1, level.tensorActive * own);
  values[OFFSET.dramActive + slot] = Math.min(1, level.dramActive * own);
  values[OFFSET.powerWatts + slot] = powerShare(smActive, now.held) * now.tdpWatts;
}

/** Power of a GPU as a part of its rated power. @param smActive null where nothing runs on it */
export function powerShare(smActive: number | null, held: boolean): number {
  if (smActive === null) return held ? POWER.held : POWER.free;
  return atQuantile(POWER_BY_SM, smActive);
}

/** The state at a first reading: as if the node had run at half its power since it started. */
function begin(key: number, faults: FaultWatch, atMs: number, values: Float64Array): Accumulated {
  const uptimeMs = SHORTEST_UPTIME_MS + unit(key, UPTIME, 0) * (LONGEST_UPTIME_MS - SHORTEST_UPTIME_MS);
  const startedAtMs = Math.max(atMs - uptimeMs, faults.repairedAt(atMs) ?? 0);
  const powerWatts = values.slice(OFFSET.powerWatts, OFFSET.powerWatts + GPUS_PER_NODE);
  return {
    readAtMs: atMs,
    heatShare: new Float64Array(GPUS_PER_NODE).fill(Number.NaN),
    // Watts times milliseconds are millijoules.
    energyMillijoules: powerWatts.map((watts) => watts * (atMs - startedAtMs) * 0.5),
    powerWatts,
  };
}

interface Reading {
  readonly key: number;
  readonly faults: FaultWatch;
  readonly atMs: number;
  readonly values: Float64Array;
  readonly rating: { readonly tdpWatts: number };
}

/** Lets heat and energy follow the power since the last reading. A restart after a repair sets the energy counter to 0. */
function accumulate(state: Accumulated, { key, faults, atMs, values, rating }: Reading): Accumulated {
  const elapsedMs = Math.max(0, atMs - state.readAtMs);
  const repairedAtMs = faults.repairedAt(atMs);
  const restarted = repairedAtMs !== null && repairedAtMs > state.readAtMs;
  const decay = Math.exp(-elapsedMs / HEAT.lagMs);
  for (let slot = 0; slot < GPUS_PER_NODE; slot += 1) {
    const watts = values[OFFSET.powerWatts + slot] ?? 0;
    const before = state.powerWatts[slot] ?? watts;
    const energy = restarted ? 0 : (state.energyMillijoules[slot] ?? 0);
    const overMs = restarted ? atMs - repairedAtMs : elapsedMs;
    state.energyMillijoules[slot] = energy + (overMs * (watts + before)) / 2;
    state.powerWatts[slot] = watts;
    const share = watts / rating.tdpWatts;
    const heat = state.heatShare[slot] ?? share;
    const lagged = Number.isNaN(heat) ? share : share + (heat - share) * decay;
    state.heatShare[slot] = lagged;
    values[OFFSET.energyMillijoules + slot] = Math.round(state.energyMillijoules[slot] ?? 0);
    values[OFFSET.temperatureCelsius + slot] = Math.round(
      HEAT.ambientCelsius + HEAT.perPowerShare * lagged + HEAT.spreadCelsius * (unit(key, GPU_TRAIT, slot) - 0.5),
    );
  }
  state.readAtMs = atMs;
  return state;
}

function writeBlanks(values: Float64Array, key: number, atMs: number): void {
  const bucket = Math.floor(atMs / BLANK_BUCKET_MS);
  const random = unit(key, bucket, BLANK);
  if (random >= BLANK_SHARE * GPUS_PER_NODE) return;
  const which = Math.floor((random / (BLANK_SHARE * GPUS_PER_NODE)) * GPUS_PER_NODE * BLANKED.length);
  const metric = BLANKED[which % BLANKED.length] ?? "powerWatts";
  values[OFFSET[metric] + Math.floor(which / BLANKED.length)] = Number.NaN;
}
