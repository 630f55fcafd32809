/** The plan of an operation: which subgraphs to ask for what, in which order, and where the answers go. Frozen data, no code. */

import type { SelectedField, Selection } from "./selection.ts";

/** What a planner gives and execution runs. */
export interface QueryPlan {
  readonly kind: "query" | "mutation" | "subscription";
  /** What the client wants of the root. */
  readonly selection: Selection;
  /** The source stream of a subscription; the fetches then run once an event, after its data is at the root of the response. */
  readonly primary: RootFetch | null;
  /** Ids are positions in this list; a fetch depends on earlier ones only. Empty where nothing has to be fetched. */
  readonly fetches: readonly Fetch[];
  /** The part of the answer that comes first, with those that come later; null where the answer comes in one. */
  readonly first: AnswerPart | null;
}

/** A part of an answer that comes in parts. */
export interface AnswerPart {
  /** That of its `@defer`. */
  readonly label: string | null;
  /** From the objects of the part around it to those of which it has fields. */
  readonly path: ResponsePath;
  /** What the client wants of them in this part; objects of other types have no such part. */
  readonly selection: Selection;
  /** Ids of the fetches that ask for its own fields. */
  readonly asks: readonly number[];
  /** Ids of all that must be complete before it is, those of the parts around it among them. */
  readonly waitsFor: readonly number[];
  readonly parts: readonly AnswerPart[];
}

/** One request to one subgraph. */
export type Fetch = RootFetch | EntityFetch;

interface Request {
  readonly id: number;
  readonly subgraph: string;
  /** The document to send. */
  readonly operation: string;
  /** The client's variables that the document uses. Only those that the client provided are sent. */
  readonly variables: readonly string[];
  /** Ids of the fetches that must be complete, with or without success, before this one starts. */
  readonly dependsOn: readonly number[];
}

/** Asks for fields of a root type. */
export interface RootFetch extends Request {
  readonly kind: "root";
  readonly operationKind: "query" | "mutation" | "subscription";
  /** Where the answer goes: the response itself, or objects within it that are the root type again. */
  readonly path: ResponsePath;
  readonly shape: Shape;
}

/** Asks for fields of entities, by `_entities`. All its inputs go in one request. */
export interface EntityFetch extends Request {
  readonly kind: "entities";
  readonly inputs: readonly EntityInput[];
  /** How the request's body begins, as JSON, up to its first variable. */
  readonly head: string;
  /** How else the document may be written; null where no argument takes a value from further up. */
  readonly perValue: PerValue | null;
}

/**
 * How to write a document that asks for several values from further up: it has an `_entities` field for each value of each input,
 * with variables of its own.
 */
export interface PerValue {
  readonly inputs: readonly {
    /** The variables as they are declared, in pieces: what tells the fields apart goes between them. */
    readonly declarations: readonly string[];
    /** The field, in pieces too. */
    readonly field: readonly string[];
    /** The client's variables that it uses, and how they are declared. */
    readonly variables: ReadonlyMap<string, string>;
    /** The fragments that it uses. */
    readonly fragments: readonly string[];
  }[];
}

/** One `_entities` field of an entity fetch: which objects it is asked for, and what comes back. */
export interface EntityInput {
  /** Response name of the `_entities` field. */
  readonly responseName: string;
  /** Variable that takes the representations. */
  readonly variable: string;
  /** The `_entities` field as it stands in the document; it is left out where there are no representations. */
  readonly text: string;
  /** Where the entities are in the response. */
  readonly paths: readonly ResponsePath[];
  /** What is sent for objects, by their type. */
  readonly representations: readonly Representation[];
  /** Objects for which these differ go in fields of their own. */
  readonly contexts: readonly ContextValue[];
  readonly shape: Shape;
}

/** How an object is told to a subgraph. */
export interface Representation {
  /** Types of the objects for which it is; null where there are no others. An object of unknown type counts as `typeName`. */
  readonly types: ReadonlySet<string> | null;
  /** Sent as `__typename`. */
  readonly typeName: string;
  /** Sent under their names. An object of which one was never received is not sent; a null is. */
  readonly fields: readonly SelectedField[];
}

/** A value that a variable takes from an object further up (`@fromContext`). */
export interface ContextValue {
  readonly variable: string;
  /** The variable's type, as printed. */
  readonly type: string;
  /** Where it may be, the nearest first: how many slots from the root, and what of an object of a type. */
  readonly from: readonly { readonly depth: number; readonly fields: ReadonlyMap<string, readonly SelectedField[]> }[];
}

/** Slots from the response's root to objects in it, through any lists. */
export type ResponsePath = readonly string[];

/** What an answer may hold of an object, over all types that it may have, by slot; null for a leaf. Whatever else it holds is left. */
export type Shape = ReadonlyMap<string, Shape | null>;
