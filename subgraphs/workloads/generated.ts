import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from "graphql";
import type { Context } from "./context.ts";
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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
  link__Import: { input: unknown; output: unknown };
  federation__FieldSet: { input: unknown; output: unknown };
  federation__Scope: { input: unknown; output: unknown };
  federation__Policy: { input: unknown; output: unknown };
  federation__ContextFieldValue: { input: unknown; output: unknown };
  _Any: { input: unknown; output: unknown };
};

export type Query = {
  __typename?: "Query";
  /** Workloads that you may see, newest first. */
  workloads: WorkloadConnection;
  /** One workload by its id. */
  workload?: Maybe<Workload>;
  /** How busy the fleet that you may see is now, as one item, or as one for each combination of `groupBy`. */
  utilisation: UtilisationFrame;
};

export type QueryWorkloadsArgs = {
  filter?: InputMaybe<WorkloadFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type QueryWorkloadArgs = {
  id: Scalars["ID"]["input"];
};

export type QueryUtilisationArgs = {
  filter?: InputMaybe<UtilisationFilter>;
  groupBy?: InputMaybe<Array<UtilisationDimension>>;
};

export type Mutation = {
  __typename?: "Mutation";
  /** Asks for GPUs. The workload runs at once where quota and nodes allow it, else it waits with a reason. */
  submitWorkload: SubmitWorkloadPayload;
  /** Stops a workload and frees its GPUs. */
  cancelWorkload: CancelWorkloadPayload;
};

export type MutationSubmitWorkloadArgs = {
  input: SubmitWorkloadInput;
};

export type MutationCancelWorkloadArgs = {
  input: CancelWorkloadInput;
};

export type Subscription = {
  __typename?: "Subscription";
  /**
   * How busy the fleet that you may see is, as it changes. The first frame is a snapshot, unless `after` is given;
   * later frames carry the items that changed.
   */
  utilisation: UtilisationFrame;
};

export type SubscriptionUtilisationArgs = {
  filter?: InputMaybe<UtilisationFilter>;
  groupBy?: InputMaybe<Array<UtilisationDimension>>;
  every?: InputMaybe<Scalars["Duration"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What the utilisation is broken down by. */
export type UtilisationDimension = "PARTNER" | "SITE" | "MODEL" | "PROJECT" | "WORKLOAD";

/** Keeps the GPUs for which everything given holds. */
export type UtilisationFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
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
  partner?: Maybe<Partner>;
  site?: Maybe<Site>;
  model?: Maybe<GpuModel>;
  /** The project whose workload holds the GPUs, or null for GPUs that nothing holds. */
  project?: Maybe<Project>;
  /** The workload that holds the GPUs, or null for GPUs that nothing holds. */
  workload?: Maybe<Workload>;
  /** Active GPUs of the group. */
  gpuCount: Scalars["Int"]["output"];
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

/** What a workload does. */
export type WorkloadKind =
  "PRETRAIN" | "FINETUNE" | "INFERENCE" | "EVALUATION" | "SIMULATION" | "LITHOGRAPHY" | "DIGITAL_TWIN" | "INTERACTIVE";

/** Where a workload stands in its life. */
export type WorkloadState =
  /** Waits; `reason` says for what. */
  | "QUEUED"
  /** Has its quota, not yet its nodes. */
  | "ADMITTED"
  | "RUNNING"
  | "SUSPENDED"
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  /** Gave way to another workload. */
  | "PREEMPTED"
  /** A node failed under it. */
  | "NODE_FAILED";

/** Why a workload waits. */
export type WorkloadReason =
  /** The project's quota is in use. */
  | "WAITING_FOR_QUOTA"
  /** It asks for more than the project may ever use. */
  | "EXCEEDS_MAX_QUOTA"
  /** No nodes of its model are free at one site. */
  | "NO_MATCHING_NODES"
  /** The site's power cap does not allow it. */
  | "POWER_CAP";

/** A job that holds GPUs, or waits for them. */
export type Workload = {
  __typename?: "Workload";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  name: Scalars["String"]["output"];
  kind: WorkloadKind;
  state: WorkloadState;
  /** Why it waits, while it does. */
  reason?: Maybe<WorkloadReason>;
  project: Project;
  partner: Partner;
  model: GpuModel;
  /** GPUs that it asks for. It gets all of them or none. */
  gpuCount: Scalars["Int"]["output"];
  submittedAt: Scalars["DateTime"]["output"];
  startedAt?: Maybe<Scalars["DateTime"]["output"]>;
  endedAt?: Maybe<Scalars["DateTime"]["output"]>;
  /** GPUs × hours held so far. */
  gpuHours: Scalars["Float"]["output"];
  /** Where it runs, or ran. */
  site?: Maybe<Site>;
  /** The nodes that it holds, by host name. */
  nodes: WorkloadNodeConnection;
  /** Utilisation of its GPUs now. Null when it does not run. */
  utilisation?: Maybe<Utilisation>;
  provenance: Provenance;
};

/** A job that holds GPUs, or waits for them. */
export type WorkloadNodesArgs = {
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type WorkloadNodeConnection = {
  __typename?: "WorkloadNodeConnection";
  edges: Array<WorkloadNodeEdge>;
  /** The nodes without their cursors. */
  nodes: Array<Node>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type WorkloadNodeEdge = {
  __typename?: "WorkloadNodeEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Node;
  /** How many of the node's GPUs the workload holds. */
  gpuCount: Scalars["Int"]["output"];
};

export type WorkloadFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Id of a project. */
  project?: InputMaybe<Scalars["ID"]["input"]>;
  state?: InputMaybe<WorkloadState>;
  kind?: InputMaybe<WorkloadKind>;
};

export type WorkloadConnection = {
  __typename?: "WorkloadConnection";
  edges: Array<WorkloadEdge>;
  /** The workloads without their cursors. */
  nodes: Array<Workload>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type WorkloadEdge = {
  __typename?: "WorkloadEdge";
  cursor: Scalars["Cursor"]["output"];
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
  /** When its last good scrape was received, or null. */
  lastScrapedAt?: Maybe<Scalars["DateTime"]["output"]>;
  /** True when its last scrape failed, or none came. */
  stale: Scalars["Boolean"]["output"];
};

export type Gpu = {
  __typename?: "Gpu";
  id: Scalars["ID"]["output"];
  /** The workload that holds the GPU now, or null. */
  workload?: Maybe<Workload>;
  /** What the GPU reported, oldest first, within the raw retention of 48 hours. */
  samples: Array<GpuSample>;
};

export type GpuSamplesArgs = {
  last?: InputMaybe<Scalars["Duration"]["input"]>;
};

/** What one GPU reported in one scrape. A metric that was not reported is null. */
export type GpuSample = {
  __typename?: "GpuSample";
  /** When the sample was received. */
  at: Scalars["DateTime"]["output"];
  /** DCGM_FI_DEV_GPU_UTIL, from 0 to 1. */
  dutyCycle?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_PROF_SM_ACTIVE, from 0 to 1. */
  smActive?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_PROF_PIPE_TENSOR_ACTIVE, from 0 to 1. */
  tensorActive?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_PROF_DRAM_ACTIVE, from 0 to 1. */
  dramActive?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_DEV_FB_USED, in bytes. */
  memoryUsedBytes?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_DEV_POWER_USAGE, in watts. */
  powerWatts?: Maybe<Scalars["Float"]["output"]>;
  /** DCGM_FI_DEV_GPU_TEMP, in °C. */
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

export type SubmitWorkloadInput = {
  /** The project's id. */
  project: Scalars["ID"]["input"];
  name: Scalars["String"]["input"];
  kind: WorkloadKind;
  model: GpuModelName;
  /** GPUs that it needs, all at one site, at least 1. */
  gpuCount: Scalars["Int"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
};

/** Either `workload` or `refusal` is set. */
export type SubmitWorkloadPayload = {
  __typename?: "SubmitWorkloadPayload";
  workload?: Maybe<Workload>;
  refusal?: Maybe<Refusal>;
};

export type CancelWorkloadInput = {
  /** The workload's id. */
  workload: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
};

/** Either `workload` or `refusal` is set. */
export type CancelWorkloadPayload = {
  __typename?: "CancelWorkloadPayload";
  workload?: Maybe<Workload>;
  refusal?: Maybe<Refusal>;
};

/** Why a mutation did nothing. */
export type RefusalCode =
  /** Nothing that you may see has this id. */
  | "NOT_FOUND"
  /** The record's state does not allow it. */
  | "ILLEGAL_STATE"
  /** More than the project may ever use. */
  | "EXCEEDS_MAX_QUOTA"
  /** The idempotency key was used before with other input. */
  | "IDEMPOTENCY_KEY_REUSED"
  /** A value is out of its range. */
  | "INVALID_INPUT";

/** Why a mutation did nothing. */
export type Refusal = {
  __typename?: "Refusal";
  code: RefusalCode;
  /** A sentence for people, with the number that was missing where there is one. */
  message: Scalars["String"]["output"];
};

/** A model of GPU, by Nvidia's name. */
export type GpuModelName = "H200" | "GH200" | "B200" | "GB200" | "B300" | "GB300" | "RTX_PRO_6000" | "VERA_RUBIN";

/** A model of GPU. Its facts come from the inventory. */
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
  kind: ProvenanceKind;
  /** The publication, or how the record was made. */
  source: Scalars["String"]["output"];
  /** Date of the publication, or of the record. */
  date: Scalars["Date"]["output"];
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: "PageInfo";
  hasNextPage: Scalars["Boolean"]["output"];
  hasPreviousPage: Scalars["Boolean"]["output"];
  startCursor?: Maybe<Scalars["Cursor"]["output"]>;
  endCursor?: Maybe<Scalars["Cursor"]["output"]>;
};

export type Link__Purpose =
  /** `SECURITY` features provide metadata necessary to securely resolve fields. */
  | "SECURITY"
  /** `EXECUTION` features provide metadata necessary for operation execution. */
  | "EXECUTION";

export type ResolverTypeWrapper<T> = Promise<T> | T;

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

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<unknown>;
  Date: ResolverTypeWrapper<unknown>;
  Cursor: ResolverTypeWrapper<unknown>;
  Duration: ResolverTypeWrapper<unknown>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<unknown>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UtilisationDimension: ResolverTypeWrapper<unknown>;
  UtilisationFilter: ResolverTypeWrapper<unknown>;
  UtilisationFrame: ResolverTypeWrapper<unknown>;
  Utilisation: ResolverTypeWrapper<unknown>;
  Float: ResolverTypeWrapper<unknown>;
  WorkloadKind: ResolverTypeWrapper<unknown>;
  WorkloadState: ResolverTypeWrapper<unknown>;
  WorkloadReason: ResolverTypeWrapper<unknown>;
  Workload: ResolverTypeWrapper<unknown>;
  WorkloadNodeConnection: ResolverTypeWrapper<unknown>;
  WorkloadNodeEdge: ResolverTypeWrapper<unknown>;
  WorkloadFilter: ResolverTypeWrapper<unknown>;
  WorkloadConnection: ResolverTypeWrapper<unknown>;
  WorkloadEdge: ResolverTypeWrapper<unknown>;
  Partner: ResolverTypeWrapper<unknown>;
  Site: ResolverTypeWrapper<unknown>;
  Project: ResolverTypeWrapper<unknown>;
  Node: ResolverTypeWrapper<unknown>;
  Gpu: ResolverTypeWrapper<unknown>;
  GpuSample: ResolverTypeWrapper<unknown>;
  Fleet: ResolverTypeWrapper<unknown>;
  SubmitWorkloadInput: ResolverTypeWrapper<unknown>;
  SubmitWorkloadPayload: ResolverTypeWrapper<unknown>;
  CancelWorkloadInput: ResolverTypeWrapper<unknown>;
  CancelWorkloadPayload: ResolverTypeWrapper<unknown>;
  RefusalCode: ResolverTypeWrapper<unknown>;
  Refusal: ResolverTypeWrapper<unknown>;
  GpuModelName: ResolverTypeWrapper<unknown>;
  GpuModel: ResolverTypeWrapper<unknown>;
  ProvenanceKind: ResolverTypeWrapper<unknown>;
  Provenance: ResolverTypeWrapper<unknown>;
  PageInfo: ResolverTypeWrapper<unknown>;
  link__Purpose: ResolverTypeWrapper<unknown>;
  link__Import: ResolverTypeWrapper<unknown>;
  federation__FieldSet: ResolverTypeWrapper<unknown>;
  federation__Scope: ResolverTypeWrapper<unknown>;
  federation__Policy: ResolverTypeWrapper<unknown>;
  federation__ContextFieldValue: ResolverTypeWrapper<unknown>;
  _Any: ResolverTypeWrapper<unknown>;
  _Service: ResolverTypeWrapper<unknown>;
  _Entity: ResolverTypeWrapper<unknown>;
  String: ResolverTypeWrapper<unknown>;
  Boolean: ResolverTypeWrapper<unknown>;
  Int: ResolverTypeWrapper<unknown>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: unknown;
  Date: unknown;
  Cursor: unknown;
  Duration: unknown;
  Query: Record<PropertyKey, never>;
  ID: unknown;
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  UtilisationFilter: unknown;
  UtilisationFrame: unknown;
  Utilisation: unknown;
  Float: unknown;
  Workload: unknown;
  WorkloadNodeConnection: unknown;
  WorkloadNodeEdge: unknown;
  WorkloadFilter: unknown;
  WorkloadConnection: unknown;
  WorkloadEdge: unknown;
  Partner: unknown;
  Site: unknown;
  Project: unknown;
  Node: unknown;
  Gpu: unknown;
  GpuSample: unknown;
  Fleet: unknown;
  SubmitWorkloadInput: unknown;
  SubmitWorkloadPayload: unknown;
  CancelWorkloadInput: unknown;
  CancelWorkloadPayload: unknown;
  Refusal: unknown;
  GpuModel: unknown;
  Provenance: unknown;
  PageInfo: unknown;
  link__Import: unknown;
  federation__FieldSet: unknown;
  federation__Scope: unknown;
  federation__Policy: unknown;
  federation__ContextFieldValue: unknown;
  _Any: unknown;
  _Service: unknown;
  _Entity: unknown;
  String: unknown;
  Boolean: unknown;
  Int: unknown;
};

export type LiveDirectiveArgs = {
  after?: Maybe<Scalars["String"]["input"]>;
  cursor?: Maybe<Scalars["String"]["input"]>;
  every?: Maybe<Scalars["String"]["input"]>;
  items?: Maybe<Scalars["String"]["input"]>;
  key?: Maybe<Array<Scalars["String"]["input"]>>;
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

export type LinkDirectiveArgs = {
  url?: Maybe<Scalars["String"]["input"]>;
  as?: Maybe<Scalars["String"]["input"]>;
  for?: Maybe<Link__Purpose>;
  import?: Maybe<Array<Maybe<Scalars["link__Import"]["input"]>>>;
};

export type LinkDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = LinkDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__RequiresDirectiveArgs = {
  fields: Scalars["federation__FieldSet"]["input"];
};

export type Federation__RequiresDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__RequiresDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__ProvidesDirectiveArgs = {
  fields: Scalars["federation__FieldSet"]["input"];
};

export type Federation__ProvidesDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ProvidesDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__ExternalDirectiveArgs = {
  reason?: Maybe<Scalars["String"]["input"]>;
};

export type Federation__ExternalDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ExternalDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__TagDirectiveArgs = {
  name: Scalars["String"]["input"];
};

export type Federation__TagDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__TagDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__ExtendsDirectiveArgs = {};

export type Federation__ExtendsDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ExtendsDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = {};

export type ShareableDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = ShareableDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__InaccessibleDirectiveArgs = {};

export type Federation__InaccessibleDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__InaccessibleDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__OverrideDirectiveArgs = {
  from: Scalars["String"]["input"];
  label?: Maybe<Scalars["String"]["input"]>;
};

export type Federation__OverrideDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__OverrideDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComposeDirectiveDirectiveArgs = {
  name?: Maybe<Scalars["String"]["input"]>;
};

export type ComposeDirectiveDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = ComposeDirectiveDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__InterfaceObjectDirectiveArgs = {};

export type Federation__InterfaceObjectDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__InterfaceObjectDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__AuthenticatedDirectiveArgs = {};

export type Federation__AuthenticatedDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__AuthenticatedDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__RequiresScopesDirectiveArgs = {
  scopes: Array<Array<Scalars["federation__Scope"]["input"]>>;
};

export type Federation__RequiresScopesDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__RequiresScopesDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__PolicyDirectiveArgs = {
  policies: Array<Array<Scalars["federation__Policy"]["input"]>>;
};

export type Federation__PolicyDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__PolicyDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__ContextDirectiveArgs = {
  name: Scalars["String"]["input"];
};

export type Federation__ContextDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ContextDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__FromContextDirectiveArgs = {
  field?: Maybe<Scalars["federation__ContextFieldValue"]["input"]>;
};

export type Federation__FromContextDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__FromContextDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__CostDirectiveArgs = {
  weight: Scalars["Int"]["input"];
};

export type Federation__CostDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__CostDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type Federation__ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars["Int"]["input"]>;
  slicingArguments?: Maybe<Array<Scalars["String"]["input"]>>;
  sizedFields?: Maybe<Array<Scalars["String"]["input"]>>;
  requireOneSlicingArgument?: Maybe<Scalars["Boolean"]["input"]>;
};

export type Federation__ListSizeDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ListSizeDirectiveArgs,
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
  _entities?: Resolver<
    Array<Maybe<ResolversTypes["_Entity"]>>,
    ParentType,
    ContextType,
    RequireFields<Query_EntitiesArgs, "representations">
  >;
  _service?: Resolver<ResolversTypes["_Service"], ParentType, ContextType>;
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
  cancelWorkload?: Resolver<
    ResolversTypes["CancelWorkloadPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCancelWorkloadArgs, "input">
  >;
};

export type SubscriptionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Subscription"] = ResolversParentTypes["Subscription"],
> = {
  utilisation?: SubscriptionResolver<
    ResolversTypes["UtilisationFrame"],
    "utilisation",
    ParentType,
    ContextType,
    Partial<SubscriptionUtilisationArgs>
  >;
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

export type WorkloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Workload"] = ResolversParentTypes["Workload"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes["WorkloadKind"], ParentType, ContextType>;
  state?: Resolver<ResolversTypes["WorkloadState"], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes["WorkloadReason"]>, ParentType, ContextType>;
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
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  placed?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  workloads?: Resolver<
    ResolversTypes["WorkloadConnection"],
    ParentType,
    ContextType,
    RequireFields<PartnerWorkloadsArgs, "first">
  >;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SiteResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Site"] = ResolversParentTypes["Site"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
  powerDrawWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  staleNodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProjectResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Project"] = ResolversParentTypes["Project"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workloads?: Resolver<
    ResolversTypes["WorkloadConnection"],
    ParentType,
    ContextType,
    RequireFields<ProjectWorkloadsArgs, "first">
  >;
  gpusInUse?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NodeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Node"] = ResolversParentTypes["Node"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workloads?: Resolver<Array<ResolversTypes["Workload"]>, ParentType, ContextType>;
  lastScrapedAt?: Resolver<Maybe<ResolversTypes["DateTime"]>, ParentType, ContextType>;
  stale?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GpuResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Gpu"] = ResolversParentTypes["Gpu"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  workload?: Resolver<Maybe<ResolversTypes["Workload"]>, ParentType, ContextType>;
  samples?: Resolver<
    Array<ResolversTypes["GpuSample"]>,
    ParentType,
    ContextType,
    RequireFields<GpuSamplesArgs, "last">
  >;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  placed?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  utilisation?: Resolver<ResolversTypes["Utilisation"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubmitWorkloadPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SubmitWorkloadPayload"] = ResolversParentTypes["SubmitWorkloadPayload"],
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

export type RefusalResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Refusal"] = ResolversParentTypes["Refusal"],
> = {
  code?: Resolver<ResolversTypes["RefusalCode"], ParentType, ContextType>;
  message?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
};

export type GpuModelResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuModel"] = ResolversParentTypes["GpuModel"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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

export interface Link__ImportScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["link__Import"], any> {
  name: "link__Import";
}

export interface Federation__FieldSetScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes["federation__FieldSet"],
  any
> {
  name: "federation__FieldSet";
}

export interface Federation__ScopeScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes["federation__Scope"],
  any
> {
  name: "federation__Scope";
}

export interface Federation__PolicyScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes["federation__Policy"],
  any
> {
  name: "federation__Policy";
}

export interface Federation__ContextFieldValueScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes["federation__ContextFieldValue"],
  any
> {
  name: "federation__ContextFieldValue";
}

export interface _AnyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["_Any"], any> {
  name: "_Any";
}

export type _ServiceResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["_Service"] = ResolversParentTypes["_Service"],
> = {
  sdl?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
};

export type _EntityResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["_Entity"] = ResolversParentTypes["_Entity"],
> = {
  __resolveType: TypeResolveFn<
    "Fleet" | "Gpu" | "GpuModel" | "Node" | "Partner" | "Project" | "Site" | "Workload",
    ParentType,
    ContextType
  >;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UtilisationFrame?: UtilisationFrameResolvers<ContextType>;
  Utilisation?: UtilisationResolvers<ContextType>;
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
  CancelWorkloadPayload?: CancelWorkloadPayloadResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  GpuModel?: GpuModelResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  link__Import?: GraphQLScalarType;
  federation__FieldSet?: GraphQLScalarType;
  federation__Scope?: GraphQLScalarType;
  federation__Policy?: GraphQLScalarType;
  federation__ContextFieldValue?: GraphQLScalarType;
  _Any?: GraphQLScalarType;
  _Service?: _ServiceResolvers<ContextType>;
  _Entity?: _EntityResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  live?: LiveDirectiveResolver<any, any, ContextType>;
  link?: LinkDirectiveResolver<any, any, ContextType>;
  federation__requires?: Federation__RequiresDirectiveResolver<any, any, ContextType>;
  federation__provides?: Federation__ProvidesDirectiveResolver<any, any, ContextType>;
  federation__external?: Federation__ExternalDirectiveResolver<any, any, ContextType>;
  federation__tag?: Federation__TagDirectiveResolver<any, any, ContextType>;
  federation__extends?: Federation__ExtendsDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  federation__inaccessible?: Federation__InaccessibleDirectiveResolver<any, any, ContextType>;
  federation__override?: Federation__OverrideDirectiveResolver<any, any, ContextType>;
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  federation__interfaceObject?: Federation__InterfaceObjectDirectiveResolver<any, any, ContextType>;
  federation__authenticated?: Federation__AuthenticatedDirectiveResolver<any, any, ContextType>;
  federation__requiresScopes?: Federation__RequiresScopesDirectiveResolver<any, any, ContextType>;
  federation__policy?: Federation__PolicyDirectiveResolver<any, any, ContextType>;
  federation__context?: Federation__ContextDirectiveResolver<any, any, ContextType>;
  federation__fromContext?: Federation__FromContextDirectiveResolver<any, any, ContextType>;
  federation__cost?: Federation__CostDirectiveResolver<any, any, ContextType>;
  federation__listSize?: Federation__ListSizeDirectiveResolver<any, any, ContextType>;
};
