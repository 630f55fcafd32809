/** Ends what takes too long. All have the same budget, so they are due in the order in which they began, and one timer does. */

import { type Linked, LinkedList } from "./linked-list.ts";

/** Something that may take only so long. */
export interface Timed<Item> extends Linked<Item> {
  /** By the monotonic clock; set when it begins. */
  dueAtMs: number;
  /** Its time is up, and it has been taken out. */
  onDue(): void;
}

/** What is under way, each with its deadline. */
export class Deadlines<Item extends Timed<Item>> {
  readonly #budgetMs: number;
  /** In the order in which they began. */
  readonly #underWay = new LinkedList<Item>();
  #timer: NodeJS.Timeout | null = null;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  begin(item: Item): void {
    item.dueAtMs = performance.now() + this.#budgetMs;
    this.#underWay.add(item);
    this.#timer ??= setTimeout(() => this.#endDue(), this.#budgetMs).unref();
  }

  /** Nothing happens where it has ended already. */
  end(item: Item): void {
    this.#underWay.delete(item);
  }

  /** Takes out all that is under way. */
  clear(): readonly Item[] {
    const items = this.#underWay.items();
    for (const item of items) this.#underWay.delete(item);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    return items;
  }

  /** The timer is left running when what it was set for has ended, so it may find nothing that is due. */
  #endDue(): void {
    this.#timer = null;
    const nowMs = performance.now();
    for (let item = this.#underWay.first; item !== null; item = this.#underWay.first) {
      if (item.dueAtMs > nowMs) {
        this.#timer ??= setTimeout(() => this.#endDue(), Math.ceil(item.dueAtMs - nowMs)).unref();
        return;
      }
      this.#underWay.delete(item);
      item.onDue();
    }
  }
}
