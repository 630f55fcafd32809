/** Many GPUs report faults within moments, as after a bad driver or in a hot aisle. */

import { GPUS_PER_NODE } from "../../subgraphs/kit/published/node.ts";
import { counted } from "./counted.ts";
import { type NodeRef, putBack, queueAgain, repair, takeOut } from "./operator.ts";
import { SceneError } from "./scene-error.ts";
import type { Scene, SceneChoices, Stage } from "./stage.ts";

const DEFAULT_NODES = 24;
const MAX_NODES = 1000;
const DEFAULT_SECONDS = 30;
/** The faults of a play that was killed are over by themselves. */
const LONGEST_SECONDS = 3600;
/** One after the other. For a page fault, the last one, there is no alert: it is the program's. */
const XIDS = [79, 48, 119, 31] as const;
const NO_ALERT = 31;

const NODES = `query ($partner: String, $site: String, $first: Int!) {
  nodes(filter: { partner: $partner, site: $site, status: ALLOCATED }, first: $first) { nodes { id hostname } }
}`;
const ALERTS = `query ($partner: String, $site: String) {
  alerts(filter: { partner: $partner, site: $site, kind: XID, standing: true }, first: 1000) { nodes { node { id } } }
}`;

export const xidStorm: Scene = {
  title: "GPUs report XIDs all at once; alerts are raised, the nodes are taken out, reset and back",
  play: async (stage, choices) => {
    const nodes = await findNodes(stage, choices);
    const faults = nodes.map((node, index) => {
      return { node, xid: XIDS[index % XIDS.length] ?? NO_ALERT, slot: index % GPUS_PER_NODE };
    });
    const failing = faults.filter(({ xid }) => xid !== NO_ALERT).map(({ node }) => node);
    const reset = stage.afterwards(async () => await repair(stage, nodes));
    const [failure] = await stage.each(faults, async ({ node: { hostname }, xid, slot }) => {
      await stage.exporters.breakNode(hostname, { xid, slot, forSeconds: LONGEST_SECONDS });
    });
    if (failure !== undefined) throw failure;
    stage.say(`GPUs of ${counted(nodes.length, "node")} report XIDs ${XIDS.join(", ")}.`);
    await stage.until("an alert of each failing node", async () => {
      const told = await alerted(stage, choices);
      return failing.every(({ id }) => told.has(id)) ? true : null;
    });
    stage.say(`Raised: ${counted(failing.length, "alert")}.`);
    const back = stage.afterwards(async () => {
      stage.say(`In service again: ${counted(await putBack(stage, failing), "node")}.`);
    });
    await queueAgain(stage, await takeOut(stage, failing, "XID: a GPU fails"));
    await stage.pause(1000 * (choices.seconds ?? DEFAULT_SECONDS));
    await reset();
    stage.say("The GPUs have been reset.");
    await back();
    await stage.until("the alerts are over", async () => {
      const told = await alerted(stage, choices);
      return failing.some(({ id }) => told.has(id)) ? null : true;
    });
    stage.say("The alerts are over.");
  },
};

async function findNodes({ graph }: Stage, choices: SceneChoices): Promise<readonly NodeRef[]> {
  const { nodes } = await graph.ask<{ readonly nodes: { readonly nodes: readonly NodeRef[] } }>(NODES, {
    ...where(choices),
    first: Math.min(MAX_NODES, choices.nodes ?? DEFAULT_NODES),
  });
  if (nodes.nodes.length === 0) throw new SceneError("No node there has work.");
  return nodes.nodes;
}

/** Nodes of which an XID alert stands. */
async function alerted({ graph }: Stage, choices: SceneChoices): Promise<ReadonlySet<string>> {
  const { alerts } = await graph.ask<{
    readonly alerts: { readonly nodes: readonly { readonly node: { readonly id: string } }[] };
  }>(ALERTS, where(choices));
  return new Set(alerts.nodes.map(({ node }) => node.id));
}

function where({ partner, site }: SceneChoices): Readonly<Record<string, string | null>> {
  return { partner, site };
}
