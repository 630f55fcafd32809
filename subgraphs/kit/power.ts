/**
 * Counts power against the caps of sites and racks (invariant 5). The counter stands in the record that holds the cap, so one
 * conditional update both checks and counts, and whoever changes the cap conflicts with whoever counts.
 */

import type { ClientSession, Model } from "mongoose";
import { invariant } from "./errors.ts";
import type { RackDocument } from "./published/rack.ts";
import type { SiteDocument } from "./published/site.ts";
import { kilowatts, refuse } from "./refusal.ts";

/** Where power is counted. */
export interface PowerStores {
  readonly sites: Model<SiteDocument>;
  readonly racks: Model<RackDocument>;
}

/** Power that a site or a rack cannot give. */
export interface PowerShortage {
  /** Such as `site ulsan`. */
  readonly of: string;
  /** In watts at the meter: a site's with cooling. */
  readonly neededWatts: number;
  /** What was left. */
  readonly headroomWatts: number;
}

/** A sentence such as `512 GPUs need 917 kW, headroom 391 kW at site ulsan`. */
export function sayPowerShortage(gpuCount: number, { of, neededWatts, headroomWatts }: PowerShortage): string {
  const headroom = kilowatts(Math.max(0, headroomWatts));
  return `${gpuCount} GPUs need ${kilowatts(neededWatts)}, headroom ${headroom} at ${of}.`;
}

/**
 * Counts GPUs that are switched on at a site and in a rack.
 * @param watts their rated power, the share of the server included, without cooling
 * @throws Refused POWER_CAP with the numbers
 */
export async function addActivePower(
  { sites, racks }: PowerStores,
  session: ClientSession,
  at: { readonly site: string; readonly rack: string },
  { gpuCount, watts }: { readonly gpuCount: number; readonly watts: number },
): Promise<void> {
  const more = { $inc: { activePowerWatts: watts } };
  const grown = { $add: ["$activePowerWatts", watts] };
  const inSite = { _id: at.site, $expr: { $lte: [{ $multiply: [grown, "$pue"] }, "$powerCapWatts"] } };
  if ((await sites.updateOne(inSite, more, { session })).matchedCount === 0) {
    const site = await sites.findById(at.site, null, { session }).lean();
    invariant(site !== null, `site ${at.site} exists`);
    const headroomWatts = site.powerCapWatts - site.activePowerWatts * site.pue;
    refusePower(gpuCount, { of: `site ${site._id}`, neededWatts: watts * site.pue, headroomWatts });
  }
  const inRack = { _id: at.rack, $expr: { $lte: [grown, "$powerCapWatts"] } };
  if ((await racks.updateOne(inRack, more, { session })).matchedCount === 0) {
    const rack = await racks.findById(at.rack, null, { session }).lean();
    invariant(rack !== null, `rack ${at.rack} exists`);
    const headroomWatts = rack.powerCapWatts - rack.activePowerWatts;
    refusePower(gpuCount, { of: `rack ${rack._id}`, neededWatts: watts, headroomWatts });
  }
}

/** Counts GPUs off that are switched off for good. */
export async function dropActivePower(
  { sites, racks }: PowerStores,
  session: ClientSession,
  at: { readonly site: string; readonly rack: string },
  watts: number,
): Promise<void> {
  const less = { $inc: { activePowerWatts: -watts } };
  await sites.updateOne({ _id: at.site }, less, { session });
  await racks.updateOne({ _id: at.rack }, less, { session });
}

/**
 * Counts GPUs that work comes to, at a site and its racks, within the limits that are set, or changes nothing and says what
 * is missing. The racks' part is counted only where the site has room.
 * @param racks rated power by rack, in watts
 */
export async function addBusyPower(
  stores: PowerStores,
  session: ClientSession,
  site: string,
  racks: ReadonlyMap<string, number>,
): Promise<PowerShortage | null> {
  const watts = sum(racks.values());
  const more = { $inc: { busyPowerWatts: watts } };
  const grown = { $multiply: [{ $add: ["$busyPowerWatts", watts] }, "$pue"] };
  const within = { _id: site, $or: [{ powerLimitWatts: null }, { $expr: { $lte: [grown, "$powerLimitWatts"] } }] };
  if ((await stores.sites.updateOne(within, more, { session })).matchedCount === 0) {
    const record = await stores.sites.findById(site, null, { session }).lean();
    invariant(record !== null, `site ${site} exists`);
    const headroomWatts = (record.powerLimitWatts ?? 0) - record.busyPowerWatts * record.pue;
    return { of: `site ${site}`, neededWatts: watts * record.pue, headroomWatts };
  }
  await countRacks(stores, session, racks, 1);
  return null;
}

/** Counts GPUs off that work has left. */
export async function dropBusyPower(
  stores: PowerStores,
  session: ClientSession,
  site: string,
  racks: ReadonlyMap<string, number>,
): Promise<void> {
  await stores.sites.updateOne({ _id: site }, { $inc: { busyPowerWatts: -sum(racks.values()) } }, { session });
  await countRacks(stores, session, racks, -1);
}

async function countRacks(
  { racks }: PowerStores,
  session: ClientSession,
  watts: ReadonlyMap<string, number>,
  sign: 1 | -1,
): Promise<void> {
  const { matchedCount } = await racks.bulkWrite(
    [...watts].map(([_id, more]) => ({
      updateOne: { filter: { _id }, update: { $inc: { busyPowerWatts: sign * more } } },
    })),
    { session },
  );
  invariant(matchedCount === watts.size, "every node stands in a rack");
}

function refusePower(gpuCount: number, shortage: PowerShortage): never {
  const { neededWatts: needed, headroomWatts } = shortage;
  return refuse("POWER_CAP", sayPowerShortage(gpuCount, shortage), { needed, available: Math.max(0, headroomWatts) });
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
