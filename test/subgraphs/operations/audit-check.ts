/** Checks the audit log against what was asked for and against what is stored, without any code of the subgraphs'. */

import { createHash } from "node:crypto";
import type { ClientSession } from "mongoose";
import type { AuditDocument } from "../../../subgraphs/kit/audit/entries.ts";
import type { SealDocument } from "../../../subgraphs/kit/audit/seals.ts";
import type { DatabaseName, Databases } from "../../../subgraphs/kit/database.ts";

type FleetDatabases = Pick<Databases, "inventory" | "partners" | "sites" | "workloads" | "transaction">;

/** A mutation that was answered. */
export interface Acknowledged {
  readonly name: string;
  readonly actor: string;
  readonly key: string;
  /** The refusal's code, or null when it took effect. */
  readonly refusal: string | null;
}

/** Steps that a state may take, written down again from the words of the domain. */
const LEGAL: Readonly<Record<string, { readonly field: string; readonly steps: string }>> = {
  Workload: {
    field: "state",
    steps: `-QUEUED QUEUED-ADMITTED ADMITTED-RUNNING RUNNING-COMPLETED RUNNING-FAILED RUNNING-CANCELLED RUNNING-PREEMPTED
      RUNNING-NODE_FAILED RUNNING-SUSPENDED QUEUED-SUSPENDED QUEUED-CANCELLED SUSPENDED-CANCELLED SUSPENDED-QUEUED
      PREEMPTED-QUEUED NODE_FAILED-QUEUED`,
  },
  Delivery: {
    field: "status",
    steps: `-PLANNED PLANNED-IN_TRANSIT PLANNED-PARTIALLY_RECEIVED PLANNED-RECEIVED IN_TRANSIT-PARTIALLY_RECEIVED
      IN_TRANSIT-RECEIVED PARTIALLY_RECEIVED-PARTIALLY_RECEIVED PARTIALLY_RECEIVED-RECEIVED PLANNED-CANCELLED
      IN_TRANSIT-CANCELLED PARTIALLY_RECEIVED-CANCELLED`,
  },
  Gpu: {
    field: "lifecycle",
    steps:
      "-INSTALLED INSTALLED-ACTIVE INSTALLED-DECOMMISSIONED ACTIVE-DECOMMISSIONED ACTIVE-ACTIVE INSTALLED-INSTALLED DECOMMISSIONED-DECOMMISSIONED",
  },
  Node: {
    field: "status",
    steps: `-DOWN DOWN-IDLE IDLE-DRAINED ALLOCATED-DRAINING DRAINING-ALLOCATED DRAINED-IDLE IDLE-MAINTENANCE
      DRAINED-MAINTENANCE ALLOCATED-DRAINING MAINTENANCE-IDLE MAINTENANCE-DRAINED IDLE-DOWN ALLOCATED-DOWN DRAINING-DOWN
      DRAINED-DOWN MAINTENANCE-DOWN DOWN-DOWN`,
  },
  Site: {
    field: "status",
    steps: `PLANNED-STAGING STAGING-ACTIVE ACTIVE-DECOMMISSIONING DECOMMISSIONING-ACTIVE PLANNED-RETIRED STAGING-RETIRED
      DECOMMISSIONING-RETIRED PLANNED-PLANNED STAGING-STAGING ACTIVE-ACTIVE DECOMMISSIONING-DECOMMISSIONING RETIRED-RETIRED`,
  },
  Rack: {
    field: "status",
    steps: `PLANNED-AVAILABLE AVAILABLE-RESERVED RESERVED-AVAILABLE AVAILABLE-ACTIVE ACTIVE-DEPRECATED DEPRECATED-ACTIVE
      DEPRECATED-PLANNED PLANNED-PLANNED AVAILABLE-AVAILABLE RESERVED-RESERVED ACTIVE-ACTIVE DEPRECATED-DEPRECATED`,
  },
};

/** What a record's last entry must agree with, by type: where it is stored, and the fields that only audited changes write. */
const STORED: Readonly<
  Record<string, { readonly database: DatabaseName; readonly collection: string; readonly fields: readonly string[] }>
> = {
  Workload: { database: "workloads", collection: "workloads", fields: ["state", "gpuCount", "site", "project"] },
  Delivery: { database: "inventory", collection: "deliveries", fields: ["status", "quantity", "receivedQuantity"] },
  Gpu: { database: "inventory", collection: "gpus", fields: ["lifecycle", "health", "node", "slot"] },
  Site: { database: "sites", collection: "sites", fields: ["status", "powerCapWatts", "powerLimitWatts", "tenants"] },
  Rack: { database: "sites", collection: "racks", fields: ["status", "powerCapWatts", "powerLimitWatts"] },
  MaintenanceWindow: { database: "sites", collection: "maintenanceWindows", fields: ["site", "racks", "reason"] },
  Programme: { database: "partners", collection: "programmes", fields: ["total"] },
  Allotment: { database: "partners", collection: "allotments", fields: ["quantity", "programme", "partner"] },
  Project: {
    database: "partners",
    collection: "projects",
    fields: ["nominalQuota", "borrowingLimit", "lendingLimit", "cohort"],
  },
};

/** What the system does by itself, by actor. */
const SYSTEM: Readonly<Record<string, string>> = { scheduler: "placeWorkload", telemetry: "gpuFailed" };

/** One sentence for each thing that does not fit, once the mutations have ended and the log is sealed. Read from one snapshot. */
export async function auditProblems(
  databases: FleetDatabases,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  return await databases.transaction(async (session) => await problemsIn(databases, session, acknowledged));
}

async function problemsIn(
  databases: FleetDatabases,
  session: ClientSession,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const entries = await databases.partners
    .collection<AuditDocument>("audit")
    .find({}, { session })
    .sort({ chain: 1, sequence: 1 })
    .toArray();
  const found: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(sentence);
  };
  checkCalls(entries, acknowledged, expect);
  checkChains(entries, expect);
  await checkSeals(databases, session, entries, expect);
  await checkStored(databases, session, entries, expect);
  return found;
}

/** Invariant 11: what was acknowledged as done is in the log once; what was refused is not; nothing else is. */
function checkCalls(
  entries: readonly AuditDocument[],
  acknowledged: readonly Acknowledged[],
  expect: (holds: boolean, sentence: string) => void,
): void {
  const times = new Map<string, Set<number>>();
  for (const { actor, action, key, at } of entries) {
    if (key === null) expect(SYSTEM[actor] === action, `${actor} did ${action} without a key`);
    else {
      const call = `${actor} ${action} ${key}`;
      times.set(call, (times.get(call) ?? new Set()).add(at.getTime()));
    }
  }
  for (const { actor, name, key, refusal } of acknowledged) {
    const call = `${actor} ${name} ${key}`;
    const count = times.get(call)?.size ?? 0;
    // Maintenance that finds no node to move changes nothing.
    const none = name === "startMaintenance" || name === "endMaintenance";
    expect(
      refusal === null ? count === 1 || (none && count === 0) : count === 0,
      `${call}: ${refusal}, done ${count} times`,
    );
    times.delete(call);
  }
  for (const call of times.keys()) expect(false, `${call} is in the log and was not acknowledged`);
}

/** Invariant 7, and that each record's history is whole. */
function checkChains(entries: readonly AuditDocument[], expect: (holds: boolean, sentence: string) => void): void {
  let last: AuditDocument | null = null;
  for (const entry of entries) {
    const type = entry.chain.slice(0, entry.chain.indexOf(":"));
    const previous: AuditDocument | null = last?.chain === entry.chain ? last : null;
    expect(entry.sequence === (previous?.sequence ?? 0) + 1, `${entry._id} is out of sequence`);
    expect(entry.previous === (previous?.hash ?? null), `${entry._id} does not follow the one before`);
    expect(entry.hash === hashOf(entry), `${entry._id} is not what its hash says`);
    const legal = LEGAL[type];
    if (legal !== undefined) {
      const step = `${stateIn(entry.before, legal.field)}-${stateIn(entry.after, legal.field)}`;
      expect(legal.steps.split(/\s+/).includes(step), `${entry._id}: ${step} by ${entry.action}`);
      // A node moves by placements too, which are their workloads' entries.
      const follows =
        type === "Node" ||
        previous === null ||
        stateIn(previous.after, legal.field) === stateIn(entry.before, legal.field);
      expect(follows, `${entry._id} begins where the one before did not end`);
    }
    last = entry;
  }
}

/** Every entry is sealed once, and the seals are one chain. */
async function checkSeals(
  { partners }: FleetDatabases,
  session: ClientSession,
  entries: readonly AuditDocument[],
  expect: (holds: boolean, sentence: string) => void,
): Promise<void> {
  const seals = await partners.collection<SealDocument>("auditSeals").find({}, { session }).sort({ _id: 1 }).toArray();
  const sealed = new Map<string, string>();
  for (const [index, seal] of seals.entries()) {
    expect(
      seal._id === index + 1 && seal.previous === (seals[index - 1]?.hash ?? null),
      `seal ${seal._id} is out of its chain`,
    );
    for (const { id, hash } of seal.entries) {
      expect(!sealed.has(id), `${id} is sealed twice`);
      sealed.set(id, hash);
    }
  }
  for (const { _id, hash } of entries) expect(sealed.get(_id) === hash, `${_id} is not sealed as it is`);
  expect(sealed.size === entries.length, `${sealed.size} entries are sealed, ${entries.length} are there`);
}

/** What the log says last of each record is what is stored. */
async function checkStored(
  databases: FleetDatabases,
  session: ClientSession,
  entries: readonly AuditDocument[],
  expect: (holds: boolean, sentence: string) => void,
): Promise<void> {
  const last = new Map(entries.map((entry) => [entry.chain, entry]));
  for (const [type, { database, collection, fields }] of Object.entries(STORED)) {
    const records = await databases[database]
      .collection<Record<string, unknown> & { _id: string }>(collection)
      .find({}, { session })
      .toArray();
    const stored = new Map(records.map((record) => [`${type}:${record._id}`, record]));
    for (const [chain, { after, _id }] of last) {
      if (!chain.startsWith(`${type}:`)) continue;
      const record = stored.get(chain);
      expect(
        (record === undefined) === (after === null),
        `${_id}: the record is ${record === undefined ? "not " : ""}there`,
      );
      if (record === undefined || after === null) continue;
      const logged = JSON.parse(after) as Record<string, unknown>;
      for (const field of fields) {
        const [is, says] = [JSON.stringify(record[field] ?? null), JSON.stringify(logged[field] ?? null)];
        expect(is === says, `${_id}: ${field} is ${is}, the log says ${says}`);
      }
    }
  }
}

function stateIn(json: string | null, field: string): string {
  if (json === null) return "";
  return String((JSON.parse(json) as Record<string, unknown>)[field]);
}

/** SHA-256 over the entry's fields but the hash, as JSON with sorted keys and without nulls. */
function hashOf({ hash: _hash, ...entry }: AuditDocument): string {
  const members = Object.entries(entry)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest("base64url");
}
