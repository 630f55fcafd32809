/** Compares what subscribers wrote down with what was written. */

import { type Feed, type TrueFrame, trueFrames } from "./feed-truth.ts";
import { type Ledger, type LedgerFrame, type LedgerItem, seqOf } from "./ledger.ts";

/** What is wrong with ledgers; all lists are empty where nothing is. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly foreign: readonly string[];
  readonly wrong: readonly string[];
}

/** A ledger, of a partner or of one who sees all (null). */
export interface OwnedLedger {
  readonly ledger: Ledger;
  readonly partner: string | null;
}

/** What was written for a ledger, whoever else asks the same. */
export type TruthOf = (owned: OwnedLedger) => readonly TrueFrame[];

/** What a feed says was written. */
export function truthIn(feed: Feed): TruthOf {
  const truths = new Map<string, readonly TrueFrame[]>();
  return ({ ledger: { wanted }, partner }) => {
    const key = JSON.stringify([partner, wanted.filter, wanted.groupBy]);
    const truth = truths.get(key) ?? trueFrames(feed, partner, wanted.filter, wanted.groupBy);
    truths.set(key, truth);
    return truth;
  };
}

/** Judges ledgers by what was written. */
export function judge(truthOf: TruthOf, ledgers: readonly OwnedLedger[]): Verdict {
  const verdict = { lost: [] as string[], doubled: [] as string[], foreign: [] as string[], wrong: [] as string[] };
  for (const [index, owned] of ledgers.entries()) {
    const { ledger, partner } = owned;
    const { filter, groupBy, every, transport } = ledger.wanted;
    const truth = truthOf(owned);
    const name = `${transport} ${index} ${partner ?? "all"} ${JSON.stringify(filter)} [${groupBy.join()}] ${every ?? ""}`;
    const one = every === null ? judgeLossless(ledger.frames, truth) : judgeConflated(ledger.frames, truth);
    for (const fault of ["lost", "doubled", "wrong"] as const) {
      if (one[fault].length > 0) verdict[fault].push(`${name}: ${one[fault].slice(0, 5).join("; ")}`);
    }
    if (partner !== null && groupBy.includes("PARTNER")) {
      const strangers = ledger.frames.flatMap(({ items }) => items).filter(({ id }) => partnerOf(id) !== partner);
      if (strangers.length > 0) verdict.foreign.push(`${name}: ${strangers.length}`);
    }
  }
  return verdict;
}

type Faults = Record<"lost" | "doubled" | "wrong", string[]>;

/** Every frame that was written since the first one, once, in order, and with what was written. */
function judgeLossless(frames: readonly LedgerFrame[], truth: readonly TrueFrame[]): Faults {
  const faults: Faults = { lost: [], doubled: [], wrong: [] };
  const [first, ...rest] = frames;
  if (first === undefined) return { ...faults, lost: ["everything"] };
  const from = seqOf(first.cursor);
  const last = seqOf(frames.at(-1)?.cursor ?? first.cursor);
  const seen = new Map<number, LedgerFrame>();
  for (const frame of rest) {
    const seq = seqOf(frame.cursor);
    if (seen.has(seq) || seq <= from) faults.doubled.push(String(seq));
    if (frame.snapshot || frame.gap || frame.skipped > 0) faults.wrong.push(`${seq} is no change`);
    seen.set(seq, frame);
  }
  const order = [...seen.keys()];
  if (order.some((seq, index) => index > 0 && seq < (order[index - 1] ?? 0))) faults.wrong.push("out of order");
  for (const { seq, changed } of truth) {
    if (seq <= from || seq > last) continue;
    const frame = seen.get(seq);
    if (frame === undefined) faults.lost.push(String(seq));
    else if (!isSame(frame.items, changed)) faults.wrong.push(`${seq} has other items`);
    seen.delete(seq);
  }
  for (const seq of seen.keys()) faults.wrong.push(`${seq} was never written`);
  return faults;
}

/** Each frame newer than the one before, and after each the state that was written. */
function judgeConflated(frames: readonly LedgerFrame[], truth: readonly TrueFrame[]): Faults {
  const faults: Faults = { lost: [], doubled: [], wrong: [] };
  if (frames.length === 0) return { ...faults, lost: ["everything"] };
  const state = new Map<string, LedgerItem>();
  let before = -1;
  let at = 0;
  let written: ReadonlyMap<string, LedgerItem> = new Map();
  for (const { cursor, snapshot, items } of frames) {
    const seq = seqOf(cursor);
    if (seq <= before) faults.doubled.push(`${seq} after ${before}`);
    before = seq;
    if (snapshot) state.clear();
    for (const item of items) {
      if (item.gpuCount === 0) state.delete(item.id);
      else state.set(item.id, item);
    }
    for (let frame = truth[at]; frame !== undefined && frame.seq <= seq; frame = truth[at]) {
      written = frame.state;
      at += 1;
    }
    if (!isSame([...state.values()], written)) faults.lost.push(`${seq} leads to another state`);
  }
  return faults;
}

function isSame(items: readonly LedgerItem[], written: ReadonlyMap<string, LedgerItem>): boolean {
  return items.length === written.size && items.every((item) => isSameItem(item, written.get(item.id)));
}

function isSameItem(item: LedgerItem, written: LedgerItem | undefined): boolean {
  return (
    written !== undefined &&
    item.gpuCount === written.gpuCount &&
    item.idleAllocatedGpuCount === written.idleAllocatedGpuCount &&
    isClose(item.coverage, written.coverage) &&
    isClose(item.dutyCycle, written.dutyCycle)
  );
}

/** Clients are given ratios with a few decimals. */
function isClose(left: number | null, right: number | null): boolean {
  return left === null || right === null ? left === right : Math.abs(left - right) < 2e-6;
}

function partnerOf(id: string): unknown {
  const key = Buffer.from(id, "base64url").toString("utf8");
  return key === "all" ? null : (JSON.parse(key) as unknown[])[0];
}
