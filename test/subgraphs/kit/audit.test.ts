import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { auditModel } from "../../../subgraphs/kit/audit/entries.ts";
import { sealModel } from "../../../subgraphs/kit/audit/seals.ts";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { partnersModels } from "../../../subgraphs/partners/models.ts";
import { serve } from "../../../subgraphs/partners/server.ts";
import { runningSubgraph, type RunningSubgraphRig } from "../../support/running-subgraph.ts";
import { analystIdentity, callSubgraph, operatorIdentity, partnerIdentity } from "../../support/subgraph-call.ts";
import { until } from "../../support/until.ts";

const provenance = { kind: "ILLUSTRATIVE", source: "test", date: "2026-11-23" } as const;

interface Verification {
  readonly intact: boolean;
  readonly entries: number;
  readonly chains: number;
  readonly unsealed: number;
  readonly head: string | null;
  readonly problems: readonly string[];
}

let rig: RunningSubgraphRig;
/** The head of the seals after the changes that each test finds. */
let kept: string | null;
beforeEach(async () => {
  rig = await runningSubgraph(serve, async ({ databases }) => {
    await partnersModels(databases).partners.create({ _id: "sk", name: "SK", kind: "CONGLOMERATE", provenance });
  });
  await mutate("createProgramme", { slug: "one", name: "One", total: 100 });
  for (const quantity of [1, 2]) {
    const terms = { owner: "o", operator: "o", dueOn: "2028-01-01" };
    await mutate("allot", { programme: "one", partner: "sk", quantity, ...terms });
  }
  const quota = { nominalQuota: 8, borrowingLimit: 0, lendingLimit: 0 };
  await mutate("createProject", { partner: "sk", slug: "p", name: "P", sector: "RESEARCH", cohort: "sk", ...quota });
  for (const nominalQuota of [9, 10, 11]) {
    await mutate("setQuota", { project: encodeId("Project", "p"), ...quota, nominalQuota });
  }
  await until(async () => (await verify()).unsealed === 0);
  kept = (await verify()).head;
});
afterEach(async () => await rig[Symbol.asyncDispose]());

describe("the audit log", () => {
  it("says who changed what, from what to what, when and by which request, and keeps to its filter", async () => {
    const project = encodeId("Project", "p");
    const query = `query ($filter: AuditFilter) { auditLog(filter: $filter, first: 2) { totalCount pageInfo { hasNextPage }
      nodes { actor action entityType entityId partner { slug } requestId idempotencyKey before after sequence at } } }`;
    const { data, errors } = await callSubgraph(rig.url, operatorIdentity(), query, { filter: { entity: project } });
    expect(errors).toEqual([]);
    const log = data?.["auditLog"] as {
      readonly totalCount: number;
      readonly nodes: readonly (Record<string, unknown> & { readonly before: string; readonly after: string })[];
      readonly pageInfo: object;
    };
    expect(log).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const [newest] = log.nodes;
    expect(newest).toMatchObject({ actor: "operator", action: "setQuota", entityType: "Project", entityId: project });
    expect(newest).toMatchObject({ partner: { slug: "sk" }, sequence: 4, idempotencyKey: expect.any(String) });
    expect(JSON.parse(newest?.before ?? "")).toMatchObject({ nominalQuota: 10 });
    expect(JSON.parse(newest?.after ?? "")).toMatchObject({ nominalQuota: 11 });
  });

  it.each([["analyst", analystIdentity()] as const, ["partner", partnerIdentity("sk")] as const])(
    "is closed to a %s",
    async (_who, as) => {
      for (const query of ["{ auditLog { totalCount } }", "{ verifyAudit { intact } }"]) {
        const { errors } = await callSubgraph(rig.url, as, query);
        expect(errors[0]?.extensions?.code).toBe("FORBIDDEN");
      }
    },
  );
});

describe("verifying the audit log", () => {
  it("finds it intact, and the kept head again after more changes", async () => {
    await mutate("createProgramme", { slug: "two", name: "Two", total: 5 });
    expect(await verify(kept)).toMatchObject({ intact: true, entries: 8, chains: 5, problems: [] });
  });

  it.each([
    [
      "an entry that was edited",
      async () => await audit().updateOne({ _id: "Project:p#2" }, { after: "{}" }),
      /Project:p#2 is not what its hash/,
    ],
    [
      "an entry that was taken out",
      async () => await audit().deleteOne({ _id: "Project:p#2" }),
      /Before entry Project:p#3 one is missing/,
    ],
    [
      "an end that was cut off",
      async () => await audit().deleteOne({ _id: "Project:p#4" }),
      /Project:p#4 is sealed, and is not there/,
    ],
    [
      "a record whose history was wiped",
      async () => await audit().deleteMany({ chain: "Project:p" }),
      /Project:p#1 is sealed/,
    ],
    ["a seal that was taken out", async () => await seals().deleteOne({ _id: 1 }), /Before seal 2 one is missing/],
    [
      "a seal that was edited",
      async () => await seals().updateOne({ _id: 1 }, { at: new Date(0) }),
      /Seal 1 is not what its hash says/,
    ],
    [
      "a log that was written anew",
      async () => {
        await audit().deleteMany({});
        await seals().deleteMany({});
      },
      /head that was kept is not among the seals/,
    ],
  ])("finds %s", async (_what, tamper, problem) => {
    await tamper();
    const { intact, problems } = await verify(kept);
    expect(intact).toBe(false);
    expect(problems.join("\n")).toMatch(problem);
  });
});

function audit() {
  return auditModel(rig.database.databases.partners);
}

function seals() {
  return sealModel(rig.database.databases.partners);
}

async function verify(head: string | null = null): Promise<Verification> {
  const query = "query ($head: String) { verifyAudit(head: $head) { intact entries chains unsealed head problems } }";
  const { data, errors } = await callSubgraph(rig.url, operatorIdentity(), query, { head });
  expect(errors).toEqual([]);
  return data?.["verifyAudit"] as Verification;
}

let keys = 0;

async function mutate(name: string, input: object): Promise<void> {
  keys += 1;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { refusal { message } } }`;
  const idempotencyKey = `audit-${keys}`;
  const { data, errors } = await callSubgraph(rig.url, operatorIdentity(), query, {
    input: { ...input, idempotencyKey },
  });
  expect([data, errors]).toEqual([{ it: { refusal: null } }, []]);
}
