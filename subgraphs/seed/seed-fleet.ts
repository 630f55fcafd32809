/** Writes a fleet into the four databases, once: a marker says which fleet is there and that it is whole. */

import type { Databases } from "../kit/database.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import { inventoryLoads } from "../inventory/seed.ts";
import { partnersLoads } from "../partners/seed.ts";
import { sitesLoads } from "../sites/seed.ts";
import { workloadsLoads } from "../workloads/seed.ts";
import type { Fleet } from "./blocks.ts";
import type { Load } from "./bulk.ts";
import { type FleetPlan, PLAN_VERSION, planFleet } from "./plan.ts";

/** The databases cannot take this fleet. Its message is one sentence that says what to do. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

/** What seeding did. */
export type SeedOutcome =
  | { readonly kind: "seeded"; readonly nodes: number; readonly gpus: number; readonly documents: number }
  | { readonly kind: "present" };

/** How to go about it. */
export interface SeedOptions {
  /** Told each step in a sentence without a full stop, such as `seeded 5,000 nodes and 40,000 GPUs in 3.1 s`. */
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The one document of `seeds`, in inventory's database. `phase` is `whole` once everything is written. */
interface Marker {
  readonly _id: "fleet";
  readonly fleet: Fleet;
  readonly version: number;
  readonly phase: "writing" | "whole";
  readonly at: Date;
}

/**
 * Seeds a fleet. The same fleet again changes nothing; a seed that was interrupted is wiped and done anew.
 * @throws SeedError when the databases hold another fleet, another version of it, or data that no seed has written
 */
export async function seedFleet(databases: Databases, fleet: Fleet, options: SeedOptions = {}): Promise<SeedOutcome> {
  const { report = () => undefined, signal = new AbortController().signal } = options;
  const startedAtMs = performance.now();
  const marker = await readMarker(databases);
  if (marker?.phase === "whole") {
    assertSame(marker, fleet);
    report(`the fleet ${fleet} is already there, nothing to do`);
    return { kind: "present" };
  }
  if (marker === null) await assertEmpty(databases);
  else report("an earlier seed was interrupted, starting again");
  await databases.drop();
  await writeMarker(databases, fleet, "writing");
  const plan = planFleet(fleet);
  const documents = await writePlan(databases, plan, report, signal);
  await writeMarker(databases, fleet, "whole");
  const nodes = plan.nodes.length;
  const gpus = nodes * GPUS_PER_NODE;
  report(`seeded ${count(nodes)} nodes and ${count(gpus)} GPUs in ${secondsSince(startedAtMs)}`);
  return { kind: "seeded", nodes, gpus, documents };
}

async function writePlan(
  databases: Databases,
  plan: FleetPlan,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const loads: Readonly<Record<string, readonly Load[]>> = {
    partners: partnersLoads(databases, plan),
    sites: sitesLoads(databases, plan),
    workloads: workloadsLoads(databases, plan),
    inventory: inventoryLoads(databases, plan),
  };
  let total = 0;
  for (const [name, parts] of Object.entries(loads)) {
    const startedAtMs = performance.now();
    let written = 0;
    for (const part of parts) written += await part.write(signal);
    await Promise.all(parts.map((part) => part.index()));
    report(`wrote ${count(written)} documents of ${name} in ${secondsSince(startedAtMs)}`);
    total += written;
  }
  return total;
}

function seeds(databases: Databases) {
  return databases.inventory.collection<Marker>("seeds");
}

async function readMarker(databases: Databases): Promise<Marker | null> {
  return await seeds(databases).findOne({ _id: "fleet" });
}

async function writeMarker(databases: Databases, fleet: Fleet, phase: Marker["phase"]): Promise<void> {
  const marker = { fleet, version: PLAN_VERSION, phase, at: new Date() };
  await seeds(databases).replaceOne({ _id: "fleet" }, marker, { upsert: true, writeConcern: { w: "majority" } });
}

function assertSame(marker: Marker, fleet: Fleet): void {
  if (marker.fleet !== fleet) {
    throw new SeedError(
      `The databases already hold the fleet ${marker.fleet}: start with --fleet ${marker.fleet}, or remove the data folder to seed the fleet ${fleet}.`,
    );
  }
  if (marker.version !== PLAN_VERSION) {
    throw new SeedError(
      `The databases hold the fleet ${fleet} as another version of this program seeded it: remove the data folder to seed it anew.`,
    );
  }
}

async function assertEmpty(databases: Databases): Promise<void> {
  const found = await databases.inventory.collection("nodes").findOne({});
  if (found === null) return;
  throw new SeedError(
    "The databases hold nodes that no seed has written: choose another DATABASE_PREFIX, or remove them first.",
  );
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function secondsSince(startedAtMs: number): string {
  return `${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`;
}
