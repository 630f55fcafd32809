/** What MongoDB says was written, as frames: an account of the feed that shares no code with the subgraph or the gateway. */

import type mongoose from "mongoose";
import type { LedgerFilter, LedgerItem } from "./ledger.ts";

/** Of a cell: the site, the model, the project, the workload, then its numbers. */
type Cell = readonly (string | number | null)[];

interface Document {
  readonly _id: number;
  readonly epoch: string;
  readonly cells?: Readonly<Record<string, readonly Cell[]>>;
}

/** What one frame must hold. */
export interface TrueFrame {
  readonly seq: number;
  /** Items that changed, by id. */
  readonly changed: ReadonlyMap<string, LedgerItem>;
  /** The whole state after it, by id: groups with GPUs. */
  readonly state: ReadonlyMap<string, LedgerItem>;
}

/** Documents of the feed after which there is a frame though nothing has changed in it. */
const BOOKMARK_EVERY = 30;

const GPUS = 4;
const REPORTING = 5;
const IDLE = 6;
const DUTY_SUM = 7;
const DUTY_COUNT = 8;

/** The feed as it is in the database. */
export interface Feed {
  readonly epochs: readonly string[];
  readonly documents: readonly Document[];
}

export async function readFeed(mongo: mongoose.mongo.MongoClient, databasePrefix: string): Promise<Feed> {
  const database = mongo.db(`${databasePrefix}_workloads`);
  const keyframe = await database.collection<Document>("keyframes").findOne({}, { sort: { _id: 1 } });
  const changes = await database
    .collection<Document>("feed")
    .find({ _id: { $gt: keyframe?._id ?? 0 } }, { sort: { _id: 1 } })
    .toArray();
  const documents = keyframe === null ? changes : [keyframe, ...changes];
  return { documents, epochs: [...new Set(documents.map(({ epoch }) => epoch))] };
}

/**
 * The frames that a reader who sees these partners must have been given.
 * @param partner null for one who sees all
 */
export function trueFrames(
  { documents }: Feed,
  partner: string | null,
  filter: LedgerFilter,
  groupBy: readonly string[],
): readonly TrueFrame[] {
  const cells = new Map<
    string,
    { readonly group: string; readonly numbers: readonly number[]; readonly held: boolean }
  >();
  const frames: TrueFrame[] = [];
  let before = totals(cells, groupBy);
  for (const { _id: seq, cells: written = {} } of documents) {
    for (const [owner, list] of Object.entries(written)) {
      if (partner !== null && owner !== partner) continue;
      for (const cell of list) {
        const [site, model, project, workload, ...numbers] = cell;
        if (filter.site !== undefined && filter.site !== site) continue;
        if (filter.model !== undefined && filter.model !== model) continue;
        const key = JSON.stringify([owner, site, model, project, workload]);
        if (numbers[0] === 0) cells.delete(key);
        else {
          const parts = { PARTNER: owner, SITE: site, MODEL: model, PROJECT: project, WORKLOAD: workload };
          cells.set(key, { group: idOf(parts, groupBy), numbers: numbers.map(Number), held: workload !== null });
        }
      }
    }
    const after = totals(cells, groupBy);
    const changed = new Map<string, LedgerItem>();
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(id), after.get(id)];
      if (JSON.stringify(was) !== JSON.stringify(is)) changed.set(id, itemOf(id, is ?? []));
    }
    const items = [...after].map(([id, numbers]) => itemOf(id, numbers));
    const state = new Map(items.filter(({ gpuCount }) => gpuCount > 0).map((item) => [item.id, item]));
    if (changed.size > 0 || seq % BOOKMARK_EVERY === 0) frames.push({ seq, changed, state });
    before = after;
  }
  return frames;
}

/** Sums of each group: those of its cells, and at the end how many of its GPUs are held. */
function totals(
  cells: ReadonlyMap<string, { readonly group: string; readonly numbers: readonly number[]; readonly held: boolean }>,
  groupBy: readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  if (groupBy.length === 0) groups.set(Buffer.from("all").toString("base64url"), []);
  for (const { group, numbers, held } of cells.values()) {
    const sums = groups.get(group) ?? [];
    groups.set(group, sums);
    for (const [index, number] of [...numbers, held ? (numbers[0] ?? 0) : 0].entries()) {
      sums[index] = (sums[index] ?? 0) + number;
    }
  }
  return groups;
}

function idOf(parts: Readonly<Record<string, unknown>>, groupBy: readonly string[]): string {
  const names = ["PARTNER", "SITE", "MODEL", "PROJECT", "WORKLOAD"];
  const key =
    groupBy.length === 0 ? "all" : JSON.stringify(names.map((name) => (groupBy.includes(name) ? parts[name] : null)));
  return Buffer.from(key).toString("base64url");
}

function itemOf(id: string, numbers: readonly number[]): LedgerItem {
  const at = (place: number): number => numbers[place - GPUS] ?? 0;
  const gpuCount = at(GPUS);
  return {
    id,
    gpuCount,
    coverage: gpuCount === 0 ? null : at(REPORTING) / gpuCount,
    dutyCycle: at(DUTY_COUNT) === 0 ? null : at(DUTY_SUM) / at(DUTY_COUNT) / 10_000,
    idleAllocatedGpuCount: at(IDLE),
  };
}
