/** Every mutation of the graph with input that fits the fleet as it is, most of the time: chosen at random, from raw records. */

import { randomUUID } from "node:crypto";
import type { SignedIdentity } from "../../../schema/wire.ts";
import type { DatabaseName, Databases } from "../../../subgraphs/kit/database.ts";
import { encodeId, type EntityType } from "../../../subgraphs/kit/ids.ts";
import { operatorIdentity, partnerIdentity } from "../../support/subgraph-call.ts";

type FleetDatabases = Pick<Databases, "inventory" | "partners" | "sites" | "workloads">;
type Random = () => number;

/** One call to make. */
export interface Operation {
  readonly subgraph: DatabaseName;
  readonly name: string;
  /** Made anew for each call: an identity lasts a minute. */
  readonly as: () => SignedIdentity;
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string };
}

/** A record as it is stored. */
type Raw = Readonly<Record<string, unknown>> & { readonly _id: string };

interface World {
  readonly random: Random;
  /** A record at random, or null when none fits. */
  readonly pick: (database: DatabaseName, collection: string, filter?: object) => Promise<Raw | null>;
}

/** Makes the input of a mutation, without its key; null when nothing in the fleet fits. */
type Make = (world: World) => Promise<Readonly<Record<string, unknown>> | null>;

interface Entry {
  readonly subgraph: DatabaseName;
  readonly weight: number;
  readonly make: Make;
}

const KINDS = ["PRETRAIN", "FINETUNE", "INFERENCE", "EVALUATION"] as const;

/** By the mutation's name. */
export const CATALOGUE: Readonly<Record<string, Entry>> = {
  submitWorkload: entry("workloads", 24, async ({ pick, random }) => {
    const node = await pick("inventory", "nodes", { gpus: { $ne: [] } });
    const project = node && (await pick("partners", "projects", { partner: node["partner"] }));
    if (node === null || project === null) return null;
    const gpuCount = random() < 0.5 ? 1 + Math.floor(random() * 8) : 8 * (1 + Math.floor(random() * 6));
    const where = random() < 0.2 ? { site: node["site"] } : {};
    const how = random() < 0.2 ? { placeNow: true } : {};
    const kind = KINDS[Math.floor(random() * KINDS.length)];
    return { project: id("Project", project), name: "job", kind, model: node["model"], gpuCount, ...where, ...how };
  }),
  cancelWorkload: workload(10, ["RUNNING", "QUEUED", "SUSPENDED"]),
  suspendWorkload: workload(5, ["RUNNING", "QUEUED"]),
  resumeWorkload: workload(7, ["SUSPENDED", "PREEMPTED", "NODE_FAILED"]),
  finishWorkload: entry("workloads", 6, async ({ pick, random }) => {
    const found = await pick("workloads", "workloads", { state: "RUNNING" });
    return found && { workload: id("Workload", found), outcome: random() < 0.8 ? "COMPLETED" : "FAILED" };
  }),
  failNode: entry("workloads", 2, async ({ pick, random }) => {
    const found = await pick("inventory", "nodes", { status: { $in: ["ALLOCATED", "IDLE", "DRAINING"] } });
    return found && { node: id("Node", found), reason: "no answer", requeue: random() < 0.5 };
  }),
  reclaimGpus: entry("workloads", 3, async ({ pick, random }) => {
    const project = await pick("partners", "projects", { nominalQuota: { $gt: 0 } });
    const preempt = random() < 0.5;
    return project && { project: id("Project", project), gpuCount: 1 + Math.floor(random() * 8), preempt };
  }),
  redistributeGpus: entry("workloads", 3, async ({ pick, random }) => {
    const cohort = await pick("workloads", "cohortUsage", { reclaimedQuota: { $gt: 0 } });
    const project = cohort && (await pick("partners", "projects", { cohort: cohort._id }));
    if (cohort === null || project === null) return null;
    const gpuCount = 1 + Math.floor(random() * Number(cohort["reclaimedQuota"]));
    return { cohort: cohort._id, shares: [{ project: id("Project", project), gpuCount }] };
  }),
  drainNode: node("inventory", 4, { status: { $in: ["ALLOCATED", "IDLE"] } }, { reason: "fan" }),
  undrainNode: node("inventory", 5, { status: { $in: ["DRAINING", "DRAINED"] } }),
  returnNode: node("inventory", 5, { status: { $in: ["DOWN", "DRAINED"] }, gpus: { $ne: [] } }),
  planDelivery: entry("inventory", 3, async ({ pick, random }) => {
    const grant = await pick("partners", "grants");
    const site = grant && (await pick("sites", "sites", { tenants: grant["partner"] }));
    if (grant === null) return null;
    const { partner, programme } = grant;
    const quantity = 8 * (1 + Math.floor(random() * 4));
    return { partner, programme, site: site?._id, model: "B200", quantity, expectedOn: "2027-03-01" };
  }),
  shipDelivery: delivery(2, ["PLANNED"]),
  receiveDelivery: entry("inventory", 3, async ({ pick, random }) => {
    const found = await pick("inventory", "deliveries", {
      status: { $in: ["PLANNED", "IN_TRANSIT", "PARTIALLY_RECEIVED"] },
    });
    return found && { delivery: id("Delivery", found), quantity: 1 + Math.floor(random() * Number(found["quantity"])) };
  }),
  cancelDelivery: delivery(1, ["PLANNED", "IN_TRANSIT", "PARTIALLY_RECEIVED"]),
  installGpus: entry("inventory", 4, async ({ pick }) => {
    const rack = await pick("sites", "racks", { status: { $in: ["ACTIVE", "AVAILABLE"] } });
    const known = rack && (await pick("inventory", "nodes", { rack: rack._id }));
    const stock = rack && (await pick("inventory", "stock", { partner: rack["partner"] }));
    const grant = rack && (await pick("partners", "grants", { partner: rack["partner"] }));
    if (rack === null || stock === null || grant === null) return null;
    const hostname = `new-${randomUUID()}`;
    return {
      rack: id("Rack", rack),
      hostname,
      model: known?.["model"] ?? stock["model"],
      programme: grant["programme"],
      owner: "owner",
      operator: "operator",
      gpus: Array.from({ length: 8 }, (_, slot) => `GPU-${hostname}-${slot}`),
    };
  }),
  activateGpus: node("inventory", 4, { status: "DOWN", gpus: [] }),
  decommissionGpus: node("inventory", 1, { status: { $in: ["DRAINED", "DOWN"] } }, { reason: "worn out" }),
  planMaintenance: entry("sites", 2, async ({ pick, random }) => {
    const rack = await pick("sites", "racks", { status: "ACTIVE" });
    const startsAt = new Date(Date.now() + (random() < 0.5 ? -60_000 : 3_600_000));
    const endsAt = new Date(startsAt.getTime() + 7_200_000);
    return (
      rack && {
        site: encodeId("Site", String(rack["site"])),
        racks: [id("Rack", rack)],
        startsAt,
        endsAt,
        reason: "pumps",
      }
    );
  }),
  cancelMaintenance: entry("sites", 1, async ({ pick }) => {
    const window = await pick("sites", "maintenanceWindows", { startsAt: { $gt: new Date() } });
    return window && { window: id("MaintenanceWindow", window) };
  }),
  startMaintenance: maintenance(2, { status: { $in: ["IDLE", "ALLOCATED", "DRAINED"] } }),
  endMaintenance: maintenance(3, { status: "MAINTENANCE" }),
  setPowerCap: entry("sites", 2, async ({ pick, random }) => {
    const ofSite = random() < 0.5;
    const found = await pick("sites", ofSite ? "sites" : "racks");
    if (found === null) return null;
    const powerCapWatts = Math.round(Number(found["powerCapWatts"]) * (0.7 + random() * 0.5));
    return { [ofSite ? "site" : "rack"]: id(ofSite ? "Site" : "Rack", found), powerCapWatts };
  }),
  setPowerLimit: entry("sites", 3, async ({ pick, random }) => {
    const ofSite = random() < 0.5;
    const found = await pick("sites", ofSite ? "sites" : "racks", ofSite ? {} : { status: "ACTIVE" });
    if (found === null) return null;
    const powerLimitWatts = random() < 0.6 ? null : Math.round(Number(found["activePowerWatts"]) * random());
    return { [ofSite ? "site" : "rack"]: id(ofSite ? "Site" : "Rack", found), powerLimitWatts };
  }),
  changeSiteStatus: status("sites", "Site", 1, ["STAGING", "ACTIVE"]),
  changeRackStatus: status("racks", "Rack", 1, ["AVAILABLE", "ACTIVE", "DEPRECATED"]),
  createProgramme: entry("partners", 1, async () => ({ slug: `p-${randomUUID()}`, name: "Programme", total: 64 })),
  allot: entry("partners", 2, async ({ pick, random }) => {
    const programme = await pick("partners", "programmes");
    const partner = await pick("partners", "partners");
    if (programme === null || partner === null) return null;
    const quantity = 1 + Math.floor(random() * 40);
    const who = { owner: "owner", operator: "operator" };
    return { programme: programme._id, partner: partner._id, quantity, ...who, dueOn: "2028-01-01" };
  }),
  createProject: entry("partners", 1, async ({ pick, random }) => {
    const partner = await pick("partners", "partners");
    if (partner === null) return null;
    const slug = `project-${randomUUID()}`;
    return { partner: partner._id, slug, name: slug, sector: "RESEARCH", ...quotaOf(random, 16), cohort: partner._id };
  }),
  setQuota: entry("partners", 4, async ({ pick, random }) => {
    const project = await pick("partners", "projects");
    if (project === null) return null;
    return { project: id("Project", project), ...quotaOf(random, Number(project["nominalQuota"]) + 4) };
  }),
};

/** A call of a mutation at random, by weight; or of the one that is named. Null when nothing in the fleet fits it now. */
export async function nextOperation(
  databases: FleetDatabases,
  random: Random,
  name = pickName(random),
): Promise<Operation | null> {
  const found = CATALOGUE[name];
  if (found === undefined) throw new TypeError(`expected a mutation, got ${name}`);
  const pick: World["pick"] = async (database, collection, filter = {}) => {
    const all = databases[database].collection<Raw>(collection);
    const [record] = await all.aggregate<Raw>([{ $match: filter }, { $sample: { size: 1 } }]).toArray();
    return record ?? null;
  };
  const input = await found.make({ random, pick });
  if (input === null) return null;
  const number = Math.floor(random() * 4);
  const partner = name === "submitWorkload" && random() < 0.5 ? await partnerOf(databases, input) : null;
  const as = partner === null ? () => operatorIdentity(`operator-${number}`) : () => partnerIdentity(partner);
  return { subgraph: found.subgraph, name, as, input: { ...input, idempotencyKey: randomUUID() } };
}

/** What makes a mutation possible, by its name. */
const BEFORE: Readonly<Record<string, string>> = {
  resumeWorkload: "suspendWorkload",
  redistributeGpus: "reclaimGpus",
  undrainNode: "drainNode",
  returnNode: "drainNode",
  decommissionGpus: "drainNode",
  activateGpus: "installGpus",
  planDelivery: "cancelDelivery",
  shipDelivery: "planDelivery",
  receiveDelivery: "planDelivery",
  cancelMaintenance: "planMaintenance",
  startMaintenance: "planMaintenance",
  endMaintenance: "startMaintenance",
  allot: "createProgramme",
};

/**
 * A call of a mutation that would take effect now. What it needs is done first, where it is not there.
 * @param run carries an operation out; `more` overrides members of its input
 */
export async function possibleOperation(
  databases: FleetDatabases,
  random: Random,
  name: string,
  run: (operation: Operation, more?: object) => Promise<{ readonly refusal: object | null }>,
): Promise<Operation> {
  for (let tries = 0; tries < 200; tries += 1) {
    const operation = await nextOperation(databases, random, name);
    if (operation !== null) {
      const payload = await run(operation, { whatIf: true });
      const none = "nodes" in payload && Array.isArray(payload.nodes) && payload.nodes.length === 0;
      if (payload.refusal === null && !none) return operation;
    }
    const before = BEFORE[name];
    const first = before === undefined ? null : await nextOperation(databases, random, before);
    if (first !== null) await run(first);
  }
  throw new Error(`expected some ${name} to be possible`);
}

async function partnerOf(databases: FleetDatabases, input: Readonly<Record<string, unknown>>): Promise<string> {
  const key = Buffer.from(String(input["project"]), "base64url").toString("utf8").slice("Project:".length);
  const project = await databases.partners.collection<Raw>("projects").findOne({ _id: key });
  return String(project?.["partner"]);
}

function pickName(random: Random): string {
  const all = Object.entries(CATALOGUE);
  let left = random() * all.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of all) {
    left -= weight;
    if (left < 0) return name;
  }
  return "submitWorkload";
}

function entry(subgraph: DatabaseName, weight: number, make: Make): Entry {
  return { subgraph, weight, make };
}

function workload(weight: number, states: readonly string[]): Entry {
  return entry("workloads", weight, async ({ pick }) => {
    const found = await pick("workloads", "workloads", { state: { $in: states } });
    return found && { workload: id("Workload", found) };
  });
}

function delivery(weight: number, statuses: readonly string[]): Entry {
  return entry("inventory", weight, async ({ pick }) => {
    const found = await pick("inventory", "deliveries", { status: { $in: statuses } });
    return found && { delivery: id("Delivery", found) };
  });
}

function node(subgraph: DatabaseName, weight: number, filter: object, more: object = {}): Entry {
  return entry(subgraph, weight, async ({ pick }) => {
    const found = await pick("inventory", "nodes", filter);
    return found && { node: id("Node", found), ...more };
  });
}

/** A window that is under way at the site of such a node, and the node's rack. */
function maintenance(weight: number, filter: object): Entry {
  return entry("inventory", weight, async ({ pick }) => {
    const found = await pick("inventory", "nodes", { ...filter, gpus: { $ne: [] } });
    const underWay = { site: found?.["site"], startsAt: { $lte: new Date() } };
    const window = found && (await pick("sites", "maintenanceWindows", underWay));
    if (found === null || window === null) return null;
    return { window: id("MaintenanceWindow", window), racks: [encodeId("Rack", String(found["rack"]))] };
  });
}

function status(collection: string, type: EntityType, weight: number, statuses: readonly string[]): Entry {
  return entry("sites", weight, async ({ pick, random }) => {
    const found = await pick("sites", collection);
    const to = statuses[Math.floor(random() * statuses.length)];
    return found && { [type.toLowerCase()]: id(type, found), status: to };
  });
}

function quotaOf(random: Random, most: number): Readonly<Record<string, number>> {
  const nominalQuota = Math.floor(random() * (most + 1));
  const lendingLimit = Math.floor(random() * (nominalQuota + 1));
  return { nominalQuota, borrowingLimit: Math.floor(random() * 16), lendingLimit };
}

function id(type: EntityType, { _id }: Raw): string {
  return encodeId(type, _id);
}
