/** Keeps the simulator's view of the fleet like MongoDB's: reads it whole, then follows its changes; again from the start after a fault. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, mongo } from "mongoose";
import type { Logger } from "../subgraphs/kit/log.ts";
import { NODE_STATUSES, nodeModel } from "../subgraphs/kit/published/node.ts";
import { placementModel } from "../subgraphs/kit/published/placement.ts";
import type { FleetView, NodeRow, PlacementRow } from "./fleet-view.ts";

/** Open connections to the two databases that are read. */
export interface FleetDatabases {
  readonly inventory: Connection;
  readonly workloads: Connection;
}

/** What to follow, and who is told. */
export interface FollowOptions {
  readonly databases: FleetDatabases;
  readonly view: FleetView;
  readonly log: Logger;
  /** Told each time that the whole fleet has been read. */
  readonly onLoaded: () => void;
}

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const BATCH = 2000;
/** How soon a change arrives at the latest, once MongoDB has it. */
const AWAIT_MS = 1000;

const NODE_FIELDS = { site: 1, model: 1, status: 1, gpus: 1 } as const;
const PLACEMENT_FIELDS = { workload: 1, kind: 1, node: 1, project: 1, mask: 1 } as const;

/** Follows until the signal aborts; then resolves. A fault is logged and tried again with growing pauses. */
export async function followFleet(options: FollowOptions, signal: AbortSignal): Promise<void> {
  let pauseMs = SHORTEST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await followOnce(options, signal, () => {
        pauseMs = SHORTEST_PAUSE_MS;
        options.onLoaded();
      });
    } catch (error) {
      if (signal.aborted) return;
      options.log.warn({ err: error, pauseMs }, "the fleet cannot be followed, trying again");
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

/** One life of the two change streams. They begin before the fleet is read, so that no change falls between. */
async function followOnce(
  { databases, view }: FollowOptions,
  signal: AbortSignal,
  onLoaded: () => void,
): Promise<void> {
  const startAtOperationTime = await operationTime(databases.inventory);
  await load(databases, view, signal);
  onLoaded();
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const streams = [
    drain(
      nodeChanges(databases.inventory, startAtOperationTime),
      async (change) => await applyNodeChange(databases.inventory, view, change),
      either,
    ),
    drain(
      placementChanges(databases.workloads, startAtOperationTime),
      async (change) => applyPlacementChange(view, change),
      either,
    ),
  ];
  try {
    // One that ends, by a fault or because its collection was dropped, ends both.
    await Promise.race(streams);
  } finally {
    ending.abort();
    await Promise.allSettled(streams);
  }
}

async function operationTime(connection: Connection): Promise<mongo.Timestamp> {
  const answer = await connection.getClient().db("admin").command({ ping: 1 });
  const at = answer["operationTime"] as mongo.Timestamp | undefined;
  if (at === undefined) throw new Error("MongoDB is no replica set, so its changes cannot be followed.");
  return at;
}

async function load({ inventory, workloads }: FleetDatabases, view: FleetView, signal: AbortSignal): Promise<void> {
  const nodes = new Set<string>();
  const placements = new Set<string>();
  for await (const row of nodeModel(inventory).find({}, NODE_FIELDS).lean<NodeRow[]>().cursor({ batchSize: BATCH })) {
    signal.throwIfAborted();
    nodes.add(row._id);
    view.putNode(row);
  }
  const cursor = placementModel(workloads).find({}, PLACEMENT_FIELDS).lean<PlacementRow[]>();
  for await (const row of cursor.cursor({ batchSize: BATCH })) {
    signal.throwIfAborted();
    placements.add(row._id);
    view.putPlacement(row);
  }
  view.keepOnly(nodes, placements);
}

type Change = mongo.ChangeStreamDocument;
type Stream = mongo.ChangeStream;

function nodeChanges(inventory: Connection, startAtOperationTime: mongo.Timestamp): Stream {
  // Placing work changes the mask of a node all the time; only its status matters here, and whether its GPUs are on.
  const wanted = {
    $or: [
      { operationType: { $ne: "update" } },
      { "updateDescription.updatedFields.status": { $exists: true } },
      { "updateDescription.updatedFields.gpus": { $exists: true } },
    ],
  };
  return watch(nodeModel(inventory).collection, [{ $match: wanted }], startAtOperationTime);
}

function placementChanges(workloads: Connection, startAtOperationTime: mongo.Timestamp): Stream {
  return watch(placementModel(workloads).collection, [{ $match: {} }], startAtOperationTime);
}

function watch(
  collection: { watch: (pipeline: mongo.Document[], options: mongo.ChangeStreamOptions) => unknown },
  pipeline: mongo.Document[],
  startAtOperationTime: mongo.Timestamp,
): Stream {
  const options = { startAtOperationTime, batchSize: BATCH, maxAwaitTimeMS: AWAIT_MS };
  return collection.watch(pipeline, options) as Stream;
}

async function drain(stream: Stream, apply: (change: Change) => Promise<void>, signal: AbortSignal): Promise<void> {
  const close = (): void => void stream.close().catch(() => undefined);
  signal.addEventListener("abort", close, { once: true });
  try {
    while (!signal.aborted) {
      const change = await stream.next();
      if (change.operationType === "invalidate") return;
      await apply(change);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", close);
    await stream.close().catch(() => undefined);
  }
}

async function applyNodeChange(inventory: Connection, view: FleetView, change: Change): Promise<void> {
  if (change.operationType === "insert" || change.operationType === "replace") {
    view.putNode(change.fullDocument as unknown as NodeRow);
  } else if (change.operationType === "update") {
    const { status, gpus } = (change.updateDescription.updatedFields ?? {}) as Readonly<Record<string, unknown>>;
    if (gpus !== undefined) {
      const row = await nodeModel(inventory).findById(keyOf(change), NODE_FIELDS).lean<NodeRow>();
      if (row !== null) view.putNode(row);
      return;
    }
    const known = NODE_STATUSES.find((candidate) => candidate === status);
    if (known !== undefined) view.putStatus(keyOf(change), known);
  } else if (change.operationType === "delete") {
    view.removeNode(keyOf(change));
  }
}

function applyPlacementChange(view: FleetView, change: Change): void {
  if (change.operationType === "insert" || change.operationType === "replace") {
    view.removePlacement(keyOf(change));
    view.putPlacement(change.fullDocument as unknown as PlacementRow);
  } else if (change.operationType === "delete") {
    view.removePlacement(keyOf(change));
  }
}

function keyOf(change: { readonly documentKey: { readonly _id: unknown } }): string {
  return String(change.documentKey._id);
}
