import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { Supergraph } from "@apollo/federation-internals";
import { composeServices } from "@apollo/composition";
import {
  getNamedType,
  getOperationAST,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isNonNullType,
  isRequiredArgument,
  isUnionType,
  parse,
  validate,
} from "graphql";
import { GatewayError, invariant } from "../../../gateway/errors.ts";
import { compilePlan } from "../../../gateway/execute/compile.ts";
import { createApolloPlanner } from "../../../gateway/plan/apollo-planner.ts";
import { type LabelledOperation, labelOperation } from "../../../gateway/plan/label.ts";
import type { Planner } from "../../../gateway/plan/planner.ts";

const never = new AbortController().signal;

function label(schema: GraphQLSchema, text: string): LabelledOperation {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  return labelOperation({ hash: text, text, document, operation }, schema);
}

/** A graph in which every field may be resolved in each of several subgraphs, so that plans multiply. */
function startSlowPlanner(
  timeoutMs: number,
): { readonly planner: Planner; label(text: string): LabelledOperation } & AsyncDisposable {
  const typeDefs = (name: string): string => `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
    type Query { t: T @shareable ${name}: Int }
    type T @key(fields: "id") { id: ID! @shareable ${"abcdefghij".replace(/./g, (f) => `${f}: T @shareable `)} ${name}: Int }
  `;
  const services = ["s1", "s2", "s3", "s4", "s5"].map((name) => ({
    name,
    typeDefs: parse(typeDefs(name)),
    url: "http://x",
  }));
  const { supergraphSdl } = composeServices(services);
  invariant(supergraphSdl, "it composes");
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  const planner = createApolloPlanner({ supergraphSdl, timeoutMs });
  return { planner, label: (text) => label(schema, text), [Symbol.asyncDispose]: () => planner.close() };
}

/** A selection of which each level multiplies the plans to weigh. */
function slowSelection(depth: number): string {
  return depth === 0
    ? "id s1 s2 s3 s4 s5"
    : `a { ${slowSelection(depth - 1)} } b { ${slowSelection(depth - 1)} } c { ${slowSelection(depth - 1)} }`;
}

describe("the reference planner in its thread", () => {
  it("plans every root field of the repository's supergraph, in a form that compiles", async () => {
    const supergraphSdl = await readFile("schema/supergraph.graphql", "utf8");
    const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
    const schema = supergraph.apiSchema().toGraphQLJSSchema();
    const planner = createApolloPlanner({ supergraphSdl });
    try {
      const operations = rootOperations(schema);
      expect(operations.length).toBeGreaterThan(12);
      for (const text of operations) {
        const labelled = label(schema, text);
        const plan = await planner.plan(labelled, never);
        expect(plan.kind === "subscription" || plan.fetches.length > 0).toBe(true);
        compilePlan(plan, schema, labelled);
      }
    } finally {
      await planner.close();
    }
  });

  it("ends an operation at its deadline, and plans those that waited on a new thread", async () => {
    await using slow = startSlowPlanner(300);
    const { planner } = slow;
    expect((await planner.plan(slow.label("{ s1 }"), never)).kind).toBe("query");
    const tooMuch = planner.plan(slow.label(`{ t { ${slowSelection(5)} } }`), never);
    const waiting = [planner.plan(slow.label("{ s2 }"), never), planner.plan(slow.label("{ t { s3 } }"), never)];
    const failure = await tooMuch.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayError);
    expect((failure as GatewayError).code).toBe("PLANNING_TIMEOUT");
    const [second, third] = await Promise.all(waiting);
    expect(second?.kind === "query" && second.fetches.map(({ subgraph }) => subgraph)).toEqual(["s2"]);
    expect(third?.kind).toBe("query");
  });

  it("lets a caller go when its signal aborts, and drops what nobody waits for", async () => {
    await using slow = startSlowPlanner(5_000);
    const abort = new AbortController();
    const dropped = slow.planner.plan(slow.label("{ s1 }"), abort.signal);
    abort.abort(new GatewayError("REQUEST_TIMEOUT"));
    await expect(dropped).rejects.toBe(abort.signal.reason);
    expect((await slow.planner.plan(slow.label("{ s2 }"), never)).kind).toBe("query");
  });

  it("fails what is under way when it is closed, and refuses what comes after", async () => {
    const slow = startSlowPlanner(5_000);
    const waiting = slow.planner.plan(slow.label("{ s1 }"), never);
    const refused = expect(waiting).rejects.toMatchObject({ code: "OVERLOADED" });
    await slow.planner.close();
    await refused;
    await expect(slow.planner.plan(slow.label("{ s1 }"), never)).rejects.toMatchObject({ code: "OVERLOADED" });
  });

  it("fails with PLANNING_FAILED when its thread cannot start", async () => {
    const slow = startSlowPlanner(5_000);
    await slow.planner.close();
    const planner = createApolloPlanner({ supergraphSdl: "type Query { nothing: Int }" });
    await expect(planner.plan(slow.label("{ s1 }"), never)).rejects.toMatchObject({ code: "PLANNING_FAILED" });
    await planner.close();
  });
});

/** For each root field an operation that selects its leaves and, one level down, the leaves of its objects. */
function rootOperations(schema: GraphQLSchema): string[] {
  const roots = [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
    ["subscription", schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => {
      const variables = field.args.filter(isRequiredArgument);
      const declared = variables.map(({ name, type }) => `$${name}: ${String(type)}`).join();
      const passed = variables.map(({ name }) => `${name}: $${name}`).join();
      const parenthesised = (inner: string): string => (inner === "" ? "" : `(${inner})`);
      return `${kind} ${parenthesised(declared)} { ${field.name}${parenthesised(passed)} ${selectionOf(schema, field.type, 4)} }`;
    }),
  );
}

function selectionOf(schema: GraphQLSchema, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  const branches = isAbstractType(named)
    ? schema.getPossibleTypes(named).map((one) => `... on ${one.name} ${selectionOf(schema, one, depth - 1)}`)
    : [];
  const fields = isUnionType(named) ? [] : Object.values(named.getFields());
  const own = fields
    .filter((field) => isSelectable(field, depth))
    .map((field) => `${field.name} ${selectionOf(schema, field.type, depth - 1)}`);
  // Members of a union may give one field different types: only the type's name is asked of them.
  return `{ __typename ${own.join(" ")} ${isUnionType(named) ? "" : branches.join(" ")} }`;
}

function isSelectable(field: GraphQLField<unknown, unknown>, depth: number): boolean {
  if (field.args.some(isRequiredArgument)) return false;
  return depth > 1 || isLeafType(getNamedType(isNonNullType(field.type) ? field.type.ofType : field.type));
}
