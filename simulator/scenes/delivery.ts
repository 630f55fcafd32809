/** GPUs that were ordered arrive, are built in and switched on, and their exporters are scraped. */

import { randomBytes, randomUUID } from "node:crypto";
import { GPUS_PER_NODE } from "../../subgraphs/kit/published/node.ts";
import type { NodeRef } from "./operator.ts";
import { SceneError } from "./scene-error.ts";
import type { Scene, SceneChoices, Stage } from "./stage.ts";

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly programme: string;
  readonly quantity: number;
  readonly receivedQuantity: number;
  readonly partner: { readonly slug: string; readonly name: string };
  readonly site: { readonly slug: string; readonly name: string } | null;
  readonly model: { readonly name: string };
}

interface Rack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly partner: { readonly slug: string };
  readonly nodes: readonly {
    readonly owner: string;
    readonly operator: string;
    readonly model: { readonly name: string };
  }[];
}

const DEFAULT_NODES = 2;
const COMING = ["IN_TRANSIT", "PARTIALLY_RECEIVED", "PLANNED"];
const RACK_IN_USE = new Set(["ACTIVE", "AVAILABLE"]);

const DELIVERIES = `query ($partner: String, $status: DeliveryStatus!) {
  deliveries(filter: { partner: $partner, status: $status }, first: 200) {
    nodes {
      id status programme quantity receivedQuantity
      partner { slug name } site { slug name } model { name }
    }
  }
}`;
const RACKS = `query ($slug: String!) {
  site(slug: $slug) {
    racks(first: 1000) { nodes { id name status partner { slug } nodes { owner operator model { name } } } }
  }
}`;
const SCRAPED = "query ($hostname: String!) { node(hostname: $hostname) { lastScrapedAt } }";

export const delivery: Scene = {
  title: "GPUs that were ordered arrive, are built in and switched on, and report",
  play: async (stage, choices) => {
    const nodes = choices.nodes ?? DEFAULT_NODES;
    const { order, site, rack } = await findOrder(stage, choices, nodes * GPUS_PER_NODE);
    const quantity = nodes * GPUS_PER_NODE;
    const { partner, model } = order;
    if (order.status === "PLANNED") {
      await stage.graph.change("shipDelivery", { delivery: order.id }, "delivery { status }");
      stage.say(`An order of ${partner.name}'s is sent: ${order.quantity} ${model.name} for ${site.name}.`);
    }
    const { delivery: received } = await stage.graph.change<{ readonly delivery: Delivery }>(
      "receiveDelivery",
      { delivery: order.id, quantity },
      "delivery { receivedQuantity quantity }",
    );
    stage.say(
      `${quantity} ${model.name} of ${partner.name}'s arrive at ${site.name}: ` +
        `${received.receivedQuantity} of ${received.quantity} are there.`,
    );
    const built: NodeRef[] = [];
    for (let count = 0; count < nodes; count += 1) built.push(await install(stage, order, site.slug, rack));
    stage.say(`They are built into rack ${rack.name}: ${built.map(({ hostname }) => hostname).join(", ")}.`);
    for (const { id } of built) await stage.graph.change("activateGpus", { node: id }, "node { status }");
    stage.say("They are switched on, and take work.");
    const switchedOnAtMs = performance.now();
    for (const { hostname } of built) {
      await stage.until(`${hostname} is scraped`, async () => {
        const { node } = await stage.graph.ask<{ readonly node: { readonly lastScrapedAt: string | null } }>(SCRAPED, {
          hostname,
        });
        return node.lastScrapedAt;
      });
    }
    stage.say(`All of them report, ${((performance.now() - switchedOnAtMs) / 1000).toFixed(1)} s later.`);
  },
};

/** An order of which so many GPUs are still to come, and a rack of its partner's at its site. */
async function findOrder(
  { graph }: Stage,
  { partner, site }: SceneChoices,
  quantity: number,
): Promise<{ readonly order: Delivery; readonly site: NonNullable<Delivery["site"]>; readonly rack: Rack }> {
  for (const status of COMING) {
    const { deliveries } = await graph.ask<{ readonly deliveries: { readonly nodes: readonly Delivery[] } }>(
      DELIVERIES,
      { partner, status },
    );
    for (const order of deliveries.nodes) {
      if (order.site === null || order.quantity - order.receivedQuantity < quantity) continue;
      if (site !== null && order.site.slug !== site) continue;
      const rack = await findRack(graph, order, order.site.slug);
      if (rack !== null) return { order, site: order.site, rack };
    }
  }
  throw new SceneError(
    `No order of ${partner ?? "anybody"}${site === null ? "" : ` for ${site}`} has ${quantity} GPUs still to come, and a rack for them.`,
  );
}

/** The rack with the fewest nodes, among those of the order's partner that have its model. */
async function findRack(graph: Stage["graph"], order: Delivery, slug: string): Promise<Rack | null> {
  const { site } = await graph.ask<{ readonly site: { readonly racks: { readonly nodes: readonly Rack[] } } }>(RACKS, {
    slug,
  });
  const racks = site.racks.nodes.filter(
    ({ status, partner, nodes }) =>
      RACK_IN_USE.has(status) &&
      partner.slug === order.partner.slug &&
      nodes.some(({ model }) => model.name === order.model.name),
  );
  return racks.toSorted((one, other) => one.nodes.length - other.nodes.length)[0] ?? null;
}

async function install({ graph }: Stage, order: Delivery, site: string, rack: Rack): Promise<NodeRef> {
  const [neighbour] = rack.nodes;
  if (neighbour === undefined) throw new SceneError(`Rack ${rack.name} is empty.`);
  const model = order.model.name.toLowerCase().replaceAll("_", "-");
  const name = `${order.partner.slug}-${site}-${model}-${randomBytes(3).toString("hex")}`;
  const { node } = await graph.change<{ readonly node: NodeRef }>(
    "installGpus",
    {
      rack: rack.id,
      hostname: name,
      model: order.model.name,
      programme: order.programme,
      owner: neighbour.owner,
      operator: neighbour.operator,
      gpus: Array.from({ length: GPUS_PER_NODE }, () => `GPU-${randomUUID()}`),
    },
    "node { id hostname }",
  );
  return node;
}
