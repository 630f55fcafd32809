/** Walks a schema and makes one query for each field that can be reached, so that no field is left out of a proof. */

import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** One query that reaches one field by the shortest way from the root. */
export interface FieldQuery {
  /** Such as `Site.nodes`. */
  readonly field: string;
  readonly query: string;
}

/**
 * One query for each field of each object type that Query reaches, by ways that need no argument where there is one:
 * such a way leads to everybody's records, and so to what must not be seen.
 * Every connection on the way is asked for 1000 entries; the field itself is asked for all leaves of its type.
 * @param argument the value, as GraphQL text, of a required argument such as `Query.gpu(uuid:)`
 */
export function walkSchema(schema: GraphQLSchema, argument: (coordinate: string) => string): readonly FieldQuery[] {
  const queryType = schema.getQueryType();
  if (queryType === undefined || queryType === null) throw new TypeError("expected a schema with a query type");
  const queries: FieldQuery[] = [];
  const reached = new Set<GraphQLObjectType>([queryType]);
  const open: Reached[] = [{ type: queryType, wrap: (inner) => `{ ${inner} }` }];
  const byArgument: Reached[] = [];
  for (let next = open.shift(); next !== undefined; next = open.shift() ?? nextByArgument()) {
    const { type, wrap } = next;
    for (const field of Object.values(type.getFields())) {
      const call = `${field.name}${callArguments(type, field, argument)}`;
      const target = getNamedType(field.type);
      if (!isObjectType(target)) {
        queries.push({ field: `${type.name}.${field.name}`, query: wrap(call) });
        continue;
      }
      queries.push({ field: `${type.name}.${field.name}`, query: wrap(`${call} { ${leaves(target)} }`) });
      if (reached.has(target)) continue;
      const way = { type: target, wrap: (inner: string) => wrap(`${call} { ${inner} }`) };
      if (field.args.some(isRequiredArgument)) {
        byArgument.push(way);
      } else {
        reached.add(target);
        open.push(way);
      }
    }
  }
  return queries;

  function nextByArgument(): Reached | undefined {
    const way = byArgument.find(({ type }) => !reached.has(type));
    if (way !== undefined) reached.add(way.type);
    return way;
  }
}

/** A type, and the query that leads to it around a selection of its fields. */
interface Reached {
  readonly type: GraphQLObjectType;
  readonly wrap: (inner: string) => string;
}

/** All fields of a type that need no arguments and have no fields of their own, and its name. */
export function leaves(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument) && !isExternal(field),
  );
  return ["__typename", ...fields.map(({ name }) => name)].join(" ");
}

/** Whether a subgraph only names the field of another one: the gateway sends it and never asks for it. */
function isExternal(field: GraphQLField<unknown, unknown>): boolean {
  return field.astNode?.directives?.some(({ name }) => name.value === "external") ?? false;
}

function callArguments(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  argument: (coordinate: string) => string,
): string {
  const given = field.args.flatMap((each: GraphQLArgument) => {
    if (isRequiredArgument(each)) return [`${each.name}: ${argument(`${type.name}.${field.name}(${each.name}:)`)}`];
    return each.name === "first" ? ["first: 1000"] : [];
  });
  return given.length === 0 ? "" : `(${given.join(", ")})`;
}
