/** Which nodes there are and who holds their GPUs: read once, then followed through change streams. */

import type { Connection, mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { nodeModel, type NodeDocument } from "../../kit/published/node.ts";
import { placementModel, type PlacementDocument } from "../../kit/published/placement.ts";
import type { NodeFacts } from "./batches.ts";
import type { Holder } from "./collections.ts";
import { followChanges } from "./follow-changes.ts";

export interface TargetListener {
  /** A node is new, or its facts have changed. */
  readonly onNode: (facts: NodeFacts) => void;
  readonly onNodeGone: (hostname: string) => void;
  /** Who holds the GPUs of a node has changed, or the node is new. */
  readonly onHolders: (hostname: string) => void;
}

export interface TargetOptions {
  readonly databases: { readonly inventory: Connection; readonly workloads: Connection };
  readonly listener: TargetListener;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

type NodeView = Pick<
  NodeDocument,
  "_id" | "partner" | "site" | "model" | "rack" | "ratedPowerWatts" | "status" | "gpus"
>;
type PlacementView = Pick<PlacementDocument, "_id" | "node" | "project" | "workload" | "kind" | "mask">;

const NODE_FIELDS = {
  _id: 1,
  partner: 1,
  site: 1,
  model: 1,
  rack: 1,
  ratedPowerWatts: 1,
  status: 1,
  gpus: 1,
} as const;
const PLACEMENT_FIELDS = { _id: 1, node: 1, project: 1, workload: 1, kind: 1, mask: 1 } as const;

export class Targets {
  readonly #options: TargetOptions;
  readonly #nodes = new Map<string, NodeFacts>();
  readonly #placements = new Map<string, PlacementView>();
  readonly #byNode = new Map<string, Map<string, PlacementView>>();
  #stopped: Promise<unknown> = Promise.resolve();

  private constructor(options: TargetOptions) {
    this.#options = options;
  }

  /** Reads nodes and placements, tells the listener of all, and follows them until the signal aborts. */
  static async open(options: TargetOptions): Promise<Targets> {
    const targets = new Targets(options);
    const { inventory, workloads } = options.databases;
    const { log, signal } = options;
    const placements = await followChanges<PlacementView>({
      collection: driverCollection<PlacementView>(workloads, placementModel(workloads).collection.collectionName),
      options: { fullDocument: "updateLookup" },
      reload: () => targets.#reloadPlacements(),
      onChange: (change) => targets.#onPlacementChange(change),
      log,
      signal,
    });
    const nodes = await followChanges<NodeView>({
      collection: driverCollection<NodeView>(inventory, nodeModel(inventory).collection.collectionName),
      options: { fullDocument: "updateLookup" },
      pipeline: [{ $project: { operationType: 1, documentKey: 1, ...prefixed("fullDocument", NODE_FIELDS) } }],
      reload: () => targets.#reloadNodes(),
      onChange: (change) => targets.#onNodeChange(change),
      log,
      signal,
    });
    targets.#stopped = Promise.all([placements.stopped, nodes.stopped]);
    return targets;
  }

  /** Resolves when nothing is followed any more. */
  get stopped(): Promise<unknown> {
    return this.#stopped;
  }

  /** Who holds each GPU of a node, by slot. */
  holdersOf({ hostname, gpus }: NodeFacts): (Holder | null)[] {
    const holders: (Holder | null)[] = gpus.map(() => null);
    for (const { mask, project, workload, kind } of this.#byNode.get(hostname)?.values() ?? []) {
      for (const slot of gpus.keys()) if ((mask & (1 << slot)) !== 0) holders[slot] = { project, workload, kind };
    }
    return holders;
  }

  async #reloadNodes(): Promise<void> {
    const gone = new Set(this.#nodes.keys());
    const { inventory } = this.#options.databases;
    for await (const node of nodeModel(inventory).find({}, NODE_FIELDS).lean<NodeView>().cursor()) {
      gone.delete(node._id);
      this.#putNode(node);
    }
    for (const hostname of gone) this.#dropNode(hostname);
  }

  #onNodeChange(change: mongo.ChangeStreamDocument<NodeView>): void {
    if (change.operationType === "delete") this.#dropNode(change.documentKey._id);
    else if (hasDocument(change)) this.#putNode(change.fullDocument);
  }

  #putNode(node: NodeView): void {
    const { partner, site, model, rack, ratedPowerWatts, gpus } = node;
    const facts: NodeFacts = {
      hostname: node._id,
      partner,
      site,
      model,
      rack,
      ratedPowerWatts,
      gpus: [...gpus],
      up: node.status !== "DOWN",
      outOfService: node.status === "DOWN" || node.status === "MAINTENANCE",
    };
    const known = this.#nodes.get(facts.hostname);
    if (known !== undefined && sameFacts(known, facts)) return;
    this.#nodes.set(facts.hostname, facts);
    this.#options.listener.onNode(facts);
    this.#options.listener.onHolders(facts.hostname);
  }

  #dropNode(hostname: string): void {
    if (this.#nodes.delete(hostname)) this.#options.listener.onNodeGone(hostname);
  }

  async #reloadPlacements(): Promise<void> {
    const gone = new Set(this.#placements.keys());
    const { workloads } = this.#options.databases;
    for await (const placement of placementModel(workloads).find({}, PLACEMENT_FIELDS).lean<PlacementView>().cursor()) {
      gone.delete(placement._id);
      this.#putPlacement(placement);
    }
    for (const id of gone) this.#dropPlacement(id);
  }

  #onPlacementChange(change: mongo.ChangeStreamDocument<PlacementView>): void {
    if (change.operationType === "delete") this.#dropPlacement(change.documentKey._id);
    else if (hasDocument(change)) this.#putPlacement(change.fullDocument);
  }

  #putPlacement({ _id, node, project, workload, kind, mask }: PlacementView): void {
    this.#forgetPlacement(_id);
    const placement = { _id, node, project, workload, kind, mask };
    this.#placements.set(_id, placement);
    let ofNode = this.#byNode.get(node);
    if (ofNode === undefined) this.#byNode.set(node, (ofNode = new Map()));
    ofNode.set(_id, placement);
    this.#options.listener.onHolders(node);
  }

  #dropPlacement(id: string): void {
    const node = this.#forgetPlacement(id);
    if (node !== null) this.#options.listener.onHolders(node);
  }

  #forgetPlacement(id: string): string | null {
    const placement = this.#placements.get(id);
    if (placement === undefined) return null;
    this.#placements.delete(id);
    const ofNode = this.#byNode.get(placement.node);
    ofNode?.delete(id);
    if (ofNode?.size === 0) this.#byNode.delete(placement.node);
    return placement.node;
  }
}

function driverCollection<T extends mongo.Document>(connection: Connection, name: string): mongo.Collection<T> {
  const { db } = connection;
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  return db.collection<T>(name);
}

function prefixed(path: string, fields: Readonly<Record<string, 1>>): Record<string, 1> {
  return Object.fromEntries(Object.keys(fields).map((field) => [`${path}.${field}`, 1]));
}

function hasDocument<T>(change: object): change is { readonly fullDocument: T } {
  return "fullDocument" in change && change.fullDocument !== null && change.fullDocument !== undefined;
}

function sameFacts(left: NodeFacts, right: NodeFacts): boolean {
  return (
    left.partner === right.partner &&
    left.site === right.site &&
    left.model === right.model &&
    left.rack === right.rack &&
    left.ratedPowerWatts === right.ratedPowerWatts &&
    left.up === right.up &&
    left.outOfService === right.outOfService &&
    left.gpus.length === right.gpus.length &&
    left.gpus.every((uuid, slot) => uuid === right.gpus[slot])
  );
}
