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
  /** The sites that you may see, by name: all of them for an analyst, those that hold its GPUs for a partner. */
  sites: Array<Site>;
  /** One site by its short name, such as `ulsan`. */
  site?: Maybe<Site>;
};

export type QuerySitesArgs = {
  filter?: InputMaybe<SiteFilter>;
};

export type QuerySiteArgs = {
  slug: Scalars["String"]["input"];
};

export type SiteFilter = {
  status?: InputMaybe<SiteStatus>;
};

/** Where a site stands in its life, in the words of NetBox. */
export type SiteStatus =
  | "PLANNED"
  /** Being fitted out. */
  | "STAGING"
  | "ACTIVE"
  | "DECOMMISSIONING"
  | "RETIRED";

/** A data centre. */
export type Site = {
  __typename?: "Site";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Short name in addresses and filters, such as `ulsan`. */
  slug: Scalars["String"]["output"];
  /** Name to show to people. */
  name: Scalars["String"]["output"];
  /** The organisation that runs the building. */
  operator: Scalars["String"]["output"];
  status: SiteStatus;
  /** Degrees north. */
  latitude: Scalars["Float"]["output"];
  /** Degrees east. */
  longitude: Scalars["Float"]["output"];
  /** The most power that the site may draw, in watts, cooling included. */
  powerCapWatts: Scalars["Float"]["output"];
  /** Power usage effectiveness: power of the site over power of its IT equipment, at least 1. */
  pue: Scalars["Float"]["output"];
  halls: Array<Hall>;
  /** Racks, by name. */
  racks: RackConnection;
  /** Planned works that take racks out of service. */
  maintenanceWindows: Array<MaintenanceWindow>;
  provenance: Provenance;
};

/** A data centre. */
export type SiteRacksArgs = {
  filter?: InputMaybe<RackFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** A room of a site. */
export type Hall = {
  __typename?: "Hall";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  name: Scalars["String"]["output"];
  site: Site;
  powerFeeds: Array<PowerFeed>;
  provenance: Provenance;
};

/** Whether a feed carries the load or stands by. */
export type PowerFeedRole = "PRIMARY" | "REDUNDANT";

/** A supply of power to a hall, in the words of NetBox. */
export type PowerFeed = {
  __typename?: "PowerFeed";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  name: Scalars["String"]["output"];
  role: PowerFeedRole;
  /** Volts between phases. */
  voltageVolts: Scalars["Float"]["output"];
  amperageAmps: Scalars["Float"]["output"];
  /** The share of the feed's rating that may be used, from 0 to 1. */
  maxUtilisation: Scalars["Float"]["output"];
  provenance: Provenance;
};

/** Where a rack stands in its life, in the words of NetBox. */
export type RackStatus = "RESERVED" | "AVAILABLE" | "PLANNED" | "ACTIVE" | "DEPRECATED";

/** How a rack is cooled. */
export type Cooling =
  | "AIR"
  /** Direct liquid cooling. */
  | "DLC"
  /** Liquid for the GPUs, air for the rest. */
  | "HYBRID";

/** A rack in a hall. A rack serves one partner. */
export type Rack = {
  __typename?: "Rack";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  name: Scalars["String"]["output"];
  hall: Hall;
  site: Site;
  partner: Partner;
  status: RackStatus;
  /** The most power that the rack may draw, in watts. */
  powerCapWatts: Scalars["Float"]["output"];
  cooling: Cooling;
  provenance: Provenance;
};

export type RackFilter = {
  status?: InputMaybe<RackStatus>;
  cooling?: InputMaybe<Cooling>;
};

export type RackConnection = {
  __typename?: "RackConnection";
  edges: Array<RackEdge>;
  /** The racks without their cursors. */
  nodes: Array<Rack>;
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

export type RackEdge = {
  __typename?: "RackEdge";
  cursor: Scalars["Cursor"]["output"];
  node: Rack;
};

/** A planned work at a site. */
export type MaintenanceWindow = {
  __typename?: "MaintenanceWindow";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  site: Site;
  startsAt: Scalars["DateTime"]["output"];
  endsAt: Scalars["DateTime"]["output"];
  reason: Scalars["String"]["output"];
  provenance: Provenance;
};

export type Partner = {
  __typename?: "Partner";
  id: Scalars["ID"]["output"];
  /** Sites that hold, or will hold, GPUs of this partner, by name. */
  sites: Array<Site>;
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
  SiteFilter: ResolverTypeWrapper<unknown>;
  SiteStatus: ResolverTypeWrapper<unknown>;
  Site: ResolverTypeWrapper<unknown>;
  ID: ResolverTypeWrapper<unknown>;
  Float: ResolverTypeWrapper<unknown>;
  Hall: ResolverTypeWrapper<unknown>;
  PowerFeedRole: ResolverTypeWrapper<unknown>;
  PowerFeed: ResolverTypeWrapper<unknown>;
  RackStatus: ResolverTypeWrapper<unknown>;
  Cooling: ResolverTypeWrapper<unknown>;
  Rack: ResolverTypeWrapper<unknown>;
  RackFilter: ResolverTypeWrapper<unknown>;
  RackConnection: ResolverTypeWrapper<unknown>;
  RackEdge: ResolverTypeWrapper<unknown>;
  MaintenanceWindow: ResolverTypeWrapper<unknown>;
  Partner: ResolverTypeWrapper<unknown>;
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
  SiteFilter: unknown;
  Site: unknown;
  ID: unknown;
  Float: unknown;
  Hall: unknown;
  PowerFeed: unknown;
  Rack: unknown;
  RackFilter: unknown;
  RackConnection: unknown;
  RackEdge: unknown;
  MaintenanceWindow: unknown;
  Partner: unknown;
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
  sites?: Resolver<Array<ResolversTypes["Site"]>, ParentType, ContextType, Partial<QuerySitesArgs>>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType, RequireFields<QuerySiteArgs, "slug">>;
  _entities?: Resolver<
    Array<Maybe<ResolversTypes["_Entity"]>>,
    ParentType,
    ContextType,
    RequireFields<Query_EntitiesArgs, "representations">
  >;
  _service?: Resolver<ResolversTypes["_Service"], ParentType, ContextType>;
};

export type SiteResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Site"] = ResolversParentTypes["Site"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["SiteStatus"], ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerCapWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  pue?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  halls?: Resolver<Array<ResolversTypes["Hall"]>, ParentType, ContextType>;
  racks?: Resolver<ResolversTypes["RackConnection"], ParentType, ContextType, RequireFields<SiteRacksArgs, "first">>;
  maintenanceWindows?: Resolver<Array<ResolversTypes["MaintenanceWindow"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HallResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Hall"] = ResolversParentTypes["Hall"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  powerFeeds?: Resolver<Array<ResolversTypes["PowerFeed"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PowerFeedResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PowerFeed"] = ResolversParentTypes["PowerFeed"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  role?: Resolver<ResolversTypes["PowerFeedRole"], ParentType, ContextType>;
  voltageVolts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  amperageAmps?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  maxUtilisation?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RackResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Rack"] = ResolversParentTypes["Rack"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  hall?: Resolver<ResolversTypes["Hall"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["RackStatus"], ParentType, ContextType>;
  powerCapWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  cooling?: Resolver<ResolversTypes["Cooling"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RackConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RackConnection"] = ResolversParentTypes["RackConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["RackEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Rack"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type RackEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["RackEdge"] = ResolversParentTypes["RackEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Rack"], ParentType, ContextType>;
};

export type MaintenanceWindowResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["MaintenanceWindow"] = ResolversParentTypes["MaintenanceWindow"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PartnerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Partner"] = ResolversParentTypes["Partner"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  sites?: Resolver<Array<ResolversTypes["Site"]>, ParentType, ContextType>;
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
    "Hall" | "MaintenanceWindow" | "Partner" | "PowerFeed" | "Rack" | "Site",
    ParentType,
    ContextType
  >;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Site?: SiteResolvers<ContextType>;
  Hall?: HallResolvers<ContextType>;
  PowerFeed?: PowerFeedResolvers<ContextType>;
  Rack?: RackResolvers<ContextType>;
  RackConnection?: RackConnectionResolvers<ContextType>;
  RackEdge?: RackEdgeResolvers<ContextType>;
  MaintenanceWindow?: MaintenanceWindowResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
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
