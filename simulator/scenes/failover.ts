/** A partner's training job loses a node, and goes on elsewhere. */

import { counted } from "./counted.ts";
import { moveOff, type NodeRef, putBack, repair, type WorkloadRef } from "./operator.ts";
import { SceneError } from "./scene-error.ts";
import type { Scene, SceneChoices, Stage } from "./stage.ts";

interface Job extends WorkloadRef {
  readonly kind: string;
  readonly site: { readonly slug: string; readonly name: string } | null;
  readonly project: { readonly name: string };
  readonly nodes: { readonly totalCount: number; readonly nodes: readonly (NodeRef & { readonly status: string })[] };
}

const TRAINING = new Set(["PRETRAIN", "FINETUNE"]);
/** The GPU has fallen off the bus. */
const XID = 79;
const SLOT = 3;
const DEFAULT_REPAIR_SECONDS = 20;
/** The fault of a play that was killed is over by itself. */
const LONGEST_SECONDS = 3600;

const JOBS = `query ($partner: String) {
  workloads(filter: { partner: $partner, state: RUNNING }, first: 200) {
    nodes {
      id name kind gpuCount site { slug name } project { name }
      nodes(first: 1) { totalCount nodes { id hostname status } }
    }
  }
}`;
const ALERTS = `query ($site: String) {
  alerts(filter: { site: $site, kind: XID, standing: true }, first: 1000) { nodes { message node { id } } }
}`;
const STATE = `query ($id: ID!) {
  workload(id: $id) { state site { name } nodes(first: 1000) { nodes { id } } }
}`;

export const failover: Scene = {
  title: "a GPU falls off its bus under a training job; the node is taken out, and the job goes on elsewhere",
  play: async (stage, choices) => {
    const job = await findJob(stage, choices);
    const [node] = job.nodes.nodes;
    if (node === undefined) throw new SceneError(`${job.name} has no nodes any more: play the scene again.`);
    stage.say(`${job.name} of ${job.project.name} trains on ${job.gpuCount} GPUs of ${job.site?.name}.`);
    const repaired = stage.afterwards(async () => await repair(stage, [node]));
    await stage.exporters.breakNode(node.hostname, { xid: XID, slot: SLOT, forSeconds: LONGEST_SECONDS });
    stage.say(`GPU ${SLOT} of ${node.hostname} falls off the bus (XID ${XID}).`);
    const message = await stage.until("an alert of the node", async () => await alertOf(stage, job, node));
    stage.say(`Alert: ${message}`);
    const back = stage.afterwards(async () => void (await putBack(stage, [node])));
    const outAtMs = performance.now();
    await moveOff(stage, node, `XID ${XID}: a GPU has fallen off the bus`);
    await runsElsewhere(stage, job, node, outAtMs);
    await stage.pause(1000 * (choices.seconds ?? DEFAULT_REPAIR_SECONDS));
    await repaired();
    await back();
    stage.say(`${node.hostname} is repaired and in service.`);
  },
};

/** The smallest training job of several nodes: what is free elsewhere is most likely enough for it. */
async function findJob({ graph }: Stage, { partner, site }: SceneChoices): Promise<Job> {
  const { workloads } = await graph.ask<{ readonly workloads: { readonly nodes: readonly Job[] } }>(JOBS, { partner });
  const jobs = workloads.nodes.filter(
    (job) =>
      TRAINING.has(job.kind) &&
      job.nodes.totalCount > 1 &&
      job.nodes.nodes[0]?.status === "ALLOCATED" &&
      (site === null || job.site?.slug === site),
  );
  const [smallest] = jobs.toSorted((one, other) => one.gpuCount - other.gpuCount);
  if (smallest !== undefined) return smallest;
  throw new SceneError(
    `No training job of ${partner ?? "anybody"} runs on several nodes${site === null ? "" : ` at ${site}`}.`,
  );
}

async function alertOf({ graph }: Stage, job: Job, node: NodeRef): Promise<string | null> {
  const { alerts } = await graph.ask<{
    readonly alerts: {
      readonly nodes: readonly { readonly message: string; readonly node: { readonly id: string } }[];
    };
  }>(ALERTS, { site: job.site?.slug ?? null });
  return alerts.nodes.find((alert) => alert.node.id === node.id)?.message ?? null;
}

async function runsElsewhere(stage: Stage, job: Job, node: NodeRef, outAtMs: number): Promise<void> {
  const { site, nodes } = await stage.until(`${job.name} runs again`, async () => {
    const { workload } = await stage.graph.ask<{
      readonly workload: {
        readonly state: string;
        readonly site: { readonly name: string } | null;
        readonly nodes: { readonly nodes: readonly { readonly id: string }[] };
      };
    }>(STATE, { id: job.id });
    return workload.state === "RUNNING" ? workload : null;
  });
  const seconds = ((performance.now() - outAtMs) / 1000).toFixed(1);
  stage.say(`${job.name} runs again after ${seconds} s, on ${counted(nodes.nodes.length, "node")} of ${site?.name}.`);
  if (nodes.nodes.some(({ id }) => id === node.id)) throw new SceneError(`${job.name} is on the broken node again.`);
}
