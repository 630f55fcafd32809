/** A table of text that mostly holds one entry: its first costs two fields, and a Map is made for the second. */
export class SmallMap<Value> {
  #key = "";
  #value: Value | undefined;
  #more: Map<string, Value> | null = null;

  get(key: string): Value | undefined {
    if (this.#more !== null) return this.#more.get(key);
    return key === this.#key ? this.#value : undefined;
  }

  set(key: string, value: Value): void {
    if (this.#more !== null) {
      this.#more.set(key, value);
    } else if (this.#value === undefined || key === this.#key) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#more = new Map([
        [this.#key, this.#value],
        [key, value],
      ]);
    }
  }
}
