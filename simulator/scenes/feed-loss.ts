/** A data centre loses a power feed: racks of a hall go dark, and the site may draw half for as long. */

import { counted } from "./counted.ts";
import { type NodeRef, putBack, queueAgain, repair, takeOut } from "./operator.ts";
import { SceneError } from "./scene-error.ts";
import type { Scene, SceneChoices, Stage } from "./stage.ts";

interface Site {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly powerCapWatts: number;
  readonly powerLimitWatts: number | null;
  readonly racks: { readonly nodes: readonly Rack[] };
}

interface Rack {
  readonly hall: { readonly id: string; readonly name: string };
  readonly nodes: readonly (NodeRef & { readonly status: string })[];
}

const DEFAULT_NODES = 64;
const DEFAULT_SECONDS = 60;
/** The silence of a play that was killed is over by itself. */
const LONGEST_SECONDS = 3600;
/** What is left of the power that the site may draw. */
const POWER_LEFT = 0.5;
/** Statuses of nodes of which one hears when they answer. */
const WORKING = new Set(["ALLOCATED", "IDLE", "DRAINING"]);

const SITES = "{ sites(filter: { status: ACTIVE }) { slug activeGpus } }";
const SITE = `query ($slug: String!) {
  site(slug: $slug) {
    id slug name powerCapWatts powerLimitWatts
    racks(first: 1000) { nodes { hall { id name } nodes { id hostname status } } }
  }
}`;
const SEEN = `query ($slug: String!) {
  site(slug: $slug) { utilisation { coverage } staleNodes { id } }
  alerts(filter: { site: $slug, kind: STALE_NODE, standing: true }, first: 1000) { nodes { node { id } } }
}`;

interface Seen {
  readonly site: {
    readonly utilisation: { readonly coverage: number };
    readonly staleNodes: readonly { readonly id: string }[];
  };
  readonly alerts: { readonly nodes: readonly { readonly node: { readonly id: string } }[] };
}

export const feedLoss: Scene = {
  title: "a data centre loses a power feed; racks go dark, work is moved, and all comes back",
  play: async (stage, choices) => {
    const site = await findSite(stage, choices);
    const { hall, nodes } = onLostFeed(site, choices.nodes ?? DEFAULT_NODES);
    const ids = new Set(nodes.map(({ id }) => id));
    const powered = await loseFeed(stage, site, nodes);
    const left = Math.round((site.powerCapWatts * POWER_LEFT) / 1000).toLocaleString("en");
    stage.say(
      `${hall} of ${site.name} loses a feed: no power at ${counted(nodes.length, "node")}, and the site may draw ${left} kW.`,
    );
    const coverage = await stage.until("an alert of each dark node", async () => {
      const seen = await stage.graph.ask<Seen>(SEEN, { slug: site.slug });
      const told = new Set(seen.alerts.nodes.map(({ node }) => node.id));
      return [...ids].every((id) => told.has(id)) ? seen.site.utilisation.coverage : null;
    });
    stage.say(`There is an alert of each; ${(coverage * 100).toFixed(1)} % of the site's GPUs report.`);
    const back = stage.afterwards(async () => {
      stage.say(`Power is back, and ${counted(await putBack(stage, nodes), "node")} in service again.`);
    });
    await queueAgain(stage, await takeOut(stage, nodes, "No power: a feed is lost"));
    await stage.pause(1000 * (choices.seconds ?? DEFAULT_SECONDS));
    await powered();
    await back();
    await stage.until("the nodes answer again", async () => {
      const seen = await stage.graph.ask<Seen>(SEEN, { slug: site.slug });
      return seen.site.staleNodes.some(({ id }) => ids.has(id)) ? null : true;
    });
    stage.say("All of them answer.");
  },
};

async function findSite({ graph }: Stage, choices: SceneChoices): Promise<Site> {
  const { sites } = await graph.ask<{
    readonly sites: readonly { readonly slug: string; readonly activeGpus: number }[];
  }>(SITES);
  const [largest] = sites.toSorted((one, other) => other.activeGpus - one.activeGpus);
  const slug = choices.site ?? largest?.slug;
  if (slug === undefined) throw new SceneError("No site is in operation.");
  const { site } = await graph.ask<{ readonly site: Site | null }>(SITE, { slug });
  if (site === null) throw new SceneError(`There is no site ${slug}.`);
  return site;
}

/** Every second rack of the hall with the most nodes hangs on the feed that is lost. */
function onLostFeed(site: Site, most: number): { readonly hall: string; readonly nodes: readonly NodeRef[] } {
  const halls = new Map<string, { readonly name: string; readonly racks: (readonly NodeRef[])[]; nodes: number }>();
  for (const { hall, nodes } of site.racks.nodes) {
    const working = nodes.filter(({ status }) => WORKING.has(status));
    if (working.length === 0) continue;
    const entry = halls.get(hall.id) ?? { name: hall.name, racks: [], nodes: 0 };
    halls.set(hall.id, entry);
    entry.racks.push(working);
    entry.nodes += working.length;
  }
  const [fullest] = [...halls.values()].toSorted((one, other) => other.nodes - one.nodes);
  if (fullest === undefined) throw new SceneError(`No node works at ${site.name}.`);
  const dark = fullest.racks.filter((_, index) => index % 2 === 0);
  return { hall: fullest.name, nodes: dark.flat().slice(0, most) };
}

/** @returns gives the power back */
async function loseFeed(stage: Stage, site: Site, nodes: readonly NodeRef[]): Promise<() => Promise<void>> {
  const { id, powerCapWatts, powerLimitWatts } = site;
  const limit = async (watts: number | null): Promise<void> => {
    await stage.graph.change("setPowerLimit", { site: id, powerLimitWatts: watts }, "site { slug }");
  };
  const powered = stage.afterwards(async () => {
    await limit(powerLimitWatts);
    await repair(stage, nodes);
  });
  await limit(powerCapWatts * POWER_LEFT);
  const [failure] = await stage.each(nodes, async ({ hostname }) => {
    await stage.exporters.breakNode(hostname, { silence: true, forSeconds: LONGEST_SECONDS });
  });
  if (failure !== undefined) throw failure;
  return powered;
}
