import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startSystem, type System, until } from "../../support/system.ts";

interface Item {
  readonly id: string;
  readonly partner?: { readonly slug: string };
  readonly gpuCount: number;
  readonly coverage: number | null;
  readonly dutyCycle: number | null;
}

interface Frame {
  readonly cursor: string;
  readonly at: string;
  readonly snapshot: boolean;
  readonly gap: boolean;
  readonly items: readonly Item[];
}

const LIVE = /* GraphQL */ `
  subscription Live($every: Duration, $after: Cursor) {
    utilisation(groupBy: [PARTNER, SITE], every: $every, after: $after) {
      cursor
      at
      snapshot
      gap
      items {
        id
        partner {
          slug
        }
        site {
          name
          powerCapWatts
        }
        gpuCount
        coverage
        dutyCycle
      }
    }
  }
`;

describe("live utilisation", () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(JSON.stringify(answer).match(/"coverage":([\d.]+)/)?.[1] ?? 0) > 0.8,
    );
  }, 60_000);

  afterAll(async () => await system[Symbol.asyncDispose]());

  it("begins with a snapshot and goes on with what changes, each partner with its own", async () => {
    const partners = ["samsung", "sk"] as const;
    const taken = await Promise.all(partners.map(async (partner) => ({ partner, frames: await take(partner, 3) })));
    for (const { partner, frames } of taken) {
      expect(frames.map(({ snapshot }) => snapshot)).toEqual([true, false, false]);
      for (const { items } of frames) {
        expect(new Set(items.map((item) => item.partner?.slug))).toEqual(new Set([partner]));
      }
      expect(frames.some(({ items }) => items.some(({ dutyCycle }) => (dutyCycle ?? 0) > 0))).toBe(true);
      expect(new Set(frames.map(({ cursor }) => cursor)).size).toBe(3);
    }
  });

  it("gives the same over server-sent events", async () => {
    const client = await system.sseClient("samsung");
    const frames: Frame[] = [];
    for await (const { data } of client.iterate<{ utilisation: Frame }>({ query: LIVE })) {
      if (data != null) frames.push(data.utilisation);
      if (frames.length === 2) break;
    }
    client.dispose();
    expect(frames.map(({ snapshot }) => snapshot)).toEqual([true, false]);
  });

  it("resumes after a cursor without a snapshot, with the very frames that followed it", async () => {
    const frames = await take("naver", 5);
    const resumed = await take("naver", 3, { after: frames[1]?.cursor });
    expect(resumed.map(({ snapshot, gap }) => ({ snapshot, gap }))).toEqual(
      Array.from({ length: 3 }, () => ({ snapshot: false, gap: false })),
    );
    expect(resumed.map(withoutCursor)).toEqual(frames.slice(2, 5).map(withoutCursor));
  });

  it("refuses somebody else's cursor", async () => {
    const [frame] = await take("samsung", 1);
    const client = await system.webSocketClient("sk");
    const answers = client.iterate({ query: LIVE, variables: { after: frame?.cursor } });
    const outcome = await answers.next().then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => JSON.stringify(error),
    );
    await client.dispose();
    expect(outcome).toContain("BAD_CURSOR");
  });

  it("goes on when the subgraph behind it is killed and comes back", async () => {
    const client = await system.webSocketClient("hyundai");
    const frames: Frame[] = [];
    const problems: unknown[] = [];
    client.subscribe<{ utilisation: Frame }>(
      { query: LIVE },
      {
        next: ({ data, errors }) => {
          if (data != null) frames.push(data.utilisation);
          if (errors !== undefined) problems.push(errors);
        },
        error: (error) => problems.push(error),
        complete: () => problems.push("completed"),
      },
    );
    await until(
      async () => frames.length,
      (count) => count >= 2,
    );
    await system.subgraphs.get("workloads")?.kill("SIGKILL");
    await system.restartSubgraph("workloads");
    const before = frames.length;
    await until(
      async () => frames.length,
      (count) => count >= before + 3,
      45_000,
    );
    await client.dispose();
    expect(problems).toEqual([]);
    expect(frames.filter(({ snapshot }) => snapshot)).toHaveLength(1);
    expect(new Set(frames.map(({ cursor }) => cursor)).size).toBe(frames.length);
  }, 90_000);

  it("goes on from its cursor when the gateway is killed and comes back", async () => {
    const client = await system.webSocketClient("sk", { retryAttempts: 0 });
    const frames: Frame[] = [];
    const broken = new Promise((resolve) =>
      client.subscribe<{ utilisation: Frame }>(
        { query: LIVE },
        { next: ({ data }) => void (data != null && frames.push(data.utilisation)), error: resolve, complete() {} },
      ),
    );
    await until(
      async () => frames.length,
      (count) => count >= 2,
    );
    await system.restartGateway();
    await broken;
    const [next] = await take("sk", 1, { after: frames.at(-1)?.cursor });
    expect(next).toMatchObject({ snapshot: false, gap: false });
  }, 60_000);

  it("counts a node that does not answer as missing, never as zero", async () => {
    const before = await whole();
    const inventory = system.mongo.db(`${system.databasePrefix}_inventory`).collection("nodes");
    expect(before.coverage).toBeGreaterThan(0.8);
    const stale = await until(
      async () => await system.ask("analyst", "{ sites { staleNodes { hostname stale } } }"),
      (answer) => answer.errors === undefined,
    );
    const staleHostnames = JSON.stringify(stale).match(/"hostname"/g)?.length ?? 0;
    const nodes = await inventory.countDocuments({});
    const after = await whole();
    expect(after.gpuCount).toBe(before.gpuCount);
    expect(after.coverage).toBeGreaterThanOrEqual(1 - (staleHostnames + 8) / nodes);
    expect(after.coverage).toBeLessThanOrEqual(1);
  });

  async function whole(): Promise<{ readonly gpuCount: number; readonly coverage: number }> {
    const { data } = await system.ask("analyst", "{ fleet { utilisation { gpuCount coverage } } }");
    return (data as { fleet: { utilisation: { gpuCount: number; coverage: number } } }).fleet.utilisation;
  }

  async function take(
    partner: "samsung" | "sk" | "naver" | "hyundai",
    count: number,
    variables = {},
  ): Promise<Frame[]> {
    const client = await system.webSocketClient(partner);
    const frames: Frame[] = [];
    try {
      for await (const { data, errors } of client.iterate<{ utilisation: Frame }>({ query: LIVE, variables })) {
        expect(errors).toBeUndefined();
        if (data != null) frames.push(data.utilisation);
        if (frames.length === count) return frames;
      }
    } finally {
      await client.dispose();
    }
    return frames;
  }
});

function withoutCursor({ at, items }: Frame): unknown {
  return { at, items: [...items].sort((a, b) => a.id.localeCompare(b.id)) };
}
