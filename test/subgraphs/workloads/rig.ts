/** The workloads subgraph over a small fleet of two partners, in databases of its own. */

import type { FormattedExecutionResult } from "graphql-ws";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { IDENTITY_HEADER, type SignedIdentity } from "../../../schema/wire.ts";
import { type DeliveryDocument, type GpuDocument, inventoryModels } from "../../../subgraphs/inventory/models.ts";
import { createLog } from "../../../subgraphs/kit/log.ts";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { GPUS_PER_NODE, type NodeDocument } from "../../../subgraphs/kit/published/node.ts";
import type { Provenance } from "../../../subgraphs/kit/published/provenance.ts";
import type { RackDocument } from "../../../subgraphs/kit/published/rack.ts";
import type { SiteDocument } from "../../../subgraphs/kit/published/site.ts";
import { noStock } from "../../../subgraphs/kit/published/stock.ts";
import type { Stores } from "../../../subgraphs/workloads/stores.ts";
import { openStores, serve } from "../../../subgraphs/workloads/server.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { type TestDatabase, testDatabase } from "../../support/mongo.ts";
import {
  callSubgraph,
  signIdentity,
  type SubgraphAnswer,
  TEST_CURSOR_SECRET,
  TEST_IDENTITY_SECRET,
} from "../../support/subgraph-call.ts";

const PROVENANCE: Provenance = { kind: "ILLUSTRATIVE", source: "test fleet", date: "2026-11-23" };

/** Nodes by partner and site; all of them B200. */
const FLEET = [
  { partner: "samsung", site: "hwaseong", nodes: 6 },
  { partner: "samsung", site: "pangyo", nodes: 3 },
  { partner: "hyundai", site: "ulsan", nodes: 4 },
] as const;

/** The cohort of Samsung's two projects has 64 GPUs of quota, of 72 that are there. */
const PROJECTS = [
  { _id: "samsung-litho", partner: "samsung", nominalQuota: 40, borrowingLimit: 16, lendingLimit: 40 },
  { _id: "samsung-robots", partner: "samsung", nominalQuota: 24, borrowingLimit: 8, lendingLimit: 24 },
  { _id: "hyundai-driving", partner: "hyundai", nominalQuota: 32, borrowingLimit: 0, lendingLimit: 0 },
] as const;

export type ProjectKey = (typeof PROJECTS)[number]["_id"];

export interface WorkloadsRig extends AsyncDisposable {
  readonly url: string;
  readonly database: TestDatabase;
  readonly stores: Stores;
  /** Brings the fleet back to how it was at first: idle, with no workload. */
  readonly reset: () => Promise<void>;
  readonly call: (
    as: SignedIdentity,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<SubgraphAnswer>;
  readonly submit: (as: SignedIdentity, input: SubmitInput) => Promise<Payload>;
  readonly cancel: (as: SignedIdentity, id: string, key?: string) => Promise<Payload>;
  /** Any mutation that answers a workload, by its name, under a key of its own unless the input brings one. */
  readonly mutate: (as: SignedIdentity, name: string, input: object) => Promise<Payload>;
  /** Results of one subscription, on a socket of its own. */
  readonly subscribe: (
    as: SignedIdentity,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => AsyncIterableIterator<FormattedExecutionResult>;
}

export interface SubmitInput {
  readonly project: ProjectKey;
  readonly gpuCount: number;
  readonly key?: string;
  readonly name?: string;
  readonly model?: string;
  readonly site?: string;
  readonly placeNow?: boolean;
  readonly whatIf?: boolean;
}

export interface Payload {
  readonly workload: {
    readonly id: string;
    readonly state: string;
    readonly reason: string | null;
    readonly explanation: string | null;
    readonly gpuCount: number;
    readonly submittedAt: string;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly site: { readonly id: string } | null;
    readonly nodes: { readonly totalCount: number; readonly edges: readonly { readonly gpuCount: number }[] };
  } | null;
  readonly refusal: {
    readonly code: string;
    readonly message: string;
    readonly needed: number | null;
    readonly available: number | null;
  } | null;
}

const PAYLOAD = `{
  workload { id state reason explanation gpuCount submittedAt startedAt endedAt site { id } nodes { totalCount edges { gpuCount } } }
  refusal { code message needed available }
}`;

/**
 * Starts the subgraph without a collector.
 * @param instances how many share the databases; mutations go to each in turn, all else to the first
 */
export async function workloadsRig({ instances = 1 } = {}): Promise<WorkloadsRig> {
  const cleanup = createCleanup();
  const database = cleanup.use(await testDatabase());
  const { databases, mongodbUri, databasePrefix } = database;
  const stores = openStores(databases);
  await seed(database, stores);
  const config = {
    mongodbUri,
    databasePrefix,
    host: "127.0.0.1",
    port: 0,
    identitySecret: TEST_IDENTITY_SECRET,
    cursorSecret: TEST_CURSOR_SECRET,
    connectTimeoutMs: 5000,
  };
  const urls: string[] = [];
  while (urls.length < instances) {
    const log = createLog("workloads", "silent");
    const subgraph = await serve({ config, databases, log, env: { COLLECTOR: "off" } });
    cleanup.defer(async () => await subgraph.close());
    urls.push(subgraph.url);
  }
  const [url = ""] = urls;
  let turn = 0;
  const call: WorkloadsRig["call"] = async (as, query, variables) => await callSubgraph(url, as, query, variables);
  const mutate = async (as: SignedIdentity, name: string, given: object): Promise<Payload> => {
    turn += 1;
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { it: ${name}(input: $input) ${PAYLOAD} }`;
    const input = { idempotencyKey: unique(), ...given };
    const { data, errors } = await callSubgraph(urls[turn % instances] ?? url, as, document, { input });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return data?.["it"] as Payload;
  };
  return {
    url,
    database,
    stores,
    reset: async () => {
      const { inventory, partners, sites, workloads } = databases;
      for (const [connection, names] of [
        [inventory, ["nodes", "gpus", "stock", "deliveries"]],
        [partners, ["projects"]],
        [sites, ["sites", "racks"]],
        [workloads, ["workloads", "placements", "projectUsage", "cohortUsage"]],
      ] as const) {
        for (const name of names) await connection.collection(name).deleteMany({});
      }
      await seed(database, stores);
    },
    call,
    mutate,
    submit: async (as, { project, gpuCount, key = unique(), name = "job", model = "B200", ...more }) =>
      await mutate(as, "submitWorkload", {
        project: encodeId("Project", project),
        name,
        kind: "FINETUNE",
        model,
        gpuCount,
        idempotencyKey: key,
        ...more,
      }),
    cancel: async (as, id, key = unique()) => await mutate(as, "cancelWorkload", { workload: id, idempotencyKey: key }),
    subscribe: (as, query, variables = {}) => {
      const client = socket(url);
      cleanup.defer(async () => await client.dispose());
      return client.iterate({
        query,
        variables: { ...variables },
        extensions: { [IDENTITY_HEADER]: signIdentity(as) },
      });
    },
    [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
  };
}

/** Polls until the condition holds. @throws Error after 10 s */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadlineMs = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadlineMs) throw new Error(`still not so after 10 s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let keys = 0;

/** An idempotency key that this process has not used. */
export function unique(): string {
  keys += 1;
  return `key-${process.pid}-${keys}`;
}

function socket(url: string): Client {
  return createClient({
    url: `${url.replace("http:", "ws:")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
}

async function seed({ databases }: TestDatabase, stores: Stores): Promise<void> {
  const nodes = FLEET.flatMap(({ partner, site, nodes }) =>
    Array.from({ length: nodes }, (_, index) => nodeOf(partner, site, index)),
  );
  const { gpus, deliveries } = inventoryModels(databases);
  await stores.nodes.insertMany(nodes);
  await gpus.insertMany(nodes.flatMap(gpusOf));
  const partners = [...new Set(FLEET.map(({ partner }) => partner))];
  for (const partner of partners) {
    const quantity = nodes.filter((node) => node.partner === partner).length * GPUS_PER_NODE;
    const counts = { ordered: quantity, received: quantity, active: quantity };
    await stores.stock.create({ ...noStock(partner, "B200"), ...counts });
    await deliveries.create(deliveryOf(partner, quantity));
  }
  for (const { partner, site } of FLEET) {
    const activePowerWatts = nodes.filter((node) => node.site === site).length * NODE_WATTS;
    await stores.sites.create(siteOf(partner, site, activePowerWatts));
    await stores.racks.create(rackOf(partner, site, activePowerWatts));
  }
  await stores.projects.insertMany(
    PROJECTS.map((project) => ({
      ...project,
      name: project._id,
      sector: "INDUSTRY" as const,
      cohort: project.partner,
      provenance: PROVENANCE,
    })),
  );
}

const NODE_WATTS = 14_300;

function siteOf(partner: string, _id: string, activePowerWatts: number): SiteDocument {
  return {
    _id,
    name: _id,
    operator: partner,
    status: "ACTIVE",
    latitude: 37,
    longitude: 127,
    powerCapWatts: 1_000_000,
    pue: 1.25,
    activePowerWatts,
    busyPowerWatts: 0,
    powerLimitWatts: null,
    tenants: [partner],
    provenance: PROVENANCE,
  };
}

function rackOf(partner: string, site: string, activePowerWatts: number): RackDocument {
  return {
    _id: `${site}-r1`,
    name: `${site}-r1`,
    hall: `${site}-hall`,
    site,
    partner,
    status: "ACTIVE",
    powerCapWatts: 200_000,
    activePowerWatts,
    busyPowerWatts: 0,
    powerLimitWatts: null,
    cooling: "AIR",
    provenance: PROVENANCE,
  };
}

function deliveryOf(partner: string, quantity: number): DeliveryDocument {
  return {
    _id: `${partner}-delivery`,
    partner,
    site: null,
    model: "B200",
    programme: "test",
    quantity,
    receivedQuantity: quantity,
    status: "RECEIVED",
    expectedOn: "2026-01-01",
    receivedOn: "2026-01-01",
    receipts: [{ at: new Date("2026-01-01T00:00:00.000Z"), quantity }],
    provenance: PROVENANCE,
  };
}

function gpusOf({ _id: node, partner, site, model, gpus }: NodeDocument): GpuDocument[] {
  const facts = { lifecycle: "ACTIVE", health: "OK", lastXid: null, xids: [], programme: "test" } as const;
  const whose = { partner, owner: partner, operator: partner, provenance: PROVENANCE };
  return gpus.map((_id, slot) => ({ _id, node, slot, model, site, ...whose, ...facts }));
}

function nodeOf(partner: string, site: string, index: number): NodeDocument {
  const _id = `${site}-n${String(index).padStart(3, "0")}`;
  return {
    _id,
    partner,
    site,
    rack: `${site}-r1`,
    model: "B200",
    status: "IDLE",
    statusReason: null,
    allocatedMask: 0,
    freeGpus: GPUS_PER_NODE,
    gpus: Array.from({ length: GPUS_PER_NODE }, (_, slot) => `GPU-${_id}-${slot}`),
    programme: "test",
    owner: partner,
    operator: partner,
    ratedPowerWatts: NODE_WATTS,
    provenance: PROVENANCE,
  };
}
