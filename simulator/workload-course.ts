/** What one workload does over time: a Markov chain over phases that can be asked for any instant, without stepping there. */

import type { WorkloadKind } from "../subgraphs/kit/published/placement.ts";
import { hashText, unit } from "./hash.ts";
import { atQuantile, diurnalFactor, type KindProfile, type Phase, PROFILES } from "./profiles.ts";

/** What all GPUs of a workload do alike at an instant. Ratios from 0 to 1. */
export interface Level {
  readonly phase: Phase;
  /** When the phase ends, in milliseconds since the epoch. */
  readonly untilMs: number;
  readonly dutyCycle: number;
  readonly smActive: number;
  readonly tensorActive: number;
  readonly dramActive: number;
}

/** The course of one workload. */
export interface WorkloadCourse {
  readonly kind: WorkloadKind;
  /** Part of a GPU's memory that it uses. */
  readonly memoryShare: number;
  /** What it does at an instant. */
  levelAt(atMs: number): Level;
}

/** The chain starts anew from its stationary distribution in every window, so that any window can be worked out alone. */
const WINDOW_MS = 30 * 60_000;
/** Draws of one phase: its length, which comes next, its levels. */
const DRAWS = 8;
/** How much of the duty cycle is left while data or a checkpoint holds the GPUs up. */
const STALL_DUTY: readonly [number, number] = [0.48, 0.8];
const CHECKPOINT_DUTY: readonly [number, number] = [0.05, 0.6];
const PAUSED_SM = 0.06;

/** The course that follows from a seed and a workload's id. */
export function createWorkloadCourse(seed: number, workload: string, kind: WorkloadKind): WorkloadCourse {
  const profile = PROFILES[kind];
  const key = (hashText(workload) ^ seed) >>> 0;
  const ownQuantile = unit(key, 1, 0);
  let windowNumber = Number.NaN;
  let levels: readonly Level[] = [];
  let current = 0;
  return {
    kind,
    memoryShare: within(profile.memory, unit(key, 2, 0)),
    levelAt: (atMs) => {
      const wanted = Math.floor(atMs / WINDOW_MS);
      if (wanted !== windowNumber) {
        levels = levelsOf(profile, { key, ownQuantile, window: wanted });
        windowNumber = wanted;
        current = 0;
      }
      let level = levels[current];
      if (level === undefined || atMs < (levels[current - 1]?.untilMs ?? 0)) {
        current = 0;
        level = levels[0];
      }
      while (level !== undefined && level.untilMs <= atMs && current + 1 < levels.length) {
        current += 1;
        level = levels[current];
      }
      return level ?? IDLE;
    },
  };
}

const IDLE: Level = { phase: "idle", untilMs: 0, dutyCycle: 0, smActive: 0, tensorActive: 0, dramActive: 0 };

interface Course {
  readonly key: number;
  /** The workload's own place among the quantiles of SM activity. */
  readonly ownQuantile: number;
  readonly window: number;
}

/** The phases of one window, in order; the last ends with the window or after it. */
function levelsOf(profile: KindProfile, course: Course): Level[] {
  const startMs = course.window * WINDOW_MS;
  const share = sharesAt(profile, startMs + WINDOW_MS / 2);
  const draw = (index: number, which: number): number =>
    unit(course.key, course.window | 0, index * DRAWS + which + 0x5bd1e995);
  const levels: Level[] = [];
  let phase = phaseByShare(share, draw(0, 0));
  let atMs = startMs;
  for (let index = 0; atMs < startMs + WINDOW_MS; index += 1) {
    const seconds = -Math.log(1 - draw(index, 1)) * meanSeconds(profile, share, phase);
    atMs += Math.max(1000, seconds * 1000);
    levels.push(levelOf(profile, course, { phase, untilMs: atMs, draw: (which) => draw(index, which) }));
    phase = phase === "compute" ? pauseByRate(profile, share, draw(index, 2)) : "compute";
  }
  return levels;
}

/** The shares of a kind at an hour of the day: where use is diurnal, idle time gives way to computing. */
function sharesAt(profile: KindProfile, atMs: number): Record<Phase, number> {
  const { compute, stall, checkpoint, idle } = profile.share;
  const wanted = compute * (profile.diurnal ? diurnalFactor(atMs) : 1);
  const busy = Math.min(wanted, compute + idle - 0.01);
  return { compute: busy, stall, checkpoint, idle: compute + idle - busy };
}

function phaseByShare(share: Readonly<Record<Phase, number>>, random: number): Phase {
  let left = random;
  for (const phase of ["compute", "stall", "checkpoint"] as const) {
    left -= share[phase];
    if (left < 0) return phase;
  }
  return "idle";
}

/** After computing comes a pause, each as often as its share over its length. */
function pauseByRate(profile: KindProfile, share: Readonly<Record<Phase, number>>, random: number): Phase {
  let left = random * pauseRate(profile, share);
  for (const phase of ["stall", "checkpoint"] as const) {
    left -= share[phase] / profile.dwellSeconds[phase];
    if (left < 0) return phase;
  }
  return "idle";
}

function pauseRate(profile: KindProfile, share: Readonly<Record<Phase, number>>): number {
  const { stall, checkpoint, idle } = profile.dwellSeconds;
  return share.stall / stall + share.checkpoint / checkpoint + share.idle / idle;
}

function meanSeconds(profile: KindProfile, share: Readonly<Record<Phase, number>>, phase: Phase): number {
  return phase === "compute" ? share.compute / pauseRate(profile, share) : profile.dwellSeconds[phase];
}

interface PhaseDraw {
  readonly phase: Phase;
  readonly untilMs: number;
  readonly draw: (which: number) => number;
}

/** Tensor activity drives SM activity in the model's terms; both are read off the SM quantile that the phase draws. */
function levelOf(profile: KindProfile, course: Course, { phase, untilMs, draw }: PhaseDraw): Level {
  switch (phase) {
    case "idle":
      return { ...IDLE, untilMs };
    case "stall":
    case "checkpoint": {
      const dutyCycle = within(phase === "stall" ? STALL_DUTY : CHECKPOINT_DUTY, draw(3));
      const smActive = PAUSED_SM * draw(4);
      return { phase, untilMs, dutyCycle, smActive, tensorActive: 0, dramActive: smActive * profile.dramPerSm };
    }
    case "compute": {
      const dutyCycle = within(profile.duty, draw(3) ** profile.dutySkew);
      // Half of the time a workload is where it usually is, else anywhere: over all workloads the quantiles hold.
      const quantile = draw(5) < 0.5 ? course.ownQuantile : draw(4);
      const smActive = atQuantile(profile.smQuantiles, quantile) * (profile.smFollowsDuty ? dutyCycle : 1);
      return {
        phase,
        untilMs,
        dutyCycle,
        smActive,
        tensorActive: smActive * profile.tensorPerSm,
        dramActive: Math.min(0.95, smActive * profile.dramPerSm),
      };
    }
    default:
      return phase satisfies never;
  }
}

function within([low, high]: readonly [number, number], share: number): number {
  return low + (high - low) * share;
}
