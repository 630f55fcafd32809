/** Announces works at sites and calls them off. */

import type { ClientSession } from "mongoose";
import { mongo } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { mutate } from "../kit/mutation.ts";
import type { MaintenanceWindowDocument } from "../kit/published/maintenance-window.ts";
import { entered } from "../kit/published/provenance.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import { refuse, refuseUnknown, requireText } from "../kit/refusal.ts";
import type { Context } from "./context.ts";
import { findRack, findSite } from "./find-records.ts";
import type { MutationResolvers } from "./generated.ts";

const SCOPE = "fleet:write";
const MAX_REASON_LENGTH = 500;
const MAX_RACKS = 100;

/** `Mutation.planMaintenance`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const planMaintenance: NonNullable<MutationResolvers["planMaintenance"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "planMaintenance", input }, async ({ session, now, changed }) => {
    const reason = requireText("The reason", input.reason, MAX_REASON_LENGTH);
    const { startsAt, endsAt } = input;
    if (endsAt <= startsAt || endsAt <= now)
      refuse("INVALID_INPUT", "The work must end after it starts, and in the future.");
    const site = await findSite(context, session, input.site);
    const racks = await findRacks(context, session, site._id, input.racks ?? []);
    const window: MaintenanceWindowDocument = {
      _id: new mongo.ObjectId().toHexString(),
      site: site._id,
      startsAt,
      endsAt,
      reason,
      racks: racks.map(({ _id }) => _id),
      tenants: racks.length === 0 ? site.tenants : [...new Set(racks.map(({ partner }) => partner))].sort(),
      provenance: entered(now),
    };
    await insertInto(context.models.maintenanceWindows, session, [window]);
    changed({ type: "MaintenanceWindow", key: window._id, partner: null, before: null, after: window });
    return { window };
  });

/** `Mutation.cancelMaintenance`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const cancelMaintenance: NonNullable<MutationResolvers["cancelMaintenance"]> = async (
  _parent,
  { input },
  context,
) =>
  await mutate(context, { scope: SCOPE, name: "cancelMaintenance", input }, async ({ session, now, changed }) => {
    const { maintenanceWindows } = context.models;
    const visible = {
      $and: [viewerFilter(context.viewer, "tenants"), { _id: decodeId("MaintenanceWindow", input.window) }],
    };
    const window = await maintenanceWindows.findOne(visible, null, { session }).lean<MaintenanceWindowDocument>();
    if (window === null) return refuseUnknown("maintenance window");
    if (window.startsAt <= now) refuse("ILLEGAL_STATE", "The work has begun: it can no longer be called off.");
    await maintenanceWindows.deleteOne({ _id: window._id }, { session });
    changed({ type: "MaintenanceWindow", key: window._id, partner: null, before: window, after: null });
    return { window };
  });

async function findRacks(
  context: Context,
  session: ClientSession,
  site: string,
  ids: readonly string[],
): Promise<readonly RackDocument[]> {
  if (ids.length > MAX_RACKS) refuse("INVALID_INPUT", `Name at most ${MAX_RACKS} racks: there are ${ids.length}.`);
  const racks: RackDocument[] = [];
  for (const id of new Set(ids)) {
    const rack = await findRack(context, session, id);
    if (rack.site !== site) refuseUnknown("rack at the site");
    racks.push(rack);
  }
  return racks;
}
