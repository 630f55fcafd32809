/**
 * A list whose links stand in its items: coming and going costs no memory, and leaves nothing behind. A Set or a Map does. Each
 * time that it makes itself a new table the old one still refers to what it held, and once that table is old enough only a full
 * collection frees it: where requests come and go through a Set, a good part of them outlives its use with all that hangs on it,
 * and collecting that took a quarter of the time of a small request.
 */

/** What can be in a list, in one at a time. The links are the list's to set. */
export interface Linked<Item> {
  before: Item | null;
  after: Item | null;
}

/** Items in the order in which they were added. */
export class LinkedList<Item extends Linked<Item>> {
  #first: Item | null = null;
  #last: Item | null = null;

  get first(): Item | null {
    return this.#first;
  }

  get last(): Item | null {
    return this.#last;
  }

  /** Adds an item, which is in no list, at the end. */
  add(item: Item): void {
    item.before = this.#last;
    if (this.#last === null) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
  }

  /** Takes an item out. Nothing happens where it is in no list. */
  delete(item: Item): void {
    const { before, after } = item;
    if (before === null && this.#first !== item) return;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    item.before = null;
    item.after = null;
  }

  /** All that are in it now: it may be changed meanwhile. */
  items(): readonly Item[] {
    const items: Item[] = [];
    for (let item = this.#first; item !== null; item = item.after) items.push(item);
    return items;
  }
}
