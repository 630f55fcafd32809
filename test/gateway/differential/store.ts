/** The one truth that the monolith and all subgraphs answer from: a field's value follows from type, id, field and arguments. */

import {
  getArgumentValues,
  type GraphQLField,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type TypeNode,
} from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import { commonTypes, declaringGraphs } from "./answerable.ts";
import { createPresence, type PresenceOf } from "./presence.ts";
import { hashOf } from "./random.ts";
import type { World } from "./world.ts";

/** An object of the store, as resolvers pass it on. */
export interface StoredObject {
  readonly type: string;
  readonly id: number;
  /** What a subgraph was sent for it; only there. */
  readonly representation?: Readonly<Record<string, unknown>>;
  /** The external fields that the path to it provides. */
  readonly provided?: SelectionSetNode;
  /** The object that led to it; only in the monolith. */
  readonly parent?: StoredObject;
}

/** What is not as it should be in the data. */
export type Faults =
  | "none"
  /** Resolvers fail, and items of lists. */
  | "errors"
  /** Subgraphs answer null for entities that others know. */
  | "absences"
  /** Subgraphs fail to find entities that others know. */
  | "failing references";

/** Reads values. Mutations count up a number that fields named `seq` tell, so that their order shows. */
export interface Store {
  /** Objects of one entity type, told apart by their number from 0. */
  readonly entitiesPerType: number;
  /** Forgets the mutations. */
  reset(): void;
  /**
   * @param inputs of a field with `@requires`, in the selection's order; without it they are read from the store
   * @throws Error where the data has an error
   */
  value(source: StoredObject, field: string, args: Readonly<Record<string, unknown>>, inputs?: unknown): unknown;
  /** What a selection of a directive has for an object: nulls, lists and objects as JSON, in the selection's order. */
  project(source: StoredObject, selectionSet: SelectionSetNode): Readonly<Record<string, unknown>>;
  /** Whether a subgraph knows an entity. */
  readonly presence: PresenceOf;
}

/** Entities of one type. */
const ENTITIES = 6;
/** Value objects have more numbers: they follow from where they are. */
const VALUES = 50;

/** Makes the store of a world. What other fields are computed or found from has no faults. */
export function createStore(world: World, faults: Faults): Store {
  let mutations = 0;
  const typeNodes = new Map<string, TypeNode>();
  const presence: PresenceOf =
    faults === "absences" || faults === "failing references"
      ? createPresence(world, faults === "absences" ? "absent" : "failing")
      : () => "known";

  const value: Store["value"] = (source, field, args, inputs) => {
    const where = `${source.type}.${field}`;
    if (source.type === "Mutation") mutations++;
    const isKey = world.keyFields.has(where);
    const hasFaults = faults === "errors" && !world.inputFields.has(where);
    const resolvers = world.resolvers(source.type, field);
    const [first] = resolvers;
    if (first !== undefined && resolvers.length === 1 && !isKey) {
      const known = presence(first.graph, source.type, source.id);
      if (known === "absent") return null;
      if (known === "failing") throw new Error(`${first.graph.name} fails to find ${source.type} ${source.id}`);
    }
    if (field === "seq") return mutations;
    const requires = first?.field.requires ?? null;
    const given = requires === null ? undefined : (inputs ?? project(source, requires));
    const time = source.type === "Mutation" ? ` as number ${mutations}` : "";
    const seed = `${where}#${source.id}(${stableText(args)})${given === undefined ? "" : stableText(given)}${time}`;
    if (hasFaults && hashOf(`error ${seed}`) % 12 === 0) throw new Error(seed);
    const type = typeNodes.get(where) ?? strictestType(world, source.type, field);
    typeNodes.set(where, type);
    return make(type, { seed, isKey, hasFaults, source, field });
  };

  const make = (type: TypeNode, at: Making): unknown => {
    if (type.kind === Kind.NON_NULL_TYPE) return makeNonNull(type.type, at);
    return !at.isKey && hashOf(`null ${at.seed}`) % 6 === 0 ? null : makeNonNull(type, at);
  };
  const makeNonNull = (type: TypeNode, at: Making): unknown => {
    if (type.kind === Kind.NON_NULL_TYPE) return makeNonNull(type.type, at);
    if (type.kind === Kind.LIST_TYPE) {
      const length = at.isKey ? 2 : hashOf(`length ${at.seed}`) % 4;
      return Array.from({ length }, (_, index) => {
        const seed = `${at.seed}[${index}]`;
        if (at.hasFaults && hashOf(`error ${seed}`) % 15 === 0) return new Error(seed);
        return make(type.type, { ...at, seed });
      });
    }
    return makeNamed(world, type.name.value, at);
  };

  const project: Store["project"] = (source, selectionSet) => {
    const read = (object: StoredObject, selections: SelectionSetNode): Record<string, unknown> =>
      Object.fromEntries(
        selections.selections.flatMap((selection): [string, unknown][] => {
          if (selection.kind === Kind.INLINE_FRAGMENT) {
            const condition = selection.typeCondition?.name.value ?? object.type;
            const holds = world.runtimeTypes(condition).includes(object.type);
            return holds ? Object.entries(read(object, selection.selectionSet)) : [];
          }
          invariant(selection.kind === Kind.FIELD, "directives name no fragments");
          const name = selection.name.value;
          if (name === "__typename") return [];
          const args = getArgumentValues(fieldOf(world.fullSchema, object.type, name), selection);
          const found = value(object, name, args);
          const { selectionSet: nested } = selection;
          return [[name, nested === undefined ? found : mapObjects(found, (one) => read(one as StoredObject, nested))]];
        }),
      );
    return read(source, selectionSet);
  };

  return { entitiesPerType: ENTITIES, reset: () => void (mutations = 0), value, project, presence };
}

/** Replaces every object in a value of lists, nulls and objects. */
export function mapObjects(value: unknown, replace: (object: object) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, replace));
  return typeof value === "object" && value !== null && !(value instanceof Error) ? replace(value) : value;
}

/** A field of an object type of the schema. */
function fieldOf(schema: GraphQLSchema, type: string, field: string): GraphQLField<unknown, unknown> {
  const parent = schema.getType(type);
  const found = isObjectType(parent) ? parent.getFields()[field] : undefined;
  invariant(found, `${type} has a field ${field}`);
  return found;
}

interface Making {
  readonly seed: string;
  readonly isKey: boolean;
  readonly hasFaults: boolean;
  readonly source: StoredObject;
  readonly field: string;
}

function makeNamed(world: World, name: string, { seed, isKey, source, field }: Making): unknown {
  const hash = hashOf(seed);
  const type = world.fullSchema.getType(name);
  if (isEnumType(type)) {
    const declaring = declaringGraphs(world, source.type, field);
    const values = world
      .enumValues(name)
      .filter((one) => declaring.every((graph) => graph.enumValues(name).includes(one)));
    return values[hash % values.length];
  }
  switch (name) {
    case "ID":
    case "String": {
      const index = /\[\d+\]$/.exec(seed)?.[0] ?? "";
      return isKey ? `${source.type}-${field}-${source.id}${index}` : `${field} ${hash % 1000}`;
    }
    case "Int":
      return isKey ? source.id * 7 + 1 : hash % 100;
    case "Float":
      return (hash % 100) / 4;
    case "Boolean":
      return hash % 2 === 0;
    case "Blob":
      return hash % 2 === 0 ? `blob ${hash % 100}` : { id: hash % 100, list: [null, { __typename: "no type" }] };
    default: {
      const types = commonTypes(world, source.type, field);
      const chosen = types[hash % types.length];
      if (chosen === undefined) throw new Error(`${source.type}.${field} has no runtime type that all its graphs know`);
      const isEntity = world.graphs.some((graph) => (graph.types.get(chosen)?.keys.length ?? 0) > 0);
      return {
        type: chosen,
        id: chosen === "Query" ? 0 : isKey ? source.id : hashOf(`id ${seed}`) % (isEntity ? ENTITIES : VALUES),
      } satisfies StoredObject;
    }
  }
}

/** The type with every `!` that any subgraph that resolves the field has: what is true in all of them. */
function strictestType(world: World, type: string, field: string): TypeNode {
  const [first, ...rest] = world.resolvers(type, field).map((one) => one.field.node.type);
  invariant(first, `some subgraph resolves ${type}.${field}`);
  return rest.reduce(stricter, first);
}

function stricter(one: TypeNode, other: TypeNode): TypeNode {
  if (one.kind === Kind.NON_NULL_TYPE || other.kind === Kind.NON_NULL_TYPE) {
    const bare = stricter(
      one.kind === Kind.NON_NULL_TYPE ? one.type : one,
      other.kind === Kind.NON_NULL_TYPE ? other.type : other,
    );
    return bare.kind === Kind.NON_NULL_TYPE ? bare : { kind: Kind.NON_NULL_TYPE, type: bare };
  }
  if (one.kind === Kind.LIST_TYPE && other.kind === Kind.LIST_TYPE) {
    return { kind: Kind.LIST_TYPE, type: stricter(one.type, other.type) };
  }
  return one;
}

/** JSON with the names of objects in order, so that it does not tell where a value came from. */
export function stableText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
