/** Generates operations for a schema: valid but for clashes of names, which validation tells. */

import {
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  parse,
  validate,
} from "graphql";
import type { Random } from "../random.ts";

/** An operation, and the variables that a client sends with it. */
export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ALIASES = "id code region tags x y name org kind __proto__ constructor _entities toString __typename".split(" ");
const INTROSPECTIONS = [
  "__schema { queryType { name } }",
  `meta: __type(name: "E0") { kind name }`,
  `__type(name: "Q") { name }`,
];

/** Fields that depend on others, on time or on the path: they are asked for twice as often. */
const TELLING = /^(?:r\d+|told\w?|remote\w|near\w|link|seq|inner|shared\d)$/;
/** Fields on the way to an argument that comes from an object further up: few types have them, and several must follow one another. */
const LEADING = /^(?:ctx|told|next|held|led)$/;

/** By variable: how it is declared, and what may be sent for it. Absent is sent too. */
const VARIABLES: Readonly<Record<string, { readonly declaration: string; readonly values: readonly unknown[] }>> = {
  on: { declaration: "$on: Boolean! = true", values: [true, false] },
  off: { declaration: "$off: Boolean! = false", values: [false] },
  n: { declaration: "$n: Int! = 2", values: [0, 5, -1] },
  maybe: { declaration: "$maybe: Int", values: [null, 4] },
  text: { declaration: "$text: String", values: ["x", null, ""] },
  range: { declaration: "$range: Range", values: [{}, { to: 1 }, { from: null, colours: ["RED"] }, null] },
  colour: { declaration: "$colour: Colour", values: ["RED", null] },
  colours: { declaration: "$colours: [Colour] = [BLUE]", values: [["RED", null], "GREEN", []] },
  list: { declaration: "$list: [Int]", values: [[1, null], 3] },
  size: { declaration: "$size: Size = SMALL", values: ["SMALL"] },
  blob: { declaration: "$blob: Blob", values: [{ a: [1, { __typename: "b" }] }, null, "text"] },
  id: { declaration: "$id: ID", values: [7, "seven"] },
  ratio: { declaration: "$ratio: Float = 2", values: [1, 0.5] },
  representations: { declaration: "$representations: Int! = 8", values: [9] },
};

/** @throws Error when no valid operation is found in many tries */
export function generateOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  for (let tries = 0; tries < 200; tries++) {
    const candidate = tryOperation(schema, random, tries > 100);
    if (validate(schema, parse(candidate.text)).length === 0) return candidate;
  }
  throw new Error("no valid operation was found");
}

interface Writing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly isSimple: boolean;
  readonly fragments: string[];
}

function tryOperation(schema: GraphQLSchema, random: Random, isSimple: boolean): GeneratedOperation {
  const { kind, root } = pickRoot(schema, random);
  const writing: Writing = { schema, random, isSimple, fragments: [] };
  const depth = isSimple ? 2 : 2 + random.below(4);
  const selection = kind === "subscription" ? writeEvent(writing, root, depth) : writeSelection(writing, root, depth);
  const body = [kind === "query" ? withIntrospection(selection, random) : selection, ...writing.fragments].join("\n");
  const used = Object.entries(VARIABLES).filter(([name]) => new RegExp(`\\$${name}\\b`).test(body));
  const declarations = used.length === 0 ? "" : `(${used.map(([, { declaration }]) => declaration).join(", ")})`;
  const sent = used.filter(() => random.chance(50)).map(([name, { values }]) => [name, random.pick(values)] as const);
  const name = random.chance(30) ? " Named" : "";
  return { text: `${kind}${name}${declarations} ${body}`, variables: Object.fromEntries(sent) };
}

function pickRoot(schema: GraphQLSchema, random: Random): { readonly kind: string; readonly root: GraphQLObjectType } {
  const [query, mutation, subscription] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ];
  if (subscription != null && random.chance(20)) return { kind: "subscription", root: subscription };
  if (mutation != null && random.chance(35)) return { kind: "mutation", root: mutation };
  if (query == null) throw new TypeError("expected a query type");
  return { kind: "query", root: query };
}

/** A subscription has one field, always. */
function writeEvent(writing: Writing, root: GraphQLObjectType, depth: number): string {
  const { random } = writing;
  const field = random.pick(Object.values(root.getFields()));
  const named = getNamedType(field.type);
  const alias = random.chance(20) ? `${random.pick(ALIASES)}: ` : "";
  const nested = isLeafType(named) ? "" : ` ${writeSelection(writing, named, depth)}`;
  return `{ ${alias}${field.name}${writeArguments(writing, field)}${nested} }`;
}

function withIntrospection(selection: string, random: Random): string {
  return random.chance(4) ? selection.replace("{", `{ ${random.pick(INTROSPECTIONS)}`) : selection;
}

function writeSelection(writing: Writing, type: GraphQLNamedType, depth: number): string {
  const { random } = writing;
  const parts: string[] = [];
  const all = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const leading = all.filter((field) => isLeading(writing.schema, field));
  const fields = [...all, ...all.filter(({ name }) => TELLING.test(name)), ...leading, ...leading, ...leading];
  for (let left = 1 + random.below(4); left > 0; left--) {
    if (isAbstractType(type) && depth > 1 && random.chance(20)) {
      parts.push(...writeTwins(writing, type, depth - 2));
    } else if (random.chance(10)) {
      parts.push(`${random.chance(40) ? `${random.pick(ALIASES)}: ` : ""}__typename${writeCondition(writing)}`);
    } else if (fields.length === 0 || random.chance(isAbstractType(type) ? 55 : 15)) {
      if (depth > 0) parts.push(writeFragment(writing, type, depth - 1));
    } else {
      const field = random.pick(fields);
      const written = writeField(writing, field, depth);
      if (written !== null) parts.push(written);
      // The same field again, under another name and with other arguments.
      if (field.args.length > 0 && random.chance(40)) {
        const again = writeField(writing, field, Math.min(depth, 1));
        if (again !== null && !again.includes(": ", 0)) parts.push(`again: ${again}`);
      }
    }
  }
  if (parts.length === 0) parts.push("__typename");
  return `{ ${parts.join(" ")} }`;
}

/** The same of a field that several types have, each by its own: what is below it is reached in several ways. */
function writeTwins(writing: Writing, type: GraphQLAbstractType, depth: number): string[] {
  const { random, schema } = writing;
  const byText = new Map<string, { readonly field: GraphQLField<unknown, unknown>; readonly types: string[] }>();
  for (const one of schema.getPossibleTypes(type)) {
    for (const field of Object.values(one.getFields())) {
      if (isLeafType(getNamedType(field.type)) || field.args.some(isRequiredArgument)) continue;
      const text = `${field.name}: ${String(field.type)}`;
      const known = byText.get(text);
      if (known === undefined) byText.set(text, { field, types: [one.name] });
      else known.types.push(one.name);
    }
  }
  const common = [...byText.values()].filter(({ types }) => types.length > 1);
  if (common.length === 0) return [];
  const { field, types } = random.pick(common);
  const selection = writeSelection(writing, getNamedType(field.type), depth);
  return types.map((one) => `... on ${one} { ${field.name} ${selection} }`);
}

function isLeading(schema: GraphQLSchema, { name, type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  const possible = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
  return (
    LEADING.test(name) ||
    possible.some((one) => Object.keys(one.getFields()).some((field) => /^(?:ctx|held|led)$/.test(field)))
  );
}

function writeField(writing: Writing, field: GraphQLField<unknown, unknown>, depth: number): string | null {
  const { random } = writing;
  const named = getNamedType(field.type);
  if (!isLeafType(named) && depth === 0) return null;
  const alias = random.chance(writing.isSimple ? 0 : 20) ? `${random.pick(ALIASES)}: ` : "";
  const nested = isLeafType(named) ? "" : ` ${writeSelection(writing, named, depth - 1)}`;
  return `${alias}${field.name}${writeArguments(writing, field)}${writeCondition(writing)}${nested}`;
}

function writeFragment(writing: Writing, type: GraphQLNamedType, depth: number): string {
  const { random, fragments } = writing;
  const on = random.chance(15) ? type : random.pick(overlapping(writing.schema, type));
  const condition = writeCondition(writing);
  if (random.chance(10) && on === type) return `...${condition} ${writeSelection(writing, type, depth)}`;
  const selection = writeSelection(writing, on, depth);
  if (!random.chance(30)) return `... on ${on.name}${condition} ${selection}`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${on.name} ${selection}`);
  return `...${name}${condition}`;
}

/** Types on which a fragment may stand within a type, also those that the object that is there can never be. */
function overlapping(schema: GraphQLSchema, type: GraphQLNamedType): GraphQLNamedType[] {
  const possible = (one: GraphQLNamedType): readonly GraphQLObjectType[] =>
    isAbstractType(one) ? schema.getPossibleTypes(one) : isObjectType(one) ? [one] : [];
  const own = possible(type);
  const found = Object.values(schema.getTypeMap()).filter((one) => possible(one).some((other) => own.includes(other)));
  return found.length === 0 ? [type] : found;
}

function writeCondition({ random }: Writing): string {
  if (!random.chance(14)) return "";
  const conditions = [
    "@include(if: $on)",
    "@skip(if: $on)",
    "@include(if: $off)",
    "@skip(if: $off)",
    "@skip(if: false)",
  ];
  const [first, second] = [random.pick(conditions), random.pick(conditions)];
  const isPair = first.slice(0, 4) !== second.slice(0, 4) && random.chance(30);
  return isPair ? ` ${first} ${second}` : ` ${first}`;
}

function writeArguments({ random }: Writing, field: GraphQLField<unknown, unknown>): string {
  const given = field.args.flatMap((argument) =>
    isRequiredArgument(argument) || random.chance(60)
      ? [`${argument.name}: ${writeValue(random, argument.type, 2)}`]
      : [],
  );
  return given.length === 0 ? "" : `(${(random.chance(50) ? given : given.reverse()).join(", ")})`;
}

const NULLABLE_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  Int: ["$n", "$maybe"],
  String: ["$text"],
  Range: ["$range"],
  Colour: ["$colour"],
  "[Colour]": ["$colours"],
  "[Int]": ["$list"],
  Size: ["$size"],
  Blob: ["$blob"],
  ID: ["$id"],
  Float: ["$ratio"],
};

function writeValue(random: Random, type: GraphQLInputType, depth: number): string {
  if (isNonNullType(type)) {
    const inner = type.ofType;
    if (getNamedType(inner).name === "Int" && random.chance(40)) return random.pick(["$n", "$representations"]);
    return writeNonNull(random, inner, depth);
  }
  if (random.chance(10)) return "null";
  const variable = NULLABLE_VARIABLES[String(type)];
  return variable !== undefined && random.chance(35) ? random.pick(variable) : writeNonNull(random, type, depth);
}

function writeNonNull(random: Random, type: GraphQLInputType, depth: number): string {
  if (isNonNullType(type)) return writeNonNull(random, type.ofType, depth);
  if (isListType(type)) {
    // A value that is no list stands for a list of itself.
    if (random.chance(20)) return writeNonNull(random, type.ofType, depth);
    return `[${Array.from({ length: random.below(3) }, () => writeValue(random, type.ofType, depth)).join(", ")}]`;
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    if (depth === 0) return "{}";
    const fields = random.some(Object.values(type.getFields()), 0, 3);
    return `{ ${fields.map((field) => `${field.name}: ${writeValue(random, field.type, depth - 1)}`).join(", ")} }`;
  }
  const literals: Readonly<Record<string, readonly string[]>> = {
    Int: ["1", "2", "-3"],
    String: [`"a"`, `"b \\"c\\""`, `"""block"""`],
    Boolean: ["true", "false"],
    Blob: [`{ a: [1, "b"], c: null }`, `"blob"`, "[RED]"],
  };
  return random.pick(literals[type.name] ?? [`"1"`]);
}
