/** Resolvers of rankings: projects that waste GPUs, and workloads that use most of them. */

import { cursorScope, decodeCursor, encodeCursor } from "../kit/cursors.ts";
import { badCursor } from "../kit/errors.ts";
import { reference } from "../kit/ids.ts";
import { type Connection, keepsAll, pageSize } from "../kit/pagination.ts";
import type { QueryResolvers, ReclaimCandidateResolvers, WorkloadUsageResolvers } from "./generated.ts";
import { memoryPage } from "./memory-pages.ts";
import { fieldsBelow } from "./selection.ts";
import { groupFilter, needsOf, shareOf, windowOf, withDutyCycle } from "./series-arguments.ts";
import { DUTY_CYCLE, ENERGY, SM_ACTIVE, TENSOR_ACTIVE, unpackMean, unpackSum } from "./telemetry/metrics.ts";
import { pointOf, type SeriesPoint } from "./telemetry/series/point.ts";
import { coveredMs, readWindow } from "./telemetry/series/series.ts";
import { FULL_DUTY } from "./telemetry/tiers/add-sample.ts";
import type { WorkloadTotalDocument } from "./telemetry/tiers/tier-collections.ts";

/** A project and what its GPUs did. */
export interface Candidate {
  readonly project: string;
  readonly utilisation: SeriesPoint;
}

export type CandidatePage = Connection<Candidate>;
export type UsagePage = Connection<WorkloadTotalDocument>;

const DEFAULT_DUTY_CYCLE_BELOW = 0.2;
const HOUR_MS = 3_600_000;
const JOULES_PER_KWH = 3_600_000;

/** `Query.reclaimCandidates`. @throws GraphQLError BAD_USER_INPUT for arguments that cannot be used, BAD_CURSOR */
export const reclaimCandidates: NonNullable<QueryResolvers["reclaimCandidates"]> = async (
  _parent,
  args,
  context,
  info,
) => {
  const { first, after, ...asked } = args;
  const scope = cursorScope("reclaimCandidates", context.viewer, asked);
  const below = shareOf("dutyCycleBelow", args.dutyCycleBelow ?? DEFAULT_DUTY_CYCLE_BELOW);
  const { metrics, histograms } = needsOf(fieldsBelow(info));
  const { tiers: collections, widths, memo } = context.telemetry;
  const filter = groupFilter(args.filter, context.viewerPartner());
  const query = {
    filter,
    dimensions: ["PROJECT"],
    window: windowOf(args),
    metrics: withDutyCycle(metrics),
    histograms,
  } as const;
  const nowMs = Date.now();
  const { window, cells } = await readWindow(collections, query, { widths, nowMs, memo, signal: context.call.signal });
  const entries = cells.flatMap((cell): Candidate[] => {
    const { project } = cell.key;
    const { tally, key, wastedWon } = cell;
    const source = { key, tally, wastedWon, bucket: window, coveredMs: coveredMs(cell), nowMs, tellsIdle: true };
    const utilisation = pointOf(source);
    const { dutyCycle } = utilisation;
    return project === null || dutyCycle === null || dutyCycle.mean >= below ? [] : [{ project, utilisation }];
  });
  const positionOf = ({ project, utilisation }: Candidate): readonly [number, string] => [
    utilisation.wastedGpuHours ?? 0,
    project,
  ];
  entries.sort((left, right) => {
    const [[rank, key], [otherRank, otherKey]] = [positionOf(left), positionOf(right)];
    return rank === otherRank ? (key < otherKey ? -1 : 1) : otherRank - rank;
  });
  return memoryPage({ entries, positionOf, first, after, scope, cursorSecret: context.cursorSecret });
};

/** A project whose GPUs did little. */
export const ReclaimCandidate: ReclaimCandidateResolvers = {
  project: ({ project }) => reference("Project", project),
};

/** `Query.workloadUsage`. @throws GraphQLError BAD_USER_INPUT when `first` is out of range, BAD_CURSOR */
export const workloadUsage: NonNullable<QueryResolvers["workloadUsage"]> = async (_parent, args, context) => {
  const scope = cursorScope("workloadUsage", context.viewer, { partner: args.partner });
  const size = pageSize(args.first);
  const { workloadTotals } = context.telemetry.tiers;
  const filter = { $and: [context.filter(), args.partner == null ? {} : { partner: args.partner }] };
  const position = args.after == null ? null : decodeCursor(args.after, 2, scope, context.cursorSecret);
  const [expectedMs, id] = position ?? [];
  if (position !== null && (typeof expectedMs !== "number" || typeof id !== "string")) throw badCursor();
  const beyond = { $or: [{ expectedMs: { $lt: expectedMs } }, { expectedMs, _id: { $gt: id } }] };
  const found = await workloadTotals
    .find(position === null ? filter : ({ $and: [filter, { expectedMs: { $lte: expectedMs } }, beyond] } as object))
    .sort({ expectedMs: -1, _id: 1 })
    .limit(size + 1)
    .toArray();
  const nodes = found.slice(0, size);
  const edges = nodes.map((node) => ({
    node,
    cursor: encodeCursor([node.expectedMs, node._id], scope, context.cursorSecret),
  }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: () => Promise.resolve(position !== null),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => await workloadTotals.countDocuments(filter, keepsAll(filter) ? { hint: { _id: 1 } } : {}),
  };
};

/** What a workload used. */
export const WorkloadUsage: WorkloadUsageResolvers = {
  workload: async ({ _id }, _args, context) => await context.loaders().workloadById.load(_id),
  gpuHours: ({ expectedMs }) => expectedMs / HOUR_MS,
  reportedGpuHours: ({ reportedMs }) => reportedMs / HOUR_MS,
  wastedGpuHours: ({ wastedMs }) => wastedMs / FULL_DUTY / HOUR_MS,
  dutyCycle: ({ dutyCount, dutySum }) => unpackMean(DUTY_CYCLE, dutySum, dutyCount),
  smActive: ({ smCount, smSum }) => unpackMean(SM_ACTIVE, smSum, smCount),
  tensorActive: ({ tensorCount, tensorSum }) => unpackMean(TENSOR_ACTIVE, tensorSum, tensorCount),
  energyKwh: ({ energySum, dutyCount }) => {
    const joules = unpackSum(ENERGY, energySum, dutyCount);
    return joules === null ? null : joules / JOULES_PER_KWH;
  },
};
