import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from "graphql";
import type { WorkloadDocument } from "./models.ts";
import type { WorkloadPage, WorkloadPageEdge, PlacementPage, PlacementPageEdge, PagePosition } from "./connections.ts";
import type { Item } from "./telemetry/frame.ts";
import type { SignedFrame } from "./utilisation.ts";
import type { SeriesAnswer } from "./resolve-series.ts";
import type { SeriesPoint } from "./telemetry/series/point.ts";
import type { HeatMapHour } from "./telemetry/series/heat-map.ts";
import type { CandidatePage, Candidate, UsagePage } from "./resolve-ranking.ts";
import type { EntityReference } from "../kit/ids.ts";
import type { AlertDocument } from "./telemetry/alert-model.ts";
import type { AlertPage, SignedAlertFrame } from "./resolve-alerts.ts";
import type { RackPowerPage } from "./resolve-racks.ts";
import type { RackPowerDocument } from "./telemetry/rack-power.ts";
import type { WorkloadTotalDocument } from "./telemetry/tiers/tier-collections.ts";
import type { Context } from "./context.ts";
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string };
  String: { input: string; output: string };
  Boolean: { input: boolean; output: boolean };
  Int: { input: number; output: number };
  Float: { input: number; output: number };
  /** An instant in UTC, ISO 8601 with milliseconds, such as `2026-11-23T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date };
  /** A calendar date in Korea, `YYYY-MM-DD`. */
  Date: { input: string; output: string };
  /** An opaque position in a list or a stream. Keep it as it is: it is signed, and what it holds may change. */
  Cursor: { input: string; output: string };
  /** A length of time: a number and a unit, such as `500ms`, `5s`, `15m`, `1h` or `7d`. */
  Duration: { input: number; output: number };
  _FieldSet: { input: unknown; output: unknown };
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type Query = {
  __typename?: "Query";
  /** Workloads that you may see, newest first. */
  workloads: WorkloadConnection;
  /** One workload by its id. */
  workload?: Maybe<Workload>;
  /** How busy the fleet that you may see is now, as one item, or as one for each combination of `groupBy`. */
  utilisation: UtilisationFrame;
  /**
   * How busy the fleet that you may see was, over time: a point for each step and each combination of `groupBy`, from the
   * coarsest roll-ups that can tell the steps apart. Where nothing was collected a point says null, never 0.
   */
  utilisationSeries: UtilisationSeries;
  /** How busy GPUs were by the hour of the day and the day of the week: 168 cells, Monday at midnight first. */
  utilisationHeatMap: Array<HeatMapCell>;
  /** Projects whose GPUs did little, by the GPU-hours that they wasted: where GPUs may be reclaimed. */
  reclaimCandidates: ReclaimCandidateConnection;
  /** What was found to be wrong with nodes and GPUs, newest first. */
  alerts: AlertConnection;
  /** Racks by the share of their power cap that they draw now, largest share first. */
  racksByPower: RackPowerConnection;
  /** Workloads by the GPU-hours that they have had so far, most first. */
  workloadUsage: WorkloadUsageConnection;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryWorkloadsArgs = {
  filter?: InputMaybe<WorkloadFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryWorkloadArgs = {
  id: Scalars["ID"]["input"];
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryUtilisationArgs = {
  filter?: InputMaybe<UtilisationFilter>;
  groupBy?: InputMaybe<Array<UtilisationDimension>>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryUtilisationSeriesArgs = {
  filter?: InputMaybe<UtilisationSeriesFilter>;
  groupBy?: InputMaybe<Array<SeriesDimension>>;
  from?: InputMaybe<Scalars["DateTime"]["input"]>;
  to?: InputMaybe<Scalars["DateTime"]["input"]>;
  last?: InputMaybe<Scalars["Duration"]["input"]>;
  step?: InputMaybe<Scalars["Duration"]["input"]>;
  calendar?: InputMaybe<CalendarStep>;
  timeZone?: InputMaybe<Scalars["String"]["input"]>;
  dutyCycleBelow?: InputMaybe<Scalars["Float"]["input"]>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryUtilisationHeatMapArgs = {
  filter?: InputMaybe<UtilisationSeriesFilter>;
  from?: InputMaybe<Scalars["DateTime"]["input"]>;
  to?: InputMaybe<Scalars["DateTime"]["input"]>;
  last?: InputMaybe<Scalars["Duration"]["input"]>;
  timeZone?: InputMaybe<Scalars["String"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryReclaimCandidatesArgs = {
  filter?: InputMaybe<UtilisationSeriesFilter>;
  from?: InputMaybe<Scalars["DateTime"]["input"]>;
  to?: InputMaybe<Scalars["DateTime"]["input"]>;
  last?: InputMaybe<Scalars["Duration"]["input"]>;
  dutyCycleBelow?: InputMaybe<Scalars["Float"]["input"]>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryAlertsArgs = {
  filter?: InputMaybe<AlertFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryRacksByPowerArgs = {
  site?: InputMaybe<Scalars["String"]["input"]>;
  shareAbove?: InputMaybe<Scalars["Float"]["input"]>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryWorkloadUsageArgs = {
  partner?: InputMaybe<Scalars["String"]["input"]>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type Mutation = {
  __typename?: "Mutation";
  /** Asks for GPUs. The workload runs at once where quota, nodes and power allow it, else it waits with a reason. For partners and operators. */
  submitWorkload: SubmitWorkloadPayload;
  /** Stops a workload for now and frees its GPUs. For its partner and for operators. */
  suspendWorkload: SuspendWorkloadPayload;
  /** Queues a workload again that was suspended, gave way or lost a node. For its partner and for operators. */
  resumeWorkload: ResumeWorkloadPayload;
  /** Stops a workload and frees its GPUs. For its partner and for operators. */
  cancelWorkload: CancelWorkloadPayload;
  /** Says that a running workload has ended by itself, and frees its GPUs. For its partner and for operators. */
  finishWorkload: FinishWorkloadPayload;
  /** Says that a node does not answer: it is DOWN, and every workload on it ends as NODE_FAILED and frees all of its GPUs, or with `requeue` goes on elsewhere. For operators. */
  failNode: FailNodePayload;
  /** Takes quota from a project that does not use it, and keeps it for others of its cohort. For operators. */
  reclaimGpus: ReclaimGpusPayload;
  /** Gives quota that was reclaimed to projects of the same cohort, to all of them or to none. For operators. */
  redistributeGpus: RedistributeGpusPayload;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationSubmitWorkloadArgs = {
  input: SubmitWorkloadInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationSuspendWorkloadArgs = {
  input: SuspendWorkloadInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationResumeWorkloadArgs = {
  input: ResumeWorkloadInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationCancelWorkloadArgs = {
  input: CancelWorkloadInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationFinishWorkloadArgs = {
  input: FinishWorkloadInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationFailNodeArgs = {
  input: FailNodeInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationReclaimGpusArgs = {
  input: ReclaimGpusInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationRedistributeGpusArgs = {
  input: RedistributeGpusInput;
};

/** What can be followed live, over WebSocket or server-sent events. */
export type Subscription = {
  __typename?: "Subscription";
  /**
   * Alerts as they are raised and cleared. The first frame holds those that stand, where there are thousands the newest of them,
   * unless `after` is given; later frames carry the alerts that changed.
   */
  alerts: AlertFrame;
  /**
   * How busy the fleet that you may see is, as it changes. The first frame is a snapshot, unless `after` is given;
   * later frames carry the items that changed.
   */
  utilisation: UtilisationFrame;
};

/** What can be followed live, over WebSocket or server-sent events. */
export type SubscriptionAlertsArgs = {
  filter?: InputMaybe<AlertFilter>;
  every?: InputMaybe<Scalars["Duration"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be followed live, over WebSocket or server-sent events. */
export type SubscriptionUtilisationArgs = {
  filter?: InputMaybe<UtilisationFilter>;
  groupBy?: InputMaybe<Array<UtilisationDimension>>;
  every?: InputMaybe<Scalars["Duration"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What an alert is about. */
export type AlertKind =
  /** A GPU that the fleet does not know reports from a node; what it reports is quarantined. */
  | "UNKNOWN_GPU"
  /** A GPU reports XID 48, 79 or 119. */
  | "XID"
  /** A node that is neither down nor in maintenance has not answered its scrapes for more than two intervals. */
  | "STALE_NODE";

/** Keeps the alerts for which everything given holds. */
export type AlertFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** Only alerts of this kind. */
  kind?: InputMaybe<AlertKind>;
  /** True for those that stand, false for those that are over. A stream takes no notice of it. */
  standing?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Something that was found to be wrong with a node or a GPU. */
export type Alert = {
  __typename?: "Alert";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** What it is about. */
  kind: AlertKind;
  /** Whose work the node serves. */
  partner: Partner;
  /** The data centre in which the node stands. */
  site: Site;
  /** The node that it was found on. */
  node: Node;
  /** The GPU that it is about, or null when it is about the node or an unknown GPU. */
  gpu?: Maybe<Gpu>;
  /** The driver's name of the GPU that it is about, known or not. */
  uuid?: Maybe<Scalars["String"]["output"]>;
  /** The XID, or null. */
  code?: Maybe<Scalars["Int"]["output"]>;
  /** A sentence for people. */
  message: Scalars["String"]["output"];
  /** When it was first seen. */
  raisedAt: Scalars["DateTime"]["output"];
  /** When it was over, or null while it stands. */
  clearedAt?: Maybe<Scalars["DateTime"]["output"]>;
};

/** A page of alerts, and where it stands in the whole list. */
export type AlertConnection = {
  __typename?: "AlertConnection";
  /** The alerts of the page, each with its cursor. */
  edges: Array<AlertEdge>;
  /** The alerts without their cursors. */
  nodes: Array<Alert>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One alert of a page, with its cursor. */
export type AlertEdge = {
  __typename?: "AlertEdge";
  /** Where the alert stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The alert itself. */
  node: Alert;
};

/**
 * Alerts at one instant: those that stand when `snapshot` is true, where there are thousands the newest of them, else those that
 * were raised or cleared since the frame before.
 */
export type AlertFrame = {
  __typename?: "AlertFrame";
  /** Where this frame stands in the stream. Hand it to `after` to go on from here. */
  cursor: Scalars["Cursor"]["output"];
  /** When the frame was made. */
  at: Scalars["DateTime"]["output"];
  /**
   * True when `items` is what stands. Where `standingCount` is larger than that, they are the newest; the query `alerts` pages
   * through the others.
   */
  snapshot: Scalars["Boolean"]["output"];
  /** How many alerts of the filter stand in all, when the frame was made. */
  standingCount: Scalars["Int"]["output"];
  /** True when changes before this frame were lost, because `after` lies too far back. */
  gap: Scalars["Boolean"]["output"];
  /** How many frames were merged into this one by `every`. */
  skipped: Scalars["Int"]["output"];
  /** One for each alert, in no promised order. */
  items: Array<Alert>;
};

/** What the utilisation is broken down by. */
export type UtilisationDimension =
  /** By the partner whose work the GPUs serve. */
  | "PARTNER"
  /** By the data centre in which the GPUs stand. */
  | "SITE"
  /** By the model of GPU. */
  | "MODEL"
  /** By the project whose workload holds the GPUs. GPUs that nothing holds form a group of their own. */
  | "PROJECT"
  /** By the workload that holds the GPUs. GPUs that nothing holds form a group of their own. */
  | "WORKLOAD";

/** Keeps the GPUs for which everything given holds. */
export type UtilisationFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** Only GPUs of this model. */
  model?: InputMaybe<GpuModelName>;
  /** Id of a project. */
  project?: InputMaybe<Scalars["ID"]["input"]>;
  /** Id of a workload. */
  workload?: InputMaybe<Scalars["ID"]["input"]>;
};

/** The utilisation at one instant: all items of it when `snapshot` is true, else those that changed since the frame before. */
export type UtilisationFrame = {
  __typename?: "UtilisationFrame";
  /** Where this frame stands in the stream. Hand it to `after` to go on from here. */
  cursor: Scalars["Cursor"]["output"];
  /** When the newest sample in it was received. */
  at: Scalars["DateTime"]["output"];
  /** True when `items` is the whole state. */
  snapshot: Scalars["Boolean"]["output"];
  /** True when frames before this one were lost, because `after` lies beyond the retention. */
  gap: Scalars["Boolean"]["output"];
  /** How many frames were merged into this one by `every`. */
  skipped: Scalars["Int"]["output"];
  /**
   * One for each group, in no promised order. Where nothing changes there is a frame without items now and then, about each
   * half minute, whose cursor says how far the stream is.
   */
  items: Array<Utilisation>;
};

/**
 * How busy a group of active GPUs is. Means are over the GPUs that reported; a GPU that did not report is missing, never 0.
 * The dimensions that were not asked for are null.
 */
export type Utilisation = {
  __typename?: "Utilisation";
  /** Identifies the group within its stream. */
  id: Scalars["ID"]["output"];
  /** The partner whose work the GPUs serve, when grouped by PARTNER. */
  partner?: Maybe<Partner>;
  /** The data centre of the GPUs, when grouped by SITE. */
  site?: Maybe<Site>;
  /** The model of the GPUs, when grouped by MODEL. */
  model?: Maybe<GpuModel>;
  /** The project whose workload holds the GPUs, or null for GPUs that nothing holds. */
  project?: Maybe<Project>;
  /** The workload that holds the GPUs, or null for GPUs that nothing holds. */
  workload?: Maybe<Workload>;
  /** Active GPUs of the group. */
  gpuCount: Scalars["Int"]["output"];
  /** True when the group has lost its last GPU: nothing more is said of it, unless it gets one again. Take it out of what you keep. */
  ended: Scalars["Boolean"]["output"];
  /** GPUs of the group that reported in the last scrape interval. */
  reportingGpuCount: Scalars["Int"]["output"];
  /** `reportingGpuCount` over `gpuCount`, from 0 to 1. Null for a group without GPUs. */
  coverage?: Maybe<Scalars["Float"]["output"]>;
  /** Share of the group's GPUs that a workload holds, from 0 to 1. */
  allocationRate?: Maybe<Scalars["Float"]["output"]>;
  /** Share of time in which at least one kernel ran (DCGM_FI_DEV_GPU_UTIL), from 0 to 1. Null when nothing reported. */
  dutyCycle?: Maybe<Scalars["Float"]["output"]>;
  /** Share of streaming multiprocessors with work (DCGM_FI_PROF_SM_ACTIVE), from 0 to 1. Null when nothing reported it. */
  smActive?: Maybe<Scalars["Float"]["output"]>;
  /** Share of time in which tensor cores worked (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE), from 0 to 1. Null when nothing reported it. */
  tensorActive?: Maybe<Scalars["Float"]["output"]>;
  /** GPU memory in use (DCGM_FI_DEV_FB_USED), in bytes, summed. Null when nothing reported it. */
  memoryUsedBytes?: Maybe<Scalars["Float"]["output"]>;
  /** Power of the GPUs that reported (DCGM_FI_DEV_POWER_USAGE), in watts, summed. Null when nothing reported it. */
  powerWatts?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs that a workload holds and whose duty cycle is under 5 %. */
  idleAllocatedGpuCount: Scalars["Int"]["output"];
};

/** What points of a series are told apart by. */
export type SeriesDimension =
  /** By the partner whose work the GPUs serve. */
  | "PARTNER"
  /** By the data centre in which the GPUs stand. */
  | "SITE"
  /** By the model of GPU. */
  | "MODEL"
  /** By the project whose workload held the GPUs. GPUs that nothing held form a group of their own. */
  | "PROJECT"
  /** By what the workload that held the GPUs does. GPUs that nothing held form a group of their own. */
  | "KIND";

/** Keeps the GPUs for which everything given holds. */
export type UtilisationSeriesFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** Only GPUs of this model. */
  model?: InputMaybe<GpuModelName>;
  /** Id of a project. GPUs count while a workload of the project held them. */
  project?: InputMaybe<Scalars["ID"]["input"]>;
  /** GPUs count while a workload of this kind held them. */
  kind?: InputMaybe<WorkloadKind>;
};

/** A stretch of the calendar. */
export type CalendarStep =
  /** From one full hour to the next. */
  | "HOUR"
  /** From midnight to midnight; 23 or 25 hours where clocks change. */
  | "DAY"
  /** From Monday to Sunday. */
  | "WEEK"
  /** From the first of a month to its last day. */
  | "MONTH";

/** What a series was read from. Each tier follows from the samples alone. */
export type TelemetryTier =
  /** Roll-ups of one minute of all groups, kept for 13 months. */
  | "FINE"
  /** Roll-ups of one hour of all groups, kept for ever. */
  | "COARSE"
  /** Roll-ups of a whole day (UTC) of all groups, kept for ever. */
  | "DAY";

/** A page of points, and what they were read from. */
export type UtilisationSeries = {
  __typename?: "UtilisationSeries";
  /** The points of the page, each with its cursor. */
  edges: Array<UtilisationPointEdge>;
  /** The points without their cursors: step by step, and within a step by group. */
  nodes: Array<UtilisationPoint>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many points the whole series has. */
  totalCount: Scalars["Int"]["output"];
  /** Where the window begins, at a full minute or hour. */
  from: Scalars["DateTime"]["output"];
  /** Where the window ends, at a full minute or hour. */
  to: Scalars["DateTime"]["output"];
  /** What the points were read from. */
  tiers: Array<TelemetryTier>;
  /** Share of the GPUs' time that was reported, over the points of this page, from 0 to 1. Null for a page without points. */
  coverage?: Maybe<Scalars["Float"]["output"]>;
};

/** One point of a series, with its cursor. */
export type UtilisationPointEdge = {
  __typename?: "UtilisationPointEdge";
  /** Where the point stands in the series. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The point itself. */
  node: UtilisationPoint;
};

/**
 * How busy a group of GPUs was over a stretch of time. Figures are null where nothing was collected.
 * The dimensions that were not asked for are null.
 */
export type UtilisationPoint = {
  __typename?: "UtilisationPoint";
  /** When the stretch begins. */
  from: Scalars["DateTime"]["output"];
  /** When the stretch ends. */
  to: Scalars["DateTime"]["output"];
  /** The partner whose work the GPUs serve, when grouped by PARTNER. */
  partner?: Maybe<Partner>;
  /** The data centre of the GPUs, when grouped by SITE. */
  site?: Maybe<Site>;
  /** The model of the GPUs, when grouped by MODEL. */
  model?: Maybe<GpuModel>;
  /** The project whose workloads held the GPUs, when grouped by PROJECT; null for GPUs that nothing held. */
  project?: Maybe<Project>;
  /** What the workloads that held the GPUs do, when grouped by KIND; null for GPUs that nothing held. */
  kind?: Maybe<WorkloadKind>;
  /** Share of the GPUs' time that was reported, from 0 to 1: 0 where nothing was collected. */
  coverage: Scalars["Float"]["output"];
  /** GPUs of the group, on average over the time in which they were asked. */
  gpuCount?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs × hours in which they were asked. */
  gpuHours?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs × hours that were reported. */
  reportedGpuHours?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs × hours in which a workload held them. */
  heldGpuHours?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs × hours that a workload held and did not use: reported time less its duty cycle. */
  wastedGpuHours?: Maybe<Scalars["Float"]["output"]>;
  /** What the wasted GPU-hours would have cost, in won, at illustrative prices of each model. */
  wastedWon?: Maybe<Scalars["Float"]["output"]>;
  /** GPUs × hours of GPUs that one workload held for a whole hour in which their duty cycle never reached 5 %. */
  idleGpuHours?: Maybe<Scalars["Float"]["output"]>;
  /** Energy by the GPUs' own counters (DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION), in kWh, resets left out. */
  energyKwh?: Maybe<Scalars["Float"]["output"]>;
  /** Energy over the reported GPU-hours, in kWh an hour. */
  energyKwhPerGpuHour?: Maybe<Scalars["Float"]["output"]>;
  /** Share of time in which at least one kernel ran (DCGM_FI_DEV_GPU_UTIL), from 0 to 1. */
  dutyCycle?: Maybe<MetricSummary>;
  /** Share of streaming multiprocessors with work (DCGM_FI_PROF_SM_ACTIVE), from 0 to 1. */
  smActive?: Maybe<MetricSummary>;
  /** Share of time in which tensor cores worked (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE), from 0 to 1. */
  tensorActive?: Maybe<MetricSummary>;
  /** Share of time in which the memory sent or received (DCGM_FI_PROF_DRAM_ACTIVE), from 0 to 1. */
  dramActive?: Maybe<MetricSummary>;
  /** GPU memory in use (DCGM_FI_DEV_FB_USED), in bytes a GPU. */
  memoryUsedBytes?: Maybe<MetricSummary>;
  /** Power drawn (DCGM_FI_DEV_POWER_USAGE), in watts a GPU. */
  powerWatts?: Maybe<MetricSummary>;
  /** Temperature of the GPUs (DCGM_FI_DEV_GPU_TEMP), in °C. */
  temperatureCelsius?: Maybe<MetricSummary>;
};

/** What the samples of one metric add up to. Percentiles come from merged histograms of 20 bins, and are right to within one bin. */
export type MetricSummary = {
  __typename?: "MetricSummary";
  /** The mean of all samples. */
  mean: Scalars["Float"]["output"];
  /** The smallest sample. */
  min: Scalars["Float"]["output"];
  /** The largest sample. */
  max: Scalars["Float"]["output"];
  /** Half of the samples are at most this. */
  p50?: Maybe<Scalars["Float"]["output"]>;
  /** Of 100 samples 95 are at most this. */
  p95?: Maybe<Scalars["Float"]["output"]>;
  /** Of 100 samples 99 are at most this. */
  p99?: Maybe<Scalars["Float"]["output"]>;
};

/** All hours of a window that are the same hour of the same weekday. */
export type HeatMapCell = {
  __typename?: "HeatMapCell";
  /** From 1, Monday, to 7, Sunday. */
  weekday: Scalars["Int"]["output"];
  /** From 0 to 23, on the clock of the time zone. Roll-ups of one hour count in the hour in which they begin. */
  hour: Scalars["Int"]["output"];
  /** What they add up to; its stretch of time is the whole window. */
  utilisation: UtilisationPoint;
};

/** A page of projects by what they wasted, and where it stands in the whole list. */
export type ReclaimCandidateConnection = {
  __typename?: "ReclaimCandidateConnection";
  /** The projects of the page, each with its cursor. */
  edges: Array<ReclaimCandidateEdge>;
  /** The projects without their cursors. */
  nodes: Array<ReclaimCandidate>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One candidate with its cursor. */
export type ReclaimCandidateEdge = {
  __typename?: "ReclaimCandidateEdge";
  /** Where it stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The candidate itself. */
  node: ReclaimCandidate;
};

/** A project whose GPUs did little. */
export type ReclaimCandidate = {
  __typename?: "ReclaimCandidate";
  /** The project that holds the GPUs. */
  project: Project;
  /** What its GPUs did over the window. */
  utilisation: UtilisationPoint;
};

/** A page of racks by what they draw, and where it stands in the whole list. */
export type RackPowerConnection = {
  __typename?: "RackPowerConnection";
  /** The racks of the page, each with its cursor. */
  edges: Array<RackPowerEdge>;
  /** The racks without their cursors. */
  nodes: Array<RackPower>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** What one rack draws, with its cursor. */
export type RackPowerEdge = {
  __typename?: "RackPowerEdge";
  /** Where it stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** What it draws. */
  node: RackPower;
};

/** What a rack draws of the power that it may. */
export type RackPower = {
  __typename?: "RackPower";
  /** The rack itself. */
  rack: Rack;
  /** Power of its GPUs as they reported it, in watts; GPUs that did not report are left out. */
  gpuPowerWatts: Scalars["Float"]["output"];
  /** The same with the servers around the GPUs, at the ratio of their rated powers, in watts. */
  powerWatts: Scalars["Float"]["output"];
  /** The most power that the rack may draw, in watts. */
  capWatts: Scalars["Float"]["output"];
  /** `powerWatts` over `capWatts`. */
  share: Scalars["Float"]["output"];
  /** When it was last found to have changed by a hundredth of the cap or more. */
  at: Scalars["DateTime"]["output"];
};

/** A rack in a hall. A rack serves one partner. */
export type Rack = {
  __typename?: "Rack";
  id: Scalars["ID"]["output"];
};

/** A page of workloads by what they used, and where it stands in the whole list. */
export type WorkloadUsageConnection = {
  __typename?: "WorkloadUsageConnection";
  /** The workloads of the page, each with its cursor. */
  edges: Array<WorkloadUsageEdge>;
  /** The workloads without their cursors. */
  nodes: Array<WorkloadUsage>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** What one workload used, with its cursor. */
export type WorkloadUsageEdge = {
  __typename?: "WorkloadUsageEdge";
  /** Where it stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** What it used. */
  node: WorkloadUsage;
};

/** What one workload's GPUs did since it began, as of the last full hour. */
export type WorkloadUsage = {
  __typename?: "WorkloadUsage";
  /** The workload itself, or null when its record is gone. */
  workload?: Maybe<Workload>;
  /** GPUs × hours that it held and that were asked. */
  gpuHours: Scalars["Float"]["output"];
  /** GPUs × hours that were reported. */
  reportedGpuHours: Scalars["Float"]["output"];
  /** GPUs × hours that it held and did not use: reported time less its duty cycle. */
  wastedGpuHours: Scalars["Float"]["output"];
  /** Mean share of time in which at least one kernel ran, from 0 to 1. Null when nothing reported it. */
  dutyCycle?: Maybe<Scalars["Float"]["output"]>;
  /** Mean share of streaming multiprocessors with work, from 0 to 1. Null when nothing reported it. */
  smActive?: Maybe<Scalars["Float"]["output"]>;
  /** Mean share of time in which tensor cores worked, from 0 to 1. Null when nothing reported it. */
  tensorActive?: Maybe<Scalars["Float"]["output"]>;
  /** Energy by the GPUs' own counters, in kWh. Null when nothing reported it. */
  energyKwh?: Maybe<Scalars["Float"]["output"]>;
};

/** What a workload does. */
export type WorkloadKind =
  /** Trains a model from the start, on many GPUs for weeks. */
  | "PRETRAIN"
  /** Trains an existing model further, for a task. */
  | "FINETUNE"
  /** Answers requests with a trained model. Its load follows the time of day. */
  | "INFERENCE"
  /** Measures how good a model is. */
  | "EVALUATION"
  /** Computes a physical system, such as roads or materials. */
  | "SIMULATION"
  /** Computes photomasks for chip production. */
  | "LITHOGRAPHY"
  /** Keeps a virtual copy of a factory or a machine in step with it. */
  | "DIGITAL_TWIN"
  /** A person at a notebook or a shell. */
  | "INTERACTIVE";

/** Where a workload stands in its life. */
export type WorkloadState =
  /** Waits; `reason` says for what. */
  | "QUEUED"
  /** Has its quota, not yet its nodes. It lasts no longer than the placing itself. */
  | "ADMITTED"
  /** Holds its GPUs and works. */
  | "RUNNING"
  /** Stopped for now. It can be queued again. */
  | "SUSPENDED"
  /** Ended by itself, with success. */
  | "COMPLETED"
  /** Ended by itself, with an error. */
  | "FAILED"
  /** Stopped on request. */
  | "CANCELLED"
  /** Gave way to another workload. */
  | "PREEMPTED"
  /** A node failed under it. */
  | "NODE_FAILED";

/** Why a workload waits. */
export type WorkloadReason =
  /** The quota of the project, or what its cohort lends, is in use. */
  | "WAITING_FOR_QUOTA"
  /** It asks for more than the project may ever use. */
  | "EXCEEDS_MAX_QUOTA"
  /** No nodes of its model are free at one site. */
  | "NO_MATCHING_NODES"
  /** The power limit of the site or of its racks does not allow it now. */
  | "POWER_CAP";

/** A job that holds GPUs, or waits for them. */
export type Workload = {
  __typename?: "Workload";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Name that its submitter gave it. */
  name: Scalars["String"]["output"];
  /** What it does. */
  kind: WorkloadKind;
  /** Where it stands between the queue and its end. */
  state: WorkloadState;
  /** Why it waits, while it does. */
  reason?: Maybe<WorkloadReason>;
  /** Why it waits, in a sentence with the number that is missing. Null unless it is QUEUED. */
  explanation?: Maybe<Scalars["String"]["output"]>;
  /** The project whose quota it uses. */
  project: Project;
  /** Whose GPUs it holds. */
  partner: Partner;
  /** The model of GPU that it asks for. */
  model: GpuModel;
  /** GPUs that it asks for. It gets all of them or none. */
  gpuCount: Scalars["Int"]["output"];
  /** When it was asked for. */
  submittedAt: Scalars["DateTime"]["output"];
  /** When it got the GPUs that it holds, or held last. Null while it waits. */
  startedAt?: Maybe<Scalars["DateTime"]["output"]>;
  /** When it ended, whatever its outcome, or null before. */
  endedAt?: Maybe<Scalars["DateTime"]["output"]>;
  /** GPUs × hours held so far. */
  gpuHours: Scalars["Float"]["output"];
  /** Where it runs, or ran. */
  site?: Maybe<Site>;
  /** The nodes that it holds, by host name. */
  nodes: WorkloadNodeConnection;
  /** Utilisation of its GPUs now. Null when it does not run. */
  utilisation?: Maybe<Utilisation>;
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** A job that holds GPUs, or waits for them. */
export type WorkloadNodesArgs = {
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** A page of the nodes that one workload holds, and where it stands in the whole list. */
export type WorkloadNodeConnection = {
  __typename?: "WorkloadNodeConnection";
  /** The nodes of the page, each with its cursor. */
  edges: Array<WorkloadNodeEdge>;
  /** The nodes without their cursors. */
  nodes: Array<Node>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One node that a workload holds, with its cursor and the workload's GPUs on it. */
export type WorkloadNodeEdge = {
  __typename?: "WorkloadNodeEdge";
  /** Where the node stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The node itself. */
  node: Node;
  /** How many of the node's GPUs the workload holds. */
  gpuCount: Scalars["Int"]["output"];
};

/** Keeps the workloads for which everything given holds. */
export type WorkloadFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Id of a project. */
  project?: InputMaybe<Scalars["ID"]["input"]>;
  /** Only workloads in this state. */
  state?: InputMaybe<WorkloadState>;
  /** Only workloads that do this. */
  kind?: InputMaybe<WorkloadKind>;
};

/** A page of workloads, and where it stands in the whole list. */
export type WorkloadConnection = {
  __typename?: "WorkloadConnection";
  /** The workloads of the page, each with its cursor. */
  edges: Array<WorkloadEdge>;
  /** The workloads without their cursors. */
  nodes: Array<Workload>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One workload of a page, with its cursor. */
export type WorkloadEdge = {
  __typename?: "WorkloadEdge";
  /** Where the workload stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The workload itself. */
  node: Workload;
};

export type Partner = {
  __typename?: "Partner";
  id: Scalars["ID"]["output"];
  /** GPUs that workloads hold now. */
  placed: Scalars["Int"]["output"];
  /** Workloads of this partner, newest first. */
  workloads: WorkloadConnection;
  /** Utilisation of this partner's active GPUs now. */
  utilisation: Utilisation;
};

export type PartnerWorkloadsArgs = {
  filter?: InputMaybe<WorkloadFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type Site = {
  __typename?: "Site";
  id: Scalars["ID"]["output"];
  /** Utilisation of the active GPUs at this site that you may see, now. */
  utilisation: Utilisation;
  /** Power that the GPUs at this site report now, in watts, of those that you may see. Null when nothing reported. */
  powerDrawWatts?: Maybe<Scalars["Float"]["output"]>;
  /** Nodes at this site that you may see and that did not answer their last scrape, at most 1000. */
  staleNodes: Array<Node>;
};

export type Project = {
  __typename?: "Project";
  id: Scalars["ID"]["output"];
  /** Workloads of this project, newest first. */
  workloads: WorkloadConnection;
  /** GPUs that the project's workloads hold now. */
  gpusInUse: Scalars["Int"]["output"];
  /** Utilisation of the GPUs that the project's workloads hold, now. */
  utilisation: Utilisation;
};

export type ProjectWorkloadsArgs = {
  filter?: InputMaybe<WorkloadFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type Node = {
  __typename?: "Node";
  id: Scalars["ID"]["output"];
  /** Workloads that hold GPUs of this node now. */
  workloads: Array<Workload>;
  /** When its last good scrape was received, or null when none was within the raw retention of 48 hours. */
  lastScrapedAt?: Maybe<Scalars["DateTime"]["output"]>;
  /** True when its last scrape failed, or nothing came of it for more than two scrape intervals. */
  stale: Scalars["Boolean"]["output"];
  /** What its GPUs did, oldest first, from roll-ups of five minutes, which are made when an hour is over. */
  utilisationSeries: Array<UtilisationPoint>;
};

export type NodeUtilisationSeriesArgs = {
  last?: InputMaybe<Scalars["Duration"]["input"]>;
  step?: InputMaybe<Scalars["Duration"]["input"]>;
};

export type Gpu = {
  __typename?: "Gpu";
  id: Scalars["ID"]["output"];
  /** The workload that holds the GPU now, or null. */
  workload?: Maybe<Workload>;
  /** What the GPU reported, oldest first, within the raw retention of 48 hours. */
  samples: Array<GpuSample>;
  /** What it did, oldest first, from roll-ups of one hour. */
  utilisationSeries: Array<UtilisationPoint>;
};

export type GpuSamplesArgs = {
  last?: InputMaybe<Scalars["Duration"]["input"]>;
};

export type GpuUtilisationSeriesArgs = {
  last?: InputMaybe<Scalars["Duration"]["input"]>;
  step?: InputMaybe<Scalars["Duration"]["input"]>;
};

/** What one GPU reported in one scrape. A metric that was not reported is null. */
export type GpuSample = {
  __typename?: "GpuSample";
  /** When the sample was received. */
  at: Scalars["DateTime"]["output"];
  /** Share of time in which at least one kernel ran (DCGM_FI_DEV_GPU_UTIL), from 0 to 1. */
  dutyCycle?: Maybe<Scalars["Float"]["output"]>;
  /** Share of streaming multiprocessors with work (DCGM_FI_PROF_SM_ACTIVE), from 0 to 1. */
  smActive?: Maybe<Scalars["Float"]["output"]>;
  /** Share of time in which tensor cores worked (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE), from 0 to 1. */
  tensorActive?: Maybe<Scalars["Float"]["output"]>;
  /** Share of time in which the memory sent or received (DCGM_FI_PROF_DRAM_ACTIVE), from 0 to 1. */
  dramActive?: Maybe<Scalars["Float"]["output"]>;
  /** GPU memory in use (DCGM_FI_DEV_FB_USED), in bytes. */
  memoryUsedBytes?: Maybe<Scalars["Float"]["output"]>;
  /** Power drawn (DCGM_FI_DEV_POWER_USAGE), in watts. */
  powerWatts?: Maybe<Scalars["Float"]["output"]>;
  /** Temperature of the GPU (DCGM_FI_DEV_GPU_TEMP), in °C. */
  temperatureCelsius?: Maybe<Scalars["Float"]["output"]>;
};

export type Fleet = {
  __typename?: "Fleet";
  id: Scalars["ID"]["output"];
  /** GPUs that workloads hold now, of the partners that you may see. */
  placed: Scalars["Int"]["output"];
  /** Utilisation of all active GPUs that you may see, now. */
  utilisation: Utilisation;
};

/** What to run. */
export type SubmitWorkloadInput = {
  /** The project's id. */
  project: Scalars["ID"]["input"];
  /** A name by which you will know it. */
  name: Scalars["String"]["input"];
  /** What it does. */
  kind: WorkloadKind;
  /** The model of GPU that it needs. */
  model: GpuModelName;
  /** GPUs that it needs, all at one site, at least 1. */
  gpuCount: Scalars["Int"]["input"];
  /** Short name of the only site at which it may run. Without it, at any. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** True to be refused with the numbers, instead of waiting, when it cannot run at once. */
  placeNow?: InputMaybe<Scalars["Boolean"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `workload` or `refusal` is set. */
export type SubmitWorkloadPayload = {
  __typename?: "SubmitWorkloadPayload";
  /** The workload as it is now, running or queued, or null when nothing was done. */
  workload?: Maybe<Workload>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to stop for now. */
export type SuspendWorkloadInput = {
  /** The workload's id. */
  workload: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `workload` or `refusal` is set. */
export type SuspendWorkloadPayload = {
  __typename?: "SuspendWorkloadPayload";
  /** The workload as it is now, or null when nothing was done. */
  workload?: Maybe<Workload>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to queue again. */
export type ResumeWorkloadInput = {
  /** The workload's id. */
  workload: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `workload` or `refusal` is set. */
export type ResumeWorkloadPayload = {
  __typename?: "ResumeWorkloadPayload";
  /** The workload as it is now, running or queued, or null when nothing was done. */
  workload?: Maybe<Workload>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to stop. */
export type CancelWorkloadInput = {
  /** The workload's id. */
  workload: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `workload` or `refusal` is set. */
export type CancelWorkloadPayload = {
  __typename?: "CancelWorkloadPayload";
  /** The workload as it is now, or null when nothing was done. */
  workload?: Maybe<Workload>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** How a workload ended by itself. */
export type WorkloadOutcome =
  /** With success. */
  | "COMPLETED"
  /** With an error. */
  | "FAILED";

/** What has ended. */
export type FinishWorkloadInput = {
  /** The workload's id. */
  workload: Scalars["ID"]["input"];
  /** Whether it did what it was to do. */
  outcome: WorkloadOutcome;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `workload` or `refusal` is set. */
export type FinishWorkloadPayload = {
  __typename?: "FinishWorkloadPayload";
  /** The workload as it is now, or null when nothing was done. */
  workload?: Maybe<Workload>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What does not answer. */
export type FailNodeInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** What is known of the failure. */
  reason: Scalars["String"]["input"];
  /** True to queue again what it ends: each runs elsewhere at once if there is room, before others that wait, and else waits in the place that its `submittedAt` gives it. */
  requeue?: InputMaybe<Scalars["Boolean"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` and `workloads` are set, or `refusal` is. */
export type FailNodePayload = {
  __typename?: "FailNodePayload";
  /** The node that is now DOWN, or null when nothing was done. */
  node?: Maybe<Node>;
  /** The workloads that it took with it, as they are now, or null when nothing was done. */
  workloads?: Maybe<Array<Workload>>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to take back. */
export type ReclaimGpusInput = {
  /** The id of the project that has too much. */
  project: Scalars["ID"]["input"];
  /** By how many GPUs its nominal quota falls, at least 1. */
  gpuCount: Scalars["Int"]["input"];
  /** True to end its newest workloads as PREEMPTED where they hold GPUs of what is taken; else that is refused. */
  preempt?: InputMaybe<Scalars["Boolean"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `project` and `preempted` are set, or `refusal` is. */
export type ReclaimGpusPayload = {
  __typename?: "ReclaimGpusPayload";
  /** The project with less quota, or null when nothing was done. */
  project?: Maybe<Project>;
  /** The workloads that had to give way, or null when nothing was done. */
  preempted?: Maybe<Array<Workload>>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** So much more quota for one project. */
export type QuotaShare = {
  /** The id of a project of the cohort. */
  project: Scalars["ID"]["input"];
  /** By how many GPUs its nominal quota grows, at least 1. */
  gpuCount: Scalars["Int"]["input"];
};

/** Who gets what was reclaimed. */
export type RedistributeGpusInput = {
  /** The cohort whose reclaimed quota is given out. */
  cohort: Scalars["String"]["input"];
  /** What each project gets: 1 to 50 projects, each once. */
  shares: Array<QuotaShare>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `projects` or `refusal` is set. */
export type RedistributeGpusPayload = {
  __typename?: "RedistributeGpusPayload";
  /** The projects with more quota, in the order of the shares, or null when nothing was done. */
  projects?: Maybe<Array<Project>>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** Why a mutation did nothing. */
export type RefusalCode =
  /** Nothing that you may see has this id. */
  | "NOT_FOUND"
  /** A record of this name is there already. */
  | "ALREADY_EXISTS"
  /** The record's state does not allow it. */
  | "ILLEGAL_STATE"
  /** A value is out of its range. */
  | "INVALID_INPUT"
  /** The idempotency key was used before with other input. */
  | "IDEMPOTENCY_KEY_REUSED"
  /** More than the programme has left to allot. */
  | "EXCEEDS_PROGRAMME"
  /** More than the programme allots to the partner. */
  | "EXCEEDS_ALLOTMENT"
  /** More than was ordered. */
  | "EXCEEDS_ORDER"
  /** More than has been received. */
  | "EXCEEDS_RECEIVED"
  /** More than the project may ever use. */
  | "EXCEEDS_MAX_QUOTA"
  /** Workloads hold GPUs of the quota that would be taken away. */
  | "QUOTA_IN_USE"
  /** The quota is in use, and the workload was not to wait for it. */
  | "WAITING_FOR_QUOTA"
  /** No nodes of the model are free at one site, and the workload was not to wait for them. */
  | "NO_MATCHING_NODES"
  /** More quota than was reclaimed in the cohort. */
  | "EXCEEDS_RECLAIMED"
  /** More power than the site or the rack has left. */
  | "POWER_CAP"
  /** A GPU of the node does not work. */
  | "UNHEALTHY";

/** Why a mutation did nothing. */
export type Refusal = {
  __typename?: "Refusal";
  /** The reason, for a program to decide by. */
  code: RefusalCode;
  /** A sentence for people, with the number that was missing where there is one. */
  message: Scalars["String"]["output"];
  /** The number that was asked for, where it was one too large: watts for POWER_CAP, else GPUs. */
  needed?: Maybe<Scalars["Float"]["output"]>;
  /** The number that there was to be had, in the unit of `needed`. */
  available?: Maybe<Scalars["Float"]["output"]>;
};

/** A model of GPU, by Nvidia's name. */
export type GpuModelName =
  /** Hopper, one GPU of an eight-way board. */
  | "H200"
  /** Grace Hopper: a Hopper GPU and a Grace CPU on one module. */
  | "GH200"
  /** Blackwell, one GPU of an eight-way board. */
  | "B200"
  /** Grace Blackwell: a Blackwell GPU beside a Grace CPU, in liquid-cooled NVL racks. */
  | "GB200"
  /** Blackwell Ultra, one GPU of an eight-way board. */
  | "B300"
  /** Grace Blackwell Ultra: a Blackwell Ultra GPU beside a Grace CPU, in liquid-cooled NVL racks. */
  | "GB300"
  /** RTX PRO 6000 Blackwell, a PCIe card for simulation, graphics and inference. */
  | "RTX_PRO_6000"
  /** Vera Rubin: a Rubin GPU beside a Vera CPU, the generation after Blackwell. */
  | "VERA_RUBIN";

/** A model of GPU and its published ratings. */
export type GpuModel = {
  __typename?: "GpuModel";
  id: Scalars["ID"]["output"];
};

/** Where a record comes from. */
export type ProvenanceKind =
  /** Published: `source` and `date` say where and when. */
  | "REPORTED"
  /** Invented to be plausible, because the fact is not public. */
  | "ILLUSTRATIVE"
  /** Made by the simulator. */
  | "SIMULATED"
  /** Measured on real equipment, or entered by an operator. */
  | "MEASURED";

/** Where a record comes from. Only REPORTED records are public facts. */
export type Provenance = {
  __typename?: "Provenance";
  /** Whether it is a public fact, invented, simulated or measured. */
  kind: ProvenanceKind;
  /** The publication, or how the record was made. */
  source: Scalars["String"]["output"];
  /** Date of the publication, or of the record. */
  date: Scalars["Date"]["output"];
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: "PageInfo";
  /** True when the list goes on after this page. */
  hasNextPage: Scalars["Boolean"]["output"];
  /** True when the list has something before this page. */
  hasPreviousPage: Scalars["Boolean"]["output"];
  /** Cursor of the first entry of the page, or null for an empty page. */
  startCursor?: Maybe<Scalars["Cursor"]["output"]>;
  /** Cursor of the last entry of the page, or null for an empty page. Hand it to `after` for the next page. */
  endCursor?: Maybe<Scalars["Cursor"]["output"]>;
};

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
  reference: TReference,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult;

type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<
  TResult,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<
  TResult,
  TKey extends string,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo,
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  obj: T,
  context: TContext,
  info: GraphQLResolveInfo,
) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<
  TResult = Record<PropertyKey, never>,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Workload: Workload;
  Partner: Partner;
  Site: Site;
  Project: Project;
  Node: Node;
  Gpu: Gpu;
  Fleet: Fleet;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Workload: { __typename: "Workload" } & GraphQLRecursivePick<FederationTypes["Workload"], { id: true }>;
  Partner: { __typename: "Partner" } & GraphQLRecursivePick<FederationTypes["Partner"], { id: true }>;
  Site: { __typename: "Site" } & GraphQLRecursivePick<FederationTypes["Site"], { id: true }>;
  Project: { __typename: "Project" } & GraphQLRecursivePick<FederationTypes["Project"], { id: true }>;
  Node: { __typename: "Node" } & GraphQLRecursivePick<FederationTypes["Node"], { id: true }>;
  Gpu: { __typename: "Gpu" } & GraphQLRecursivePick<FederationTypes["Gpu"], { id: true }>;
  Fleet: { __typename: "Fleet" } & GraphQLRecursivePick<FederationTypes["Fleet"], { id: true }>;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars["DateTime"]["output"]>;
  Date: ResolverTypeWrapper<Scalars["Date"]["output"]>;
  Cursor: ResolverTypeWrapper<Scalars["Cursor"]["output"]>;
  Duration: ResolverTypeWrapper<Scalars["Duration"]["output"]>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars["Int"]["output"]>;
  ID: ResolverTypeWrapper<Scalars["ID"]["output"]>;
  Float: ResolverTypeWrapper<Scalars["Float"]["output"]>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  AlertKind: AlertKind;
  AlertFilter: AlertFilter;
  Boolean: ResolverTypeWrapper<Scalars["Boolean"]["output"]>;
  Alert: ResolverTypeWrapper<AlertDocument>;
  AlertConnection: ResolverTypeWrapper<AlertPage>;
  AlertEdge: ResolverTypeWrapper<Omit<AlertEdge, "node"> & { node: ResolversTypes["Alert"] }>;
  AlertFrame: ResolverTypeWrapper<SignedAlertFrame>;
  UtilisationDimension: UtilisationDimension;
  UtilisationFilter: UtilisationFilter;
  UtilisationFrame: ResolverTypeWrapper<SignedFrame>;
  Utilisation: ResolverTypeWrapper<Item>;
  SeriesDimension: SeriesDimension;
  UtilisationSeriesFilter: UtilisationSeriesFilter;
  CalendarStep: CalendarStep;
  TelemetryTier: TelemetryTier;
  UtilisationSeries: ResolverTypeWrapper<SeriesAnswer>;
  UtilisationPointEdge: ResolverTypeWrapper<
    Omit<UtilisationPointEdge, "node"> & { node: ResolversTypes["UtilisationPoint"] }
  >;
  UtilisationPoint: ResolverTypeWrapper<SeriesPoint>;
  MetricSummary: ResolverTypeWrapper<MetricSummary>;
  HeatMapCell: ResolverTypeWrapper<HeatMapHour>;
  ReclaimCandidateConnection: ResolverTypeWrapper<CandidatePage>;
  ReclaimCandidateEdge: ResolverTypeWrapper<
    Omit<ReclaimCandidateEdge, "node"> & { node: ResolversTypes["ReclaimCandidate"] }
  >;
  ReclaimCandidate: ResolverTypeWrapper<Candidate>;
  RackPowerConnection: ResolverTypeWrapper<RackPowerPage>;
  RackPowerEdge: ResolverTypeWrapper<Omit<RackPowerEdge, "node"> & { node: ResolversTypes["RackPower"] }>;
  RackPower: ResolverTypeWrapper<RackPowerDocument>;
  Rack: ResolverTypeWrapper<EntityReference>;
  WorkloadUsageConnection: ResolverTypeWrapper<UsagePage>;
  WorkloadUsageEdge: ResolverTypeWrapper<Omit<WorkloadUsageEdge, "node"> & { node: ResolversTypes["WorkloadUsage"] }>;
  WorkloadUsage: ResolverTypeWrapper<WorkloadTotalDocument>;
  WorkloadKind: WorkloadKind;
  WorkloadState: WorkloadState;
  WorkloadReason: WorkloadReason;
  Workload: ResolverTypeWrapper<WorkloadDocument>;
  WorkloadNodeConnection: ResolverTypeWrapper<PlacementPage>;
  WorkloadNodeEdge: ResolverTypeWrapper<PlacementPageEdge>;
  WorkloadFilter: WorkloadFilter;
  WorkloadConnection: ResolverTypeWrapper<WorkloadPage>;
  WorkloadEdge: ResolverTypeWrapper<WorkloadPageEdge>;
  Partner: ResolverTypeWrapper<EntityReference>;
  Site: ResolverTypeWrapper<EntityReference>;
  Project: ResolverTypeWrapper<EntityReference>;
  Node: ResolverTypeWrapper<EntityReference>;
  Gpu: ResolverTypeWrapper<EntityReference>;
  GpuSample: ResolverTypeWrapper<GpuSample>;
  Fleet: ResolverTypeWrapper<EntityReference>;
  SubmitWorkloadInput: SubmitWorkloadInput;
  SubmitWorkloadPayload: ResolverTypeWrapper<
    Omit<SubmitWorkloadPayload, "workload"> & { workload?: Maybe<ResolversTypes["Workload"]> }
  >;
  SuspendWorkloadInput: SuspendWorkloadInput;
  SuspendWorkloadPayload: ResolverTypeWrapper<
    Omit<SuspendWorkloadPayload, "workload"> & { workload?: Maybe<ResolversTypes["Workload"]> }
  >;
  ResumeWorkloadInput: ResumeWorkloadInput;
  ResumeWorkloadPayload: ResolverTypeWrapper<
    Omit<ResumeWorkloadPayload, "workload"> & { workload?: Maybe<ResolversTypes["Workload"]> }
  >;
  CancelWorkloadInput: CancelWorkloadInput;
  CancelWorkloadPayload: ResolverTypeWrapper<
    Omit<CancelWorkloadPayload, "workload"> & { workload?: Maybe<ResolversTypes["Workload"]> }
  >;
  WorkloadOutcome: WorkloadOutcome;
  FinishWorkloadInput: FinishWorkloadInput;
  FinishWorkloadPayload: ResolverTypeWrapper<
    Omit<FinishWorkloadPayload, "workload"> & { workload?: Maybe<ResolversTypes["Workload"]> }
  >;
  FailNodeInput: FailNodeInput;
  FailNodePayload: ResolverTypeWrapper<
    Omit<FailNodePayload, "node" | "workloads"> & {
      node?: Maybe<ResolversTypes["Node"]>;
      workloads?: Maybe<Array<ResolversTypes["Workload"]>>;
    }
  >;
  ReclaimGpusInput: ReclaimGpusInput;
  ReclaimGpusPayload: ResolverTypeWrapper<
    Omit<ReclaimGpusPayload, "project" | "preempted"> & {
      project?: Maybe<ResolversTypes["Project"]>;
      preempted?: Maybe<Array<ResolversTypes["Workload"]>>;
    }
  >;
  QuotaShare: QuotaShare;
  RedistributeGpusInput: RedistributeGpusInput;
  RedistributeGpusPayload: ResolverTypeWrapper<
    Omit<RedistributeGpusPayload, "projects"> & { projects?: Maybe<Array<ResolversTypes["Project"]>> }
  >;
  RefusalCode: RefusalCode;
  Refusal: ResolverTypeWrapper<Refusal>;
  GpuModelName: GpuModelName;
  GpuModel: ResolverTypeWrapper<EntityReference>;
  ProvenanceKind: ProvenanceKind;
  Provenance: ResolverTypeWrapper<Provenance>;
  PageInfo: ResolverTypeWrapper<PagePosition>;
  String: ResolverTypeWrapper<Scalars["String"]["output"]>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars["DateTime"]["output"];
  Date: Scalars["Date"]["output"];
  Cursor: Scalars["Cursor"]["output"];
  Duration: Scalars["Duration"]["output"];
  Query: Record<PropertyKey, never>;
  Int: Scalars["Int"]["output"];
  ID: Scalars["ID"]["output"];
  Float: Scalars["Float"]["output"];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  AlertFilter: AlertFilter;
  Boolean: Scalars["Boolean"]["output"];
  Alert: AlertDocument;
  AlertConnection: AlertPage;
  AlertEdge: Omit<AlertEdge, "node"> & { node: ResolversParentTypes["Alert"] };
  AlertFrame: SignedAlertFrame;
  UtilisationFilter: UtilisationFilter;
  UtilisationFrame: SignedFrame;
  Utilisation: Item;
  UtilisationSeriesFilter: UtilisationSeriesFilter;
  UtilisationSeries: SeriesAnswer;
  UtilisationPointEdge: Omit<UtilisationPointEdge, "node"> & { node: ResolversParentTypes["UtilisationPoint"] };
  UtilisationPoint: SeriesPoint;
  MetricSummary: MetricSummary;
  HeatMapCell: HeatMapHour;
  ReclaimCandidateConnection: CandidatePage;
  ReclaimCandidateEdge: Omit<ReclaimCandidateEdge, "node"> & { node: ResolversParentTypes["ReclaimCandidate"] };
  ReclaimCandidate: Candidate;
  RackPowerConnection: RackPowerPage;
  RackPowerEdge: Omit<RackPowerEdge, "node"> & { node: ResolversParentTypes["RackPower"] };
  RackPower: RackPowerDocument;
  Rack: EntityReference;
  WorkloadUsageConnection: UsagePage;
  WorkloadUsageEdge: Omit<WorkloadUsageEdge, "node"> & { node: ResolversParentTypes["WorkloadUsage"] };
  WorkloadUsage: WorkloadTotalDocument;
  Workload: WorkloadDocument;
  WorkloadNodeConnection: PlacementPage;
  WorkloadNodeEdge: PlacementPageEdge;
  WorkloadFilter: WorkloadFilter;
  WorkloadConnection: WorkloadPage;
  WorkloadEdge: WorkloadPageEdge;
  Partner: EntityReference;
  Site: EntityReference;
  Project: EntityReference;
  Node: EntityReference;
  Gpu: EntityReference;
  GpuSample: GpuSample;
  Fleet: EntityReference;
  SubmitWorkloadInput: SubmitWorkloadInput;
  SubmitWorkloadPayload: Omit<SubmitWorkloadPayload, "workload"> & {
    workload?: Maybe<ResolversParentTypes["Workload"]>;
  };
  SuspendWorkloadInput: SuspendWorkloadInput;
  SuspendWorkloadPayload: Omit<SuspendWorkloadPayload, "workload"> & {
    workload?: Maybe<ResolversParentTypes["Workload"]>;
  };
  ResumeWorkloadInput: ResumeWorkloadInput;
  ResumeWorkloadPayload: Omit<ResumeWorkloadPayload, "workload"> & {
    workload?: Maybe<ResolversParentTypes["Workload"]>;
  };
  CancelWorkloadInput: CancelWorkloadInput;
  CancelWorkloadPayload: Omit<CancelWorkloadPayload, "workload"> & {
    workload?: Maybe<ResolversParentTypes["Workload"]>;
  };
  FinishWorkloadInput: FinishWorkloadInput;
  FinishWorkloadPayload: Omit<FinishWorkloadPayload, "workload"> & {
    workload?: Maybe<ResolversParentTypes["Workload"]>;
  };
  FailNodeInput: FailNodeInput;
  FailNodePayload: Omit<FailNodePayload, "node" | "workloads"> & {
    node?: Maybe<ResolversParentTypes["Node"]>;
    workloads?: Maybe<Array<ResolversParentTypes["Workload"]>>;
  };
  ReclaimGpusInput: ReclaimGpusInput;
  ReclaimGpusPayload: Omit<ReclaimGpusPayload, "project" | "preempted"> & {
    project?: Maybe<ResolversParentTypes["Project"]>;
    preempted?: Maybe<Array<ResolversParentTypes["Workload"]>>;
  };
  QuotaShare: QuotaShare;
  RedistributeGpusInput: RedistributeGpusInput;
  RedistributeGpusPayload: Omit<RedistributeGpusPayload, "projects"> & {
    projects?: Maybe<Array<ResolversParentTypes["Project"]>>;
  };
  Refusal: Refusal;
  GpuModel: EntityReference;
  Provenance: Provenance;
  PageInfo: PagePosition;
  String: Scalars["String"]["output"];
};

export type LiveDirectiveArgs = {
  after?: Maybe<Scalars["String"]["input"]>;
  cursor?: Maybe<Scalars["String"]["input"]>;
  every?: Maybe<Scalars["String"]["input"]>;
  items?: Maybe<Scalars["String"]["input"]>;
  key?: Maybe<Array<Scalars["String"]["input"]>>;
  ended?: Maybe<Scalars["String"]["input"]>;
  snapshot?: Maybe<Scalars["String"]["input"]>;
  gap?: Maybe<Scalars["String"]["input"]>;
  skipped?: Maybe<Scalars["String"]["input"]>;
};

export type LiveDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = LiveDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["DateTime"], any> {
  name: "DateTime";
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Date"], any> {
  name: "Date";
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Cursor"], any> {
  name: "Cursor";
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Duration"], any> {
  name: "Duration";
}

export type QueryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Query"] = ResolversParentTypes["Query"],
> = {
  workloads?: Resolver<
    ResolversTypes["WorkloadConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryWorkloadsArgs, "first">
  >;
  workload?: Resolver<
    Maybe<ResolversTypes["Workload"]>,
    ParentType,
    ContextType,
    RequireFields<QueryWorkloadArgs, "id">
  >;
  utilisation?: Resolver<ResolversTypes["UtilisationFrame"], ParentType, ContextType, Partial<QueryUtilisationArgs>>;
  utilisationSeries?: Resolver<
    ResolversTypes["UtilisationSeries"],
    ParentType,
    ContextType,
    RequireFields<QueryUtilisationSeriesArgs, "timeZone" | "first">
  >;
  utilisationHeatMap?: Resolver<
    Array<ResolversTypes["HeatMapCell"]>,
    ParentType,
    ContextType,
    RequireFields<QueryUtilisationHeatMapArgs, "timeZone">
  >;
  reclaimCandidates?: Resolver<
    ResolversTypes["ReclaimCandidateConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryReclaimCandidatesArgs, "dutyCycleBelow" | "first">
  >;
  alerts?: Resolver<
    ResolversTypes["AlertConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryAlertsArgs, "first">
  >;
  racksByPower?: Resolver<
    ResolversTypes["RackPowerConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryRacksByPowerArgs, "first">
  >;
  workloadUsage?: Resolver<
    ResolversTypes["WorkloadUsageConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryWorkloadUsageArgs, "first">
  >;
};

export type MutationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Mutation"] = ResolversParentTypes["Mutation"],
> = {
  submitWorkload?: Resolver<
    ResolversTypes["SubmitWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationSubmitWorkloadArgs, "input">
  >;
  suspendWorkload?: Resolver<
    ResolversTypes["SuspendWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationSuspendWorkloadArgs, "input">
  >;
  resumeWorkload?: Resolver<
    ResolversTypes["ResumeWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationResumeWorkloadArgs, "input">
  >;
  cancelWorkload?: Resolver<
    ResolversTypes["CancelWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCancelWorkloadArgs, "input">
  >;
  finishWorkload?: Resolver<
    ResolversTypes["FinishWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationFinishWorkloadArgs, "input">
  >;
  failNode?: Resolver<
    ResolversTypes["FailNodePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationFailNodeArgs, "input">
  >;
  reclaimGpus?: Resolver<
    ResolversTypes["ReclaimGpusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationReclaimGpusArgs, "input">
  >;
  redistributeGpus?: Resolver<
    ResolversTypes["RedistributeGpusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationRedistributeGpusArgs, "input">
  >;
};

export type SubscriptionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Subscription"] = ResolversParentTypes["Subscription"],
> = {
  alerts?: SubscriptionResolver<
    ResolversTypes["AlertFrame"],
    "alerts",
    ParentType,
    ContextType,
    Partial<SubscriptionAlertsArgs>
  >;
  utilisation?: SubscriptionResolver<
    ResolversTypes["UtilisationFrame"],
    "utilisation",
    ParentType,
    ContextType,
    Partial<SubscriptionUtilisationArgs>
  >;
};

export type AlertResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Alert"] = ResolversParentTypes["Alert"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes["AlertKind"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
  gpu?: Resolver<Maybe<ResolversTypes["Gpu"]>, ParentType, ContextType>;
  uuid?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes["Int"]>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  raisedAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  clearedAt?: Resolver<Maybe<ResolversTypes["DateTime"]>, ParentType, ContextType>;
};

export type AlertConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AlertConnection"] = ResolversParentTypes["AlertConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["AlertEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Alert"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type AlertEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AlertEdge"] = ResolversParentTypes["AlertEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Alert"], ParentType, ContextType>;
};

export type AlertFrameResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AlertFrame"] = ResolversParentTypes["AlertFrame"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  standingCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  gap?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes["Alert"]>, ParentType, ContextType>;
};

export type UtilisationFrameResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["UtilisationFrame"] = ResolversParentTypes["UtilisationFrame"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  gap?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes["Utilisation"]>, ParentType, ContextType>;
};

export type UtilisationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Utilisation"] = ResolversParentTypes["Utilisation"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes["Partner"]>, ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes["GpuModel"]>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType>;
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  gpuCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  ended?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  reportingGpuCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  coverage?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  allocationRate?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  dutyCycle?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  smActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  tensorActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  memoryUsedBytes?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  powerWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  idleAllocatedGpuCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type UtilisationSeriesResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["UtilisationSeries"] = ResolversParentTypes["UtilisationSeries"],
> = {
  edges?: Resolver<Array<ResolversTypes["UtilisationPointEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["UtilisationPoint"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  from?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  to?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  tiers?: Resolver<Array<ResolversTypes["TelemetryTier"]>, ParentType, ContextType>;
  coverage?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type UtilisationPointEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["UtilisationPointEdge"] = ResolversParentTypes["UtilisationPointEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["UtilisationPoint"], ParentType, ContextType>;
};

export type UtilisationPointResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["UtilisationPoint"] = ResolversParentTypes["UtilisationPoint"],
> = {
  from?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  to?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes["Partner"]>, ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes["GpuModel"]>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes["WorkloadKind"]>, ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  gpuCount?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  gpuHours?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  reportedGpuHours?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  heldGpuHours?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  wastedGpuHours?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  wastedWon?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  idleGpuHours?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  energyKwh?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  energyKwhPerGpuHour?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  dutyCycle?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  smActive?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  tensorActive?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  dramActive?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  memoryUsedBytes?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  powerWatts?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
  temperatureCelsius?: Resolver<Maybe<ResolversTypes["MetricSummary"]>, ParentType, ContextType>;
};

export type MetricSummaryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["MetricSummary"] = ResolversParentTypes["MetricSummary"],
> = {
  mean?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  min?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  max?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  p50?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  p95?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  p99?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type HeatMapCellResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["HeatMapCell"] = ResolversParentTypes["HeatMapCell"],
> = {
  weekday?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  hour?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["UtilisationPoint"], ParentType, ContextType>;
};

export type ReclaimCandidateConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReclaimCandidateConnection"] =
    ResolversParentTypes["ReclaimCandidateConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["ReclaimCandidateEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["ReclaimCandidate"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type ReclaimCandidateEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReclaimCandidateEdge"] = ResolversParentTypes["ReclaimCandidateEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["ReclaimCandidate"], ParentType, ContextType>;
};

export type ReclaimCandidateResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReclaimCandidate"] = ResolversParentTypes["ReclaimCandidate"],
> = {
  project?: Resolver<ResolversTypes["Project"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["UtilisationPoint"], ParentType, ContextType>;
};

export type RackPowerConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RackPowerConnection"] = ResolversParentTypes["RackPowerConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["RackPowerEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["RackPower"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type RackPowerEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RackPowerEdge"] = ResolversParentTypes["RackPowerEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["RackPower"], ParentType, ContextType>;
};

export type RackPowerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RackPower"] = ResolversParentTypes["RackPower"],
> = {
  rack?: Resolver<ResolversTypes["Rack"], ParentType, ContextType>;
  gpuPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  capWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  share?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
};

export type RackResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Rack"] = ResolversParentTypes["Rack"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
};

export type WorkloadUsageConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadUsageConnection"] = ResolversParentTypes["WorkloadUsageConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["WorkloadUsageEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["WorkloadUsage"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type WorkloadUsageEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadUsageEdge"] = ResolversParentTypes["WorkloadUsageEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["WorkloadUsage"], ParentType, ContextType>;
};

export type WorkloadUsageResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadUsage"] = ResolversParentTypes["WorkloadUsage"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  gpuHours?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  reportedGpuHours?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  wastedGpuHours?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  dutyCycle?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  smActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  tensorActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  energyKwh?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type WorkloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Workload"] = ResolversParentTypes["Workload"],
  FederationReferenceType extends FederationReferenceTypes["Workload"] = FederationReferenceTypes["Workload"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Workload"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes["WorkloadKind"], ParentType, ContextType>;
  state?: Resolver<ResolversTypes["WorkloadState"], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes["WorkloadReason"]>, ParentType, ContextType>;
  explanation?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  project?: Resolver<ResolversTypes["Project"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  gpuCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  submittedAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes["DateTime"]>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes["DateTime"]>, ParentType, ContextType>;
  gpuHours?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  nodes?: Resolver<
    ResolversTypes["WorkloadNodeConnection"],
    ParentType,
    ContextType,
    RequireFields<WorkloadNodesArgs, "first">
  >;
  utilisation?: Resolver<Maybe<ResolversTypes["Utilisation"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type WorkloadNodeConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadNodeConnection"] = ResolversParentTypes["WorkloadNodeConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["WorkloadNodeEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type WorkloadNodeEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadNodeEdge"] = ResolversParentTypes["WorkloadNodeEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
  gpuCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type WorkloadConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadConnection"] = ResolversParentTypes["WorkloadConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["WorkloadEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Workload"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type WorkloadEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["WorkloadEdge"] = ResolversParentTypes["WorkloadEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Workload"], ParentType, ContextType>;
};

export type PartnerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Partner"] = ResolversParentTypes["Partner"],
  FederationReferenceType extends FederationReferenceTypes["Partner"] = FederationReferenceTypes["Partner"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Partner"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  placed?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  workloads?: Resolver<
    ResolversTypes["WorkloadConnection"],
    ParentType,
    ContextType,
    RequireFields<PartnerWorkloadsArgs, "first">
  >;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
};

export type SiteResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Site"] = ResolversParentTypes["Site"],
  FederationReferenceType extends FederationReferenceTypes["Site"] = FederationReferenceTypes["Site"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Site"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
  powerDrawWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  staleNodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
};

export type ProjectResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Project"] = ResolversParentTypes["Project"],
  FederationReferenceType extends FederationReferenceTypes["Project"] = FederationReferenceTypes["Project"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Project"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workloads?: Resolver<
    ResolversTypes["WorkloadConnection"],
    ParentType,
    ContextType,
    RequireFields<ProjectWorkloadsArgs, "first">
  >;
  gpusInUse?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
};

export type NodeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Node"] = ResolversParentTypes["Node"],
  FederationReferenceType extends FederationReferenceTypes["Node"] = FederationReferenceTypes["Node"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Node"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workloads?: Resolver<Array<ResolversTypes["Workload"]>, ParentType, ContextType>;
  lastScrapedAt?: Resolver<Maybe<ResolversTypes["DateTime"]>, ParentType, ContextType>;
  stale?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  utilisationSeries?: Resolver<
    Array<ResolversTypes["UtilisationPoint"]>,
    ParentType,
    ContextType,
    Partial<NodeUtilisationSeriesArgs>
  >;
};

export type GpuResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Gpu"] = ResolversParentTypes["Gpu"],
  FederationReferenceType extends FederationReferenceTypes["Gpu"] = FederationReferenceTypes["Gpu"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Gpu"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  samples?: Resolver<Array<ResolversTypes["GpuSample"]>, ParentType, ContextType, Partial<GpuSamplesArgs>>;
  utilisationSeries?: Resolver<
    Array<ResolversTypes["UtilisationPoint"]>,
    ParentType,
    ContextType,
    Partial<GpuUtilisationSeriesArgs>
  >;
};

export type GpuSampleResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuSample"] = ResolversParentTypes["GpuSample"],
> = {
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  dutyCycle?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  smActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  tensorActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  dramActive?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  memoryUsedBytes?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  powerWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  temperatureCelsius?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type FleetResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Fleet"] = ResolversParentTypes["Fleet"],
  FederationReferenceType extends FederationReferenceTypes["Fleet"] = FederationReferenceTypes["Fleet"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Fleet"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  placed?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
};

export type SubmitWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SubmitWorkloadPayload"] = ResolversParentTypes["SubmitWorkloadPayload"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type SuspendWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SuspendWorkloadPayload"] = ResolversParentTypes["SuspendWorkloadPayload"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ResumeWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ResumeWorkloadPayload"] = ResolversParentTypes["ResumeWorkloadPayload"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type CancelWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["CancelWorkloadPayload"] = ResolversParentTypes["CancelWorkloadPayload"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type FinishWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["FinishWorkloadPayload"] = ResolversParentTypes["FinishWorkloadPayload"],
> = {
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type FailNodePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["FailNodePayload"] = ResolversParentTypes["FailNodePayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  workloads?: Resolver<Maybe<Array<ResolversTypes["Workload"]>>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ReclaimGpusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReclaimGpusPayload"] = ResolversParentTypes["ReclaimGpusPayload"],
> = {
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType>;
  preempted?: Resolver<Maybe<Array<ResolversTypes["Workload"]>>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type RedistributeGpusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RedistributeGpusPayload"] = ResolversParentTypes["RedistributeGpusPayload"],
> = {
  projects?: Resolver<Maybe<Array<ResolversTypes["Project"]>>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type RefusalResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Refusal"] = ResolversParentTypes["Refusal"],
> = {
  code?: Resolver<ResolversTypes["RefusalCode"], ParentType, ContextType>;
  message?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  needed?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  available?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type GpuModelResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuModel"] = ResolversParentTypes["GpuModel"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
};

export type ProvenanceResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Provenance"] = ResolversParentTypes["Provenance"],
> = {
  kind?: Resolver<ResolversTypes["ProvenanceKind"], ParentType, ContextType>;
  source?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  date?: Resolver<ResolversTypes["Date"], ParentType, ContextType>;
};

export type PageInfoResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PageInfo"] = ResolversParentTypes["PageInfo"],
> = {
  hasNextPage?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes["Cursor"]>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes["Cursor"]>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Alert?: AlertResolvers<ContextType>;
  AlertConnection?: AlertConnectionResolvers<ContextType>;
  AlertEdge?: AlertEdgeResolvers<ContextType>;
  AlertFrame?: AlertFrameResolvers<ContextType>;
  UtilisationFrame?: UtilisationFrameResolvers<ContextType>;
  Utilisation?: UtilisationResolvers<ContextType>;
  UtilisationSeries?: UtilisationSeriesResolvers<ContextType>;
  UtilisationPointEdge?: UtilisationPointEdgeResolvers<ContextType>;
  UtilisationPoint?: UtilisationPointResolvers<ContextType>;
  MetricSummary?: MetricSummaryResolvers<ContextType>;
  HeatMapCell?: HeatMapCellResolvers<ContextType>;
  ReclaimCandidateConnection?: ReclaimCandidateConnectionResolvers<ContextType>;
  ReclaimCandidateEdge?: ReclaimCandidateEdgeResolvers<ContextType>;
  ReclaimCandidate?: ReclaimCandidateResolvers<ContextType>;
  RackPowerConnection?: RackPowerConnectionResolvers<ContextType>;
  RackPowerEdge?: RackPowerEdgeResolvers<ContextType>;
  RackPower?: RackPowerResolvers<ContextType>;
  Rack?: RackResolvers<ContextType>;
  WorkloadUsageConnection?: WorkloadUsageConnectionResolvers<ContextType>;
  WorkloadUsageEdge?: WorkloadUsageEdgeResolvers<ContextType>;
  WorkloadUsage?: WorkloadUsageResolvers<ContextType>;
  Workload?: WorkloadResolvers<ContextType>;
  WorkloadNodeConnection?: WorkloadNodeConnectionResolvers<ContextType>;
  WorkloadNodeEdge?: WorkloadNodeEdgeResolvers<ContextType>;
  WorkloadConnection?: WorkloadConnectionResolvers<ContextType>;
  WorkloadEdge?: WorkloadEdgeResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  Site?: SiteResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Gpu?: GpuResolvers<ContextType>;
  GpuSample?: GpuSampleResolvers<ContextType>;
  Fleet?: FleetResolvers<ContextType>;
  SubmitWorkloadPayload?: SubmitWorkloadPayloadResolvers<ContextType>;
  SuspendWorkloadPayload?: SuspendWorkloadPayloadResolvers<ContextType>;
  ResumeWorkloadPayload?: ResumeWorkloadPayloadResolvers<ContextType>;
  CancelWorkloadPayload?: CancelWorkloadPayloadResolvers<ContextType>;
  FinishWorkloadPayload?: FinishWorkloadPayloadResolvers<ContextType>;
  FailNodePayload?: FailNodePayloadResolvers<ContextType>;
  ReclaimGpusPayload?: ReclaimGpusPayloadResolvers<ContextType>;
  RedistributeGpusPayload?: RedistributeGpusPayloadResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  GpuModel?: GpuModelResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  live?: LiveDirectiveResolver<any, any, ContextType>;
};
