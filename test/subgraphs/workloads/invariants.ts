/** Reads the raw collections and says which invariants of the fleet do not hold, without any code of the subgraphs'. */

import type { ClientSession, Connection } from "mongoose";
import type { DeliveryDocument, GpuDocument } from "../../../subgraphs/inventory/models.ts";
import type { Databases } from "../../../subgraphs/kit/database.ts";
import type { GrantDocument } from "../../../subgraphs/kit/published/grant.ts";
import type { NodeDocument } from "../../../subgraphs/kit/published/node.ts";
import type { PlacementDocument } from "../../../subgraphs/kit/published/placement.ts";
import type { ProjectDocument } from "../../../subgraphs/kit/published/project.ts";
import type { RackDocument } from "../../../subgraphs/kit/published/rack.ts";
import type { SiteDocument } from "../../../subgraphs/kit/published/site.ts";
import type { StockDocument } from "../../../subgraphs/kit/published/stock.ts";
import type { CohortUsageDocument, ProjectUsageDocument } from "../../../subgraphs/kit/published/usage.ts";
import type { AllotmentDocument, ProgrammeDocument } from "../../../subgraphs/partners/models.ts";
import type { WorkloadDocument } from "../../../subgraphs/workloads/models.ts";

type FleetDatabases = Pick<Databases, "inventory" | "partners" | "sites" | "workloads" | "transaction">;

/** Everything that the invariants speak of. */
interface Fleet {
  readonly nodes: readonly NodeDocument[];
  readonly gpus: readonly GpuDocument[];
  readonly deliveries: readonly DeliveryDocument[];
  readonly stock: readonly StockDocument[];
  readonly programmes: readonly ProgrammeDocument[];
  readonly allotments: readonly AllotmentDocument[];
  readonly grants: readonly GrantDocument[];
  readonly projects: readonly ProjectDocument[];
  readonly sites: readonly SiteDocument[];
  readonly racks: readonly RackDocument[];
  readonly workloads: readonly WorkloadDocument[];
  readonly placements: readonly PlacementDocument[];
  readonly projectUsage: readonly ProjectUsageDocument[];
  readonly cohortUsage: readonly CohortUsageDocument[];
}

type Expect = (holds: boolean, sentence: string) => void;

/** Rated watts of a GPU with its share of the server, written down again from the data sheets. */
const RATED_WATTS: Readonly<Record<string, number>> = {
  H200: 1275,
  GH200: 1300,
  B200: 1787.5,
  GB200: 1667,
  B300: 1750,
  GB300: 1833,
  RTX_PRO_6000: 850,
  VERA_RUBIN: 2640,
};

/** One sentence for each violation. All is read from one snapshot, so it must hold at any instant, whatever is under way. */
export async function violations(databases: FleetDatabases): Promise<string[]> {
  const fleet = await databases.transaction(async (session) => await readFleet(databases, session));
  const found: string[] = [];
  const expect: Expect = (holds, sentence) => {
    if (!holds) found.push(sentence);
  };
  checkStock(fleet, expect);
  checkProgrammes(fleet, expect);
  checkNodes(fleet, expect);
  checkWorkloads(fleet, expect);
  checkQuotas(fleet, expect);
  checkPower(fleet, expect);
  return found;
}

async function readFleet(databases: FleetDatabases, session: ClientSession): Promise<Fleet> {
  const { inventory, partners, sites, workloads } = databases;
  const all = async <T>(database: Connection, name: string): Promise<T[]> =>
    (await database.collection(name).find({}, { session }).toArray()) as unknown as T[];
  return {
    nodes: await all(inventory, "nodes"),
    gpus: await all(inventory, "gpus"),
    deliveries: await all(inventory, "deliveries"),
    stock: await all(inventory, "stock"),
    programmes: await all(partners, "programmes"),
    allotments: await all(partners, "allotments"),
    grants: await all(partners, "grants"),
    projects: await all(partners, "projects"),
    sites: await all(sites, "sites"),
    racks: await all(sites, "racks"),
    workloads: await all(workloads, "workloads"),
    placements: await all(workloads, "placements"),
    projectUsage: await all(workloads, "projectUsage"),
    cohortUsage: await all(workloads, "cohortUsage"),
  };
}

/** Invariant 1: placed ≤ active ≤ received ≤ ordered, and each count is what the records add up to. */
function checkStock({ stock, deliveries, gpus, placements }: Fleet, expect: Expect): void {
  const key = (record: { readonly partner: string; readonly model: string }): string =>
    `${record.partner}:${record.model}`;
  const ordered = sumBy(deliveries, key, ({ status, quantity, receivedQuantity }) =>
    status === "CANCELLED" ? receivedQuantity : quantity,
  );
  const received = sumBy(deliveries, key, ({ receivedQuantity }) => receivedQuantity);
  const inState = (state: string) => sumBy(gpus, key, ({ lifecycle }) => (lifecycle === state ? 1 : 0));
  const [installed, active, decommissioned] = [inState("INSTALLED"), inState("ACTIVE"), inState("DECOMMISSIONED")];
  const placed = sumBy(placements, key, (placement) => placement.gpus.length);
  for (const each of stock) {
    const { _id } = each;
    const counted = { ordered, received, installed, active, decommissioned, placed };
    for (const [name, sums] of Object.entries(counted)) {
      const is = each[name as keyof typeof counted];
      expect(is === (sums.get(_id) ?? 0), `${_id}: ${name} ${is}, records ${sums.get(_id) ?? 0}`);
    }
    expect(each.placed <= each.active, `${_id}: more placed than active`);
    const built = each.installed + each.active + each.decommissioned;
    expect(built <= each.received, `${_id}: more built in than received`);
    expect(each.received <= each.ordered, `${_id}: more received than ordered`);
  }
  const known = new Set(stock.map(({ _id }) => _id));
  for (const _id of [...ordered.keys(), ...active.keys(), ...placed.keys()]) {
    expect(known.has(_id), `${_id} has records and no stock`);
  }
  for (const { _id, quantity, receivedQuantity, receipts, status } of deliveries) {
    const arrived = receipts.reduce((sum, receipt) => sum + receipt.quantity, 0);
    expect(arrived === receivedQuantity && arrived <= quantity, `${_id}: receipts ${arrived} of ${quantity}`);
    const settled = status === "CANCELLED" || (status === "RECEIVED") === (arrived === quantity);
    expect(settled, `${_id} is ${status} with ${arrived} of ${quantity}`);
  }
}

/** Invariant 2: the allotments of a programme never exceed its total; what is ordered under it never exceeds the allotments. */
function checkProgrammes({ programmes, allotments, grants, deliveries }: Fleet, expect: Expect): void {
  const allotted = sumBy(
    allotments,
    ({ programme }) => programme,
    ({ quantity }) => quantity,
  );
  for (const { _id, total, allotted: counted } of programmes) {
    const sum = allotted.get(_id) ?? 0;
    expect(sum <= total && sum === counted, `programme ${_id}: ${sum} of ${total} allotted, counted ${counted}`);
  }
  const pair = (record: { readonly programme: string; readonly partner: string }): string =>
    `${record.programme}:${record.partner}`;
  const given = sumBy(allotments, pair, ({ quantity }) => quantity);
  const ordered = sumBy(deliveries, pair, ({ status, quantity, receivedQuantity }) =>
    status === "CANCELLED" ? receivedQuantity : quantity,
  );
  for (const grant of grants) {
    expect(grant.allotted === (given.get(grant._id) ?? 0), `grant ${grant._id}: allotted ${grant.allotted}`);
    expect(grant.ordered === (ordered.get(grant._id) ?? 0), `grant ${grant._id}: ordered ${grant.ordered}`);
    expect(grant.ordered <= grant.allotted, `grant ${grant._id}: more ordered than allotted`);
  }
}

/** Invariants 3, 6, 8 and 9: who holds which GPU, on nodes in which status, and that a uuid stands for one GPU. */
function checkNodes({ nodes, gpus, placements }: Fleet, expect: Expect): void {
  const held = placements.flatMap((placement) => placement.gpus);
  expect(new Set(held).size === held.length, "a GPU is held by two workloads");
  const uuids = nodes.flatMap((node) => node.gpus);
  expect(new Set(uuids).size === uuids.length, "a uuid is in two nodes");
  const records = new Map(gpus.map((gpu) => [gpu._id, gpu]));
  const active = gpus.filter(({ lifecycle }) => lifecycle === "ACTIVE").length;
  expect(active === uuids.length, `${active} GPUs are active, nodes name ${uuids.length}`);
  const byNode = groupBy(placements, ({ node }) => node);
  const known = new Set(nodes.map(({ _id }) => _id));
  for (const node of byNode.keys()) expect(known.has(node), `${node} holds placements and does not exist`);
  for (const node of nodes) {
    const here = byNode.get(node._id) ?? [];
    const mask = here.reduce((bits, placement) => bits | placement.mask, 0);
    const free = node.gpus.filter((_, slot) => (node.allocatedMask & (1 << slot)) === 0);
    expect(mask === node.allocatedMask, `${node._id}: mask ${node.allocatedMask}, placements ${mask}`);
    expect(node.freeGpus === free.length, `${node._id}: freeGpus ${node.freeGpus}, clear bits ${free.length}`);
    for (const placement of here) {
      const named = node.gpus.filter((_, slot) => (placement.mask & (1 << slot)) !== 0);
      expect(named.join() === placement.gpus.join(), `${placement._id}: uuids are not those of its mask`);
      expect(placement.partner === node.partner && placement.model === node.model, `${placement._id}: foreign node`);
    }
    const busy = node.status === "ALLOCATED" || node.status === "DRAINING";
    expect(busy === here.length > 0, `${node._id} is ${node.status} with ${here.length} placements`);
    const open = node.status === "IDLE" || node.status === "ALLOCATED";
    for (const [slot, uuid] of node.gpus.entries()) {
      const gpu = records.get(uuid);
      const fits = gpu?.node === node._id && gpu.slot === slot && gpu.lifecycle === "ACTIVE";
      expect(fits, `${uuid} is in slot ${slot} of ${node._id}, its record says otherwise`);
      expect(!(open && gpu?.health === "FAILED"), `${node._id} is ${node.status} and its ${uuid} has failed`);
    }
  }
}

function checkWorkloads({ workloads, placements }: Fleet, expect: Expect): void {
  const byWorkload = groupBy(placements, ({ workload }) => workload);
  const known = new Set(workloads.map(({ _id }) => _id));
  for (const workload of byWorkload.keys()) expect(known.has(workload), `${workload} holds GPUs and does not exist`);
  for (const workload of workloads) {
    const mine = byWorkload.get(workload._id) ?? [];
    const count = mine.reduce((sum, { gpus }) => sum + gpus.length, 0);
    const expected = workload.state === "RUNNING" ? workload.gpuCount : 0;
    expect(count === expected, `${workload._id} is ${workload.state} and holds ${count} of ${workload.gpuCount}`);
    expect(new Set(mine.map(({ site }) => site)).size <= 1, `${workload._id} is at two sites`);
    expect(workload.state !== "ADMITTED", `${workload._id} was left ADMITTED`);
  }
}

/** Invariant 4. */
function checkQuotas({ projects, projectUsage, cohortUsage, placements }: Fleet, expect: Expect): void {
  const used = sumBy(
    placements,
    ({ project }) => project,
    ({ gpus }) => gpus.length,
  );
  for (const project of projects) {
    const count = used.get(project._id) ?? 0;
    const usage = projectUsage.find(({ _id }) => _id === project._id)?.gpusInUse ?? 0;
    expect(usage === count, `${project._id}: usage ${usage}, placements ${count}`);
    expect(count <= project.nominalQuota + project.borrowingLimit, `${project._id} is over its quota`);
    expect(project.lendingLimit <= project.nominalQuota, `${project._id} lends more than it has`);
  }
  for (const [cohort, members] of groupBy(projects, (project) => project.cohort)) {
    const counter = cohortUsage.find(({ _id }) => _id === cohort);
    const count = members.reduce((sum, { _id }) => sum + (used.get(_id) ?? 0), 0);
    expect((counter?.gpusInUse ?? 0) === count, `cohort ${cohort}: usage ${counter?.gpusInUse}, placements ${count}`);
    const nominal = members.reduce((sum, { nominalQuota }) => sum + nominalQuota, 0);
    expect(count <= nominal, `cohort ${cohort} is over its quotas`);
    const shared = members.reduce(
      (sum, { _id, nominalQuota, lendingLimit }) =>
        sum + Math.max(0, (used.get(_id) ?? 0) - (nominalQuota - lendingLimit)),
      0,
    );
    const lent = members.reduce((sum, { lendingLimit }) => sum + lendingLimit, 0);
    expect(
      shared === (counter?.sharedInUse ?? 0),
      `cohort ${cohort}: shared ${counter?.sharedInUse}, counted ${shared}`,
    );
    expect(shared <= lent, `cohort ${cohort} shares ${shared} of ${lent}`);
    expect((counter?.reclaimedQuota ?? 0) >= 0, `cohort ${cohort} has given out more than was reclaimed`);
  }
}

/** Invariant 5. */
function checkPower({ sites, racks, nodes, placements }: Fleet, expect: Expect): void {
  const rated = (node: NodeDocument): number => RATED_WATTS[node.model] ?? Number.NaN;
  const byHostname = new Map(nodes.map((node) => [node._id, node]));
  const rackOf = ({ node }: PlacementDocument): string => byHostname.get(node)?.rack ?? "";
  const activeOf = (node: NodeDocument): number => node.gpus.length * rated(node);
  const busyOf = ({ model, gpus }: PlacementDocument): number => gpus.length * (RATED_WATTS[model] ?? Number.NaN);
  const activeAt = sumBy(nodes, ({ site }) => site, activeOf);
  const busyAt = sumBy(placements, ({ site }) => site, busyOf);
  const activeIn = sumBy(nodes, ({ rack }) => rack, activeOf);
  const busyIn = sumBy(placements, rackOf, busyOf);
  for (const { _id, pue, powerCapWatts, activePowerWatts, busyPowerWatts } of sites) {
    const active = activeAt.get(_id) ?? 0;
    expect(active * pue <= powerCapWatts, `site ${_id}: ${active * pue} W active, cap ${powerCapWatts} W`);
    expect(active === activePowerWatts, `site ${_id}: active ${activePowerWatts} W, nodes ${active} W`);
    expect(
      (busyAt.get(_id) ?? 0) === busyPowerWatts,
      `site ${_id}: busy ${busyPowerWatts} W, placements ${busyAt.get(_id)} W`,
    );
  }
  for (const { _id, powerCapWatts, activePowerWatts, busyPowerWatts } of racks) {
    const active = activeIn.get(_id) ?? 0;
    expect(active <= powerCapWatts, `rack ${_id}: ${active} W active, cap ${powerCapWatts} W`);
    expect(active === activePowerWatts, `rack ${_id}: active ${activePowerWatts} W, nodes ${active} W`);
    expect(
      (busyIn.get(_id) ?? 0) === busyPowerWatts,
      `rack ${_id}: busy ${busyPowerWatts} W, placements ${busyIn.get(_id)} W`,
    );
  }
}

function sumBy<T>(
  records: readonly T[],
  keyOf: (record: T) => string,
  valueOf: (record: T) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const record of records) sums.set(keyOf(record), (sums.get(keyOf(record)) ?? 0) + valueOf(record));
  return sums;
}

function groupBy<T>(records: readonly T[], keyOf: (record: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) groups.set(keyOf(record), [...(groups.get(keyOf(record)) ?? []), record]);
  return groups;
}
