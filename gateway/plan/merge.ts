/** Puts entity fetches to one subgraph whose inputs are ready together into one request, with an aliased `_entities` for each. */

import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
} from "graphql";
import type { EntityFetch, EntityInput, Fetch } from "./plan.ts";

/**
 * Merges until nothing more can be: merging makes others wait for the same. Never use it on a mutation's fetches.
 * @param fetches in an order that respects their dependencies
 */
export function mergeFetches(fetches: readonly Fetch[]): readonly Fetch[] {
  let merged = fetches;
  for (;;) {
    const next = mergeOnce(merged);
    if (next.length === merged.length) return merged;
    merged = next;
  }
}

function mergeOnce(fetches: readonly Fetch[]): Fetch[] {
  const groups = new Map<string, Fetch[]>();
  for (const fetch of fetches) {
    const alone = fetch.kind === "root" || readOperation(fetch) === null;
    const key = alone ? `${fetch.id}` : `${fetch.dependsOn.join()} ${fetch.subgraph}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fetch]);
    else group.push(fetch);
  }
  // A group stands where its first fetch stood: after what it depends on, and before all that depend on any of it.
  const newIds = new Map([...groups.values()].flatMap((group, id) => group.map((fetch) => [fetch.id, id] as const)));
  return [...groups.values()].map((group, id) => {
    const dependsOn = group.flatMap((fetch) => fetch.dependsOn.map((other) => newIds.get(other) ?? other));
    return { ...joined(group), id, dependsOn: [...new Set(dependsOn)].sort((a, b) => a - b) };
  });
}

function joined(group: readonly Fetch[]): Fetch {
  const [first] = group;
  const entityFetches = group.filter((fetch) => fetch.kind === "entities");
  if (first === undefined || first.kind === "root" || entityFetches.length < 2) return first as Fetch;
  const fields = new Map<string, { readonly field: FieldNode; readonly input: EntityInput }>();
  const variables = new Map<string, VariableDefinitionNode>();
  for (const fetch of entityFetches) {
    for (const { operation, field, input } of readOperation(fetch) ?? []) {
      const identity = JSON.stringify([selectionText(field), { ...input, responseName: "", variable: "", paths: [] }]);
      const same = fields.get(identity);
      if (same !== undefined) {
        fields.set(identity, {
          field: same.field,
          input: { ...same.input, paths: [...same.input.paths, ...input.paths] },
        });
        continue;
      }
      const [responseName, variable] = [`_e${fields.size}`, `_r${fields.size}`];
      fields.set(identity, {
        field: aliased(field, responseName, variable),
        input: { ...input, responseName, variable },
      });
      for (const definition of operation.variableDefinitions ?? []) {
        const isOwn = definition.variable.name.value === input.variable;
        const name = isOwn ? variable : definition.variable.name.value;
        if (isOwn || !isRepresentations(fetch, name)) variables.set(name, renamed(definition, name));
      }
    }
  }
  return {
    ...first,
    operation: operationText(
      first,
      [...variables.values()],
      [...fields.values()].map(({ field }) => field),
    ),
    variableUsages: [...new Set(entityFetches.flatMap((fetch) => fetch.variableUsages))],
    inputs: [...fields.values()].map(({ input }) => input),
  };
}

interface ReadInput {
  readonly operation: OperationDefinitionNode;
  readonly field: FieldNode;
  readonly input: EntityInput;
}

/** Takes the operation apart by its inputs; null where it has more than them, which is then left as it is. */
function readOperation(fetch: EntityFetch): readonly ReadInput[] | null {
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const [operation] = definitions;
  if (definitions.length !== 1 || operation?.kind !== Kind.OPERATION_DEFINITION || operation.directives?.length)
    return null;
  const read: ReadInput[] = [];
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD) return null;
    const input = fetch.inputs.find((one) => one.responseName === (field.alias ?? field.name).value);
    if (input === undefined) return null;
    read.push({ operation, field, input });
  }
  return read;
}

function isRepresentations(fetch: EntityFetch, name: string): boolean {
  return fetch.inputs.some((input) => input.variable === name);
}

function selectionText(field: FieldNode): string {
  return field.selectionSet === undefined ? "" : print(field.selectionSet);
}

function aliased(field: FieldNode, responseName: string, variable: string): FieldNode {
  const value = { kind: Kind.VARIABLE as const, name: name(variable) };
  const argument = { kind: Kind.ARGUMENT as const, name: name("representations"), value };
  return { ...field, alias: name(responseName), arguments: [argument] };
}

function renamed(definition: VariableDefinitionNode, to: string): VariableDefinitionNode {
  return { ...definition, variable: { ...definition.variable, name: name(to) } };
}

function operationText(
  { operationName }: EntityFetch,
  variableDefinitions: readonly VariableDefinitionNode[],
  selections: readonly FieldNode[],
): string {
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    ...(operationName === undefined ? {} : { name: name(operationName) }),
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  return stripIgnoredCharacters(print(operation));
}

function name(value: string): { readonly kind: Kind.NAME; readonly value: string } {
  return { kind: Kind.NAME, value };
}
