/** Values by text in the order of their last use. A use moves a link only: a Map that is written at each would leave tables behind. */

import { type Linked, LinkedList } from "./linked-list.ts";

/** A value that is kept. */
export class Kept<Value> implements Linked<Kept<Value>> {
  readonly key: string;
  readonly value: Value;
  before: Kept<Value> | null = null;
  after: Kept<Value> | null = null;

  constructor(key: string, value: Value) {
    this.key = key;
    this.value = value;
  }
}

/** Values by text. Whoever owns it bounds it. */
export class RecencyMap<Value> {
  readonly #byKey = new Map<string, Kept<Value>>();
  readonly #inOrder = new LinkedList<Kept<Value>>();

  get size(): number {
    return this.#byKey.size;
  }

  /** What has not been used for the longest time, or null where there is nothing. */
  get oldest(): Kept<Value> | null {
    return this.#inOrder.first;
  }

  /** The value of a key, which is thereby used; undefined where there is none. */
  use(key: string): Value | undefined {
    const kept = this.#byKey.get(key);
    if (kept === undefined) return undefined;
    if (kept !== this.#inOrder.last) {
      this.#inOrder.delete(kept);
      this.#inOrder.add(kept);
    }
    return kept.value;
  }

  /** Keeps a value, as the one used last. @returns the one that it takes the place of */
  set(key: string, value: Value): Value | undefined {
    const previous = this.delete(key);
    const kept = new Kept(key, value);
    this.#byKey.set(key, kept);
    this.#inOrder.add(kept);
    return previous;
  }

  /** @returns the value that was there */
  delete(key: string): Value | undefined {
    const kept = this.#byKey.get(key);
    if (kept === undefined) return undefined;
    this.#byKey.delete(key);
    this.#inOrder.delete(kept);
    return kept.value;
  }
}
