import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from "graphql";
import type { HallDocument, PowerFeedDocument } from "./models.ts";
import type { MaintenanceWindowDocument } from "../kit/published/maintenance-window.ts";
import type { EntityReference } from "../kit/ids.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { RackList } from "./lists.ts";
import type { SiteDocument } from "../kit/published/site.ts";
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
  _FieldSet: { input: unknown; output: unknown };
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type Query = {
  __typename?: "Query";
  /** The sites that you may see, by name: all of them for an analyst, those that hold its GPUs for a partner. */
  sites: Array<Site>;
  /** One site by its short name, such as `ulsan`. */
  site?: Maybe<Site>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QuerySitesArgs = {
  filter?: InputMaybe<SiteFilter>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QuerySiteArgs = {
  slug: Scalars["String"]["input"];
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type Mutation = {
  __typename?: "Mutation";
  /** Announces a work at a site. For operators. */
  planMaintenance: PlanMaintenancePayload;
  /** Calls an announced work off. For operators. */
  cancelMaintenance: CancelMaintenancePayload;
  /** Changes the most power that a site or a rack may draw, never below what is active there. For operators. */
  setPowerCap: SetPowerCapPayload;
  /** Sets or lifts a limit on the power that work may draw at a site or in a rack. What runs goes on; nothing new is placed beyond it. For operators. */
  setPowerLimit: SetPowerLimitPayload;
  /** Moves a site on in its life. For operators. */
  changeSiteStatus: ChangeSiteStatusPayload;
  /** Moves a rack on in its life. For operators. */
  changeRackStatus: ChangeRackStatusPayload;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationPlanMaintenanceArgs = {
  input: PlanMaintenanceInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationCancelMaintenanceArgs = {
  input: CancelMaintenanceInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationSetPowerCapArgs = {
  input: SetPowerCapInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationSetPowerLimitArgs = {
  input: SetPowerLimitInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationChangeSiteStatusArgs = {
  input: ChangeSiteStatusInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationChangeRackStatusArgs = {
  input: ChangeRackStatusInput;
};

/** Keeps the sites for which everything given holds. */
export type SiteFilter = {
  /** Only sites in this status. */
  status?: InputMaybe<SiteStatus>;
};

/** Where a site stands in its life, in the words of NetBox. */
export type SiteStatus =
  /** Announced or under construction. */
  | "PLANNED"
  /** Being fitted out. */
  | "STAGING"
  /** In operation. */
  | "ACTIVE"
  /** Being emptied. */
  | "DECOMMISSIONING"
  /** No longer used. */
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
  /** Whether it is planned, in operation or on its way out. */
  status: SiteStatus;
  /** Degrees north. */
  latitude: Scalars["Float"]["output"];
  /** Degrees east. */
  longitude: Scalars["Float"]["output"];
  /** The most power that the site may draw, in watts, cooling included. */
  powerCapWatts: Scalars["Float"]["output"];
  /** Power usage effectiveness: power of the site over power of its IT equipment, at least 1. */
  pue: Scalars["Float"]["output"];
  /** The most power that work at the site may draw for now, in watts, cooling included. Null while nothing but the cap limits it. */
  powerLimitWatts?: Maybe<Scalars["Float"]["output"]>;
  /** Its rooms, by name. */
  halls: Array<Hall>;
  /** Racks, by name. */
  racks: RackConnection;
  /** Planned works that take racks out of service. */
  maintenanceWindows: Array<MaintenanceWindow>;
  /** Where the record comes from, and how far to trust it. */
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
  /** Name to show to people, unique in its site. */
  name: Scalars["String"]["output"];
  /** The data centre that it belongs to. */
  site: Site;
  /** What supplies it, by name. */
  powerFeeds: Array<PowerFeed>;
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Whether a feed carries the load or stands by. */
export type PowerFeedRole =
  /** Carries the load. */
  | "PRIMARY"
  /** Stands by, and takes over when the primary feed fails. */
  | "REDUNDANT";

/** A supply of power to a hall, in the words of NetBox. */
export type PowerFeed = {
  __typename?: "PowerFeed";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Name to show to people, unique in its hall. */
  name: Scalars["String"]["output"];
  /** Whether it carries the load or stands by. */
  role: PowerFeedRole;
  /** Volts between phases. */
  voltageVolts: Scalars["Float"]["output"];
  /** Rated current of each phase, in amperes. */
  amperageAmps: Scalars["Float"]["output"];
  /** The share of the feed's rating that may be used, from 0 to 1. */
  maxUtilisation: Scalars["Float"]["output"];
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Where a rack stands in its life, in the words of NetBox. */
export type RackStatus =
  /** Kept for somebody, not yet in use. */
  | "RESERVED"
  /** In place and free. */
  | "AVAILABLE"
  /** Not yet in place. */
  | "PLANNED"
  /** In use. */
  | "ACTIVE"
  /** Still in use, gets nothing new. */
  | "DEPRECATED";

/** How a rack is cooled. */
export type Cooling =
  /** Air alone. */
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
  /** Name to show to people. */
  name: Scalars["String"]["output"];
  /** The room in which it stands. */
  hall: Hall;
  /** The data centre in which it stands. */
  site: Site;
  /** Whose work its nodes serve. */
  partner: Partner;
  /** Whether it is in use. */
  status: RackStatus;
  /** The most power that the rack may draw, in watts, its cooling not included. */
  powerCapWatts: Scalars["Float"]["output"];
  /** The most power that work in the rack may draw for now, in watts. Null while nothing but the cap limits it. */
  powerLimitWatts?: Maybe<Scalars["Float"]["output"]>;
  /** How its heat is taken away. */
  cooling: Cooling;
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Keeps the racks for which everything given holds. */
export type RackFilter = {
  /** Only racks in this status. */
  status?: InputMaybe<RackStatus>;
  /** Only racks that are cooled in this way. */
  cooling?: InputMaybe<Cooling>;
};

/** A page of racks, and where it stands in the whole list. */
export type RackConnection = {
  __typename?: "RackConnection";
  /** The racks of the page, each with its cursor. */
  edges: Array<RackEdge>;
  /** The racks without their cursors. */
  nodes: Array<Rack>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One rack of a page, with its cursor. */
export type RackEdge = {
  __typename?: "RackEdge";
  /** Where the rack stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The rack itself. */
  node: Rack;
};

/** A planned work at a site. */
export type MaintenanceWindow = {
  __typename?: "MaintenanceWindow";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** The data centre that is worked on. */
  site: Site;
  /** When the work starts. */
  startsAt: Scalars["DateTime"]["output"];
  /** When the work ends. */
  endsAt: Scalars["DateTime"]["output"];
  /** What is done. */
  reason: Scalars["String"]["output"];
  /** The racks that are worked on and that you may see. None where that is not said. */
  racks: Array<Rack>;
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

export type Partner = {
  __typename?: "Partner";
  id: Scalars["ID"]["output"];
  /** Sites that hold, or will hold, GPUs of this partner, by name. */
  sites: Array<Site>;
};

/** What is announced. */
export type PlanMaintenanceInput = {
  /** The site's id. */
  site: Scalars["ID"]["input"];
  /** The ids of the racks of the site that are worked on, at most 100, where that is known. */
  racks?: InputMaybe<Array<Scalars["ID"]["input"]>>;
  /** When the work starts. */
  startsAt: Scalars["DateTime"]["input"];
  /** When the work ends, later than `startsAt`. */
  endsAt: Scalars["DateTime"]["input"];
  /** What will be done. */
  reason: Scalars["String"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `window` or `refusal` is set. */
export type PlanMaintenancePayload = {
  __typename?: "PlanMaintenancePayload";
  /** The window as announced, or null when nothing was done. */
  window?: Maybe<MaintenanceWindow>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is called off. */
export type CancelMaintenanceInput = {
  /** The maintenance window's id. */
  window: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `window` or `refusal` is set. */
export type CancelMaintenancePayload = {
  __typename?: "CancelMaintenancePayload";
  /** The window as it was, or null when nothing was done. */
  window?: Maybe<MaintenanceWindow>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** A cap. */
export type SetPowerCapInput = {
  /** The site's id. Give this or `rack`. */
  site?: InputMaybe<Scalars["ID"]["input"]>;
  /** The rack's id. Give this or `site`. */
  rack?: InputMaybe<Scalars["ID"]["input"]>;
  /** The most that it may draw, in watts: a site with cooling, a rack without. */
  powerCapWatts: Scalars["Float"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `site`, `rack` or `refusal` is set. */
export type SetPowerCapPayload = {
  __typename?: "SetPowerCapPayload";
  /** The site as it is now, or null when it was a rack or nothing was done. */
  site?: Maybe<Site>;
  /** The rack as it is now, or null when it was a site or nothing was done. */
  rack?: Maybe<Rack>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** A limit for work. */
export type SetPowerLimitInput = {
  /** The site's id. Give this or `rack`. */
  site?: InputMaybe<Scalars["ID"]["input"]>;
  /** The rack's id. Give this or `site`. */
  rack?: InputMaybe<Scalars["ID"]["input"]>;
  /** The most that work may draw for now, in watts: at a site with cooling, in a rack without. Null or left out lifts the limit. */
  powerLimitWatts?: InputMaybe<Scalars["Float"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `site`, `rack` or `refusal` is set. */
export type SetPowerLimitPayload = {
  __typename?: "SetPowerLimitPayload";
  /** The site as it is now, or null when it was a rack or nothing was done. */
  site?: Maybe<Site>;
  /** The rack as it is now, or null when it was a site or nothing was done. */
  rack?: Maybe<Rack>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** A step in the life of a site. */
export type ChangeSiteStatusInput = {
  /** The site's id. */
  site: Scalars["ID"]["input"];
  /** The status that it is to have. */
  status: SiteStatus;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `site` or `refusal` is set. */
export type ChangeSiteStatusPayload = {
  __typename?: "ChangeSiteStatusPayload";
  /** The site as it is now, or null when nothing was done. */
  site?: Maybe<Site>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** A step in the life of a rack. */
export type ChangeRackStatusInput = {
  /** The rack's id. */
  rack: Scalars["ID"]["input"];
  /** The status that it is to have. */
  status: RackStatus;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `rack` or `refusal` is set. */
export type ChangeRackStatusPayload = {
  __typename?: "ChangeRackStatusPayload";
  /** The rack as it is now, or null when nothing was done. */
  rack?: Maybe<Rack>;
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
  Site: Site;
  Hall: Hall;
  PowerFeed: PowerFeed;
  Rack: Rack;
  MaintenanceWindow: MaintenanceWindow;
  Partner: Partner;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Site: { __typename: "Site" } & GraphQLRecursivePick<FederationTypes["Site"], { id: true }>;
  Hall: { __typename: "Hall" } & GraphQLRecursivePick<FederationTypes["Hall"], { id: true }>;
  PowerFeed: { __typename: "PowerFeed" } & GraphQLRecursivePick<FederationTypes["PowerFeed"], { id: true }>;
  Rack: { __typename: "Rack" } & GraphQLRecursivePick<FederationTypes["Rack"], { id: true }>;
  MaintenanceWindow: { __typename: "MaintenanceWindow" } & GraphQLRecursivePick<
    FederationTypes["MaintenanceWindow"],
    { id: true }
  >;
  Partner: { __typename: "Partner" } & GraphQLRecursivePick<FederationTypes["Partner"], { id: true }>;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars["DateTime"]["output"]>;
  Date: ResolverTypeWrapper<Scalars["Date"]["output"]>;
  Cursor: ResolverTypeWrapper<Scalars["Cursor"]["output"]>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars["String"]["output"]>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SiteFilter: SiteFilter;
  SiteStatus: SiteStatus;
  Site: ResolverTypeWrapper<SiteDocument>;
  ID: ResolverTypeWrapper<Scalars["ID"]["output"]>;
  Float: ResolverTypeWrapper<Scalars["Float"]["output"]>;
  Int: ResolverTypeWrapper<Scalars["Int"]["output"]>;
  Hall: ResolverTypeWrapper<HallDocument>;
  PowerFeedRole: PowerFeedRole;
  PowerFeed: ResolverTypeWrapper<PowerFeedDocument>;
  RackStatus: RackStatus;
  Cooling: Cooling;
  Rack: ResolverTypeWrapper<RackDocument>;
  RackFilter: RackFilter;
  RackConnection: ResolverTypeWrapper<RackList>;
  RackEdge: ResolverTypeWrapper<Omit<RackEdge, "node"> & { node: ResolversTypes["Rack"] }>;
  MaintenanceWindow: ResolverTypeWrapper<MaintenanceWindowDocument>;
  Partner: ResolverTypeWrapper<EntityReference>;
  PlanMaintenanceInput: PlanMaintenanceInput;
  Boolean: ResolverTypeWrapper<Scalars["Boolean"]["output"]>;
  PlanMaintenancePayload: ResolverTypeWrapper<
    Omit<PlanMaintenancePayload, "window"> & { window?: Maybe<ResolversTypes["MaintenanceWindow"]> }
  >;
  CancelMaintenanceInput: CancelMaintenanceInput;
  CancelMaintenancePayload: ResolverTypeWrapper<
    Omit<CancelMaintenancePayload, "window"> & { window?: Maybe<ResolversTypes["MaintenanceWindow"]> }
  >;
  SetPowerCapInput: SetPowerCapInput;
  SetPowerCapPayload: ResolverTypeWrapper<
    Omit<SetPowerCapPayload, "site" | "rack"> & {
      site?: Maybe<ResolversTypes["Site"]>;
      rack?: Maybe<ResolversTypes["Rack"]>;
    }
  >;
  SetPowerLimitInput: SetPowerLimitInput;
  SetPowerLimitPayload: ResolverTypeWrapper<
    Omit<SetPowerLimitPayload, "site" | "rack"> & {
      site?: Maybe<ResolversTypes["Site"]>;
      rack?: Maybe<ResolversTypes["Rack"]>;
    }
  >;
  ChangeSiteStatusInput: ChangeSiteStatusInput;
  ChangeSiteStatusPayload: ResolverTypeWrapper<
    Omit<ChangeSiteStatusPayload, "site"> & { site?: Maybe<ResolversTypes["Site"]> }
  >;
  ChangeRackStatusInput: ChangeRackStatusInput;
  ChangeRackStatusPayload: ResolverTypeWrapper<
    Omit<ChangeRackStatusPayload, "rack"> & { rack?: Maybe<ResolversTypes["Rack"]> }
  >;
  RefusalCode: RefusalCode;
  Refusal: ResolverTypeWrapper<Refusal>;
  ProvenanceKind: ProvenanceKind;
  Provenance: ResolverTypeWrapper<Provenance>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars["DateTime"]["output"];
  Date: Scalars["Date"]["output"];
  Cursor: Scalars["Cursor"]["output"];
  Query: Record<PropertyKey, never>;
  String: Scalars["String"]["output"];
  Mutation: Record<PropertyKey, never>;
  SiteFilter: SiteFilter;
  Site: SiteDocument;
  ID: Scalars["ID"]["output"];
  Float: Scalars["Float"]["output"];
  Int: Scalars["Int"]["output"];
  Hall: HallDocument;
  PowerFeed: PowerFeedDocument;
  Rack: RackDocument;
  RackFilter: RackFilter;
  RackConnection: RackList;
  RackEdge: Omit<RackEdge, "node"> & { node: ResolversParentTypes["Rack"] };
  MaintenanceWindow: MaintenanceWindowDocument;
  Partner: EntityReference;
  PlanMaintenanceInput: PlanMaintenanceInput;
  Boolean: Scalars["Boolean"]["output"];
  PlanMaintenancePayload: Omit<PlanMaintenancePayload, "window"> & {
    window?: Maybe<ResolversParentTypes["MaintenanceWindow"]>;
  };
  CancelMaintenanceInput: CancelMaintenanceInput;
  CancelMaintenancePayload: Omit<CancelMaintenancePayload, "window"> & {
    window?: Maybe<ResolversParentTypes["MaintenanceWindow"]>;
  };
  SetPowerCapInput: SetPowerCapInput;
  SetPowerCapPayload: Omit<SetPowerCapPayload, "site" | "rack"> & {
    site?: Maybe<ResolversParentTypes["Site"]>;
    rack?: Maybe<ResolversParentTypes["Rack"]>;
  };
  SetPowerLimitInput: SetPowerLimitInput;
  SetPowerLimitPayload: Omit<SetPowerLimitPayload, "site" | "rack"> & {
    site?: Maybe<ResolversParentTypes["Site"]>;
    rack?: Maybe<ResolversParentTypes["Rack"]>;
  };
  ChangeSiteStatusInput: ChangeSiteStatusInput;
  ChangeSiteStatusPayload: Omit<ChangeSiteStatusPayload, "site"> & { site?: Maybe<ResolversParentTypes["Site"]> };
  ChangeRackStatusInput: ChangeRackStatusInput;
  ChangeRackStatusPayload: Omit<ChangeRackStatusPayload, "rack"> & { rack?: Maybe<ResolversParentTypes["Rack"]> };
  Refusal: Refusal;
  Provenance: Provenance;
  PageInfo: PageInfo;
};

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
};

export type MutationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Mutation"] = ResolversParentTypes["Mutation"],
> = {
  planMaintenance?: Resolver<
    ResolversTypes["PlanMaintenancePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationPlanMaintenanceArgs, "input">
  >;
  cancelMaintenance?: Resolver<
    ResolversTypes["CancelMaintenancePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCancelMaintenanceArgs, "input">
  >;
  setPowerCap?: Resolver<
    ResolversTypes["SetPowerCapPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationSetPowerCapArgs, "input">
  >;
  setPowerLimit?: Resolver<
    ResolversTypes["SetPowerLimitPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationSetPowerLimitArgs, "input">
  >;
  changeSiteStatus?: Resolver<
    ResolversTypes["ChangeSiteStatusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationChangeSiteStatusArgs, "input">
  >;
  changeRackStatus?: Resolver<
    ResolversTypes["ChangeRackStatusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationChangeRackStatusArgs, "input">
  >;
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
  slug?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["SiteStatus"], ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerCapWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  pue?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerLimitWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  halls?: Resolver<Array<ResolversTypes["Hall"]>, ParentType, ContextType>;
  racks?: Resolver<ResolversTypes["RackConnection"], ParentType, ContextType, RequireFields<SiteRacksArgs, "first">>;
  maintenanceWindows?: Resolver<Array<ResolversTypes["MaintenanceWindow"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type HallResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Hall"] = ResolversParentTypes["Hall"],
  FederationReferenceType extends FederationReferenceTypes["Hall"] = FederationReferenceTypes["Hall"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Hall"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  powerFeeds?: Resolver<Array<ResolversTypes["PowerFeed"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type PowerFeedResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PowerFeed"] = ResolversParentTypes["PowerFeed"],
  FederationReferenceType extends FederationReferenceTypes["PowerFeed"] = FederationReferenceTypes["PowerFeed"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["PowerFeed"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  role?: Resolver<ResolversTypes["PowerFeedRole"], ParentType, ContextType>;
  voltageVolts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  amperageAmps?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  maxUtilisation?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type RackResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Rack"] = ResolversParentTypes["Rack"],
  FederationReferenceType extends FederationReferenceTypes["Rack"] = FederationReferenceTypes["Rack"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Rack"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  hall?: Resolver<ResolversTypes["Hall"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["RackStatus"], ParentType, ContextType>;
  powerCapWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerLimitWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  cooling?: Resolver<ResolversTypes["Cooling"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
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
  FederationReferenceType extends FederationReferenceTypes["MaintenanceWindow"] =
    FederationReferenceTypes["MaintenanceWindow"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["MaintenanceWindow"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  endsAt?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  racks?: Resolver<Array<ResolversTypes["Rack"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
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
  sites?: Resolver<Array<ResolversTypes["Site"]>, ParentType, ContextType>;
};

export type PlanMaintenancePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PlanMaintenancePayload"] = ResolversParentTypes["PlanMaintenancePayload"],
> = {
  window?: Resolver<Maybe<ResolversTypes["MaintenanceWindow"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type CancelMaintenancePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["CancelMaintenancePayload"] =
    ResolversParentTypes["CancelMaintenancePayload"],
> = {
  window?: Resolver<Maybe<ResolversTypes["MaintenanceWindow"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type SetPowerCapPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SetPowerCapPayload"] = ResolversParentTypes["SetPowerCapPayload"],
> = {
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  rack?: Resolver<Maybe<ResolversTypes["Rack"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type SetPowerLimitPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SetPowerLimitPayload"] = ResolversParentTypes["SetPowerLimitPayload"],
> = {
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  rack?: Resolver<Maybe<ResolversTypes["Rack"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ChangeSiteStatusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ChangeSiteStatusPayload"] = ResolversParentTypes["ChangeSiteStatusPayload"],
> = {
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ChangeRackStatusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ChangeRackStatusPayload"] = ResolversParentTypes["ChangeRackStatusPayload"],
> = {
  rack?: Resolver<Maybe<ResolversTypes["Rack"]>, ParentType, ContextType>;
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
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Site?: SiteResolvers<ContextType>;
  Hall?: HallResolvers<ContextType>;
  PowerFeed?: PowerFeedResolvers<ContextType>;
  Rack?: RackResolvers<ContextType>;
  RackConnection?: RackConnectionResolvers<ContextType>;
  RackEdge?: RackEdgeResolvers<ContextType>;
  MaintenanceWindow?: MaintenanceWindowResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  PlanMaintenancePayload?: PlanMaintenancePayloadResolvers<ContextType>;
  CancelMaintenancePayload?: CancelMaintenancePayloadResolvers<ContextType>;
  SetPowerCapPayload?: SetPowerCapPayloadResolvers<ContextType>;
  SetPowerLimitPayload?: SetPowerLimitPayloadResolvers<ContextType>;
  ChangeSiteStatusPayload?: ChangeSiteStatusPayloadResolvers<ContextType>;
  ChangeRackStatusPayload?: ChangeRackStatusPayloadResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};
