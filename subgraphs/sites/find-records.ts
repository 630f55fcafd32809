/** Sites and racks as a mutation's snapshot has them, for whoever may see them. */

import type { ClientSession } from "mongoose";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { SiteDocument } from "../kit/published/site.ts";
import { refuseUnknown } from "../kit/refusal.ts";
import type { Context } from "./context.ts";

/** @throws Refused NOT_FOUND */
export async function findSite(
  { models, viewer }: Pick<Context, "models" | "viewer">,
  session: ClientSession,
  id: string,
): Promise<SiteDocument> {
  const visible = { $and: [viewerFilter(viewer, "tenants"), { _id: decodeId("Site", id) }] };
  return (await models.sites.findOne(visible, null, { session }).lean<SiteDocument>()) ?? refuseUnknown("site");
}

/** @throws Refused NOT_FOUND */
export async function findRack(
  { models, viewer }: Pick<Context, "models" | "viewer">,
  session: ClientSession,
  id: string,
): Promise<RackDocument> {
  const visible = { $and: [viewerFilter(viewer), { _id: decodeId("Rack", id) }] };
  return (await models.racks.findOne(visible, null, { session }).lean<RackDocument>()) ?? refuseUnknown("rack");
}
