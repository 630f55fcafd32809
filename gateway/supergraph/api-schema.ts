/**
 * The schema that clients see, from a supergraph's document: without what specifications brought in, and without what is
 * `@inaccessible`. Made from the syntax tree, for building the whole supergraph only to take most of it away again costs
 * seconds where there are thousands of types.
 */

import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type NamedTypeNode,
  parse,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  validateSchema,
} from "graphql";
import { directiveName, type Feature, isFeatureDirective, isFeatureType } from "./features.ts";

const INACCESSIBLE = "https://specs.apollo.dev/inaccessible";
/** Directives of incremental delivery are the gateway's to define, whatever a supergraph says of them. */
const OURS = new Set(["defer", "stream"]);

/** Clients may mark what can come later. */
const DEFER = parse(
  `"Lets a fragment come later than what is around it, for clients that take answers in parts."
  directive @defer(
    "Whether it may; if not, the fragment is answered with what is around it."
    if: Boolean! = true
    "Told with the part. Unique in its document."
    label: String
  ) on FRAGMENT_SPREAD | INLINE_FRAGMENT`,
  { noLocation: true },
);

/** How to tell what clients do not see. */
interface Hidden {
  readonly types: ReadonlySet<string>;
  isHidden(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }): boolean;
}

/**
 * Makes the API schema.
 * @throws TypeError when what is left is no valid schema
 */
export function buildApiSchema(document: DocumentNode, features: readonly Feature[]): GraphQLSchema {
  const hidden = findHidden(document, features);
  const definitions: DefinitionNode[] = [];
  const extensions: DefinitionNode[] = [];
  for (const node of document.definitions) {
    if (isTypeDefinitionNode(node) || isTypeExtensionNode(node)) {
      if (hidden.types.has(node.name.value)) continue;
      (isTypeDefinitionNode(node) ? definitions : extensions).push(visibleType(node, hidden));
    } else if (node.kind === Kind.DIRECTIVE_DEFINITION) {
      if (OURS.has(node.name.value) || isFeatureDirective(features, node.name.value)) continue;
      definitions.push({ ...node, arguments: visibleInputs(node.arguments, hidden) });
    } else if (node.kind === Kind.SCHEMA_DEFINITION) {
      const operationTypes = node.operationTypes.filter(({ type }) => !hidden.types.has(type.name.value));
      definitions.push({ ...node, operationTypes, directives: [] });
    }
  }
  definitions.push(...DEFER.definitions);
  const options = { assumeValid: true, assumeValidSDL: true };
  const base = buildASTSchema({ kind: Kind.DOCUMENT, definitions }, options);
  const schema =
    extensions.length === 0 ? base : extendSchema(base, { kind: Kind.DOCUMENT, definitions: extensions }, options);
  // Asked for before the first request, and not by it: it takes its time, once.
  const [problem] = validateSchema(schema);
  if (problem !== undefined) throw new TypeError(problem.message);
  return schema;
}

function findHidden(document: DocumentNode, features: readonly Feature[]): Hidden {
  const inaccessible = features.find(({ identity }) => identity === INACCESSIBLE);
  const directive = inaccessible === undefined ? null : directiveName(inaccessible, "inaccessible");
  const isHidden: Hidden["isHidden"] = ({ directives }) =>
    directive !== null && directives?.some(({ name }) => name.value === directive) === true;
  const types = new Set<string>();
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    if (isHidden(node) || isFeatureType(features, node.name.value)) types.add(node.name.value);
  }
  return { types, isHidden };
}

function visibleType<Node extends TypeDefinitionNode | TypeExtensionNode>(node: Node, hidden: Hidden): Node;
function visibleType(
  node: TypeDefinitionNode | TypeExtensionNode,
  hidden: Hidden,
): TypeDefinitionNode | TypeExtensionNode {
  switch (node.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return node;
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return {
        ...node,
        interfaces: visibleNames(node.interfaces, hidden),
        fields: visibleFields(node.fields, hidden),
      };
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      return { ...node, types: visibleNames(node.types, hidden) };
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return { ...node, values: (node.values ?? []).filter((value) => !hidden.isHidden(value)) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return { ...node, fields: visibleInputs(node.fields, hidden) };
    default:
      return node satisfies never;
  }
}

function visibleFields(
  fields: readonly FieldDefinitionNode[] | undefined,
  hidden: Hidden,
): readonly FieldDefinitionNode[] {
  const visible: FieldDefinitionNode[] = [];
  for (const field of fields ?? []) {
    if (hidden.isHidden(field)) continue;
    visible.push(field.arguments?.length ? { ...field, arguments: visibleInputs(field.arguments, hidden) } : field);
  }
  return visible;
}

function visibleInputs(
  inputs: readonly InputValueDefinitionNode[] | undefined,
  hidden: Hidden,
): readonly InputValueDefinitionNode[] {
  return (inputs ?? []).filter((input) => !hidden.isHidden(input));
}

function visibleNames(names: readonly NamedTypeNode[] | undefined, hidden: Hidden): readonly NamedTypeNode[] {
  return (names ?? []).filter(({ name }) => !hidden.types.has(name.value));
}
