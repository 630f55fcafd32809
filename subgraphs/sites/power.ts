/** Changes power caps and limits. Counter and cap stand in one record, so whoever counts meanwhile conflicts with the change. */

import type { Effect } from "../kit/mutation.ts";
import { mutate } from "../kit/mutation.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { SiteDocument } from "../kit/published/site.ts";
import { kilowatts, refuse } from "../kit/refusal.ts";
import type { Context } from "./context.ts";
import { findRack, findSite } from "./find-records.ts";
import type { InputMaybe, MutationResolvers } from "./generated.ts";

const SCOPE = "fleet:write";
const MAX_WATTS = 10_000_000_000;

/** `Mutation.setPowerCap`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const setPowerCap: NonNullable<MutationResolvers["setPowerCap"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "setPowerCap", input }, async (effect) => {
    const { powerCapWatts } = input;
    requireWatts("powerCapWatts", powerCapWatts);
    return await change(context, effect, input, { powerCapWatts }, ({ activePowerWatts }, pue) => {
      const needed = activePowerWatts * pue;
      if (needed > powerCapWatts) {
        refuse(
          "POWER_CAP",
          `What is active there is rated for ${kilowatts(needed)}: ${kilowatts(needed - powerCapWatts)} more than the cap would be.`,
          { needed, available: powerCapWatts },
        );
      }
    });
  });

/** `Mutation.setPowerLimit`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const setPowerLimit: NonNullable<MutationResolvers["setPowerLimit"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "setPowerLimit", input }, async (effect) => {
    const { powerLimitWatts = null } = input;
    if (powerLimitWatts !== null) requireWatts("powerLimitWatts", powerLimitWatts);
    return await change(context, effect, input, { powerLimitWatts }, () => undefined);
  });

/** @param check refuses what the record as the snapshot has it does not allow */
async function change(
  context: Context,
  { session, changed }: Effect,
  { site: siteId, rack: rackId }: { readonly site?: InputMaybe<string>; readonly rack?: InputMaybe<string> },
  set: Partial<Pick<SiteDocument & RackDocument, "powerCapWatts" | "powerLimitWatts">>,
  check: (record: SiteDocument | RackDocument, pue: number) => void,
): Promise<{ readonly site: SiteDocument | null; readonly rack: RackDocument | null }> {
  if ((siteId == null) === (rackId == null)) refuse("INVALID_INPUT", "Give either `site` or `rack`.");
  if (siteId != null) {
    const before = await findSite(context, session, siteId);
    check(before, before.pue);
    await context.models.sites.updateOne({ _id: before._id }, { $set: set }, { session });
    const site = { ...before, ...set };
    changed({ type: "Site", key: site._id, partner: null, before, after: site });
    return { site, rack: null };
  }
  const before = await findRack(context, session, rackId ?? "");
  check(before, 1);
  await context.models.racks.updateOne({ _id: before._id }, { $set: set }, { session });
  const rack = { ...before, ...set };
  changed({ type: "Rack", key: rack._id, partner: rack.partner, before, after: rack });
  return { site: null, rack };
}

function requireWatts(name: string, watts: number): void {
  if (watts >= 0 && watts <= MAX_WATTS) return;
  refuse("INVALID_INPUT", `${name} must be from 0 to ${MAX_WATTS}: it is ${watts}.`);
}
