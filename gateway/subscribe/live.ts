/** What a supergraph says by `@live` about its subscription fields: how a stream resumes, and what its frames are made of. */

import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  OperationTypeNode,
  print,
} from "graphql";

/** What one subscription field promises. A name is null where the field does not promise it. */
export interface LiveField {
  /** The argument that resumes after a cursor, and its type as SDL. */
  readonly after: LiveArgument | null;
  /** Of the frame: the field that holds its cursor. */
  readonly cursor: string | null;
  /** The argument that sets the interval of conflation. */
  readonly every: LiveArgument | null;
  /** Of the frame: the list of items. */
  readonly items: string | null;
  /** Of an item: the fields that identify it. Empty where items have no identity. */
  readonly key: readonly string[];
  /** Of an item: the field that says that it has ended, by being true or holding a value. An ended item may begin anew. */
  readonly ended: string | null;
  /** Of the frame: the field that is true when the items are the whole state. */
  readonly snapshot: string | null;
  /** Of the frame: the field that is true when something before it was lost. */
  readonly gap: string | null;
  /** Of the frame: the field that counts the frames merged into it. */
  readonly skipped: string | null;
}

/** An argument of a subscription field. */
export interface LiveArgument {
  readonly argument: string;
  /** As SDL. */
  readonly type: string;
}

const DIRECTIVE = "live";

/**
 * Reads `@live` off the fields of the subscription root type.
 * @param supergraph the supergraph's SDL, parsed
 * @returns by field name; empty where the supergraph says nothing of the kind
 * @throws TypeError when a directive names an argument that its field does not have
 */
export function readLiveFields(supergraph: DocumentNode): ReadonlyMap<string, LiveField> {
  const root = subscriptionTypeName(supergraph);
  const fields = new Map<string, LiveField>();
  for (const definition of supergraph.definitions) {
    const isObject = definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;
    if (!isObject || definition.name.value !== root) continue;
    for (const field of definition.fields ?? []) {
      const directive = field.directives?.find(({ name }) => name.value === DIRECTIVE);
      if (directive !== undefined) fields.set(field.name.value, readLiveField(field, directive));
    }
  }
  return fields;
}

function subscriptionTypeName(supergraph: DocumentNode): string {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    const type = definition.operationTypes?.find(({ operation }) => operation === OperationTypeNode.SUBSCRIPTION);
    if (type !== undefined) return type.type.name.value;
  }
  return "Subscription";
}

function readLiveField(field: FieldDefinitionNode, directive: ConstDirectiveNode): LiveField {
  const text = (name: string): string | null => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : null;
  };
  const key = directive.arguments?.find((argument) => argument.name.value === "key")?.value;
  const argument = (name: string): LiveArgument | null => {
    const argumentName = text(name);
    if (argumentName === null) return null;
    const definition = field.arguments?.find((candidate) => candidate.name.value === argumentName);
    if (definition === undefined) {
      throw new TypeError(
        `@live of ${field.name.value}: expected one of its arguments in \`${name}\`, got ${argumentName}`,
      );
    }
    return { argument: argumentName, type: print(definition.type) };
  };
  return {
    after: argument("after"),
    every: argument("every"),
    cursor: text("cursor"),
    items: text("items"),
    key:
      key?.kind === Kind.LIST ? key.values.flatMap((value) => (value.kind === Kind.STRING ? [value.value] : [])) : [],
    ended: text("ended"),
    snapshot: text("snapshot"),
    gap: text("gap"),
    skipped: text("skipped"),
  };
}
