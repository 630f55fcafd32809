import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { IDENTITY_HEADER } from "../../../schema/wire.ts";
import { partnersModels } from "../../../subgraphs/partners/models.ts";
import { serve } from "../../../subgraphs/partners/server.ts";
import { runningSubgraph, type RunningSubgraphRig } from "../../support/running-subgraph.ts";
import {
  analystIdentity,
  callSubgraph,
  identity,
  partnerIdentity,
  signIdentity,
  type SubgraphAnswer,
} from "../../support/subgraph-call.ts";
import type { TestDatabase } from "../../support/mongo.ts";

const PROVENANCE = { kind: "ILLUSTRATIVE", source: "test", date: "2026-11-23" } as const;
/** Ten projects of Samsung with three names, so that names tie; one of SK. */
const PROJECTS = Array.from({ length: 10 }, (_, index) => project(`p-${index}`, "samsung", `name-${index % 3}`));

let rig: RunningSubgraphRig;
beforeAll(async () => {
  rig = await runningSubgraph(serve, fill);
});
afterAll(async () => rig[Symbol.asyncDispose]());

async function fill({ databases }: TestDatabase): Promise<void> {
  const models = partnersModels(databases);
  await models.partners.insertMany(
    ["samsung", "sk"].map((_id) => ({ _id, name: _id, kind: "CONGLOMERATE", provenance: PROVENANCE })),
  );
  await models.projects.insertMany([...PROJECTS, project("sk-1", "sk", "name-1")]);
  await models.programmes.create({ _id: "plan", name: "Plan", total: 260_000, allotted: 0 });
  await models.allotments.insertMany(
    ["samsung", "sk"].map((partner) => ({
      _id: `${partner}-share`,
      programme: "plan",
      partner,
      model: null,
      quantity: 50_000,
      publicQuantity: null,
      owner: partner,
      operator: partner,
      dueOn: "2030-12-31",
      provenance: PROVENANCE,
    })),
  );
}

function project(_id: string, partner: string, name: string) {
  const quota = { nominalQuota: 8, borrowingLimit: 0, lendingLimit: 0, cohort: "c" };
  return { _id, partner, name, sector: "INDUSTRY" as const, ...quota, provenance: PROVENANCE };
}

async function post(body: string, headers: Record<string, string> = {}): Promise<{ status: number; codes: unknown[] }> {
  const response = await fetch(`${rig.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const { errors } = (await response.json()) as SubgraphAnswer;
  return { status: response.status, codes: errors.map(({ extensions }) => extensions?.code) };
}

const signed = (as = analystIdentity(), secret?: string) => ({ [IDENTITY_HEADER]: signIdentity(as, secret) });
const QUERY = JSON.stringify({ query: "{ fleet { id } }" });

describe("a subgraph's front", () => {
  it.each<[string, () => Record<string, string>]>([
    ["no identity", () => ({})],
    ["an identity of another secret", () => signed(analystIdentity(), "another-secret-of-at-least-32-bytes!")],
    ["an expired identity", () => signed({ ...analystIdentity(), expiresAt: Math.floor(Date.now() / 1000) - 1 })],
    ["no signature", () => ({ [IDENTITY_HEADER]: signIdentity(analystIdentity()).split(".")[0] ?? "" })],
    ["a signed text that is no identity", () => signed({ ...analystIdentity(), scopes: "all" as never })],
  ])("refuses a call with %s", async (_, headers) => {
    expect(await post(QUERY, headers())).toEqual({ status: 401, codes: ["UNAUTHENTICATED"] });
  });

  it("refuses what is no JSON, what is too large, and what is no POST", async () => {
    expect(await post("{", signed())).toEqual({ status: 400, codes: ["BAD_REQUEST"] });
    expect(await post(" ".repeat(8 * 1024 * 1024 + 1), signed())).toEqual({ status: 413, codes: ["BAD_REQUEST"] });
    const { status } = await fetch(`${rig.url}/graphql?query={fleet{id}}`, { headers: signed() });
    expect(status).toBe(405);
  });

  it("tells a document's mistakes, and is alive and ready afterwards", async () => {
    expect(await post(JSON.stringify({ query: "{ none }" }), signed())).toMatchObject({
      codes: ["GRAPHQL_VALIDATION_FAILED"],
    });
    expect(await post(JSON.stringify({ query: "{" }), signed())).toMatchObject({ codes: ["GRAPHQL_PARSE_FAILED"] });
    expect((await fetch(`${rig.url}/health`)).status).toBe(200);
    expect((await fetch(`${rig.url}/ready`)).status).toBe(200);
  });
});

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string; readonly name: string } }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

const PAGE = `query ($slug: String!, $first: Int, $after: Cursor, $filter: ProjectFilter) {
  partner(slug: $slug) { projects(first: $first, after: $after, filter: $filter) {
    totalCount edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }
}`;

async function page(variables: object, as = partnerIdentity("samsung")): Promise<Page> {
  const { data, errors } = await callSubgraph(rig.url, as, PAGE, { slug: "samsung", ...variables });
  expect(errors).toEqual([]);
  return (data as { readonly partner: { readonly projects: Page } }).partner.projects;
}

async function refusal(variables: object, as = partnerIdentity("samsung")): Promise<unknown> {
  const { errors } = await callSubgraph(rig.url, as, PAGE, { slug: "samsung", ...variables });
  return errors[0]?.extensions?.code;
}

describe("a connection", () => {
  it("pages through ties without a gap or a repetition", async () => {
    const seen: string[] = [];
    const flags: [boolean, boolean][] = [];
    let after: string | null = null;
    for (let hasNextPage = true; hasNextPage;) {
      const { edges, pageInfo, totalCount }: Page = await page({ first: 3, after });
      expect(totalCount).toBe(10);
      seen.push(...edges.map(({ node }) => `${node.name} ${Buffer.from(node.id, "base64url").toString()}`));
      flags.push([pageInfo.hasPreviousPage, pageInfo.hasNextPage]);
      after = pageInfo.endCursor;
      ({ hasNextPage } = pageInfo);
    }
    expect(seen).toEqual(PROJECTS.map(({ _id, name }) => `${name} Project:${_id}`).sort());
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, true],
      [true, false],
    ]);
  });

  it.each([0, -1, 1001])("refuses a page of %d", async (first) => {
    expect(await refusal({ first })).toBe("BAD_USER_INPUT");
  });

  it("refuses cursors that are forged, of another filter, or of another viewer", async () => {
    const { pageInfo } = await page({ first: 3 });
    const after = pageInfo.endCursor;
    expect(await refusal({ after: "AAAA" })).toBe("BAD_CURSOR");
    expect(await refusal({ after: `${after.slice(0, -2)}AA` })).toBe("BAD_CURSOR");
    expect(await refusal({ after, filter: { sector: "NATIONAL" } })).toBe("BAD_CURSOR");
    expect(await refusal({ after }, analystIdentity())).toBe("BAD_CURSOR");
    expect(await refusal({ after })).toBeUndefined();
  });
});

describe("a partner in partners", () => {
  it("sees its own record, projects, allotments and totals only", async () => {
    const { data } = await callSubgraph(
      rig.url,
      partnerIdentity("samsung"),
      '{ partners { slug allotted allotments { quantity programme { total } } } partner(slug: "sk") { id } fleet { planned allotted } }',
    );
    expect(data).toEqual({
      partners: [
        { slug: "samsung", allotted: 50_000, allotments: [{ quantity: 50_000, programme: { total: 260_000 } }] },
      ],
      partner: null,
      fleet: { planned: 260_000, allotted: 50_000 },
    });
  });

  it.each([
    ["Partner", "sk"],
    ["Project", "sk-1"],
    ["Allotment", "sk-share"],
  ])("gets null for another partner's %s, as for one that does not exist", async (type, key) => {
    const id = (of: string) => ({ __typename: type, id: Buffer.from(`${type}:${of}`).toString("base64url") });
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { id } } }`;
    const r = [id(key), id("none"), { __typename: type, id: "not an id" }];
    const { data } = await callSubgraph(rig.url, partnerIdentity("samsung"), query, { r });
    expect(data).toEqual({ _entities: [null, null, null] });
    const all = await callSubgraph(rig.url, analystIdentity(), query, { r });
    expect(all.data).toEqual({ _entities: [{ id: id(key).id }, null, null] });
  });

  it("is refused when it is nobody", async () => {
    const { errors } = await callSubgraph(rig.url, identity({}), "{ fleet { allotted } }");
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN"]);
  });
});
