import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type GraphQLType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { encodeId, type EntityType } from "../../../subgraphs/kit/ids.ts";
import { type PrincipalName, startSystem, type System, until } from "../../support/system.ts";
import { callSubgraph, partnerIdentity } from "../../support/subgraph-call.ts";
import { anyOf, namedIn, readTenancy, type Tenancy } from "./marks.ts";
import { leaves, walkSchema } from "./schema-walk.ts";

const schema = buildSchema(readFileSync("schema/api.graphql", "utf8"));

/** Types that only mutations and subscriptions return; tests of their own cover them. */
const isNotReachedByQueries = (name: string): boolean =>
  ["Mutation", "Subscription", "Refusal", "AlertFrame"].includes(name) || name.endsWith("Payload");

/** Fields that are for operators alone. */
const FOR_OPERATORS = ["{ auditLog", "{ verifyAudit"];

const PARTNERS = ["samsung", "naver"] as const satisfies readonly PrincipalName[];

let system: System;
const tenancies = new Map<string, Tenancy>();

beforeAll(async () => {
  system = await startSystem();
  for (const partner of PARTNERS) {
    tenancies.set(partner, await readTenancy(system.mongo, system.databasePrefix, partner));
  }
  await until(
    async () => await system.ask("analyst", "{ fleet { utilisation { reportingGpuCount } } }"),
    (answer) => JSON.stringify(answer).match(/"reportingGpuCount":[1-9]/) !== null,
  );
}, 60_000);

afterAll(async () => await system[Symbol.asyncDispose]());

describe.each(PARTNERS)("what %s may see", (partner) => {
  const tenancy = () => tenancies.get(partner) as Tenancy;
  const ownArgument = (coordinate: string): string => argument(coordinate, tenancy().own);

  it("reaches every field of every type that queries reach", () => {
    const all = Object.values(schema.getTypeMap())
      .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith("__"))
      .filter(({ name }) => !isNotReachedByQueries(name))
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const walked = walkSchema(schema, ownArgument).map(({ field }) => field);
    expect(new Set(walked)).toEqual(new Set(all));
  });

  it("names nobody else's record in the answer of any field", async () => {
    const leaks: string[] = [];
    const problems: string[] = [];
    for (const { field, query } of walkSchema(schema, ownArgument)) {
      const answer = await system.ask(partner, query);
      const isForbidden = answer.errors?.every(({ extensions }) => extensions?.code === "FORBIDDEN") ?? false;
      if (FOR_OPERATORS.some((start) => query.startsWith(start))) expect([field, isForbidden]).toEqual([field, true]);
      else if (answer.errors !== undefined) problems.push(`${field}: ${JSON.stringify(answer.errors)}`);
      const named = namedIn(answer, tenancy().foreign);
      if (named.length > 0) leaks.push(`${field} names ${named.slice(0, 3).join(", ")}`);
    }
    expect(problems).toEqual([]);
    expect(leaks).toEqual([]);
  }, 120_000);

  it("would notice a leak, for the same walk as an analyst names others' records of every type", async () => {
    const named = new Set<string>();
    const foreign = tenancy().foreign;
    for (const { query } of walkSchema(schema, ownArgument)) {
      const answer = await system.ask("analyst", query);
      for (const [type, keys] of foreign) {
        if (!named.has(type) && namedIn(answer, new Map([[type, keys]])).length > 0) named.add(type);
      }
    }
    expect(named).toEqual(new Set(foreign.keys()));
  }, 120_000);

  it.each([
    ["partner", "slug", "Partner", "nobody"],
    ["site", "slug", "Site", "nowhere"],
    ["gpu", "uuid", "Gpu", "GPU-00000000-0000-0000-0000-000000000000"],
    ["node", "hostname", "Node", "no-such-node"],
    ["workload", "id", "Workload", encodeId("Workload", "no-such-workload")],
    ["project", "id", "Project", encodeId("Project", "no-such-project")],
  ])("answers %s(%s:) of somebody else's record as of one that does not exist", async (field, name, type, missing) => {
    const foreignKey = anyOf(tenancy().foreign, type);
    const value = name === "id" ? encodeId(type as EntityType, foreignKey) : foreignKey;
    const query = `query ($value: ${name === "id" ? "ID!" : "String!"}) { ${field}(${name}: $value) { id } }`;
    const foreign = await system.ask(partner, query, { value });
    expect(foreign).toEqual({ data: { [field]: null } });
    expect(foreign).toEqual(await system.ask(partner, query, { value: missing }));
    const ownKey = anyOf(tenancy().own, type);
    const own = await system.ask(partner, query, {
      value: name === "id" ? encodeId(type as EntityType, ownKey) : ownKey,
    });
    expect(own).toEqual({ data: { [field]: { id: encodeId(type as EntityType, ownKey) } } });
  });

  it("answers filters that name somebody else as filters that fit nothing", async () => {
    const other = anyOf(tenancy().foreign, "Partner");
    const query = `query ($partner: String!) {
      gpus(filter: { partner: $partner }) { totalCount nodes { id } }
      nodes(filter: { partner: $partner }) { totalCount nodes { id } }
      deliveries(filter: { partner: $partner }) { totalCount nodes { id } }
      workloads(filter: { partner: $partner }) { totalCount nodes { id } }
      utilisation(filter: { partner: $partner }) { items { gpuCount } }
    }`;
    const foreign = await system.ask(partner, query, { partner: other });
    expect(foreign).toEqual(await system.ask(partner, query, { partner: "nobody" }));
    expect(foreign.data).toMatchObject({
      gpus: { totalCount: 0, nodes: [] },
      nodes: { totalCount: 0 },
      deliveries: { totalCount: 0 },
      workloads: { totalCount: 0 },
    });
  });

  it("counts its own records only", async () => {
    const { own } = tenancy();
    const count = (type: string): number => own.get(type)?.size ?? 0;
    const answer = await system.ask(
      partner,
      `{ gpus { totalCount } nodes { totalCount } deliveries { totalCount } workloads { totalCount }
         partners { projects { totalCount } active } fleet { active utilisation { gpuCount } } }`,
    );
    const active = await system.mongo
      .db(`${system.databasePrefix}_inventory`)
      .collection("gpus")
      .countDocuments({ partner, lifecycle: "ACTIVE" });
    expect(answer).toEqual({
      data: {
        gpus: { totalCount: count("Gpu") },
        nodes: { totalCount: count("Node") },
        deliveries: { totalCount: count("Delivery") },
        workloads: { totalCount: count("Workload") },
        partners: [{ projects: { totalCount: count("Project") }, active }],
        fleet: { active, utilisation: { gpuCount: active } },
      },
    });
  });

  it("refuses to cancel or submit for somebody else as for what does not exist", async () => {
    const mutation = `mutation ($workload: ID!, $project: ID!, $key: String!) {
      cancelWorkload(input: { workload: $workload, idempotencyKey: $key }) { workload { id } refusal { code message } }
      submitWorkload(input: { project: $project, name: "x", kind: FINETUNE, model: B200, gpuCount: 8, idempotencyKey: $key }) {
        workload { id } refusal { code message }
      }
    }`;
    const { foreign } = tenancy();
    const answer = await system.ask(partner, mutation, {
      workload: encodeId("Workload", anyOf(foreign, "Workload")),
      project: encodeId("Project", anyOf(foreign, "Project")),
      key: "tenancy-foreign",
    });
    const missing = await system.ask(partner, mutation, {
      workload: encodeId("Workload", "no-such"),
      project: encodeId("Project", "no-such"),
      key: "tenancy-missing",
    });
    expect(answer).toEqual(missing);
    expect(answer.data).toMatchObject({
      cancelWorkload: { workload: null, refusal: { code: "NOT_FOUND" } },
      submitWorkload: { workload: null, refusal: { code: "NOT_FOUND" } },
    });
  });

  it("may not change the fleet: every mutation but those of its own workloads is for operators", async () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const own = mutations.filter(({ name }) => name.endsWith("Workload")).map(({ name }) => name);
    expect(own).toEqual(["cancelWorkload", "finishWorkload", "resumeWorkload", "submitWorkload", "suspendWorkload"]);
    const open: string[] = [];
    for (const { name, args } of mutations) {
      if (own.includes(name)) continue;
      const [input] = args;
      const query = `mutation ($input: ${String(input?.type)}) { ${name}(input: $input) { refusal { code } } }`;
      const answer = await system.ask(partner, query, { input: sampleOf(input?.type, tenancy().own) });
      if (answer.errors?.[0]?.extensions?.code !== "FORBIDDEN") open.push(`${name}: ${JSON.stringify(answer)}`);
    }
    expect(open).toEqual([]);
  });

  it("streams its own groups only", async () => {
    const client = await system.webSocketClient(partner);
    const frames = client.iterate<{ readonly utilisation: { readonly items: readonly unknown[] } }>({
      query: `subscription { utilisation(groupBy: [PARTNER, SITE, MODEL, PROJECT, WORKLOAD]) {
        items { id partner { slug } site { slug } project { id } workload { id } gpuCount } } }`,
    });
    const seen: unknown[] = [];
    for await (const frame of frames) {
      expect(frame.errors).toBeUndefined();
      seen.push(frame.data);
      if (seen.length === 3) break;
    }
    await client.dispose();
    expect(namedIn(seen, tenancy().foreign)).toEqual([]);
    expect(namedIn(seen, tenancy().own).length).toBeGreaterThan(0);
  });
});

describe("a subgraph asked for entities on behalf of a partner", () => {
  it.each([
    ["inventory", ["Node", "Gpu", "Delivery", "Rack", "Site", "Partner"]],
    ["partners", ["Partner", "Project", "Allotment"]],
    ["sites", ["Site", "Rack", "Partner"]],
    ["workloads", ["Workload", "Node", "Gpu", "Project", "Partner", "Site"]],
  ] as const)("of %s answers somebody else's as one that does not exist", async (subgraph, types) => {
    const source = buildSchema(
      `directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT
       directive @shareable on OBJECT directive @external on FIELD_DEFINITION directive @requires(fields: String!) on FIELD_DEFINITION
       directive @link(url: String!, import: [String!]) repeatable on SCHEMA directive @composeDirective(name: String!) on SCHEMA
       ${readFileSync(`schema/${subgraph}.graphql`, "utf8").replace(/^extend schema[\s\S]*?(?=\n\n)/, "")}`,
      { assumeValidSDL: true },
    );
    const { foreign } = tenancies.get("samsung") as Tenancy;
    for (const type of types) {
      const target = source.getType(type);
      if (!isObjectType(target)) throw new TypeError(`expected ${type} to be an object type of ${subgraph}`);
      const key = anyOf(foreign, type);
      const ask = async (id: string): Promise<unknown> =>
        await callSubgraph(
          system.subgraphs.get(subgraph)?.url ?? "",
          partnerIdentity("samsung"),
          `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${leaves(target)} } } }`,
          { r: [{ __typename: type, id, powerCapWatts: 1_000_000, pue: 1.1 }] },
        );
      const answer = JSON.stringify(await ask(encodeId(type, key))).replaceAll(encodeId(type, key), "ID");
      const missing = encodeId(type, "no-such-key");
      expect(`${type} ${answer}`).toBe(`${type} ${JSON.stringify(await ask(missing)).replaceAll(missing, "ID")}`);
    }
  });
});

/** A value that an input type takes; an id is that of a node of the partner's own. */
function sampleOf(type: GraphQLType | undefined, marks: Tenancy["own"]): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType, marks);
  if (isListType(type)) return [sampleOf(type.ofType, marks)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    return Object.fromEntries(Object.values(type.getFields()).map(({ name, type: of }) => [name, sampleOf(of, marks)]));
  }
  const samples: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: false, String: "sample" };
  const dates = {
    Date: "2027-01-01",
    DateTime: "2027-01-01T00:00:00.000Z",
    ID: encodeId("Node", anyOf(marks, "Node")),
  };
  return { ...samples, ...dates }[String(type)];
}

function argument(coordinate: string, marks: Tenancy["own"]): string {
  switch (coordinate) {
    case "Query.partner(slug:)":
      return JSON.stringify(anyOf(marks, "Partner"));
    case "Query.site(slug:)":
      return JSON.stringify(anyOf(marks, "Site"));
    case "Query.gpu(uuid:)":
      return JSON.stringify(anyOf(marks, "Gpu"));
    case "Query.node(hostname:)":
      return JSON.stringify(anyOf(marks, "Node"));
    case "Query.workload(id:)":
      return JSON.stringify(encodeId("Workload", anyOf(marks, "Workload")));
    case "Query.project(id:)":
      return JSON.stringify(encodeId("Project", anyOf(marks, "Project")));
    case "Site.gpusThatFit(model:)":
      return "GB300";
    default:
      throw new TypeError(`expected a known required argument, got ${coordinate}`);
  }
}
