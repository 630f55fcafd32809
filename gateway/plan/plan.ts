/** The plan of an operation: which subgraphs to ask for what, in which order, and where the answers go. Frozen data, no code. */

/** What a planner gives and execution runs. */
export type QueryPlan = RequestPlan | SubscriptionPlan;

/** Plan of a query or a mutation. */
export interface RequestPlan {
  readonly kind: "query" | "mutation";
  /** Ids are positions in this list; a fetch depends on earlier ones only. Empty where nothing has to be fetched. */
  readonly fetches: readonly Fetch[];
  readonly possibleTypes: PossibleTypes;
}

/** Plan of a subscription: a source stream, and what is fetched for each of its events. */
export interface SubscriptionPlan {
  readonly kind: "subscription";
  readonly primary: PrimaryFetch;
  /** Runs once an event, after the event's data is at the root of the response. */
  readonly fetches: readonly Fetch[];
  readonly possibleTypes: PossibleTypes;
}

/**
 * For each type condition that the plan names, the values of `__typename` that fulfil it: the type itself and, for an
 * abstract type, every type of the supergraph that is one, also those that clients cannot see.
 */
export type PossibleTypes = Readonly<Record<string, readonly string[]>>;

/** One request to one subgraph. */
export type Fetch = RootFetch | EntityFetch;

interface Request {
  readonly subgraph: string;
  /** The document to send. */
  readonly operation: string;
  readonly operationName: string | undefined;
  /** The client's variables that the document uses. Only those that the client provided are sent. */
  readonly variableUsages: readonly string[];
}

interface Scheduled {
  readonly id: number;
  /** Ids of the fetches that must be complete, with or without success, before this one starts. */
  readonly dependsOn: readonly number[];
}

/** Asks for fields of a root type. */
export interface RootFetch extends Request, Scheduled {
  readonly kind: "root";
  readonly operationKind: "query" | "mutation";
  /** Where the answer goes: the response itself, or objects within it that are the root type again. */
  readonly path: ResponsePath;
  readonly conditions: readonly Condition[];
  readonly outputRewrites: readonly Rewrite[];
}

/** Asks for fields of entities, by `_entities`. All its inputs go in one request. */
export interface EntityFetch extends Request, Scheduled {
  readonly kind: "entities";
  readonly inputs: readonly EntityInput[];
}

/** One `_entities` field of an entity fetch: which objects it is asked for, and how their answers come back. */
export interface EntityInput {
  /** Response name of the `_entities` field. */
  readonly responseName: string;
  /** Variable that takes the representations; an empty list where there are none, or the conditions do not hold. */
  readonly variable: string;
  /** Where the entities are in the response. */
  readonly paths: readonly ResponsePath[];
  /** What a representation is made of. An object of which a part was never received is not sent; a null part is. */
  readonly requires: readonly RequiredSelection[];
  readonly conditions: readonly Condition[];
  /** Applied to each representation, before equal ones are merged. */
  readonly inputRewrites: readonly Rewrite[];
  /** Applied once to each entity received. */
  readonly outputRewrites: readonly Rewrite[];
}

/** The source stream of a subscription. */
export interface PrimaryFetch extends Request {
  readonly outputRewrites: readonly Rewrite[];
}

/** Steps from the response's root to objects in it. */
export type ResponsePath = readonly PathStep[];

/** Into a field, or into every item of a list. With `types`, only objects there that fulfil one of the type conditions are kept. */
export type PathStep =
  | { readonly kind: "field"; readonly name: string; readonly types: readonly string[] | null }
  | { readonly kind: "items"; readonly types: readonly string[] | null };

/** A part of a representation. */
export type RequiredSelection =
  | { readonly kind: "field"; readonly name: string; readonly selections: readonly RequiredSelection[] | null }
  | { readonly kind: "fragment"; readonly type: string; readonly selections: readonly RequiredSelection[] };

/** A change to an object, before it is sent or after it is received. */
export type Rewrite =
  | { readonly kind: "set"; readonly path: readonly RewriteStep[]; readonly field: string; readonly value: unknown }
  | { readonly kind: "rename"; readonly path: readonly RewriteStep[]; readonly field: string; readonly to: string };

/** Into a field, through any lists; or only on if the object may be of the type. */
export type RewriteStep =
  { readonly kind: "field"; readonly name: string } | { readonly kind: "type"; readonly name: string };

/** Holds when the variable is true (`include`) or false (`skip`). A list of conditions holds when all do. */
export interface Condition {
  readonly kind: "include" | "skip";
  readonly variable: string;
}
