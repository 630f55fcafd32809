/** Workloads that come, run and end, as people submit them: all through the public graph. */

import type { WorkloadKind } from "../../subgraphs/kit/published/placement.ts";
import { createRandom, type Random } from "../../subgraphs/seed/random.ts";
import { SceneError } from "./scene-error.ts";
import type { Scene, SceneChoices, Stage } from "./stage.ts";

interface Project {
  readonly id: string;
  readonly name: string;
}

interface Submitted {
  readonly id: string;
  readonly endsAtMs: number;
  readonly ending: Ending;
}

type Ending = "COMPLETED" | "FAILED" | "CANCELLED";

const DEFAULT_SECONDS = 120;
const ARRIVAL_MS = 1000;
const REPORT_MS = 10_000;
/** Of what is under way at once. Beyond it nothing new is submitted. */
const MOST = 50;
const SHORTEST_RUN_MS = 10_000;
const LONGEST_RUN_MS = 60_000;
/** By GPU time, of Kalos (AcmeTrace; Hu et al., NSDI 2024): 31 % completed, 61 % cancelled, 8 % failed. */
const ENDINGS: readonly (readonly [Ending, number])[] = [
  ["COMPLETED", 0.31],
  ["CANCELLED", 0.61],
  ["FAILED", 0.08],
];
/** Most jobs are small, and most GPUs belong to large ones, as on Kalos. */
const SIZES: readonly (readonly [gpuCount: number, share: number])[] = [
  [1, 0.4],
  [4, 0.15],
  [8, 0.25],
  [16, 0.1],
  [32, 0.06],
  [64, 0.04],
];
const KINDS: readonly (readonly [WorkloadKind, number])[] = [
  ["EVALUATION", 0.45],
  ["FINETUNE", 0.25],
  ["INFERENCE", 0.15],
  ["PRETRAIN", 0.15],
];

const PARTNERS = `{ partners { slug projects(first: 50) { nodes { id name } } } }`;
const MODELS = `query ($partner: String) {
  nodes(filter: { partner: $partner }, first: 1) { nodes { model { name } } }
}`;

export const traffic: Scene = {
  title: "workloads are submitted, run and end, one a second",
  play: async (stage, choices) => {
    const projects = await findProjects(stage, choices);
    const random = createRandom(`traffic of ${choices.partner ?? "all"}`);
    const under: Submitted[] = [];
    const counts = { submitted: 0, running: 0, waiting: 0, refused: 0, ended: 0 };
    const report = (): void => {
      stage.say(
        `${counts.submitted} submitted: ${counts.running} ran at once, ${counts.waiting} had to wait, ` +
          `${counts.refused} were refused; ${counts.ended} have ended.`,
      );
    };
    // Whatever is still there is nobody's when the play is over.
    stage.afterwards(async () => {
      const refused = await stage.each(under.splice(0), async ({ id }) => await end(stage, id, "CANCELLED"));
      if (refused.length > 0) stage.say(`${refused.length} had ended by themselves.`);
    });
    const untilMs = Date.now() + 1000 * (choices.seconds ?? DEFAULT_SECONDS);
    let reportAtMs = Date.now() + REPORT_MS;
    while (Date.now() < untilMs) {
      const due = under.filter(({ endsAtMs }) => endsAtMs <= Date.now());
      for (const one of due) under.splice(under.indexOf(one), 1);
      const early = await stage.each(due, async ({ id, ending }) => await end(stage, id, ending));
      counts.ended += due.length - early.length;
      if (under.length < MOST) await submitOne();
      if (Date.now() >= reportAtMs) {
        report();
        reportAtMs += REPORT_MS;
      }
      await stage.pause(ARRIVAL_MS);
    }
    report();

    async function submitOne(): Promise<void> {
      const { project, model } = random.pick(projects);
      const kind = pickShare(random, KINDS);
      const gpuCount = pickShare(random, SIZES);
      const runMs = random.integer(SHORTEST_RUN_MS, LONGEST_RUN_MS);
      const ending = pickShare(random, ENDINGS);
      counts.submitted += 1;
      try {
        const name = `traffic-${kind.toLowerCase()}-${gpuCount}`;
        const { workload } = await stage.graph.change<{ readonly workload: { readonly id: string; state: string } }>(
          "submitWorkload",
          { project: project.id, name, kind, model, gpuCount },
          "workload { id state }",
        );
        counts[workload.state === "RUNNING" ? "running" : "waiting"] += 1;
        under.push({ id: workload.id, endsAtMs: Date.now() + runMs, ending });
      } catch (error) {
        if (!(error instanceof SceneError)) throw error;
        counts.refused += 1;
      }
    }
  },
};

/** What still waits when its time is over is cancelled: nobody waits for it any more. */
async function end({ graph }: Stage, workload: string, ending: Ending): Promise<void> {
  const finished = ending !== "CANCELLED" && (await isRunning(graph, workload));
  if (finished) await graph.change("finishWorkload", { workload, outcome: ending }, "workload { state }");
  else await graph.change("cancelWorkload", { workload }, "workload { state }");
}

async function isRunning(graph: Stage["graph"], id: string): Promise<boolean> {
  const query = "query ($id: ID!) { workload(id: $id) { state } }";
  const { workload } = await graph.ask<{ readonly workload: { readonly state: string } | null }>(query, { id });
  return workload?.state === "RUNNING";
}

/** Every project with the model that its partner has most likely. */
async function findProjects(
  { graph }: Stage,
  { partner }: SceneChoices,
): Promise<readonly { readonly project: Project; readonly model: string }[]> {
  const { partners } = await graph.ask<{
    readonly partners: readonly { readonly slug: string; readonly projects: { readonly nodes: readonly Project[] } }[];
  }>(PARTNERS);
  const found: { readonly project: Project; readonly model: string }[] = [];
  for (const { slug, projects } of partners) {
    if (partner !== null && slug !== partner) continue;
    const { nodes } = await graph.ask<{
      readonly nodes: { readonly nodes: readonly { readonly model: { readonly name: string } }[] };
    }>(MODELS, { partner: slug });
    const model = nodes.nodes[0]?.model.name;
    if (model !== undefined) found.push(...projects.nodes.map((project) => ({ project, model })));
  }
  if (found.length > 0) return found;
  throw new SceneError(partner === null ? "There is no project." : `${partner} has no project, or no GPUs.`);
}

function pickShare<Value>(random: Random, shares: readonly (readonly [Value, number])[]): Value {
  return random.pick(shares, ([, share]) => share)[0];
}
