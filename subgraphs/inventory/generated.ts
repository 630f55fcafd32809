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
  link__Import: { input: unknown; output: unknown };
  federation__FieldSet: { input: unknown; output: unknown };
  federation__Scope: { input: unknown; output: unknown };
  federation__Policy: { input: unknown; output: unknown };
  federation__ContextFieldValue: { input: unknown; output: unknown };
  _Any: { input: unknown; output: unknown };
};

export type Query = {
  __typename?: "Query";
  /** GPUs that you may see, by uuid. */
  gpus: GpuConnection;
  /** One GPU by the uuid that its driver reports, such as `GPU-5a1b…`. */
  gpu?: Maybe<Gpu>;
  /** Nodes that you may see, by host name. */
  nodes: NodeConnection;
  /** One node by its host name. */
  node?: Maybe<Node>;
  /** Deliveries that you may see, soonest first. */
  deliveries: DeliveryConnection;
  /** Every model of the fleet, by name. */
  gpuModels: Array<GpuModel>;
};

export type QueryGpusArgs = {
  filter?: InputMaybe<GpuFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type QueryGpuArgs = {
  uuid: Scalars["String"]["input"];
};

export type QueryNodesArgs = {
  filter?: InputMaybe<NodeFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type QueryNodeArgs = {
  hostname: Scalars["String"]["input"];
};

export type QueryDeliveriesArgs = {
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type Mutation = {
  __typename?: "Mutation";
  /** Books GPUs of a delivery as received. For operators. */
  receiveDelivery: ReceiveDeliveryPayload;
  /** Takes a node out of scheduling: nothing new is placed on it, and it is DRAINED once nothing runs on it. For operators. */
  drainNode: DrainNodePayload;
};

export type MutationReceiveDeliveryArgs = {
  input: ReceiveDeliveryInput;
};

export type MutationDrainNodeArgs = {
  input: DrainNodeInput;
};

/** A model of GPU, by Nvidia's name. */
export type GpuModelName = "H200" | "GH200" | "B200" | "GB200" | "B300" | "GB300" | "RTX_PRO_6000" | "VERA_RUBIN";

/** A model of GPU and its published ratings. */
export type GpuModel = {
  __typename?: "GpuModel";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  name: GpuModelName;
  /** Memory of one GPU, in bytes. */
  memoryBytes: Scalars["Float"]["output"];
  /** Rated power of one GPU, in watts. */
  tdpWatts: Scalars["Float"]["output"];
  /** Rated power of a GPU with its share of the server around it, in watts. */
  ratedPowerWatts: Scalars["Float"]["output"];
  provenance: Provenance;
};

/** Whether a node takes work, in the words of Slurm. */
export type NodeStatus =
  /** Takes work, has none. */
  | "IDLE"
  /** Has work. */
  | "ALLOCATED"
  /** Takes no new work, still has some. */
  | "DRAINING"
  /** Takes no new work, has none. */
  | "DRAINED"
  /** Does not answer. */
  | "DOWN"
  | "MAINTENANCE";

/** A server with eight GPUs. */
export type Node = {
  __typename?: "Node";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  hostname: Scalars["String"]["output"];
  rack: Rack;
  site: Site;
  /** Whose work the node serves. */
  partner: Partner;
  model: GpuModel;
  status: NodeStatus;
  /** Why the node is out of scheduling, where somebody said so. */
  statusReason?: Maybe<Scalars["String"]["output"]>;
  /** The organisation that owns the node. */
  owner: Scalars["String"]["output"];
  /** The organisation that runs the node. */
  operator: Scalars["String"]["output"];
  /** Rated power of the node, in watts, without cooling. */
  ratedPowerWatts: Scalars["Float"]["output"];
  /** Its GPUs, by slot. */
  gpus: Array<Gpu>;
  provenance: Provenance;
};

/** Where a GPU stands in its life. */
export type GpuLifecycle = "ORDERED" | "SHIPPED" | "RECEIVED" | "INSTALLED" | "ACTIVE" | "DECOMMISSIONED";

/** Health of a GPU, in the words of OpenTelemetry's hardware conventions. */
export type GpuHealth = "OK" | "DEGRADED" | "FAILED" | "PREDICTED_FAILURE";

/** One GPU. It gets a record when it is installed; before that it is a number in a delivery. */
export type Gpu = {
  __typename?: "Gpu";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** The uuid that its driver reports. */
  uuid: Scalars["String"]["output"];
  /** Position in its node, from 0. */
  slot: Scalars["Int"]["output"];
  node: Node;
  site: Site;
  /** Whose work the GPU serves. */
  partner: Partner;
  model: GpuModel;
  lifecycle: GpuLifecycle;
  health: GpuHealth;
  /** The last XID error that the driver reported, or null. */
  lastXid?: Maybe<Xid>;
  /** Short name of the programme that brought the GPU, such as `gov-round-1`. */
  programme: Scalars["String"]["output"];
  owner: Scalars["String"]["output"];
  operator: Scalars["String"]["output"];
  provenance: Provenance;
};

/** An error of the Nvidia driver, by its number. */
export type Xid = {
  __typename?: "Xid";
  /** Nvidia's number, such as 79: the GPU fell off the bus. */
  code: Scalars["Int"]["output"];
  /** When it was first seen. */
  at: Scalars["DateTime"]["output"];
};

export type GpuFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  model?: InputMaybe<GpuModelName>;
  lifecycle?: InputMaybe<GpuLifecycle>;
  health?: InputMaybe<GpuHealth>;
  /** Only GPUs whose last XID is one of these. */
  xidCodes?: InputMaybe<Array<Scalars["Int"]["input"]>>;
  /** Only GPUs whose last XID was seen at or after this instant. */
  xidSince?: InputMaybe<Scalars["DateTime"]["input"]>;
};

export type GpuConnection = {
  __typename?: "GpuConnection";
  edges: Array<GpuEdge>;
  /** The GPUs without their cursors. */
  nodes: Array<Gpu>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type GpuEdge = {
  __typename?: "GpuEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Gpu;
};

export type NodeFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  model?: InputMaybe<GpuModelName>;
  status?: InputMaybe<NodeStatus>;
};

export type NodeConnection = {
  __typename?: "NodeConnection";
  edges: Array<NodeEdge>;
  /** The nodes without their cursors. */
  nodes: Array<Node>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type NodeEdge = {
  __typename?: "NodeEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Node;
};

export type DeliveryStatus = "PLANNED" | "IN_TRANSIT" | "PARTIALLY_RECEIVED" | "RECEIVED" | "CANCELLED";

/** A shipment of GPUs of one model to one partner. */
export type Delivery = {
  __typename?: "Delivery";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  partner: Partner;
  /** Where the GPUs go, or null while that is not decided. */
  site?: Maybe<Site>;
  model: GpuModel;
  /** Short name of the programme that pays, such as `gov-round-1`. */
  programme: Scalars["String"]["output"];
  /** GPUs ordered. */
  quantity: Scalars["Int"]["output"];
  /** GPUs received so far, at most `quantity`. */
  receivedQuantity: Scalars["Int"]["output"];
  status: DeliveryStatus;
  expectedOn: Scalars["Date"]["output"];
  /** When the last of it was received, or null. */
  receivedOn?: Maybe<Scalars["Date"]["output"]>;
  /** True when it was expected before today in Korea and has not been received in full. */
  overdue: Scalars["Boolean"]["output"];
  provenance: Provenance;
};

export type DeliveryFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  model?: InputMaybe<GpuModelName>;
  status?: InputMaybe<DeliveryStatus>;
  overdue?: InputMaybe<Scalars["Boolean"]["input"]>;
};

export type DeliveryConnection = {
  __typename?: "DeliveryConnection";
  edges: Array<DeliveryEdge>;
  /** The deliveries without their cursors. */
  nodes: Array<Delivery>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type DeliveryEdge = {
  __typename?: "DeliveryEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Delivery;
};

export type Partner = {
  __typename?: "Partner";
  id: Scalars["ID"]["output"];
  /** GPUs that have arrived, active or not. */
  received: Scalars["Int"]["output"];
  /** GPUs that are installed and switched on. */
  active: Scalars["Int"]["output"];
  /** Deliveries to this partner, soonest first. */
  deliveries: DeliveryConnection;
};

export type PartnerDeliveriesArgs = {
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type Site = {
  __typename?: "Site";
  id: Scalars["ID"]["output"];
  powerCapWatts: Scalars["Float"]["output"];
  pue: Scalars["Float"]["output"];
  /** Nodes at this site that you may see, by host name. */
  nodes: NodeConnection;
  /** Active GPUs at this site that you may see. */
  activeGpus: Scalars["Int"]["output"];
  /** Rated power of the active nodes that you may see, in watts, without cooling. */
  ratedPowerWatts: Scalars["Float"]["output"];
  /** Power cap less the rated power × PUE of everything active at the site, in watts. Null for a partner at a site that it shares. */
  powerHeadroomWatts?: Maybe<Scalars["Float"]["output"]>;
  /** How many more GPUs of a model the power headroom carries. Null for a partner at a site that it shares. */
  gpusThatFit?: Maybe<Scalars["Int"]["output"]>;
};

export type SiteNodesArgs = {
  filter?: InputMaybe<NodeFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type SiteGpusThatFitArgs = {
  model: GpuModelName;
};

export type Rack = {
  __typename?: "Rack";
  id: Scalars["ID"]["output"];
  /** Nodes in this rack, by host name. */
  nodes: Array<Node>;
};

export type Fleet = {
  __typename?: "Fleet";
  id: Scalars["ID"]["output"];
  /** GPUs that have arrived, of the partners that you may see. */
  received: Scalars["Int"]["output"];
  /** GPUs that are installed and switched on, of the partners that you may see. */
  active: Scalars["Int"]["output"];
  /** GPUs received by quarter, oldest first. */
  receivedByQuarter: Array<QuarterReceived>;
};

/** What arrived in one quarter of a year. */
export type QuarterReceived = {
  __typename?: "QuarterReceived";
  /** Such as `2026-Q3`. */
  quarter: Scalars["String"]["output"];
  /** GPUs received in the quarter. */
  received: Scalars["Int"]["output"];
  /** GPUs received up to its end. */
  cumulated: Scalars["Int"]["output"];
  /** `cumulated` as a share of the 260,000 of the plan, from 0 to 1. */
  shareOfPlan: Scalars["Float"]["output"];
};

export type ReceiveDeliveryInput = {
  /** The delivery's id. */
  delivery: Scalars["ID"]["input"];
  /** GPUs that arrived, at least 1. */
  quantity: Scalars["Int"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
};

/** Either `delivery` or `refusal` is set. */
export type ReceiveDeliveryPayload = {
  __typename?: "ReceiveDeliveryPayload";
  delivery?: Maybe<Delivery>;
  refusal?: Maybe<Refusal>;
};

export type DrainNodeInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** Why, for whoever finds the node drained. */
  reason: Scalars["String"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
};

/** Either `node` or `refusal` is set. */
export type DrainNodePayload = {
  __typename?: "DrainNodePayload";
  node?: Maybe<Node>;
  refusal?: Maybe<Refusal>;
};

/** Why a mutation did nothing. */
export type RefusalCode =
  /** Nothing that you may see has this id. */
  | "NOT_FOUND"
  /** The record's state does not allow it. */
  | "ILLEGAL_STATE"
  /** More than was ordered. */
  | "EXCEEDS_ORDER"
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
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  GpuModelName: ResolverTypeWrapper<unknown>;
  GpuModel: ResolverTypeWrapper<unknown>;
  ID: ResolverTypeWrapper<unknown>;
  Float: ResolverTypeWrapper<unknown>;
  NodeStatus: ResolverTypeWrapper<unknown>;
  Node: ResolverTypeWrapper<unknown>;
  GpuLifecycle: ResolverTypeWrapper<unknown>;
  GpuHealth: ResolverTypeWrapper<unknown>;
  Gpu: ResolverTypeWrapper<unknown>;
  Xid: ResolverTypeWrapper<unknown>;
  GpuFilter: ResolverTypeWrapper<unknown>;
  GpuConnection: ResolverTypeWrapper<unknown>;
  GpuEdge: ResolverTypeWrapper<unknown>;
  NodeFilter: ResolverTypeWrapper<unknown>;
  NodeConnection: ResolverTypeWrapper<unknown>;
  NodeEdge: ResolverTypeWrapper<unknown>;
  DeliveryStatus: ResolverTypeWrapper<unknown>;
  Delivery: ResolverTypeWrapper<unknown>;
  DeliveryFilter: ResolverTypeWrapper<unknown>;
  DeliveryConnection: ResolverTypeWrapper<unknown>;
  DeliveryEdge: ResolverTypeWrapper<unknown>;
  Partner: ResolverTypeWrapper<unknown>;
  Site: ResolverTypeWrapper<unknown>;
  Rack: ResolverTypeWrapper<unknown>;
  Fleet: ResolverTypeWrapper<unknown>;
  QuarterReceived: ResolverTypeWrapper<unknown>;
  ReceiveDeliveryInput: ResolverTypeWrapper<unknown>;
  ReceiveDeliveryPayload: ResolverTypeWrapper<unknown>;
  DrainNodeInput: ResolverTypeWrapper<unknown>;
  DrainNodePayload: ResolverTypeWrapper<unknown>;
  RefusalCode: ResolverTypeWrapper<unknown>;
  Refusal: ResolverTypeWrapper<unknown>;
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
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  GpuModel: unknown;
  ID: unknown;
  Float: unknown;
  Node: unknown;
  Gpu: unknown;
  Xid: unknown;
  GpuFilter: unknown;
  GpuConnection: unknown;
  GpuEdge: unknown;
  NodeFilter: unknown;
  NodeConnection: unknown;
  NodeEdge: unknown;
  Delivery: unknown;
  DeliveryFilter: unknown;
  DeliveryConnection: unknown;
  DeliveryEdge: unknown;
  Partner: unknown;
  Site: unknown;
  Rack: unknown;
  Fleet: unknown;
  QuarterReceived: unknown;
  ReceiveDeliveryInput: unknown;
  ReceiveDeliveryPayload: unknown;
  DrainNodeInput: unknown;
  DrainNodePayload: unknown;
  Refusal: unknown;
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

export type Federation__ProvidesDirectiveArgs = {
  fields: Scalars["federation__FieldSet"]["input"];
};

export type Federation__ProvidesDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ProvidesDirectiveArgs,
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

export type Federation__ComposeDirectiveDirectiveArgs = {
  name?: Maybe<Scalars["String"]["input"]>;
};

export type Federation__ComposeDirectiveDirectiveResolver<
  Result,
  Parent,
  ContextType = Context,
  Args = Federation__ComposeDirectiveDirectiveArgs,
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

export type QueryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Query"] = ResolversParentTypes["Query"],
> = {
  gpus?: Resolver<ResolversTypes["GpuConnection"], ParentType, ContextType, RequireFields<QueryGpusArgs, "first">>;
  gpu?: Resolver<Maybe<ResolversTypes["Gpu"]>, ParentType, ContextType, RequireFields<QueryGpuArgs, "uuid">>;
  nodes?: Resolver<ResolversTypes["NodeConnection"], ParentType, ContextType, RequireFields<QueryNodesArgs, "first">>;
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType, RequireFields<QueryNodeArgs, "hostname">>;
  deliveries?: Resolver<
    ResolversTypes["DeliveryConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryDeliveriesArgs, "first">
  >;
  gpuModels?: Resolver<Array<ResolversTypes["GpuModel"]>, ParentType, ContextType>;
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
  receiveDelivery?: Resolver<
    ResolversTypes["ReceiveDeliveryPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationReceiveDeliveryArgs, "input">
  >;
  drainNode?: Resolver<
    ResolversTypes["DrainNodePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationDrainNodeArgs, "input">
  >;
};

export type GpuModelResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuModel"] = ResolversParentTypes["GpuModel"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["GpuModelName"], ParentType, ContextType>;
  memoryBytes?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  tdpWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NodeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Node"] = ResolversParentTypes["Node"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  hostname?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  rack?: Resolver<ResolversTypes["Rack"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["NodeStatus"], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  owner?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  gpus?: Resolver<Array<ResolversTypes["Gpu"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GpuResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Gpu"] = ResolversParentTypes["Gpu"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  uuid?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  lifecycle?: Resolver<ResolversTypes["GpuLifecycle"], ParentType, ContextType>;
  health?: Resolver<ResolversTypes["GpuHealth"], ParentType, ContextType>;
  lastXid?: Resolver<Maybe<ResolversTypes["Xid"]>, ParentType, ContextType>;
  programme?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type XidResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Xid"] = ResolversParentTypes["Xid"],
> = {
  code?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
};

export type GpuConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuConnection"] = ResolversParentTypes["GpuConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["GpuEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Gpu"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type GpuEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuEdge"] = ResolversParentTypes["GpuEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Gpu"], ParentType, ContextType>;
};

export type NodeConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["NodeConnection"] = ResolversParentTypes["NodeConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["NodeEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type NodeEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["NodeEdge"] = ResolversParentTypes["NodeEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
};

export type DeliveryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Delivery"] = ResolversParentTypes["Delivery"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  programme?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  receivedQuantity?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["DeliveryStatus"], ParentType, ContextType>;
  expectedOn?: Resolver<ResolversTypes["Date"], ParentType, ContextType>;
  receivedOn?: Resolver<Maybe<ResolversTypes["Date"]>, ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeliveryConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DeliveryConnection"] = ResolversParentTypes["DeliveryConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["DeliveryEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type DeliveryEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DeliveryEdge"] = ResolversParentTypes["DeliveryEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Delivery"], ParentType, ContextType>;
};

export type PartnerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Partner"] = ResolversParentTypes["Partner"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  active?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  deliveries?: Resolver<
    ResolversTypes["DeliveryConnection"],
    ParentType,
    ContextType,
    RequireFields<PartnerDeliveriesArgs, "first">
  >;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SiteResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Site"] = ResolversParentTypes["Site"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  powerCapWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  pue?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  nodes?: Resolver<ResolversTypes["NodeConnection"], ParentType, ContextType, RequireFields<SiteNodesArgs, "first">>;
  activeGpus?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerHeadroomWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  gpusThatFit?: Resolver<
    Maybe<ResolversTypes["Int"]>,
    ParentType,
    ContextType,
    RequireFields<SiteGpusThatFitArgs, "model">
  >;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RackResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Rack"] = ResolversParentTypes["Rack"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FleetResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Fleet"] = ResolversParentTypes["Fleet"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  active?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  receivedByQuarter?: Resolver<Array<ResolversTypes["QuarterReceived"]>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuarterReceivedResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["QuarterReceived"] = ResolversParentTypes["QuarterReceived"],
> = {
  quarter?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  cumulated?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  shareOfPlan?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
};

export type ReceiveDeliveryPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReceiveDeliveryPayload"] = ResolversParentTypes["ReceiveDeliveryPayload"],
> = {
  delivery?: Resolver<Maybe<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type DrainNodePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DrainNodePayload"] = ResolversParentTypes["DrainNodePayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type RefusalResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Refusal"] = ResolversParentTypes["Refusal"],
> = {
  code?: Resolver<ResolversTypes["RefusalCode"], ParentType, ContextType>;
  message?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
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
    "Delivery" | "Fleet" | "Gpu" | "GpuModel" | "Node" | "Partner" | "Rack" | "Site",
    ParentType,
    ContextType
  >;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  GpuModel?: GpuModelResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Gpu?: GpuResolvers<ContextType>;
  Xid?: XidResolvers<ContextType>;
  GpuConnection?: GpuConnectionResolvers<ContextType>;
  GpuEdge?: GpuEdgeResolvers<ContextType>;
  NodeConnection?: NodeConnectionResolvers<ContextType>;
  NodeEdge?: NodeEdgeResolvers<ContextType>;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  Site?: SiteResolvers<ContextType>;
  Rack?: RackResolvers<ContextType>;
  Fleet?: FleetResolvers<ContextType>;
  QuarterReceived?: QuarterReceivedResolvers<ContextType>;
  ReceiveDeliveryPayload?: ReceiveDeliveryPayloadResolvers<ContextType>;
  DrainNodePayload?: DrainNodePayloadResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
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
  link?: LinkDirectiveResolver<any, any, ContextType>;
  federation__provides?: Federation__ProvidesDirectiveResolver<any, any, ContextType>;
  federation__tag?: Federation__TagDirectiveResolver<any, any, ContextType>;
  federation__extends?: Federation__ExtendsDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  federation__inaccessible?: Federation__InaccessibleDirectiveResolver<any, any, ContextType>;
  federation__override?: Federation__OverrideDirectiveResolver<any, any, ContextType>;
  federation__composeDirective?: Federation__ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  federation__interfaceObject?: Federation__InterfaceObjectDirectiveResolver<any, any, ContextType>;
  federation__authenticated?: Federation__AuthenticatedDirectiveResolver<any, any, ContextType>;
  federation__requiresScopes?: Federation__RequiresScopesDirectiveResolver<any, any, ContextType>;
  federation__policy?: Federation__PolicyDirectiveResolver<any, any, ContextType>;
  federation__context?: Federation__ContextDirectiveResolver<any, any, ContextType>;
  federation__fromContext?: Federation__FromContextDirectiveResolver<any, any, ContextType>;
  federation__cost?: Federation__CostDirectiveResolver<any, any, ContextType>;
  federation__listSize?: Federation__ListSizeDirectiveResolver<any, any, ContextType>;
};
