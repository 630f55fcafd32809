/** A supergraph of many subgraphs and types, written as composition would write it: what a start is measured with. */

const FIELDS_A_TYPE = 10;

const HEADER = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{
  query: Query
}

directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

scalar join__FieldSet
scalar link__Import

enum link__Purpose {
  """
  \`SECURITY\` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  \`EXECUTION\` features provide metadata necessary for operation execution.
  """
  EXECUTION
}
`;

/**
 * Each subgraph owns its share of the types and adds a field to those of the next subgraph; every type is an entity and
 * leads to another one.
 * @returns the supergraph's SDL
 */
export function wideSupergraph(subgraphs: number, types: number): string {
  const graphs = Array.from({ length: subgraphs }, (_, graph) => graph);
  const owner = (type: number): number => type % subgraphs;
  const members = graphs.map(
    (graph) => `  G${graph} @join__graph(name: "g${graph}", url: "http://127.0.0.1:1/g${graph}")`,
  );
  const definitions = Array.from({ length: types }, (_, type) => {
    const [home, guest] = [owner(type), (owner(type) + 1) % subgraphs];
    const own = Array.from(
      { length: FIELDS_A_TYPE - 3 },
      (_, field) =>
        `  "What field ${field} says"\n  field${field}(first: Int = 10): String @join__field(graph: G${home})`,
    );
    return [
      `"""\nA thing of kind ${type}\n"""`,
      `type Thing${type}`,
      `  @join__type(graph: G${home}, key: "id")`,
      `  @join__type(graph: G${guest}, key: "id")`,
      "{",
      "  id: ID!",
      ...own,
      `  next: Thing${(type + subgraphs) % types} @join__field(graph: G${home})`,
      `  guest: Int @join__field(graph: G${guest})`,
      "}",
    ].join("\n");
  });
  const roots = Array.from(
    { length: types },
    (_, type) => `  thing${type}(id: ID!): Thing${type} @join__field(graph: G${owner(type)})`,
  );
  return [
    HEADER,
    `enum join__Graph {\n${members.join("\n")}\n}`,
    `type Query\n${graphs.map((graph) => `  @join__type(graph: G${graph})`).join("\n")}\n{\n${roots.join("\n")}\n}`,
    ...definitions,
  ].join("\n\n");
}
