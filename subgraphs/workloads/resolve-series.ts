/** Resolvers of utilisation over time: series, heat maps, and the figures of one node and one GPU. */

import { cursorScope, decodeCursor, encodeCursor } from "../kit/cursors.ts";
import { badCursor, badUserInput } from "../kit/errors.ts";
import { reference } from "../kit/ids.ts";
import type {
  QueryResolvers,
  UtilisationPointResolvers,
  UtilisationSeriesResolvers,
  WorkloadKind,
} from "./generated.ts";
import { fieldsBelow } from "./selection.ts";
import {
  cutOf,
  groupFilter,
  MAX_HOURLY_WINDOW_MS,
  needsOf,
  shareOf,
  windowOf,
  withDutyCycle,
  zoneOf,
} from "./series-arguments.ts";
import { readHeatMap } from "./telemetry/series/heat-map.ts";
import { type SeriesPoint } from "./telemetry/series/point.ts";
import { SERIES_DIMENSIONS } from "./telemetry/series/group-key.ts";
import {
  readSeries,
  resolveWindow,
  type SeriesPage,
  type SeriesPosition,
  SeriesTooFineError,
} from "./telemetry/series/series.ts";

/** A page with the cursors of its points. */
export interface SeriesAnswer extends SeriesPage {
  readonly edges: readonly { readonly cursor: string; readonly node: SeriesPoint }[];
}

const MAX_POINTS = 10_000;

/** `Query.utilisationSeries`. @throws GraphQLError BAD_USER_INPUT for arguments that cannot be used, BAD_CURSOR */
export const utilisationSeries: NonNullable<QueryResolvers["utilisationSeries"]> = async (
  _parent,
  args,
  context,
  info,
) => {
  const { first: _first, after: _after, ...asked } = args;
  const scope = cursorScope("utilisationSeries", context.viewer, asked);
  const position = args.after == null ? null : positionOf(args.after, scope, context.cursorSecret);
  const window = windowOf(args);
  const { metrics, histograms, needsCoarse } = needsOf(fieldsBelow(info));
  const below = args.dutyCycleBelow == null ? null : shareOf("dutyCycleBelow", args.dutyCycleBelow);
  const cut = cutOf(args);
  if (below !== null && cut.kind !== "whole") throw badUserInput("`dutyCycleBelow` goes with a window of one step.");
  const query = {
    filter: groupFilter(args.filter, context.viewerPartner()),
    dimensions: SERIES_DIMENSIONS.filter((dimension) => args.groupBy?.includes(dimension)),
    // A later page is of the same window, however much has been made since the first one.
    window: position === null ? window : { fromMs: position.fromMs, lastMs: null, toMs: position.toMs },
    cut,
    metrics: below === null ? metrics : withDutyCycle(metrics),
    histograms,
    needsCoarse,
    dutyCycleBelow: below,
  };
  const { tiers: collections, widths, memo } = context.telemetry;
  const first = sizeOf(args.first);
  context.seriesBudget.takePoints(first);
  const options = {
    widths,
    first,
    after: position,
    nowMs: Date.now(),
    memo,
    signal: context.call.signal,
  };
  const page = await toldOf(readSeries(collections, query, options));
  const bounds = [page.window.fromMs, page.window.toMs];
  const edges = page.points.map((node) => ({
    node,
    cursor: encodeCursor([...bounds, node.from.getTime(), node.key.text], scope, context.cursorSecret),
  }));
  return { ...page, edges };
};

/** A page of points. */
export const UtilisationSeries: UtilisationSeriesResolvers = {
  edges: ({ edges }) => [...edges],
  nodes: ({ points }) => [...points],
  totalCount: ({ count }) => count,
  from: ({ window }) => new Date(window.fromMs),
  to: ({ window }) => new Date(window.toMs),
  tiers: ({ tiers }) => [...tiers],
  coverage: ({ points }) => meanCoverage(points),
  pageInfo: ({ edges, hasNext, hasPrevious }) => ({
    hasNextPage: hasNext,
    hasPreviousPage: () => Promise.resolve(hasPrevious),
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  }),
};

/** One point. The dimensions become references, which the gateway joins with what other subgraphs know. */
export const UtilisationPoint: UtilisationPointResolvers = {
  partner: ({ key: { partner } }) => (partner === null ? null : reference("Partner", partner)),
  site: ({ key: { site } }) => (site === null ? null : reference("Site", site)),
  model: ({ key: { model } }) => (model === null ? null : reference("GpuModel", model)),
  project: ({ key: { project } }) => (project === null ? null : reference("Project", project)),
  kind: ({ key: { kind } }) => kind as WorkloadKind | null,
};

/** `Query.utilisationHeatMap`. @throws GraphQLError BAD_USER_INPUT for arguments that cannot be used */
export const utilisationHeatMap: NonNullable<QueryResolvers["utilisationHeatMap"]> = async (
  _parent,
  args,
  context,
  info,
) => {
  const { tiers: collections, widths, memo } = context.telemetry;
  const nowMs = Date.now();
  const asked = { window: windowOf(args, MAX_HOURLY_WINDOW_MS), cut: { kind: "whole" }, needsCoarse: true } as const;
  const { window } = await resolveWindow(collections, asked, widths, nowMs);
  context.seriesBudget.take(window.toMs - window.fromMs, widths.coarseMs);
  const { metrics, histograms } = needsOf(fieldsBelow(info));
  const filter = groupFilter(args.filter, context.viewerPartner());
  const query = { filter, window, zone: zoneOf(args), metrics, histograms };
  return await readHeatMap(collections, query, { widths, nowMs, memo, signal: context.call.signal });
};

interface PinnedPosition extends SeriesPosition {
  readonly fromMs: number;
  readonly toMs: number;
}

function positionOf(after: string, scope: string, secret: string): PinnedPosition {
  const [fromMs, toMs, bucketMs, key] = decodeCursor(after, 4, scope, secret);
  if (typeof fromMs !== "number" || typeof toMs !== "number" || typeof bucketMs !== "number") throw badCursor();
  if (typeof key !== "string") throw badCursor();
  return { fromMs, toMs, bucketMs, key };
}

function sizeOf(first: number | null | undefined): number {
  const size = first ?? 1000;
  if (Number.isInteger(size) && size >= 1 && size <= MAX_POINTS) return size;
  throw badUserInput(`\`first\` must be from 1 to ${MAX_POINTS}: it is ${size}.`);
}

/** Tells a client of a window that asks for too much. */
async function toldOf(page: Promise<SeriesPage>): Promise<SeriesPage> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof SeriesTooFineError) throw badUserInput(error.message);
    throw error;
  }
}

/** Weighted by the length of each point. */
function meanCoverage(points: readonly SeriesPoint[]): number | null {
  let covered = 0;
  let total = 0;
  for (const { from, to, coverage } of points) {
    covered += coverage * (to.getTime() - from.getTime());
    total += to.getTime() - from.getTime();
  }
  return total === 0 ? null : covered / total;
}
