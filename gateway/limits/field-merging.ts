/**
 * Whether fields with one response name can be merged (GraphQL specification, section 5.3.2), in time linear in the fields.
 * graphql-js compares fields in pairs, and fragments too: quadratic in a text that a stranger sends.
 * Here fields are grouped by response name and each is compared with the first of its group.
 */

import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  typeFromAST,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { tooLarge } from "./measure.ts";

/** A field where it stands, with the type that it is selected on. */
interface SelectedField {
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType;
  readonly type: GraphQLOutputType;
}

/** Fields by response name. */
type Groups = ReadonlyMap<string, readonly SelectedField[]>;

/**
 * Finds the first fields of an operation that cannot be merged. The document must be valid otherwise.
 * @param maxSteps fields looked at, repetitions through fragments included
 * @returns null when all can
 * @throws GatewayError DOCUMENT_TOO_LARGE when that takes too many steps
 */
export function findFieldConflict(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  maxSteps: number,
): GraphQLError | null {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return null;
  const merging = new Merging(schema, document, maxSteps);
  const groups = merging.collect([{ set: operation.selectionSet, parent: root }]);
  return merging.findShapeConflict(groups) ?? merging.findFieldConflict(groups);
}

interface TypedSelectionSet {
  readonly set: SelectionSetNode;
  readonly parent: GraphQLNamedType;
}

/** One operation's check under way. */
class Merging {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #signatures = new Map<FieldNode, string>();
  readonly #maxSteps: number;
  #steps = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode, maxSteps: number) {
    this.#schema = schema;
    this.#maxSteps = maxSteps;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  /** Fields of several selection sets by response name, as if the sets were one. */
  collect(sets: readonly TypedSelectionSet[]): Groups {
    const groups = new Map<string, SelectedField[]>();
    // A fragment has the same fields wherever it is spread, so once is enough.
    const spread = new Set<string>();
    for (const { set, parent } of sets) this.#collectInto(groups, spread, set, parent);
    return groups;
  }

  /** SameResponseShape, over all fields with one response name whatever they are selected on. */
  findShapeConflict(groups: Groups): GraphQLError | null {
    for (const [responseName, fields] of groups) {
      const [first, ...others] = fields;
      if (first === undefined) continue;
      for (const other of others) {
        if (isMeta(first) || isMeta(other)) continue;
        if (!haveSameShape(first.type, other.type)) {
          const why = `they return conflicting types "${String(first.type)}" and "${String(other.type)}"`;
          return conflict(responseName, why, first.node, other.node);
        }
      }
      const below = this.#collectBelow(fields);
      const found = below === null ? null : this.findShapeConflict(below);
      if (found !== null) return found;
    }
    return null;
  }

  /** FieldsInSetCanMerge, over the fields that can be of one object. */
  findFieldConflict(groups: Groups): GraphQLError | null {
    for (const [responseName, fields] of groups) {
      for (const together of groupedByObject(fields)) {
        const [first, ...others] = together;
        if (first === undefined) continue;
        for (const other of others) {
          if (other.node === first.node || this.#signature(other.node) === this.#signature(first.node)) continue;
          const [name, otherName] = [first.node.name.value, other.node.name.value];
          const why =
            name === otherName ? "they have differing arguments" : `"${name}" and "${otherName}" are different fields`;
          return conflict(responseName, why, first.node, other.node);
        }
        const below = this.#collectBelow(together);
        const found = below === null ? null : this.findFieldConflict(below);
        if (found !== null) return found;
      }
    }
    return null;
  }

  #collectBelow(fields: readonly SelectedField[]): Groups | null {
    const sets: TypedSelectionSet[] = [];
    for (const { node, type } of fields) {
      if (node.selectionSet !== undefined) sets.push({ set: node.selectionSet, parent: getNamedType(type) });
    }
    return sets.length === 0 ? null : this.collect(sets);
  }

  #collectInto(
    groups: Map<string, SelectedField[]>,
    spread: Set<string>,
    set: SelectionSetNode,
    parent: GraphQLNamedType,
  ): void {
    for (const selection of set.selections) {
      this.#steps += 1;
      if (this.#steps > this.#maxSteps) throw tooLarge("fields to merge", this.#maxSteps);
      switch (selection.kind) {
        case Kind.FIELD: {
          const type = this.#fieldType(parent, selection.name.value);
          if (type === undefined) break;
          const responseName = selection.alias?.value ?? selection.name.value;
          const field = { node: selection, parent, type };
          const group = groups.get(responseName);
          if (group === undefined) groups.set(responseName, [field]);
          else group.push(field);
          break;
        }
        case Kind.INLINE_FRAGMENT: {
          const { typeCondition, selectionSet } = selection;
          const type = typeCondition === undefined ? parent : typeFromAST(this.#schema, typeCondition);
          if (isCompositeType(type)) this.#collectInto(groups, spread, selectionSet, type);
          break;
        }
        case Kind.FRAGMENT_SPREAD: {
          const name = selection.name.value;
          const fragment = this.#fragments.get(name);
          if (fragment === undefined || spread.has(name)) break;
          spread.add(name);
          const type = typeFromAST(this.#schema, fragment.typeCondition);
          if (isCompositeType(type)) this.#collectInto(groups, spread, fragment.selectionSet, type);
          break;
        }
      }
    }
  }

  #fieldType(parent: GraphQLNamedType, name: string): GraphQLOutputType | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef.type;
    if (parent === this.#schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef.type;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef.type;
    }
    if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
    return parent.getFields()[name]?.type;
  }

  /** Name and arguments in one text, whatever the order of the arguments. */
  #signature(node: FieldNode): string {
    let signature = this.#signatures.get(node);
    if (signature === undefined) {
      const given = (node.arguments ?? []).map((argument) => `${argument.name.value}:${print(argument.value)}`);
      signature = `${node.name.value}(${given.sort().join(",")})`;
      this.#signatures.set(node, signature);
    }
    return signature;
  }
}

/** Sets of fields that one object can have at once: those on each object type, with those on interfaces and unions. */
function groupedByObject(fields: readonly SelectedField[]): Iterable<readonly SelectedField[]> {
  const abstract: SelectedField[] = [];
  const byObject = new Map<GraphQLNamedType, SelectedField[]>();
  for (const field of fields) {
    if (!isObjectType(field.parent)) abstract.push(field);
    else {
      const own = byObject.get(field.parent);
      if (own === undefined) byObject.set(field.parent, [field]);
      else own.push(field);
    }
  }
  if (byObject.size === 0) return [abstract];
  if (abstract.length === 0) return byObject.values();
  return [...byObject.values()].map((own) => [...abstract, ...own]);
}

/** Fields such as `__typename`, whose shape graphql-js does not compare: documents that pass elsewhere must pass here. */
function isMeta({ node }: SelectedField): boolean {
  return node.name.value.startsWith("__");
}

function haveSameShape(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one)) return isNonNullType(other) && haveSameShape(one.ofType, other.ofType);
  if (isNonNullType(other)) return false;
  if (isListType(one)) return isListType(other) && haveSameShape(one.ofType, other.ofType);
  if (isListType(other)) return false;
  return isLeafType(one) || isLeafType(other) ? one === other : true;
}

function conflict(responseName: string, why: string, one: FieldNode, other: FieldNode): GraphQLError {
  return new GraphQLError(
    `Fields "${responseName}" conflict because ${why}. Use different aliases to fetch both if this was intended.`,
    { nodes: [one, other] },
  );
}
