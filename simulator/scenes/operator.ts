/** What an operator does about nodes that fail, through the public graph. */

import { counted } from "./counted.ts";
import type { Stage } from "./stage.ts";

/** A node, as far as an operator's work is about it. */
export interface NodeRef {
  readonly id: string;
  readonly hostname: string;
}

/** A workload, as far as an operator's work is about it. */
export interface WorkloadRef {
  readonly id: string;
  readonly name: string;
  readonly gpuCount: number;
}

interface Found extends WorkloadRef {
  readonly state: string;
  readonly explanation: string | null;
}

const FOUND = "id name gpuCount state explanation";

/** Takes nodes out of service, which ends what runs on them. What is refused is left. @returns the workloads that it ended */
export async function takeOut(
  stage: Stage,
  nodes: readonly NodeRef[],
  reason: string,
): Promise<readonly WorkloadRef[]> {
  const ended = new Map<string, WorkloadRef>();
  const refused = await stage.each(nodes, async ({ id }) => {
    const { workloads } = await stage.graph.change<{ readonly workloads: readonly WorkloadRef[] }>(
      "failNode",
      { node: id, reason },
      "workloads { id name gpuCount }",
    );
    for (const workload of workloads) ended.set(workload.id, workload);
  });
  const out = counted(nodes.length - refused.length, "node");
  stage.say(`The operator takes out ${out}, which ends ${counted(ended.size, "workload")}.`);
  return [...ended.values()];
}

/** Queues again what was ended, and says what becomes of it at once. */
export async function queueAgain(stage: Stage, ended: readonly WorkloadRef[]): Promise<void> {
  const found: Found[] = [];
  await stage.each(ended, async ({ id }) => {
    const { workload } = await stage.graph.change<{ readonly workload: Found }>(
      "resumeWorkload",
      { workload: id },
      `workload { ${FOUND} }`,
    );
    found.push(workload);
  });
  sayWhere(stage, found);
}

/** Takes a node out of service and has what runs on it go on elsewhere, before anything else that waits. @throws SceneError */
export async function moveOff(stage: Stage, node: NodeRef, reason: string): Promise<void> {
  const { workloads } = await stage.graph.change<{ readonly workloads: readonly Found[] }>(
    "failNode",
    { node: node.id, reason, requeue: true },
    `workloads { ${FOUND} }`,
  );
  stage.say(`The operator takes out ${node.hostname}, which ends ${counted(workloads.length, "workload")}.`);
  sayWhere(stage, workloads);
}

function sayWhere(stage: Stage, queued: readonly Found[]): void {
  if (queued.length === 0) return;
  const running = queued.filter(({ state }) => state === "RUNNING").length;
  stage.say(`Queued again: ${running} of ${queued.length} at once elsewhere.`);
  const waiting = queued.find(({ explanation }) => explanation !== null);
  if (waiting !== undefined) stage.say(`${waiting.name} waits: ${waiting.explanation}`);
}

/** Brings nodes back from their repair. Those that are not out are left. @returns how many came back */
export async function putBack(stage: Stage, nodes: readonly NodeRef[]): Promise<number> {
  const refused = await stage.each(nodes, async ({ id }) => {
    await stage.graph.change("returnNode", { node: id }, "node { status }");
  });
  return nodes.length - refused.length;
}

/** Ends the faults of nodes. @throws SceneError with the first that is not ended, when all have been tried */
export async function repair(stage: Stage, nodes: readonly NodeRef[]): Promise<void> {
  const [failure] = await stage.each(nodes, async ({ hostname }) => await stage.exporters.repairNode(hostname));
  if (failure !== undefined) throw failure;
}
