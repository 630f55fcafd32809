/** Resolvers of workloads: one, lists of them, and what hangs on one. */

import type { QueryFilter } from "mongoose";
import { cursorScope } from "../kit/cursors.ts";
import { decodeId, encodeId, reference } from "../kit/ids.ts";
import { connection, emptyConnection } from "../kit/pagination.ts";
import type { WorkloadPage } from "./connections.ts";
import type { Context } from "./context.ts";
import type {
  InputMaybe,
  QueryResolvers,
  WorkloadFilter,
  WorkloadNodeConnectionResolvers,
  WorkloadNodeEdgeResolvers,
  WorkloadResolvers,
} from "./generated.ts";
import type { WorkloadDocument } from "./models.ts";
import { gpuHours } from "./releasing.ts";

/** Arguments of a list of workloads. */
export interface WorkloadsArguments {
  readonly filter?: InputMaybe<WorkloadFilter> | undefined;
  readonly first?: InputMaybe<number> | undefined;
  readonly after?: InputMaybe<string> | undefined;
}

/**
 * Workloads of an owner, or of all, newest first.
 * @param list names the list in its cursors
 * @param owner keeps the list to a partner or a project
 * @throws GraphQLError BAD_USER_INPUT and BAD_CURSOR as `connection` does, FORBIDDEN for a viewer that sees nothing
 */
export async function workloadPage(
  context: Context,
  list: string,
  owner: Readonly<Partial<Record<"partner" | "project", string>>>,
  args: WorkloadsArguments,
): Promise<WorkloadPage> {
  const visible = context.filter();
  const { partner, state, kind } = args.filter ?? {};
  const project = args.filter?.project == null ? undefined : decodeId("Project", args.filter.project);
  if (project === null) return emptyConnection();
  const wanted = Object.entries({ partner, state, kind, project }).filter(([, value]) => value != null);
  const filter: QueryFilter<WorkloadDocument> = { $and: [visible, owner, Object.fromEntries(wanted)] };
  return await connection<WorkloadDocument>({
    model: context.stores.workloads,
    filter,
    sort: [
      ["submittedAt", -1],
      ["_id", -1],
    ],
    first: args.first,
    after: args.after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope(list, context.viewer, { owner, filter: args.filter ?? {} }),
  });
}

/** `Query.workloads`. */
export const workloads: NonNullable<QueryResolvers["workloads"]> = async (_parent, args, context) =>
  await workloadPage(context, "workloads", {}, args);

/** `Query.workload`. */
export const workload: NonNullable<QueryResolvers["workload"]> = async (_parent, { id }, context) =>
  await workloadById(id, context);

/** A job that holds GPUs or waits for them. */
export const Workload: WorkloadResolvers = {
  __resolveReference: async ({ id }, context) => await workloadById(id, context),
  id: ({ _id }) => encodeId("Workload", _id),
  project: ({ project }) => reference("Project", project),
  partner: ({ partner }) => reference("Partner", partner),
  model: ({ model }) => reference("GpuModel", model),
  site: ({ site }) => (site === null ? null : reference("Site", site)),
  gpuHours: (workload) => gpuHours(workload, new Date()),
  nodes: async ({ _id }, args, context) =>
    await connection({
      model: context.stores.placements,
      filter: { $and: [context.filter(), { workload: _id }] },
      sort: [["node", 1]],
      first: args.first,
      after: args.after,
      cursorSecret: context.cursorSecret,
      scope: cursorScope("Workload.nodes", context.viewer, _id),
    }),
  utilisation: async ({ _id, state }, _args, context) =>
    state === "RUNNING" ? await context.loaders().utilisationBy.WORKLOAD.load(_id) : null,
};

/** A workload's nodes, which are its placements. */
export const WorkloadNodeConnection: WorkloadNodeConnectionResolvers = {
  nodes: ({ nodes }) => nodes.map(({ node }) => reference("Node", node)),
};

/** One node of a workload. */
export const WorkloadNodeEdge: WorkloadNodeEdgeResolvers = {
  node: ({ node }) => reference("Node", node.node),
  gpuCount: ({ node }) => node.gpus.length,
};

async function workloadById(id: string, context: Context): Promise<WorkloadDocument | null> {
  const key = decodeId("Workload", id);
  return key === null ? null : await context.loaders().workloadById.load(key);
}
