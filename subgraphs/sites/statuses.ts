/** Moves sites and racks on in their lives. */

import { mutate } from "../kit/mutation.ts";
import { RACK_MACHINE, SITE_MACHINE } from "../kit/published/site-states.ts";
import { kilowatts, refuse } from "../kit/refusal.ts";
import { statesBefore } from "../kit/state-machine.ts";
import { findRack, findSite } from "./find-records.ts";
import type { MutationResolvers } from "./generated.ts";

const SCOPE = "fleet:write";

/** `Mutation.changeSiteStatus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const changeSiteStatus: NonNullable<MutationResolvers["changeSiteStatus"]> = async (
  _parent,
  { input },
  context,
) =>
  await mutate(context, { scope: SCOPE, name: "changeSiteStatus", input }, async ({ session, changed }) => {
    const { status } = input;
    const before = await findSite(context, session, input.site);
    if (!statesBefore(SITE_MACHINE, { to: status }).includes(before.status)) {
      refuse("ILLEGAL_STATE", `The site is ${before.status}: it cannot become ${status}.`);
    }
    if (status === "RETIRED" && before.activePowerWatts > 0) {
      const active = kilowatts(before.activePowerWatts);
      refuse("ILLEGAL_STATE", `GPUs rated for ${active} are active at the site: take them out of service first.`);
    }
    await context.models.sites.updateOne({ _id: before._id, status: before.status }, { $set: { status } }, { session });
    const site = { ...before, status };
    changed({ type: "Site", key: site._id, partner: null, before, after: site });
    return { site };
  });

/** `Mutation.changeRackStatus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const changeRackStatus: NonNullable<MutationResolvers["changeRackStatus"]> = async (
  _parent,
  { input },
  context,
) =>
  await mutate(context, { scope: SCOPE, name: "changeRackStatus", input }, async ({ session, changed }) => {
    const { status } = input;
    const before = await findRack(context, session, input.rack);
    const allowed = before.status !== status && statesBefore(RACK_MACHINE, { to: status }).includes(before.status);
    if (!allowed) refuse("ILLEGAL_STATE", `The rack is ${before.status}: it cannot become ${status}.`);
    if (status === "PLANNED" && before.activePowerWatts > 0) {
      refuse("ILLEGAL_STATE", "GPUs in the rack are active: take them out of service first.");
    }
    await context.models.racks.updateOne({ _id: before._id, status: before.status }, { $set: { status } }, { session });
    const rack = { ...before, status };
    changed({ type: "Rack", key: rack._id, partner: rack.partner, before, after: rack });
    return { rack };
  });
