import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from "graphql";
import type { AllotmentDocument, PartnerDocument, ProgrammeDocument } from "./models.ts";
import type { AuditList } from "./audit-log.ts";
import type { AuditDocument } from "../kit/audit/entries.ts";
import type { EntityReference } from "../kit/ids.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import type { ProjectList } from "./lists.ts";
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
  /** The partners that you may see, by name: all of them for an analyst, its own record for a partner. */
  partners: Array<Partner>;
  /** One partner by its short name, such as `samsung`. */
  partner?: Maybe<Partner>;
  /** One project by its id. */
  project?: Maybe<Project>;
  /** Totals over the fleet that you may see. */
  fleet: Fleet;
  /** Who changed what, newest first. For operators. */
  auditLog: AuditConnection;
  /**
   * Computes every hash of the audit log again and says whether something was changed, taken out or put in. Keep `head` outside
   * of the fleet: handed back later, it proves that nothing up to it was rewritten. For operators; it reads the whole log.
   */
  verifyAudit: AuditVerification;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryPartnerArgs = {
  slug: Scalars["String"]["input"];
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryProjectArgs = {
  id: Scalars["ID"]["input"];
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryAuditLogArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryVerifyAuditArgs = {
  head?: InputMaybe<Scalars["String"]["input"]>;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type Mutation = {
  __typename?: "Mutation";
  /** Opens a purchase or grant under which GPUs can be allotted. For operators. */
  createProgramme: CreateProgrammePayload;
  /** Gives GPUs of a programme to a partner, within the programme's total. For operators. */
  allot: AllotPayload;
  /** Opens a project of a partner, with its quota. For operators. */
  createProject: CreateProjectPayload;
  /** Changes how many GPUs a project may use, never below what is in use. For operators. */
  setQuota: SetQuotaPayload;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationCreateProgrammeArgs = {
  input: CreateProgrammeInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationAllotArgs = {
  input: AllotInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationCreateProjectArgs = {
  input: CreateProjectInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationSetQuotaArgs = {
  input: SetQuotaInput;
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
  /** What sort of organisation it is. */
  kind: PartnerKind;
  /** GPUs that the plan gives to this partner until 2030, over all of its allotments. */
  allotted: Scalars["Int"]["output"];
  /** The shares of the plan that make up `allotted`, by programme and model. */
  allotments: Array<Allotment>;
  /** Projects that run on this partner's GPUs, by name. */
  projects: ProjectConnection;
  /** Where the record comes from, and how far to trust it. */
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
  /** Where the record comes from, and how far to trust it. */
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
  /** On whose GPUs it runs. */
  partner: Partner;
  /** Which share of the country it works for. */
  sector: Sector;
  /** How many GPUs its workloads may hold together. */
  quota: Quota;
  /** Where the record comes from, and how far to trust it. */
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

/** Keeps the projects for which everything given holds. */
export type ProjectFilter = {
  /** Only projects of this sector. */
  sector?: InputMaybe<Sector>;
};

/** A page of projects, and where it stands in the whole list. */
export type ProjectConnection = {
  __typename?: "ProjectConnection";
  /** The projects of the page, each with its cursor. */
  edges: Array<ProjectEdge>;
  /** The projects without their cursors. */
  nodes: Array<Project>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One project of a page, with its cursor. */
export type ProjectEdge = {
  __typename?: "ProjectEdge";
  /** Where the project stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The project itself. */
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

/** What is opened. */
export type CreateProgrammeInput = {
  /** Short name, unique: lower-case letters, digits and dashes. */
  slug: Scalars["String"]["input"];
  /** Name to show to people. */
  name: Scalars["String"]["input"];
  /** The most GPUs that its allotments may hold together, at least 1. */
  total: Scalars["Int"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `programme` or `refusal` is set. */
export type CreateProgrammePayload = {
  __typename?: "CreateProgrammePayload";
  /** The programme as opened, or null when nothing was done. */
  programme?: Maybe<Programme>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is given. */
export type AllotInput = {
  /** Short name of the programme. */
  programme: Scalars["String"]["input"];
  /** Short name of the partner. */
  partner: Scalars["String"]["input"];
  /** The model, where it is decided. */
  model?: InputMaybe<GpuModelName>;
  /** How many GPUs, at least 1. */
  quantity: Scalars["Int"]["input"];
  /** Of `quantity`, how many serve public projects. */
  publicQuantity?: InputMaybe<Scalars["Int"]["input"]>;
  /** The organisation that owns the GPUs. */
  owner: Scalars["String"]["input"];
  /** The organisation that runs the GPUs. */
  operator: Scalars["String"]["input"];
  /** When the GPUs are due. */
  dueOn: Scalars["Date"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `allotment` or `refusal` is set. */
export type AllotPayload = {
  __typename?: "AllotPayload";
  /** The allotment as given, or null when nothing was done. */
  allotment?: Maybe<Allotment>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is opened. */
export type CreateProjectInput = {
  /** Short name of the partner on whose GPUs it runs. */
  partner: Scalars["String"]["input"];
  /** Short name, unique: lower-case letters, digits and dashes. */
  slug: Scalars["String"]["input"];
  /** Name to show to people. */
  name: Scalars["String"]["input"];
  /** Which share of the country it works for. */
  sector: Sector;
  /** GPUs that the project may always use, at least 0. */
  nominalQuota: Scalars["Int"]["input"];
  /** GPUs that it may borrow from its cohort beyond that, at least 0. */
  borrowingLimit: Scalars["Int"]["input"];
  /** GPUs of `nominalQuota` that it lends while it does not need them, from 0 to `nominalQuota`. */
  lendingLimit: Scalars["Int"]["input"];
  /** The group of projects, all of one partner, that lend to each other. */
  cohort: Scalars["String"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `project` or `refusal` is set. */
export type CreateProjectPayload = {
  __typename?: "CreateProjectPayload";
  /** The project as opened, or null when nothing was done. */
  project?: Maybe<Project>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What a project may use from now on. */
export type SetQuotaInput = {
  /** The project's id. */
  project: Scalars["ID"]["input"];
  /** GPUs that the project may always use, at least 0. */
  nominalQuota: Scalars["Int"]["input"];
  /** GPUs that it may borrow from its cohort beyond that, at least 0. */
  borrowingLimit: Scalars["Int"]["input"];
  /** GPUs of `nominalQuota` that it lends while it does not need them, from 0 to `nominalQuota`. */
  lendingLimit: Scalars["Int"]["input"];
  /** The group of projects that it lends to and borrows from. Without it, the one that it is in; another one only while the project uses no GPUs. */
  cohort?: InputMaybe<Scalars["String"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `project` or `refusal` is set. */
export type SetQuotaPayload = {
  __typename?: "SetQuotaPayload";
  /** The project as it is now, or null when nothing was done. */
  project?: Maybe<Project>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** One change of one record. */
export type AuditEntry = {
  __typename?: "AuditEntry";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** When it was changed. */
  at: Scalars["DateTime"]["output"];
  /** Who changed it: the token's subject, or `scheduler` or `telemetry` for what the system does by itself. */
  actor: Scalars["String"]["output"];
  /** The mutation's name, or the step that the system took by itself. */
  action: Scalars["String"]["output"];
  /** Name of the record's type in this graph. */
  entityType: Scalars["String"]["output"];
  /** The changed record's own id in this graph. */
  entityId: Scalars["ID"]["output"];
  /** Whose record it is, or null for what partners share. */
  partner?: Maybe<Partner>;
  /** The client's request at the gateway, as its logs name it. */
  requestId?: Maybe<Scalars["String"]["output"]>;
  /** The idempotency key of the mutation, or null for what the system does by itself. */
  idempotencyKey?: Maybe<Scalars["String"]["output"]>;
  /** The record before the change as JSON, or null where there was none. */
  before?: Maybe<Scalars["String"]["output"]>;
  /** The record after the change as JSON, or null where there is none any more. */
  after?: Maybe<Scalars["String"]["output"]>;
  /** Which entry of its record it is, from 1. */
  sequence: Scalars["Int"]["output"];
  /** Hash of the record's entry before this one, or null for the first. */
  previousHash?: Maybe<Scalars["String"]["output"]>;
  /** Hash of this entry, over all of its fields and `previousHash`. */
  hash: Scalars["String"]["output"];
};

/** Keeps the entries for which everything given holds. */
export type AuditFilter = {
  /** Only what this token's subject did. */
  actor?: InputMaybe<Scalars["String"]["input"]>;
  /** Only what was done by this mutation or step. */
  action?: InputMaybe<Scalars["String"]["input"]>;
  /** Only changes of the record with this id. */
  entity?: InputMaybe<Scalars["ID"]["input"]>;
  /** Short name of a partner: only changes of its records. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Only changes at or after this instant. */
  since?: InputMaybe<Scalars["DateTime"]["input"]>;
  /** Only changes before this instant. */
  until?: InputMaybe<Scalars["DateTime"]["input"]>;
};

/** A page of the audit log, and where it stands in the whole list. */
export type AuditConnection = {
  __typename?: "AuditConnection";
  /** The entries of the page, each with its cursor. */
  edges: Array<AuditEdge>;
  /** The entries without their cursors. */
  nodes: Array<AuditEntry>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One entry of a page, with its cursor. */
export type AuditEdge = {
  __typename?: "AuditEdge";
  /** Where the entry stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The entry itself. */
  node: AuditEntry;
};

/** What computing every hash of the audit log again has shown. */
export type AuditVerification = {
  __typename?: "AuditVerification";
  /** True when nothing was changed, taken out or put in. */
  intact: Scalars["Boolean"]["output"];
  /** How many entries were read. */
  entries: Scalars["Int"]["output"];
  /** How many records they are about, each with a chain of its own. */
  chains: Scalars["Int"]["output"];
  /** How many seals there are: each fixes entries, and the seal before it. */
  seals: Scalars["Int"]["output"];
  /** Entries that no seal holds yet, because they are a moment old. */
  unsealed: Scalars["Int"]["output"];
  /** Hash of the last seal, to keep outside of the fleet. Null while there is no seal. */
  head?: Maybe<Scalars["String"]["output"]>;
  /** What is wrong, a sentence each, at most 100. */
  problems: Array<Scalars["String"]["output"]>;
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
  Partner: Partner;
  Allotment: Allotment;
  Project: Project;
  Fleet: Fleet;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Partner: { __typename: "Partner" } & GraphQLRecursivePick<FederationTypes["Partner"], { id: true }>;
  Allotment: { __typename: "Allotment" } & GraphQLRecursivePick<FederationTypes["Allotment"], { id: true }>;
  Project: { __typename: "Project" } & GraphQLRecursivePick<FederationTypes["Project"], { id: true }>;
  Fleet: { __typename: "Fleet" } & GraphQLRecursivePick<FederationTypes["Fleet"], { id: true }>;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars["DateTime"]["output"]>;
  Date: ResolverTypeWrapper<Scalars["Date"]["output"]>;
  Cursor: ResolverTypeWrapper<Scalars["Cursor"]["output"]>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars["String"]["output"]>;
  ID: ResolverTypeWrapper<Scalars["ID"]["output"]>;
  Int: ResolverTypeWrapper<Scalars["Int"]["output"]>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PartnerKind: PartnerKind;
  Partner: ResolverTypeWrapper<PartnerDocument>;
  Allotment: ResolverTypeWrapper<AllotmentDocument>;
  Programme: ResolverTypeWrapper<ProgrammeDocument>;
  Sector: Sector;
  Project: ResolverTypeWrapper<ProjectDocument>;
  Quota: ResolverTypeWrapper<Quota>;
  ProjectFilter: ProjectFilter;
  ProjectConnection: ResolverTypeWrapper<ProjectList>;
  ProjectEdge: ResolverTypeWrapper<Omit<ProjectEdge, "node"> & { node: ResolversTypes["Project"] }>;
  Fleet: ResolverTypeWrapper<EntityReference>;
  CreateProgrammeInput: CreateProgrammeInput;
  Boolean: ResolverTypeWrapper<Scalars["Boolean"]["output"]>;
  CreateProgrammePayload: ResolverTypeWrapper<
    Omit<CreateProgrammePayload, "programme"> & { programme?: Maybe<ResolversTypes["Programme"]> }
  >;
  AllotInput: AllotInput;
  AllotPayload: ResolverTypeWrapper<
    Omit<AllotPayload, "allotment"> & { allotment?: Maybe<ResolversTypes["Allotment"]> }
  >;
  CreateProjectInput: CreateProjectInput;
  CreateProjectPayload: ResolverTypeWrapper<
    Omit<CreateProjectPayload, "project"> & { project?: Maybe<ResolversTypes["Project"]> }
  >;
  SetQuotaInput: SetQuotaInput;
  SetQuotaPayload: ResolverTypeWrapper<
    Omit<SetQuotaPayload, "project"> & { project?: Maybe<ResolversTypes["Project"]> }
  >;
  AuditEntry: ResolverTypeWrapper<AuditDocument>;
  AuditFilter: AuditFilter;
  AuditConnection: ResolverTypeWrapper<AuditList>;
  AuditEdge: ResolverTypeWrapper<Omit<AuditEdge, "node"> & { node: ResolversTypes["AuditEntry"] }>;
  AuditVerification: ResolverTypeWrapper<AuditVerification>;
  RefusalCode: RefusalCode;
  Refusal: ResolverTypeWrapper<Refusal>;
  Float: ResolverTypeWrapper<Scalars["Float"]["output"]>;
  GpuModelName: GpuModelName;
  GpuModel: ResolverTypeWrapper<EntityReference>;
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
  ID: Scalars["ID"]["output"];
  Int: Scalars["Int"]["output"];
  Mutation: Record<PropertyKey, never>;
  Partner: PartnerDocument;
  Allotment: AllotmentDocument;
  Programme: ProgrammeDocument;
  Project: ProjectDocument;
  Quota: Quota;
  ProjectFilter: ProjectFilter;
  ProjectConnection: ProjectList;
  ProjectEdge: Omit<ProjectEdge, "node"> & { node: ResolversParentTypes["Project"] };
  Fleet: EntityReference;
  CreateProgrammeInput: CreateProgrammeInput;
  Boolean: Scalars["Boolean"]["output"];
  CreateProgrammePayload: Omit<CreateProgrammePayload, "programme"> & {
    programme?: Maybe<ResolversParentTypes["Programme"]>;
  };
  AllotInput: AllotInput;
  AllotPayload: Omit<AllotPayload, "allotment"> & { allotment?: Maybe<ResolversParentTypes["Allotment"]> };
  CreateProjectInput: CreateProjectInput;
  CreateProjectPayload: Omit<CreateProjectPayload, "project"> & { project?: Maybe<ResolversParentTypes["Project"]> };
  SetQuotaInput: SetQuotaInput;
  SetQuotaPayload: Omit<SetQuotaPayload, "project"> & { project?: Maybe<ResolversParentTypes["Project"]> };
  AuditEntry: AuditDocument;
  AuditFilter: AuditFilter;
  AuditConnection: AuditList;
  AuditEdge: Omit<AuditEdge, "node"> & { node: ResolversParentTypes["AuditEntry"] };
  AuditVerification: AuditVerification;
  Refusal: Refusal;
  Float: Scalars["Float"]["output"];
  GpuModel: EntityReference;
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
  partners?: Resolver<Array<ResolversTypes["Partner"]>, ParentType, ContextType>;
  partner?: Resolver<
    Maybe<ResolversTypes["Partner"]>,
    ParentType,
    ContextType,
    RequireFields<QueryPartnerArgs, "slug">
  >;
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType, RequireFields<QueryProjectArgs, "id">>;
  fleet?: Resolver<ResolversTypes["Fleet"], ParentType, ContextType>;
  auditLog?: Resolver<
    ResolversTypes["AuditConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryAuditLogArgs, "first">
  >;
  verifyAudit?: Resolver<ResolversTypes["AuditVerification"], ParentType, ContextType, Partial<QueryVerifyAuditArgs>>;
};

export type MutationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Mutation"] = ResolversParentTypes["Mutation"],
> = {
  createProgramme?: Resolver<
    ResolversTypes["CreateProgrammePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCreateProgrammeArgs, "input">
  >;
  allot?: Resolver<ResolversTypes["AllotPayload"], ParentType, ContextType, RequireFields<MutationAllotArgs, "input">>;
  createProject?: Resolver<
    ResolversTypes["CreateProjectPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCreateProjectArgs, "input">
  >;
  setQuota?: Resolver<
    ResolversTypes["SetQuotaPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationSetQuotaArgs, "input">
  >;
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
};

export type AllotmentResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Allotment"] = ResolversParentTypes["Allotment"],
  FederationReferenceType extends FederationReferenceTypes["Allotment"] = FederationReferenceTypes["Allotment"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Allotment"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
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
  FederationReferenceType extends FederationReferenceTypes["Project"] = FederationReferenceTypes["Project"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Project"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  sector?: Resolver<ResolversTypes["Sector"], ParentType, ContextType>;
  quota?: Resolver<ResolversTypes["Quota"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
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
  FederationReferenceType extends FederationReferenceTypes["Fleet"] = FederationReferenceTypes["Fleet"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Fleet"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  planned?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  allotted?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type CreateProgrammePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["CreateProgrammePayload"] = ResolversParentTypes["CreateProgrammePayload"],
> = {
  programme?: Resolver<Maybe<ResolversTypes["Programme"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type AllotPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AllotPayload"] = ResolversParentTypes["AllotPayload"],
> = {
  allotment?: Resolver<Maybe<ResolversTypes["Allotment"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type CreateProjectPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["CreateProjectPayload"] = ResolversParentTypes["CreateProjectPayload"],
> = {
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type SetQuotaPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["SetQuotaPayload"] = ResolversParentTypes["SetQuotaPayload"],
> = {
  project?: Resolver<Maybe<ResolversTypes["Project"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type AuditEntryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AuditEntry"] = ResolversParentTypes["AuditEntry"],
> = {
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  action?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  entityType?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  entityId?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  partner?: Resolver<Maybe<ResolversTypes["Partner"]>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  idempotencyKey?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  after?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  previousHash?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
};

export type AuditConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AuditConnection"] = ResolversParentTypes["AuditConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["AuditEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["AuditEntry"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type AuditEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AuditEdge"] = ResolversParentTypes["AuditEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["AuditEntry"], ParentType, ContextType>;
};

export type AuditVerificationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["AuditVerification"] = ResolversParentTypes["AuditVerification"],
> = {
  intact?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  chains?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  seals?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  unsealed?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  head?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes["String"]>, ParentType, ContextType>;
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
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  Allotment?: AllotmentResolvers<ContextType>;
  Programme?: ProgrammeResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  Quota?: QuotaResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  Fleet?: FleetResolvers<ContextType>;
  CreateProgrammePayload?: CreateProgrammePayloadResolvers<ContextType>;
  AllotPayload?: AllotPayloadResolvers<ContextType>;
  CreateProjectPayload?: CreateProjectPayloadResolvers<ContextType>;
  SetQuotaPayload?: SetQuotaPayloadResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditConnection?: AuditConnectionResolvers<ContextType>;
  AuditEdge?: AuditEdgeResolvers<ContextType>;
  AuditVerification?: AuditVerificationResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  GpuModel?: GpuModelResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};
