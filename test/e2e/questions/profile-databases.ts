/** What MongoDB's profiler says of the plans by which the four databases were read and written. */

import type { mongo } from "mongoose";
import { DATABASE_NAMES, type Databases } from "../../../subgraphs/kit/database.ts";

/** Profiles taken of all four databases, of whoever asks them. */
export interface Profiles {
  /** Plans since an instant that scan a collection, or that read far more than they return. */
  readonly wastefulSince: (since: Date) => Promise<string[]>;
  /** How many plans were looked at in all. */
  readonly seen: () => number;
}

/** The part of an entry of `system.profile` that is looked at. */
interface ProfileEntry {
  readonly ns: string;
  readonly ts: Date;
  readonly op: string;
  readonly planSummary?: string;
  readonly docsExamined?: number;
  readonly nreturned?: number;
  readonly command?: Readonly<Record<string, unknown>>;
  /** Of a getMore, what opened its cursor. */
  readonly originatingCommand?: { readonly pipeline?: readonly object[] };
}

const PROFILE_BYTES = 32 * 2 ** 20;
/** Documents that a read may look at for each that it returns, and beyond that. */
const EXAMINED_PER_RETURNED = 2;
const EXAMINED_BEYOND = 10;

/** Begins to profile. */
export async function profileDatabases(databases: Databases): Promise<Profiles> {
  const opened = DATABASE_NAMES.map((name): mongo.Db => {
    const { db } = databases[name];
    if (db === undefined) throw new TypeError(`expected an open database, got none of ${name}`);
    return db;
  });
  for (const db of opened) {
    await db.createCollection("system.profile", { capped: true, size: PROFILE_BYTES });
    await db.command({ profile: 2 });
  }
  let seen = 0;
  return {
    seen: () => seen,
    wastefulSince: async (since) => {
      const found: string[] = [];
      for (const db of opened) {
        const filter = {
          ts: { $gte: since },
          planSummary: { $exists: true },
          ns: { $ne: `${db.databaseName}.system.profile` },
        };
        const plans = await db.collection<ProfileEntry>("system.profile").find(filter).toArray();
        seen += plans.length;
        found.push(...plans.filter(isWasteful).map(sayPlan));
      }
      return [...new Set(found)];
    },
  };
}

function isWasteful({ planSummary = "", op, docsExamined = 0, nreturned = 0, ...rest }: ProfileEntry): boolean {
  const { command = {}, originatingCommand } = rest;
  // A change stream follows the log of all changes, whatever database it is of.
  if (originatingCommand?.pipeline?.some((stage) => "$changeStream" in stage) === true) return false;
  if (planSummary.includes("COLLSCAN")) return true;
  // An aggregation, and a count, return less than they read: that is what they are for.
  const returnsWhatItReads = op === "query" && command["find"] !== undefined;
  return returnsWhatItReads && docsExamined > EXAMINED_PER_RETURNED * nreturned + EXAMINED_BEYOND;
}

function sayPlan({ ns, op, planSummary, docsExamined, nreturned, command = {} }: ProfileEntry): string {
  const { filter, q, pipeline, query, sort } = command;
  const asked = JSON.stringify({ filter, q, pipeline, query, sort });
  return `${op} of ${ns.replace(/^[^.]*_/, "")} by ${planSummary}, ${docsExamined} read for ${nreturned}: ${asked.slice(0, 400)}`;
}
