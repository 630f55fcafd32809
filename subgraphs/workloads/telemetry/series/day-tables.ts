/** Adds up roll-ups of days by what is asked to be told apart, and remembers what has been added up. */

import type { mongo } from "mongoose";
import { FULL_DUTY } from "../tiers/add-sample.ts";
import { EXPECTED, Tally, WASTED } from "../tiers/tally.ts";
import type { TallyKey, TierCollections } from "../tiers/tier-collections.ts";
import { DAY_MS } from "../tiers/tiers.ts";
import type { DayMemo, DayTable } from "./day-memo.ts";
import { type GroupFilter, type GroupKey, GroupKeys, type SeriesDimension } from "./group-key.ts";
import { wonPerGpuHour } from "./prices.ts";

/** What tables are made of. */
export interface TableShape {
  readonly filter: GroupFilter;
  readonly dimensions: readonly SeriesDimension[];
  /** The fields of a roll-up that are read. */
  readonly projection: Readonly<Record<string, 1>>;
  readonly coarseMs: number;
}

/** A table, and the day (UTC) that it is of. */
export interface DatedTable {
  readonly at: Date;
  readonly table: DayTable;
}

/** A day of a partner, as it is at the moment. */
interface Day {
  readonly _id: string;
  readonly partner: string;
  readonly at: Date;
  readonly rev?: string;
}

type DayCollections = Pick<TierCollections, "coarseRollups" | "dayRollups">;

const BATCH = 1000;
const HOUR_MS = 3_600_000;

/** What the WASTED of a row would have cost, in won. */
export function wastedWonOf(rows: Tally, row: number, model: string): number {
  return (rows.time(row, WASTED) / FULL_DUTY / HOUR_MS) * wonPerGpuHour(model);
}

export class DayTables {
  readonly #collections: DayCollections;
  readonly #shape: TableShape;
  readonly #memo: DayMemo;
  readonly #signal: AbortSignal;
  readonly #keys: GroupKeys;
  readonly #name: string;

  constructor(
    collections: DayCollections,
    shape: TableShape,
    { memo, signal }: { readonly memo: DayMemo; readonly signal: AbortSignal },
  ) {
    this.#collections = collections;
    this.#shape = shape;
    this.#memo = memo;
    this.#signal = signal;
    const { filter, dimensions, projection, coarseMs } = shape;
    this.#keys = new GroupKeys(filter, dimensions);
    this.#name = JSON.stringify([filter, dimensions, Object.keys(projection), coarseMs]);
  }

  /** Of each day as a whole. */
  async whole(at: mongo.Condition<Date>): Promise<readonly DatedTable[]> {
    return await this.#tables(at, "day", async (missing, builderOf) => {
      const ids = missing.map(({ _id }) => _id);
      const found = this.#collections.dayRollups.find({ _id: { $in: ids } }, this.#options());
      for await (const { _id, partner, keys, tally } of found) {
        const rows = Tally.unpack(tally);
        for (const [row, group] of keys.entries()) builderOf(_id, 1).add(partner, group, rows, row, 0);
      }
    });
  }

  /** Of each day by coarse period. */
  async byPeriod(at: mongo.Condition<Date>): Promise<readonly DatedTable[]> {
    const { filter, coarseMs } = this.#shape;
    return await this.#tables(at, "periods", async (missing, builderOf) => {
      const wanted = new Set(missing.map(({ _id }) => _id));
      const dates = [...new Set(missing.map((day) => day.at.getTime()))].map((ms) => new Date(ms));
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
      const found = this.#collections.coarseRollups.find({ ...given, at: { $in: dates } }, this.#options());
      for await (const group of found) {
        const id = dayId(group.partner, group.at);
        if (!wanted.has(id)) continue;
        const rows = Tally.unpack(group.tally);
        const builder = builderOf(id, DAY_MS / coarseMs);
        for (let slot = 0; slot < rows.rows; slot++) builder.add(group.partner, group, rows, slot, slot);
      }
    });
  }

  /**
   * Tables of days, from memory where they are there. A day's revision is read before what it is of: what comes between is
   * newer than its revision says, and read again with the next one.
   */
  async #tables(
    at: mongo.Condition<Date>,
    kind: string,
    load: (missing: readonly Day[], builderOf: (id: string, slots: number) => TableBuilder) => Promise<void>,
  ): Promise<readonly DatedTable[]> {
    const tables: DatedTable[] = [];
    const missing: Day[] = [];
    const nameOf = ({ _id }: Day): string => `${kind} ${_id} ${this.#name}`;
    for (const day of await this.#days(at)) {
      const table = day.rev === undefined ? null : this.#memo.get(nameOf(day), day.rev);
      if (table === null) missing.push(day);
      else tables.push({ at: day.at, table });
    }
    if (missing.length === 0) return tables;
    const builders = new Map<string, TableBuilder>();
    await load(missing, (id, slots) => {
      let builder = builders.get(id);
      if (builder === undefined) builders.set(id, (builder = new TableBuilder(this.#keys, slots)));
      return builder;
    });
    for (const day of missing) {
      const table = (builders.get(day._id) ?? new TableBuilder(this.#keys, 1)).table;
      if (day.rev !== undefined) this.#memo.put(nameOf(day), day.rev, table);
      tables.push({ at: day.at, table });
    }
    return tables;
  }

  /** The days of the partners asked for. An index has all that is read. */
  async #days(at: mongo.Condition<Date>): Promise<readonly Day[]> {
    const { partner } = this.#shape.filter;
    const scope = partner === null ? {} : { partner };
    const options = {
      projection: { _id: 0, partner: 1, at: 1, rev: 1 },
      batchSize: BATCH,
      signal: this.#signal,
    } as const;
    const found = await this.#collections.dayRollups.find<Omit<Day, "_id">>({ ...scope, at }, options).toArray();
    return found.map((day) => ({ ...day, _id: dayId(day.partner, day.at) }));
  }

  #options(): {
    readonly projection: Readonly<Record<string, 1>>;
    readonly batchSize: number;
    readonly signal: AbortSignal;
  } {
    return { projection: this.#shape.projection, batchSize: BATCH, signal: this.#signal };
  }
}

function dayId(partner: string, at: Date): string {
  return `${partner}/${at.getTime()}`;
}

class TableBuilder {
  readonly #keysOf: GroupKeys;
  readonly #slots: number;
  readonly #keys: GroupKey[] = [];
  /** The first row of each key, by its text. */
  readonly #rows = new Map<string, number>();
  readonly #tally = new Tally();
  readonly #wastedWon: number[] = [];

  constructor(keysOf: GroupKeys, slots: number) {
    this.#keysOf = keysOf;
    this.#slots = slots;
  }

  get table(): DayTable {
    return { keys: this.#keys, slots: this.#slots, tally: this.#tally, wastedWon: this.#wastedWon };
  }

  /** Adds a row of a group, unless the group is not asked for or nobody expected anything of it then. */
  add(partner: string, group: TallyKey, rows: Tally, row: number, slot: number): void {
    if (rows.time(row, EXPECTED) === 0) return;
    const key = this.#keysOf.of(partner, group);
    if (key === null) return;
    const to = (this.#rows.get(key.text) ?? this.#addKey(key)) + slot;
    this.#tally.merge(to, rows, row, "alongside");
    this.#wastedWon[to] = (this.#wastedWon[to] ?? 0) + wastedWonOf(rows, row, group.model);
  }

  #addKey(key: GroupKey): number {
    const first = this.#tally.rows;
    for (let slot = 0; slot < this.#slots; slot++) {
      this.#tally.addRow();
      this.#wastedWon.push(0);
    }
    this.#keys.push(key);
    this.#rows.set(key.text, first);
    return first;
  }
}
