import { describe, expect, it } from "@jest/globals";
import { type Linked, LinkedList } from "../../gateway/collections/linked-list.ts";
import { RecencyMap } from "../../gateway/collections/recency-map.ts";

class Item implements Linked<Item> {
  before: Item | null = null;
  after: Item | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const NAMES = ["a", "b", "c"];

describe("a linked list", () => {
  it("gives its items in the order in which they came, whichever of them go", () => {
    for (const gone of [
      [],
      ["a"],
      ["b"],
      ["c"],
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
      ["a", "b", "c"],
      ["c", "a", "b"],
    ]) {
      const list = new LinkedList<Item>();
      const items = NAMES.map((name) => new Item(name));
      for (const item of items) list.add(item);
      for (const name of gone) for (const item of items) if (item.name === name) list.delete(item);
      const left = NAMES.filter((name) => !gone.includes(name));
      expect(list.items().map(({ name }) => name)).toEqual(left);
      expect([list.first?.name, list.last?.name]).toEqual([left.at(0), left.at(-1)]);
      for (const item of items) if (gone.includes(item.name)) expect([item.before, item.after]).toEqual([null, null]);
    }
  });

  it("lets an item go twice and come again", () => {
    const list = new LinkedList<Item>();
    const [one, two] = [new Item("one"), new Item("two")];
    list.add(one);
    list.delete(one);
    list.delete(one);
    list.delete(two);
    list.add(two);
    list.add(one);
    expect(list.items().map(({ name }) => name)).toEqual(["two", "one"]);
  });
});

describe("a map by recency", () => {
  it("knows what was not used for the longest time", () => {
    const map = new RecencyMap<number>();
    for (const [at, key] of NAMES.entries()) expect(map.set(key, at)).toBeUndefined();
    expect([map.use("a"), map.use("c"), map.use("none")]).toEqual([0, 2, undefined]);
    expect(map.oldest?.key).toBe("b");
    expect(map.set("b", 7)).toBe(1);
    expect([map.oldest?.key, map.size]).toEqual(["a", 3]);
    expect([map.delete("a"), map.delete("a")]).toEqual([0, undefined]);
    expect([map.oldest?.key, map.size, map.use("a")]).toEqual(["c", 2, undefined]);
  });
});
