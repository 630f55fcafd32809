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
 * One query for each field of each object type that Query reaches.
 * Every connection on the way is asked for 1000 entries; the field itself is asked for all leaves of its type.
 * @param argument the value, as GraphQL text, of a required argument such as `Query.gpu(uuid:)`
 */
export function walkSchema(schema: GraphQLSchema, argument: (coordinate: string) => string): readonly FieldQuery[] {
  const queryType = schema.getQueryType();
  if (queryType === undefined || queryType === null) throw new TypeError("expected a schema with a query type");
  const queries: FieldQuery[] = [];
  const reached = new Set<GraphQLObjectType>([queryType]);
  const queue: { readonly type: GraphQLObjectType; readonly wrap: (inner: string) => string }[] = [
    { type: queryType, wrap: (inner) => `{ ${inner} }` },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
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
      reached.add(target);
      queue.push({ type: target, wrap: (inner) => wrap(`${call} { ${inner} }`) });
    }
  }
  return queries;
}

/** All fields of a type that need no arguments and have no fields of their own, and its name. */
export function leaves(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument),
  );
  return ["__typename", ...fields.map(({ name }) => name)].join(" ");
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
