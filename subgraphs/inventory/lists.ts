/** The lists of inventory that can grow. */

import type { QueryFilter } from "mongoose";
import { cursorScope } from "../kit/cursors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { koreanDate } from "../kit/korean-date.ts";
import { type Connection, connection, type Sort } from "../kit/pagination.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import type { Context } from "./context.ts";
import type { DeliveryFilter, GpuFilter, NodeFilter } from "./generated.ts";
import type { DeliveryDocument, GpuDocument } from "./models.ts";
import type { DeliveryStatus } from "./states.ts";

export type GpuList = Connection<GpuDocument>;
export type NodeList = Connection<NodeDocument>;
export type DeliveryList = Connection<DeliveryDocument>;

/** Arguments of a list. */
export interface ListArguments<Filter> {
  readonly filter?: Filter | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** What a list belongs to: nothing, or the entity whose field it is. */
interface Parent {
  readonly partner?: string;
  readonly site?: string;
}

const BY_ID = [["_id", 1]] as const;
const SOONEST_FIRST = [
  ["expectedOn", 1],
  ["_id", 1],
] as const;

/** Statuses in which more of a delivery will come. */
const OPEN: readonly DeliveryStatus[] = ["PLANNED", "IN_TRANSIT", "PARTIALLY_RECEIVED"];

/** GPUs by uuid. */
export function listGpus(context: Context, args: ListArguments<GpuFilter>): Promise<GpuList> {
  const { partner, site, model, lifecycle, health } = args.filter ?? {};
  return list(context, context.models.gpus, "Query.gpus", args, BY_ID, {}, [
    given({ partner, site, model, lifecycle, health }),
    xidFilter(args.filter ?? {}, context.now),
  ]);
}

/** GPUs one of whose XIDs meets all that is said of it. */
function xidFilter({ xidCodes, xidSince, xidWithin }: GpuFilter, now: Date): QueryFilter<GpuDocument> {
  const code = xidCodes == null ? {} : { code: { $in: [...xidCodes] } };
  const bounds = [...(xidSince == null ? [] : [xidSince]), ...(xidWithin == null ? [] : [new Date(+now - xidWithin)])];
  const [since] = bounds.sort((left, right) => +right - +left);
  const xid = { ...code, ...(since === undefined ? {} : { at: { $gte: since } }) };
  return Object.keys(xid).length === 0 ? {} : { xids: { $elemMatch: xid } };
}

/** Nodes by host name. */
export function listNodes(context: Context, args: ListArguments<NodeFilter>, parent: Parent = {}): Promise<NodeList> {
  const { partner, site, model, status } = args.filter ?? {};
  return list(context, context.models.nodes, "nodes", args, BY_ID, parent, [given({ partner, site, model, status })]);
}

/** Deliveries, soonest first. */
export function listDeliveries(
  context: Context,
  args: ListArguments<DeliveryFilter>,
  parent: Parent = {},
): Promise<DeliveryList> {
  const { partner, model, status, overdue } = args.filter ?? {};
  return list(context, context.models.deliveries, "deliveries", args, SOONEST_FIRST, parent, [
    given({ partner, model, status }),
    overdue === true ? overdueFilter(context.now) : {},
    overdue === false ? { $nor: [overdueFilter(context.now)] } : {},
  ]);
}

/** Whether a delivery was expected before today in Korea, and more of it is still to come. */
export function isOverdue(delivery: DeliveryDocument, now: Date): boolean {
  return delivery.expectedOn < koreanDate(now) && OPEN.includes(delivery.status);
}

function overdueFilter(now: Date): QueryFilter<DeliveryDocument> {
  return { expectedOn: { $lt: koreanDate(now) }, status: { $in: [...OPEN] } };
}

function list<T, Filter>(
  context: Context,
  model: Parameters<typeof connection<T>>[0]["model"],
  name: string,
  args: ListArguments<Filter>,
  sort: Sort<T>,
  parent: Parent,
  conditions: readonly QueryFilter<T>[],
): Promise<Connection<T>> {
  const { viewer, cursorSecret } = context;
  return connection<T>({
    model,
    filter: { $and: [viewerFilter(viewer), parent, ...conditions] },
    sort,
    first: args.first,
    after: args.after,
    cursorSecret,
    scope: cursorScope(name, viewer, { parent, filter: args.filter }),
  });
}

/** The members that the client gave. */
function given(members: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  const entries = Object.entries(members).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(entries);
}
