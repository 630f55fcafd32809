/** Reads the raw collections and says which invariants of the fleet do not hold, without any code of the subgraph's. */

import type { Stores } from "../../../subgraphs/workloads/placing.ts";

/** One sentence for each violation. Meaningful only while no transaction is under way. */
export async function violations(stores: Stores): Promise<string[]> {
  const [nodes, placements, workloads, usages, cohorts, stock, projects] = await Promise.all([
    stores.nodes.find().lean(),
    stores.placements.find().lean(),
    stores.workloads.find().lean(),
    stores.projectUsage.find().lean(),
    stores.cohortUsage.find().lean(),
    stores.stock.find().lean(),
    stores.projects.find().lean(),
  ]);
  const found: string[] = [];
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(sentence);
  };
  const held = (of: (placement: (typeof placements)[number]) => boolean): number =>
    placements.filter(of).reduce((sum, { gpus }) => sum + gpus.length, 0);

  const gpus = placements.flatMap((placement) => placement.gpus);
  expect(new Set(gpus).size === gpus.length, "a GPU is held by two workloads");
  for (const node of nodes) {
    const here = placements.filter((placement) => placement.node === node._id);
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
  }
  for (const workload of workloads) {
    const mine = placements.filter((placement) => placement.workload === workload._id);
    const count = held((placement) => placement.workload === workload._id);
    const expected = workload.state === "RUNNING" ? workload.gpuCount : 0;
    expect(count === expected, `${workload._id} is ${workload.state} and holds ${count} of ${workload.gpuCount}`);
    expect(new Set(mine.map(({ site }) => site)).size <= 1, `${workload._id} is at two sites`);
  }
  for (const project of projects) {
    const count = held((placement) => placement.project === project._id);
    const usage = usages.find(({ _id }) => _id === project._id)?.gpusInUse ?? 0;
    expect(usage === count, `${project._id}: usage ${usage}, placements ${count}`);
    expect(count <= project.nominalQuota + project.borrowingLimit, `${project._id} is over its quota`);
  }
  for (const cohort of new Set(projects.map((project) => project.cohort))) {
    const members = projects.filter((project) => project.cohort === cohort);
    const count = held((placement) => members.some(({ _id }) => _id === placement.project));
    const usage = cohorts.find(({ _id }) => _id === cohort)?.gpusInUse ?? 0;
    expect(usage === count, `cohort ${cohort}: usage ${usage}, placements ${count}`);
    expect(
      count <= members.reduce((sum, { nominalQuota }) => sum + nominalQuota, 0),
      `cohort ${cohort} is over its quotas`,
    );
  }
  for (const { _id, partner, model, placed, active } of stock) {
    const count = held((placement) => placement.partner === partner && placement.model === model);
    expect(placed === count, `${_id}: placed ${placed}, placements ${count}`);
    expect(placed <= active, `${_id}: more placed than active`);
  }
  return found;
}
