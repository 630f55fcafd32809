/** What each subgraph can do with objects: as what it sees them, how it resolves their fields, and by what it is entered with them. */

import { type SelectionSetNode, Kind } from "graphql";
import { type FieldInGraph, type FieldSet, type GraphId, type Model, typeOf } from "./model.ts";

/** A subgraph that has the objects at a place, because it was asked for the field that leads there, or entered there. */
export interface Source {
  readonly graph: GraphId;
  /** The type that the subgraph gives the place. */
  readonly typeName: string;
  /** External fields that the path to here provides. */
  readonly provided: readonly SelectionSetNode[];
}

/** A subgraph's way to resolve a field. */
export interface Resolution {
  readonly inGraph: FieldInGraph;
  readonly child: Source;
}

/** A subgraph that can be entered with an object. */
export interface Target {
  readonly graph: GraphId;
  readonly viewType: string;
  /** Null where it is entered without one. */
  readonly keys: readonly FieldSet[] | null;
}

/** What can be asked of subgraphs in one operation. */
export interface Sources {
  /** As which type a source sees an object; null when it can have no such object there. */
  readonly viewOf: (source: Source, typeName: string) => string | null;
  /** How a source resolves a field of an object of a type; null when it does not. */
  readonly lookup: (source: Source, typeName: string, fieldName: string) => Resolution | null;
  /** Subgraphs that an object of a type can be sent to. */
  readonly targetsOf: (typeName: string) => readonly Target[];
}

/** @param isActive whether the label of a progressive override is active */
export function createSources(model: Model, isActive: (label: string) => boolean): Sources {
  const targetsByType = new Map<string, readonly Target[]>();

  const possibleOf = (typeName: string): readonly string[] => model.types.get(typeName)?.possible ?? [];

  const viewOf = ({ graph, typeName: declared }: Source, typeName: string): string | null => {
    if (declared === typeName) return typeName;
    const inGraph = typeOf(model, declared).in[graph];
    if (inGraph === undefined) return null;
    if (inGraph.isInterfaceObject) return possibleOf(declared).includes(typeName) ? declared : null;
    if (inGraph.possible.includes(typeName)) return typeName;
    // The type may hide behind an interface object that the abstract type has as a member.
    for (const one of inGraph.possible) {
      if (typeOf(model, one).kind !== "object" && possibleOf(one).includes(typeName)) return one;
    }
    return null;
  };

  const lookup = (source: Source, typeName: string, fieldName: string): Resolution | null => {
    const { graph } = source;
    const view = viewOf(source, typeName);
    if (view === null) return null;
    const type = typeOf(model, view);
    const inGraph = type.fields.get(fieldName)?.in[graph];
    if (inGraph === undefined) return null;
    if (inGraph.override !== null && isActive(inGraph.override.label) !== inGraph.override.whileActive) return null;
    const provided: SelectionSetNode[] = [];
    let isProvided = findProvided(source.provided, typeName, fieldName, possibleOf, provided);
    if (inGraph.isExternal && !isProvided) {
      isProvided = findProvided(type.in[graph]?.keyFields ?? [], typeName, fieldName, possibleOf, provided);
      if (!isProvided) return null;
    }
    if (inGraph.provides !== null) provided.push(inGraph.provides);
    return { inGraph, child: { graph, typeName: inGraph.namedType, provided } };
  };

  const targetsOf = (typeName: string): readonly Target[] => {
    let targets = targetsByType.get(typeName);
    if (targets === undefined) targetsByType.set(typeName, (targets = findTargets(model, typeName)));
    return targets;
  };

  return { viewOf, lookup, targetsOf };
}

/** Tells sources apart by what they can do. @param idOf numbers the field sets that a path provides */
export function sourceKey({ graph, typeName, provided }: Source, idOf: (node: object) => number): string {
  return provided.length === 0 ? `${graph}:${typeName}` : `${graph}:${typeName}:${provided.map(idOf).join("+")}`;
}

/** Who has objects with which a subgraph was entered. */
export function sourceOf({ graph, viewType }: Target): Source {
  return { graph, typeName: viewType, provided: [] };
}

function findTargets(model: Model, typeName: string): readonly Target[] {
  const type = typeOf(model, typeName);
  const targets: Target[] = [];
  const isRoot = Object.values(model.roots).includes(typeName);
  for (let graph = 0; graph < model.graphs.length; graph++) {
    const inGraph = type.in[graph];
    if (inGraph !== undefined) {
      if (isRoot) targets.push({ graph, viewType: typeName, keys: null });
      else if (inGraph.keys.length > 0) targets.push({ graph, viewType: typeName, keys: inGraph.keys });
      continue;
    }
    for (const name of type.interfaces) {
      const seen = typeOf(model, name).in[graph];
      if (seen?.isInterfaceObject === true && seen.keys.length > 0) {
        targets.push({ graph, viewType: name, keys: seen.keys });
      }
    }
  }
  return targets;
}

/** Whether field sets name a field for an object of a type. @param nested takes what they select of it */
function findProvided(
  sets: readonly SelectionSetNode[],
  typeName: string,
  fieldName: string,
  possibleOf: (typeName: string) => readonly string[],
  nested: SelectionSetNode[],
): boolean {
  let isFound = false;
  for (const { selections } of sets) {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== fieldName) continue;
        isFound = true;
        if (selection.selectionSet) nested.push(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? typeName;
        if (condition !== typeName && !possibleOf(condition).includes(typeName)) continue;
        if (findProvided([selection.selectionSet], typeName, fieldName, possibleOf, nested)) isFound = true;
      }
    }
  }
  return isFound;
}
