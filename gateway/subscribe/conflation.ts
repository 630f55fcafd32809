/** Events of a source stream merged into one: the newest value of each item. */

import type { SourceResponse } from "../upstream/websocket.ts";
import type { GroupEvent } from "./group.ts";
import { frameOf, LastValues, marksOf } from "./last-values.ts";
import type { LiveSource } from "./source-operation.ts";

/** Takes events in order, and gives one in their place. */
export class Conflation {
  readonly #live: LiveSource | null;
  readonly #maxItems: number;
  #values: LastValues | null = null;
  #newest: GroupEvent | null = null;
  #cursor: string | null = null;
  #count = 0;
  #marks = { snapshot: false, gap: false, skipped: 0 };

  /**
   * @param live null where the supergraph says nothing about the stream: then the newest event stands for all
   * @param maxItems beyond that it is full
   */
  constructor(live: LiveSource | null, maxItems: number) {
    this.#live = live;
    this.#maxItems = maxItems;
  }

  /** How many events were taken. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes the next event, unless that would be more than it may hold.
   * @param isForced takes it whatever it is
   * @returns false where it was not taken
   */
  take(event: GroupEvent, isForced = false): boolean {
    const live = this.#live;
    if (live !== null && frameOf(event.response, live) !== null) {
      if (!isForced && this.#values !== null && this.#values.size + itemsIn(event.response, live) > this.#maxItems)
        return false;
      this.#values ??= new LastValues(live, Infinity, { keepsEnded: true });
      this.#values.take(event.response);
      const { snapshot, gap, skipped } = marksOf(event.response, live);
      this.#marks = {
        snapshot: this.#marks.snapshot || snapshot,
        gap: this.#marks.gap || gap,
        skipped: this.#marks.skipped + skipped,
      };
    }
    this.#newest = event;
    this.#cursor = event.cursor ?? this.#cursor;
    this.#count += 1;
    return true;
  }

  /** Everything that was taken as one event, or null where nothing was. */
  merged(): GroupEvent | null {
    const newest = this.#newest;
    if (newest === null || this.#values === null || this.#count === 1) return newest;
    const marks = { ...this.#marks, skipped: this.#marks.skipped + this.#count - 1 };
    const response: SourceResponse = this.#values.merged(marks);
    return { response, cursor: this.#cursor };
  }
}

function itemsIn(response: SourceResponse, live: LiveSource): number {
  const frame = frameOf(response, live);
  let items = 0;
  for (const name of live.itemLists.keys()) {
    const list = frame?.[name];
    if (Array.isArray(list)) items += list.length;
  }
  return items;
}
