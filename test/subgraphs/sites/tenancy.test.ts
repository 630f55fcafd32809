import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encodeId, type EntityType } from "../../../subgraphs/kit/ids.ts";
import { sitesModels } from "../../../subgraphs/sites/models.ts";
import { serve } from "../../../subgraphs/sites/server.ts";
import type { TestDatabase } from "../../support/mongo.ts";
import { runningSubgraph, type RunningSubgraphRig } from "../../support/running-subgraph.ts";
import { analystIdentity, callSubgraph, partnerIdentity } from "../../support/subgraph-call.ts";

const provenance = { kind: "ILLUSTRATIVE", source: "test", date: "2026-11-23" } as const;

let rig: RunningSubgraphRig;
beforeAll(async () => {
  rig = await runningSubgraph(serve, fill);
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** `shared` with a hall each for Samsung and SK, and `own` of SK alone. */
async function fill({ databases }: TestDatabase): Promise<void> {
  const models = sitesModels(databases);
  const facts = {
    operator: "o",
    status: "ACTIVE",
    latitude: 37,
    longitude: 127,
    powerCapWatts: 1e6,
    pue: 1.3,
    activePowerWatts: 0,
    busyPowerWatts: 0,
  } as const;
  await models.sites.insertMany([
    { _id: "shared", name: "Shared", ...facts, tenants: ["samsung", "sk"], provenance },
    { _id: "own", name: "Own", ...facts, tenants: ["sk"], provenance },
  ]);
  const parts = [
    { partner: "samsung", site: "shared", key: "shared-samsung" },
    { partner: "sk", site: "shared", key: "shared-sk" },
    { partner: "sk", site: "own", key: "own-sk" },
  ];
  for (const { partner, site, key } of parts) {
    const common = { _id: key, name: key, tenants: [partner], provenance };
    await models.halls.create({ ...common, site });
    await models.powerFeeds.create({
      ...common,
      hall: key,
      role: "PRIMARY",
      voltageVolts: 400,
      amperageAmps: 1000,
      maxUtilisation: 0.8,
    });
    await models.racks.create({
      _id: key,
      name: key,
      hall: key,
      site,
      partner,
      status: "ACTIVE",
      powerCapWatts: 60_000,
      activePowerWatts: 0,
      busyPowerWatts: 0,
      cooling: "AIR",
      provenance,
    });
    await models.maintenanceWindows.create({
      _id: key,
      site,
      startsAt: new Date("2026-12-01T00:00:00.000Z"),
      endsAt: new Date("2026-12-01T06:00:00.000Z"),
      reason: key,
      tenants: [partner],
      provenance,
    });
  }
}

const SITES = `{ sites { slug halls { name powerFeeds { name } } maintenanceWindows { reason }
  racks { totalCount nodes { name hall { name } site { slug } partner { id } } } } site(slug: "own") { slug } }`;

describe("a partner in sites", () => {
  it("sees the sites that it is a tenant of, and its own parts of them", async () => {
    const { data, errors } = await callSubgraph(rig.url, partnerIdentity("samsung"), SITES);
    expect(errors).toEqual([]);
    const name = "shared-samsung";
    const partner = { id: encodeId("Partner", "samsung") };
    expect(data).toEqual({
      sites: [
        {
          slug: "shared",
          halls: [{ name, powerFeeds: [{ name }] }],
          maintenanceWindows: [{ reason: name }],
          racks: { totalCount: 1, nodes: [{ name, hall: { name }, site: { slug: "shared" }, partner }] },
        },
      ],
      site: null,
    });
  });

  it.each<[EntityType, string]>([
    ["Site", "own"],
    ["Hall", "shared-sk"],
    ["PowerFeed", "shared-sk"],
    ["Rack", "shared-sk"],
    ["MaintenanceWindow", "own-sk"],
    ["Partner", "sk"],
  ])("gets null for another partner's %s through _entities", async (type, key) => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { id } } }`;
    const r = [{ __typename: type, id: encodeId(type, key) }];
    const samsung = await callSubgraph(rig.url, partnerIdentity("samsung"), query, { r });
    expect(samsung.data).toEqual({ _entities: [null] });
    const analyst = await callSubgraph(rig.url, analystIdentity(), query, { r });
    expect(analyst.data).toEqual({ _entities: [{ id: encodeId(type, key) }] });
  });

  it("names its sites as a field of partners, once each", async () => {
    const query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Partner { sites { slug } } } }";
    const r = ["samsung", "sk"].map((slug) => ({ __typename: "Partner", id: encodeId("Partner", slug) }));
    const { data } = await callSubgraph(rig.url, analystIdentity(), query, { r });
    expect(data).toEqual({
      _entities: [{ sites: [{ slug: "shared" }] }, { sites: [{ slug: "own" }, { slug: "shared" }] }],
    });
  });
});
