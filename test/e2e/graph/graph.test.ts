import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OperationTypeNode } from "graphql";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { type Answer, startSystem, type System, until } from "../../support/system.ts";
import { readExamples } from "../examples.ts";

describe.each(["own", "apollo"] as const)("the graph on the %s engine", (engine) => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ engine });
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => (at<number | null>(answer, "fleet.utilisation.coverage") ?? 0) > 0.8,
    );
  }, 60_000);

  afterAll(async () => await system[Symbol.asyncDispose]());

  it("answers every example query for everyone whom it is for", async () => {
    const queries = readExamples().filter(({ operations }) => operations[0]?.operation === OperationTypeNode.QUERY);
    expect(queries.length).toBeGreaterThanOrEqual(8);
    const problems: string[] = [];
    for (const { name, text, askers, variables } of queries) {
      for (const asker of askers) {
        const { data, errors } = await system.ask(asker, text, variables);
        if (errors !== undefined || data == null) problems.push(`${name} as ${asker}: ${JSON.stringify(errors)}`);
      }
    }
    expect(problems).toEqual([]);
  }, 60_000);

  it("answers every what-if of the examples with data, and nothing has changed", async () => {
    const examples = readExamples().filter(({ operations }) => operations[0]?.operation === OperationTypeNode.MUTATION);
    const whatIfs = examples.filter(({ text }) => /what-?if/i.test(text));
    expect(whatIfs.length).toBeGreaterThanOrEqual(5);
    const entries = async (): Promise<Answer> => await system.ask("operator", "{ auditLog { totalCount } }");
    const before = await entries();
    const problems: string[] = [];
    for (const { name, text, askers, variables, operations } of whatIfs) {
      for (const operation of operations) {
        const { data, errors } = await system.ask(askers[0] ?? "operator", text, variables, operation.name?.value);
        if (errors !== undefined || data == null) problems.push(`${name}: ${JSON.stringify(errors)}`);
      }
    }
    expect(problems).toEqual([]);
    expect(await entries()).toEqual(before);
  }, 60_000);

  it("allots exactly 260,000 GPUs, and keeps placed ≤ active ≤ received ≤ allotted for each partner", async () => {
    const { data, errors } = await system.ask(
      "analyst",
      "{ fleet { planned allotted } partners { allotted received active placed } }",
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ fleet: { planned: 260_000, allotted: 260_000 } });
    const partners = data?.["partners"] as Record<"allotted" | "received" | "active" | "placed", number>[];
    expect(partners).toHaveLength(5);
    for (const { allotted, received, active, placed } of partners) {
      expect(placed).toBeGreaterThan(0);
      expect(placed).toBeLessThanOrEqual(active);
      expect(active).toBeLessThanOrEqual(received);
      expect(received).toBeLessThanOrEqual(allotted);
    }
  });

  it("joins one GPU over all four subgraphs", async () => {
    const answer = await system.ask(
      "sk",
      `{ workloads(filter: { state: RUNNING }, first: 1) { nodes { name kind nodes(first: 1) { nodes {
        hostname rack { name hall { site { name pue } } } partner { name kind allotted }
        gpus { uuid workload { project { name quota { nominalQuota } } } } } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    expect(at(answer, "workloads.nodes.0.nodes.nodes.0.partner")).toEqual({
      name: expect.any(String),
      kind: "CONGLOMERATE",
      allotted: 50_000,
    });
    expect(at(answer, "workloads.nodes.0.nodes.nodes.0.rack.hall.site.pue")).toBeGreaterThanOrEqual(1);
    expect(at(answer, "workloads.nodes.0.nodes.nodes.0.gpus")).toHaveLength(8);
  });

  it("pages through every GPU exactly once", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Answer = await system.ask(
        "hyundai",
        "query ($after: Cursor) { gpus(first: 37, after: $after) { totalCount nodes { uuid } pageInfo { hasNextPage endCursor } } }",
        { after },
      );
      expect(page.errors).toBeUndefined();
      seen.push(...(at<{ uuid: string }[]>(page, "gpus.nodes") ?? []).map(({ uuid }) => uuid));
      after = at<boolean>(page, "gpus.pageInfo.hasNextPage")
        ? (at<string>(page, "gpus.pageInfo.endCursor") ?? null)
        : null;
      if (after === null) expect(seen).toHaveLength(at<number>(page, "gpus.totalCount") ?? -1);
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("runs a workload from submission to cancellation, once for each idempotency key", async () => {
    const projects = await system.ask(
      "naver",
      "{ partners { placed projects { nodes { id gpusInUse quota { nominalQuota } } } } }",
    );
    const placedBefore = at<number>(projects, "partners.0.placed") ?? -1;
    const project = at<{ id: string; gpusInUse: number; quota: { nominalQuota: number } }[]>(
      projects,
      "partners.0.projects.nodes",
    )?.find(({ gpusInUse, quota }) => quota.nominalQuota - gpusInUse >= 1);
    const models = await system.ask(
      "naver",
      "{ nodes(filter: { status: IDLE }, first: 1) { nodes { model { name } } } }",
    );
    const input = {
      project: project?.id,
      name: "end-to-end",
      kind: "FINETUNE",
      model: at<string>(models, "nodes.nodes.0.model.name"),
      gpuCount: 1,
      idempotencyKey: `submit-${engine}`,
    };
    const submit = async (): Promise<Answer> =>
      await system.ask(
        "naver",
        "mutation ($input: SubmitWorkloadInput!) { submitWorkload(input: $input) { workload { id state reason partner { placed } } refusal { code message } } }",
        { input },
      );
    const first = await submit();
    expect(first.errors).toBeUndefined();
    expect(first.data).toMatchObject({
      submitWorkload: { workload: { state: "RUNNING", partner: { placed: placedBefore + 1 } }, refusal: null },
    });
    expect(at(await submit(), "submitWorkload.workload.id")).toBe(at(first, "submitWorkload.workload.id"));
    const cancelled = await system.ask(
      "naver",
      `mutation ($workload: ID!) { cancelWorkload(input: { workload: $workload, idempotencyKey: "cancel-${engine}" }) {
        workload { state endedAt partner { placed } } refusal { code } } }`,
      { workload: at(first, "submitWorkload.workload.id") },
    );
    expect(cancelled.data).toMatchObject({
      cancelWorkload: { workload: { state: "CANCELLED", partner: { placed: placedBefore } }, refusal: null },
    });
  });

  it("drains a node as an operator, and says in one answer whom that hits", async () => {
    const before = await system.ask(
      "operator",
      "{ nodes(filter: { status: ALLOCATED }, first: 1) { nodes { id hostname } } }",
    );
    const answer = await system.ask(
      "operator",
      `mutation ($node: ID!) { drainNode(input: { node: $node, reason: "fan", idempotencyKey: "drain-${engine}" }) {
        node { status statusReason workloads { name partner { name } project { name } } } refusal { code message } } }`,
      { node: at(before, "nodes.nodes.0.id") },
    );
    expect(answer.errors).toBeUndefined();
    expect(at(answer, "drainNode.node.status")).toBe("DRAINING");
    expect(at<unknown[]>(answer, "drainNode.node.workloads")?.length).toBeGreaterThan(0);
  });

  it("books a delivery as received, and refuses more than was ordered with the numbers", async () => {
    const open = await system.ask(
      "operator",
      "{ deliveries(filter: { status: IN_TRANSIT }, first: 1) { nodes { id quantity receivedQuantity partner { received } } } }",
    );
    const delivery = at<{ id: string; quantity: number; receivedQuantity: number; partner: { received: number } }>(
      open,
      "deliveries.nodes.0",
    );
    const receive = async (quantity: number, key: string): Promise<Answer> =>
      await system.ask(
        "operator",
        "mutation ($input: ReceiveDeliveryInput!) { receiveDelivery(input: $input) { delivery { status receivedQuantity partner { received } } refusal { code message } } }",
        { input: { delivery: delivery?.id, quantity, idempotencyKey: `${key}-${engine}` } },
      );
    const one = await receive(1, "one");
    expect(one.data).toMatchObject({
      receiveDelivery: {
        delivery: {
          status: "PARTIALLY_RECEIVED",
          receivedQuantity: (delivery?.receivedQuantity ?? 0) + 1,
          partner: { received: (delivery?.partner.received ?? 0) + 1 },
        },
        refusal: null,
      },
    });
    const tooMany = await receive(1_000_000, "too-many");
    expect(tooMany.data).toMatchObject({ receiveDelivery: { delivery: null, refusal: { code: "EXCEEDS_ORDER" } } });
    expect(at(tooMany, "receiveDelivery.refusal.message")).toMatch(/\d/);
  });

  it.each([
    ["an unknown field", "{ gpus { nope } }", 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a bad cursor", '{ gpus(after: "forged") { nodes { id } } }', 200, "BAD_CURSOR"],
    ["a negative first", "{ gpus(first: -1) { nodes { id } } }", 200, "BAD_USER_INPUT"],
    [
      "a subscription over plain POST",
      "subscription { utilisation { cursor } }",
      400,
      "SUBSCRIPTION_TRANSPORT_REQUIRED",
    ],
  ])("answers %s with its code", async (_, query, status, code) => {
    const response = await fetch(`${system.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await system.token("analyst")}` },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect((JSON.parse(text) as Answer).errors?.[0]?.extensions?.code).toBe(code);
    expect(text).not.toMatch(/127\.0\.0\.1|\bat .*\.[jt]s:|Did you mean/);
  });

  it("answers an unknown id as nothing", async () => {
    const { data, errors } = await system.ask("analyst", "query ($id: ID!) { workload(id: $id) { name } }", {
      id: encodeId("Workload", "no-such"),
    });
    expect({ data, errors }).toEqual({ data: { workload: null }, errors: undefined });
  });
});

/** The value at a dotted path of the data, or undefined. */
function at<T>(answer: Answer, path: string): T | undefined {
  let value: unknown = answer.data;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value as T | undefined;
}
