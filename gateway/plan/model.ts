/** What planning knows of a supergraph: which subgraph declares which types and fields, and by which keys it is entered. Frozen data. */

import type { SelectionSetNode } from "graphql";

/** Position of a subgraph in the model's list. */
export type GraphId = number;

/** A supergraph in tables. */
export interface Model {
  /** Names of the subgraphs, as clients of the model know them. */
  readonly graphs: readonly string[];
  /** Composite types by name; scalars, enums and inputs are not among them. */
  readonly types: ReadonlyMap<string, ModelType>;
  /** Names of the root types; null where the supergraph has none. */
  readonly roots: Readonly<Record<"query" | "mutation" | "subscription", string | null>>;
  /** By the name of a context, as `@context` has it, the object types whose objects set it. */
  readonly contexts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Labels of progressive `@override`, sorted. */
  readonly overrideLabels: readonly string[];
}

/** An object type, an interface or a union. */
export interface ModelType {
  readonly name: string;
  readonly kind: "object" | "interface" | "union";
  /** By graph; undefined where the subgraph does not declare the type. */
  readonly in: readonly (TypeInGraph | undefined)[];
  readonly fields: ReadonlyMap<string, ModelField>;
  /** The object types that a value of this type may have, of any subgraph. */
  readonly possible: readonly string[];
  /** The interfaces of an object type, of any subgraph. */
  readonly interfaces: readonly string[];
}

/** A type as one subgraph sees it. */
export interface TypeInGraph {
  /** Keys by which the subgraph can be entered. */
  readonly keys: readonly FieldSet[];
  /** The fields of all its keys, also of those that cannot be entered by: a subgraph always has them. */
  readonly keyFields: readonly SelectionSetNode[];
  /** The subgraph sees the interface as an object, and does not know the types that implement it. */
  readonly isInterfaceObject: boolean;
  /** Types of the objects that the subgraph may return for this type; an interface object is one of its own. */
  readonly possible: readonly string[];
}

/** A field, with what each subgraph that declares it says. */
export interface ModelField {
  readonly name: string;
  /** Name of the type without lists and non-null. */
  readonly namedType: string;
  readonly isComposite: boolean;
  /** Names of the arguments that every subgraph takes. */
  readonly argumentNames: readonly string[];
  /** Equal for fields that may stand under one name in whatever subgraph: lists, non-null and leaf types agree in each. */
  readonly signature: string;
  /** By graph; undefined where the subgraph does not declare it, or another took it over. */
  readonly in: readonly (FieldInGraph | undefined)[];
}

/** A field as one subgraph declares it. */
export interface FieldInGraph {
  /** Name of the type in this subgraph, without lists and non-null. */
  readonly namedType: string;
  /** The subgraph names the field, but resolves it only where a path provides it. */
  readonly isExternal: boolean;
  /** Fields of the same object that the subgraph must be sent to resolve this one. */
  readonly requires: FieldSet | null;
  /** External fields of the value that the subgraph resolves on this path. */
  readonly provides: SelectionSetNode | null;
  /** Arguments that the gateway fills from objects further up. */
  readonly contextArguments: readonly ContextArgument[];
  /** The field is this subgraph's while the label is active (`isActive`), or while it is not. Null where it always is. */
  readonly override: { readonly label: string; readonly whileActive: boolean } | null;
}

/** An argument marked `@fromContext`. */
export interface ContextArgument {
  readonly name: string;
  /** The argument's type, as printed. */
  readonly type: string;
  readonly context: string;
  /** Selects one value on whatever type sets the context. */
  readonly selection: SelectionSetNode;
}

/** Fields of an object, as `@key` and `@requires` name them. The same object for the same text on the same type. */
export interface FieldSet {
  readonly text: string;
  readonly selectionSet: SelectionSetNode;
}

/** @throws TypeError when the model has no such type */
export function typeOf(model: Model, name: string): ModelType {
  const type = model.types.get(name);
  if (type === undefined) throw new TypeError(`expected a composite type of the supergraph, got ${name}`);
  return type;
}
