/** Brings one who comes back from the frame that it had to where its topic is now, and hands it over. */

import type { CatchUp } from "./catch-up.ts";
import { Conflation } from "./conflation.ts";
import type { Frame } from "../engine.ts";
import type { EventLog, LogEntry } from "./event-log.ts";
import type { Group, GroupEvent } from "./group.ts";
import type { SubscriberQueue } from "./queue.ts";
import type { LiveSource } from "./source-operation.ts";
import type { TakeTurn } from "./turns.ts";

/** Who comes back, and to what. */
export interface Replay {
  readonly queue: SubscriberQueue;
  readonly group: Group;
  readonly selection: string;
  /** Asked before each frame of the past, which must not keep the present waiting. */
  readonly takeTurn: TakeTurn;
  /** The topic's recent events. */
  readonly log: EventLog;
}

/** A replay into an interval. */
export interface ConflatedReplay extends Replay {
  readonly everyMs: number;
  readonly live: LiveSource | null;
  readonly maxItems: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called in the moment of the hand-over, with what the subscriber has still to be given in its time. */
  readonly onJoin: (missed: GroupEvent | null) => void;
}

/** Events of the past that are given at once. */
const TOGETHER = 8;
/** Bytes of frames that are given at once, unless a single one has more. */
const TOGETHER_BYTES = 64 * 1024;
/** How long what a subgraph sends at once may take to arrive before a frame is made of it. */
const GATHER_MS = 250;

/** Gives every event after an entry of the topic's log, and joins the group there. */
export async function replayLog({ queue, group, selection, log, takeTurn }: Replay, from: LogEntry): Promise<void> {
  let at = from;
  while (queue.isOpen) {
    const { next } = at;
    if (next === null && group.hasFinished) {
      queue.finish();
      return;
    }
    if (at.seq === group.position && !group.hasFinished) {
      group.joinHere(queue);
      return;
    }
    if (next === null || (at.seq > group.position && !group.hasFinished)) {
      await group.moved();
      continue;
    }
    await takeTurn();
    const entries = following(at, ({ seq }) => group.hasFinished || seq <= group.position);
    await give(
      queue,
      await Promise.all(entries.map((one) => log.frame(one, selection, (entry) => group.answer(entry)))),
    );
    at = entries.at(-1) ?? at;
  }
}

/** Gives every event of a catch-up, until the topic remembers one of them; from there on the topic's. */
export async function replayCatchUp(replay: Replay, catchUp: CatchUp, start: LogEntry): Promise<void> {
  const { queue, group, selection, log, takeTurn } = replay;
  let at = start;
  while (queue.isOpen) {
    const shared = at.cursor === null ? null : log.find(at.cursor);
    if (shared !== null) {
      catchUp.leave();
      await replayLog(replay, shared);
      return;
    }
    const { next } = at;
    if (next === null) {
      if (catchUp.end !== null) break;
      await catchUp.moved();
      continue;
    }
    await takeTurn();
    const begin = at;
    const isRemembered = ({ cursor }: LogEntry): boolean => cursor !== null && log.find(cursor) !== null;
    const entries = following(at, (_, before) => before === begin || !isRemembered(before));
    const making = entries.map((one) => catchUp.log.frame(one, selection, (entry) => group.answer(entry)));
    await give(queue, await orLeave(catchUp, Promise.all(making)));
    at = entries.at(-1) ?? at;
    catchUp.read(at.seq);
  }
  finish(queue, catchUp);
}

/** Gives everything after an entry of the topic's log as one frame, and joins. */
export function replayLogConflated(replay: ConflatedReplay, from: LogEntry): void {
  join(replay, new Conflation(replay.live, replay.maxItems), from, true);
}

/** Gives what a catch-up brings, merged: at most one frame an interval, until the topic remembers one of its events. */
export async function replayCatchUpConflated(
  replay: ConflatedReplay,
  catchUp: CatchUp,
  start: LogEntry,
): Promise<void> {
  const { queue, group, log, everyMs, live, maxItems, now } = replay;
  let at = start;
  let pending = new Conflation(live, maxItems);
  let dueAtMs: number | null = null;
  let givenAtMs = -Infinity;
  while (queue.isOpen) {
    let isFull = false;
    for (let { next } = at; next !== null && !isFull; { next } = at) {
      if (pending.take(next)) at = next;
      else isFull = true;
    }
    catchUp.read(at.seq);
    if (pending.count > 0) dueAtMs ??= Math.max(givenAtMs + everyMs, now() + Math.min(everyMs, GATHER_MS));
    const shared = at.cursor === null ? null : log.find(at.cursor);
    if (shared !== null && !isFull) {
      catchUp.leave();
      join(replay, pending, shared, now() >= givenAtMs + everyMs);
      return;
    }
    const isOver = catchUp.end !== null && at.next === null;
    const event = pending.merged();
    if (event !== null && (isFull || isOver || (dueAtMs !== null && now() >= dueAtMs))) {
      queue.push(await orLeave(catchUp, group.answer(event)));
      await queue.room();
      pending = new Conflation(live, maxItems);
      dueAtMs = null;
      givenAtMs = now();
    } else if (isOver) break;
    else await movedOrDue(catchUp, Math.max(dueAtMs ?? -Infinity, givenAtMs + everyMs) - now());
  }
  finish(queue, catchUp);
}

/**
 * Takes over what was merged, and everything after an entry of the topic's log.
 * @param isDue whether the subscriber may be given a frame now
 */
function join({ queue, group, onJoin }: ConflatedReplay, merging: Conflation, from: LogEntry, isDue: boolean): void {
  // What the log keeps is bounded by bytes already.
  for (let { next } = from; next !== null; { next } = next) merging.take(next, true);
  const event = merging.merged();
  onJoin(isDue ? null : event);
  if (event === null || !isDue) group.joinHere(queue);
  else group.joinAfter(queue, event);
}

/** @param leftMs until something is due, or what is no time to wait for */
async function movedOrDue(catchUp: CatchUp, leftMs: number): Promise<void> {
  if (!(leftMs > 0 && leftMs < Infinity)) {
    await catchUp.moved();
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const due = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.ceil(leftMs))));
  await Promise.race([catchUp.moved(), due]);
  clearTimeout(timer);
}

function finish(queue: SubscriberQueue, catchUp: CatchUp): void {
  const { end } = catchUp;
  catchUp.leave();
  if (end === null) return;
  if (end.error === null) queue.finish();
  else queue.fail(end.error);
}

/** The next entries after one, a few, as far as they may be taken. */
function following(from: LogEntry, mayTake: (entry: LogEntry, before: LogEntry) => boolean): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  let before = from;
  for (let { next } = from; next !== null && entries.length < TOGETHER && mayTake(next, before); { next } = next) {
    entries.push(next);
    before = next;
  }
  return entries;
}

/** Gives frames in as few writes as their size allows, and settles when there is room for more. */
async function give(queue: SubscriberQueue, frames: readonly Frame[]): Promise<void> {
  let together: Frame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    if (together.length > 0 && bytes + frame.bytes.byteLength > TOGETHER_BYTES) {
      queue.pushAll(together);
      await queue.room();
      together = [];
      bytes = 0;
    }
    together.push(frame);
    bytes += frame.bytes.byteLength;
  }
  queue.pushAll(together);
  await queue.room();
}

/** Frames. Where there are none, as when their reader has left meanwhile, the catch-up is let go of. */
async function orLeave<Made>(catchUp: CatchUp, frames: Promise<Made>): Promise<Made> {
  try {
    return await frames;
  } catch (error) {
    catchUp.leave();
    throw error;
  }
}
