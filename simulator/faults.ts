/** What goes wrong on a node, and when: XID faults with their repair, and scrapes that fail. All of it follows from a seed and the time. */

import { GPUS_PER_NODE } from "../subgraphs/kit/published/node.ts";
import { unit } from "./hash.ts";

/** Faults a GPU and day: Meta's 268 GPU-caused interruptions in 54 days on 16,384 H100s (Llama 3, 2024). */
export const FAULTS_PER_GPU_DAY = 3e-4;

/** A fault of one GPU. Until `repairedAtMs` the driver reports the XID; for the last minutes before, the node restarts. */
export interface Fault {
  readonly slot: number;
  readonly xid: number;
  readonly atMs: number;
  readonly repairedAtMs: number;
}

/** How a node answers a scrape. */
export type Answer = "page" | "unavailable" | "silent";

/** A fault that somebody asks for, besides those that chance brings: until an instant, or until it is taken back. */
export type InjectedFault =
  | {
      readonly kind: "xid";
      readonly slot: number;
      readonly xid: number;
      readonly atMs: number;
      readonly untilMs: number;
    }
  /** The node has no power, or no network: nobody answers. */
  | { readonly kind: "silence"; readonly untilMs: number };

/** XIDs by how often they are the fault: 79 fell off the bus, 48 double-bit ECC, 119 GSP timeout, 94 contained ECC, 31 page fault, 74 NVLink. */
const XIDS: readonly (readonly [xid: number, share: number])[] = [
  [79, 0.22],
  [48, 0.2],
  [119, 0.18],
  [94, 0.14],
  [31, 0.14],
  [74, 0.12],
];

/** The exporter's words for an XID, as its label `err_msg` has them. */
export const XID_MESSAGES: ReadonlyMap<number, string> = new Map([
  [0, "No Error"],
  [31, "GPU memory page fault"],
  [48, "Double Bit ECC Error"],
  [74, "NVLINK Error"],
  [79, "GPU has fallen off the bus"],
  [94, "Contained ECC error"],
  [119, "GSP RPC timeout"],
]);

/** The XID of a GPU that falls off the bus. The exporter tells it as long as it still knows the GPU; then it prints no line for it. */
export const FELL_OFF_THE_BUS = 79;
/** How long the exporter knows a GPU that is gone. */
export const GONE_AFTER_MS = 60_000;

const DAY_MS = 86_400_000;
const SHORTEST_REPAIR_MS = 3_600_000;
const LONGEST_REPAIR_MS = 8 * 3_600_000;
const RESTART_MS = 6 * 60_000;
const GAP_BUCKET_MS = 5 * 60_000;
const GAP_SHARE = 0.004;
const SHORTEST_GAP_MS = 60_000;

/** Streams of random numbers that must not meet. */
const FAULT = 101;
const SLOT = 102;
const XID = 103;
const TIME = 104;
const REPAIR = 105;
const GAP = 106;

/** The fault of a node that began on a day (days since the epoch), or null. @param key the node's seed */
export function faultOn(key: number, day: number): Fault | null {
  if (unit(key, day, FAULT) >= FAULTS_PER_GPU_DAY * GPUS_PER_NODE) return null;
  const atMs = Math.floor((day + unit(key, day, TIME)) * DAY_MS);
  const repairMs = SHORTEST_REPAIR_MS + unit(key, day, REPAIR) * (LONGEST_REPAIR_MS - SHORTEST_REPAIR_MS);
  return {
    slot: Math.floor(unit(key, day, SLOT) * GPUS_PER_NODE),
    xid: xidBy(unit(key, day, XID)),
    atMs,
    repairedAtMs: Math.floor(atMs + repairMs),
  };
}

/** Follows the faults of one node over time. */
export interface FaultWatch {
  /** The fault that stands at an instant, or null. */
  standing(atMs: number): Fault | null;
  /** When the node last restarted after a fault, within the two days before an instant, or null. */
  repairedAt(atMs: number): number | null;
}

/** The faults of a node, remembered a day at a time. @param key the node's seed */
export function watchFaults(key: number): FaultWatch {
  let day = Number.NaN;
  let today: Fault | null = null;
  let yesterday: Fault | null = null;
  const turnTo = (atMs: number): void => {
    const wanted = Math.floor(atMs / DAY_MS);
    if (wanted === day) return;
    day = wanted;
    today = faultOn(key, wanted);
    yesterday = faultOn(key, wanted - 1);
  };
  const stands = (fault: Fault | null, atMs: number): fault is Fault =>
    fault !== null && fault.atMs <= atMs && atMs < fault.repairedAtMs;
  return {
    standing: (atMs) => {
      turnTo(atMs);
      if (stands(today, atMs)) return today;
      return stands(yesterday, atMs) ? yesterday : null;
    },
    repairedAt: (atMs) => {
      turnTo(atMs);
      if (today !== null && today.repairedAtMs <= atMs) return today.repairedAtMs;
      return yesterday !== null && yesterday.repairedAtMs <= atMs ? yesterday.repairedAtMs : null;
    },
  };
}

/** How a node answers at an instant: not while it restarts, and now and then not for a minute or more. */
export function answerAt(key: number, fault: Fault | null, atMs: number): Answer {
  if (fault !== null && fault.repairedAtMs - atMs <= RESTART_MS) return "unavailable";
  const bucket = Math.floor(atMs / GAP_BUCKET_MS);
  const random = unit(key, bucket, GAP);
  if (random >= GAP_SHARE) return "page";
  // What is left of the number says how long the gap is and of which sort.
  const left = random / GAP_SHARE;
  const gapMs = SHORTEST_GAP_MS + left * (GAP_BUCKET_MS - SHORTEST_GAP_MS);
  if (atMs - bucket * GAP_BUCKET_MS >= gapMs) return "page";
  return (left * 1000) % 2 < 1 ? "unavailable" : "silent";
}

function xidBy(random: number): number {
  let left = random;
  for (const [xid, share] of XIDS) {
    left -= share;
    if (left < 0) return xid;
  }
  return FELL_OFF_THE_BUS;
}
