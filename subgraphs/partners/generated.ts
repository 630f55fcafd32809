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
  /** The partners that you may see, by name: all of them for an analyst, its own record for a partner. */
  partners: Array<Partner>;
  /** One partner by its short name, such as `samsung`. */
  partner?: Maybe<Partner>;
  /** One project by its id. */
  project?: Maybe<Project>;
  /** Totals over the fleet that you may see. */
  fleet: Fleet;
};

export type QueryPartnerArgs = {
  slug: Scalars["String"]["input"];
};

export type QueryProjectArgs = {
  id: Scalars["ID"]["input"];
};

/** What sort of organisation a partner is. */
export type PartnerKind =
  /** A ministry or public body. */
  | "GOVERNMENT"
  /** A Korean business group. */
  | "CONGLOMERATE"
  /** A cloud service provider. */
  | "CSP"
  /** A university or research institute. */
  | "RESEARCH";

/** A beneficiary of the plan: the organisation whose work GPUs serve. Who owns and who operates them can be others. */
export type Partner = {
  __typename?: "Partner";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Short name in addresses and filters, such as `samsung`. */
  slug: Scalars["String"]["output"];
  /** Name to show to people. */
  name: Scalars["String"]["output"];
  kind: PartnerKind;
  /** GPUs that the plan gives to this partner until 2030, over all of its allotments. */
  allotted: Scalars["Int"]["output"];
  /** The shares of the plan that make up `allotted`, by programme and model. */
  allotments: Array<Allotment>;
  /** Projects that run on this partner's GPUs, by name. */
  projects: ProjectConnection;
  provenance: Provenance;
};

/** A beneficiary of the plan: the organisation whose work GPUs serve. Who owns and who operates them can be others. */
export type PartnerProjectsArgs = {
  filter?: InputMaybe<ProjectFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** A number of GPUs of the plan that one programme gives to one partner. A GPU counts in exactly one allotment. */
export type Allotment = {
  __typename?: "Allotment";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** The programme that grants the GPUs. It keeps the same GPU from being counted twice. */
  programme: Programme;
  /** Who benefits. */
  partner: Partner;
  /** The model, or null where it is not decided or not public. */
  model?: Maybe<GpuModel>;
  /** Number of GPUs. */
  quantity: Scalars["Int"]["output"];
  /** Of `quantity`, how many serve public projects; the rest is the operator's own share. */
  publicQuantity?: Maybe<Scalars["Int"]["output"]>;
  /** The organisation that owns the GPUs. */
  owner: Scalars["String"]["output"];
  /** The organisation that runs the GPUs. */
  operator: Scalars["String"]["output"];
  /** When the GPUs are due. */
  dueOn: Scalars["Date"]["output"];
  provenance: Provenance;
};

/** A purchase or grant under which GPUs come into the country. */
export type Programme = {
  __typename?: "Programme";
  /** Short name, such as `gov-round-1`. */
  slug: Scalars["String"]["output"];
  /** Name to show to people. */
  name: Scalars["String"]["output"];
  /** The most GPUs that allotments of this programme may hold together. */
  total: Scalars["Int"]["output"];
};

/** Which share of the country a project works for. */
export type Sector =
  /** National AI projects. */
  | "NATIONAL"
  /** Companies. */
  | "INDUSTRY"
  /** Universities. */
  | "ACADEMIA"
  /** Research institutes. */
  | "RESEARCH";

/** Work with a purpose and a quota, to which workloads belong. */
export type Project = {
  __typename?: "Project";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Name to show to people. */
  name: Scalars["String"]["output"];
  partner: Partner;
  sector: Sector;
  quota: Quota;
  provenance: Provenance;
};

/** How many GPUs a project may use, in the words of Kueue. */
export type Quota = {
  __typename?: "Quota";
  /** GPUs that the project may always use. */
  nominalQuota: Scalars["Int"]["output"];
  /** GPUs that it may borrow from its cohort beyond `nominalQuota`. */
  borrowingLimit: Scalars["Int"]["output"];
  /** GPUs of `nominalQuota` that it lends while it does not need them. */
  lendingLimit: Scalars["Int"]["output"];
  /** The group of projects that lend to each other. */
  cohort: Scalars["String"]["output"];
};

export type ProjectFilter = {
  sector?: InputMaybe<Sector>;
};

export type ProjectConnection = {
  __typename?: "ProjectConnection";
  edges: Array<ProjectEdge>;
  /** The projects without their cursors. */
  nodes: Array<Project>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type ProjectEdge = {
  __typename?: "ProjectEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Project;
};

/** Totals over the fleet that you may see. */
export type Fleet = {
  __typename?: "Fleet";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** GPUs in the whole national plan: 260,000 until 2030. */
  planned: Scalars["Int"]["output"];
  /** GPUs allotted to partners that you may see. */
  allotted: Scalars["Int"]["output"];
};

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
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<unknown>;
  PartnerKind: ResolverTypeWrapper<unknown>;
  Partner: ResolverTypeWrapper<unknown>;
  Allotment: ResolverTypeWrapper<unknown>;
  Programme: ResolverTypeWrapper<unknown>;
  Sector: ResolverTypeWrapper<unknown>;
  Project: ResolverTypeWrapper<unknown>;
  Quota: ResolverTypeWrapper<unknown>;
  ProjectFilter: ResolverTypeWrapper<unknown>;
  ProjectConnection: ResolverTypeWrapper<unknown>;
  ProjectEdge: ResolverTypeWrapper<unknown>;
  Fleet: ResolverTypeWrapper<unknown>;
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
  Query: Record<PropertyKey, never>;
  ID: unknown;
  Partner: unknown;
  Allotment: unknown;
  Programme: unknown;
  Project: unknown;
  Quota: unknown;
  ProjectFilter: unknown;
  ProjectConnection: unknown;
  ProjectEdge: unknown;
  Fleet: unknown;
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
  partners?: Resolver<Array<ResolversTypes["Partner"]>, ParentType, ContextType>;
  partner?: Resolver<
    Maybe<ResolversTypes["Partner"]>,
    ParentType,
    ContextType,
    RequireFields<QueryPartnerArgs, "slug">
  >;
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType, RequireFields<QueryProjectArgs, "id">>;
  fleet?: Resolver<ResolversTypes["Fleet"], ParentType, ContextType>;
  _entities?: Resolver<
    Array<Maybe<ResolversTypes["_Entity"]>>,
    ParentType,
    ContextType,
    RequireFields<Query_EntitiesArgs, "representations">
  >;
  _service?: Resolver<ResolversTypes["_Service"], ParentType, ContextType>;
};

export type PartnerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Partner"] = ResolversParentTypes["Partner"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes["PartnerKind"], ParentType, ContextType>;
  allotted?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  allotments?: Resolver<Array<ResolversTypes["Allotment"]>, ParentType, ContextType>;
  projects?: Resolver<
    ResolversTypes["ProjectConnection"],
    ParentType,
    ContextType,
    RequireFields<PartnerProjectsArgs, "first">
  >;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AllotmentResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Allotment"] = ResolversParentTypes["Allotment"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  programme?: Resolver<ResolversTypes["Programme"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes["GpuModel"]>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  publicQuantity?: Resolver<Maybe<ResolversTypes["Int"]>, ParentType, ContextType>;
  owner?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  dueOn?: Resolver<ResolversTypes["Date"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProgrammeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Programme"] = ResolversParentTypes["Programme"],
> = {
  slug?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  total?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type ProjectResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Project"] = ResolversParentTypes["Project"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  sector?: Resolver<ResolversTypes["Sector"], ParentType, ContextType>;
  quota?: Resolver<ResolversTypes["Quota"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuotaResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Quota"] = ResolversParentTypes["Quota"],
> = {
  nominalQuota?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  borrowingLimit?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  lendingLimit?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  cohort?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
};

export type ProjectConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ProjectConnection"] = ResolversParentTypes["ProjectConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["ProjectEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Project"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type ProjectEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ProjectEdge"] = ResolversParentTypes["ProjectEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Project"], ParentType, ContextType>;
};

export type FleetResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Fleet"] = ResolversParentTypes["Fleet"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  planned?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  allotted?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  __resolveType: TypeResolveFn<"Allotment" | "Fleet" | "GpuModel" | "Partner" | "Project", ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  Allotment?: AllotmentResolvers<ContextType>;
  Programme?: ProgrammeResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  Quota?: QuotaResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  Fleet?: FleetResolvers<ContextType>;
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
  link?: LinkDirectiveResolver<any, any, ContextType>;
  federation__requires?: Federation__RequiresDirectiveResolver<any, any, ContextType>;
  federation__provides?: Federation__ProvidesDirectiveResolver<any, any, ContextType>;
  federation__external?: Federation__ExternalDirectiveResolver<any, any, ContextType>;
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
