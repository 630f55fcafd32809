/** Where each GPU sits: nodes of eight in racks, racks in halls, halls on power feeds. */

import { createHash } from "node:crypto";
import { GPU_MODELS, type GpuModelName } from "../kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import type { Provenance } from "../kit/published/provenance.ts";
import { allotmentOf, type Block } from "./blocks.ts";
import type { PartnerSlug } from "./partners.ts";
import { illustrative } from "./provenance.ts";
import type { SiteFact, SiteSlug } from "./sites.ts";

export type Cooling = "AIR" | "DLC" | "HYBRID";

/** A room of a site. `_id` is `site:hall-1`. */
export interface HallPlan {
  readonly id: string;
  readonly site: SiteSlug;
  readonly name: string;
  readonly feeds: readonly FeedPlan[];
}

/** A supply of power to a hall. */
export interface FeedPlan {
  readonly id: string;
  readonly name: string;
  readonly role: "PRIMARY" | "REDUNDANT";
  readonly voltageVolts: number;
  readonly amperageAmps: number;
  readonly maxUtilisation: number;
}

/** A rack of one partner. `_id` is `site:partner-r0001`. */
export interface RackPlan {
  readonly id: string;
  readonly name: string;
  readonly hall: string;
  readonly site: SiteSlug;
  readonly partner: PartnerSlug;
  readonly status: "ACTIVE" | "AVAILABLE" | "PLANNED";
  readonly powerCapWatts: number;
  readonly cooling: Cooling;
}

/** A server that is switched on. */
export interface NodePlan {
  readonly hostname: string;
  readonly partner: PartnerSlug;
  readonly site: SiteSlug;
  readonly rack: string;
  readonly model: GpuModelName;
  readonly gpus: readonly string[];
  readonly programme: string;
  readonly owner: string;
  readonly operator: string;
  readonly ratedPowerWatts: number;
}

export interface Layout {
  readonly halls: readonly HallPlan[];
  readonly racks: readonly RackPlan[];
  readonly nodes: readonly NodePlan[];
}

/** Provenance of everything that a layout holds. */
export const LAYOUT_PROVENANCE: Provenance = illustrative("halls, racks, feeds, nodes and uuids are laid out by rule");

interface RackKind {
  readonly nodes: number;
  readonly powerCapWatts: number;
  readonly cooling: Cooling;
}

/** How nodes of a model are racked where the building sets no limit; nine nodes are one NVL72. */
const RACK_KINDS: Readonly<Record<GpuModelName, RackKind>> = {
  H200: { nodes: 2, powerCapWatts: 30_000, cooling: "AIR" },
  GH200: { nodes: 4, powerCapWatts: 45_000, cooling: "HYBRID" },
  B200: { nodes: 4, powerCapWatts: 60_000, cooling: "DLC" },
  GB200: { nodes: 9, powerCapWatts: 132_000, cooling: "DLC" },
  B300: { nodes: 4, powerCapWatts: 60_000, cooling: "DLC" },
  GB300: { nodes: 9, powerCapWatts: 140_000, cooling: "DLC" },
  RTX_PRO_6000: { nodes: 4, powerCapWatts: 30_000, cooling: "AIR" },
  VERA_RUBIN: { nodes: 9, powerCapWatts: 200_000, cooling: "DLC" },
};

const RACKS_PER_HALL = 240;
/** Racks shown for what has not been received yet, at most, a block. */
const PLANNED_RACKS = 8;
const FEED_VOLTS = 22_900;
const FEED_MAX_UTILISATION = 0.8;
const UUID_BYTES = 16;

/** Rated power of a node of a model, in watts, without cooling. */
function nodePowerWatts(model: GpuModelName): number {
  return GPU_MODELS[model].ratedPowerWatts * GPUS_PER_NODE;
}

/** Lays out the active GPUs of all blocks, and racks for what is to come. Racks and nodes are in order of site and number. */
export function layOut(blocks: readonly Block[], sites: readonly SiteFact[]): Layout {
  const halls: HallPlan[] = [];
  const racks: RackPlan[] = [];
  const nodes: NodePlan[] = [];
  for (const site of sites) {
    const siteRacks: RackPlan[] = [];
    const rackNumbers = new Map<string, number>();
    const nodeNumbers = new Map<string, number>();
    for (const block of blocks) {
      if (block.site !== site.slug) continue;
      layOutBlock(block, site, { racks: siteRacks, nodes, rackNumbers, nodeNumbers });
    }
    for (let index = 0; index * RACKS_PER_HALL < siteRacks.length; index += 1) {
      const inHall = siteRacks.slice(index * RACKS_PER_HALL, (index + 1) * RACKS_PER_HALL);
      halls.push(hall(site.slug, index + 1, inHall));
    }
    for (const rack of siteRacks) racks.push(rack);
  }
  return { halls, racks, nodes };
}

interface SiteLayout {
  readonly racks: RackPlan[];
  readonly nodes: NodePlan[];
  readonly rackNumbers: Map<string, number>;
  readonly nodeNumbers: Map<string, number>;
}

function layOutBlock(block: Block, site: SiteFact, into: SiteLayout): void {
  const kind = rackKind(block.model, site);
  const activeNodes = block.active / GPUS_PER_NODE;
  const receivedRacks = Math.ceil(block.received / GPUS_PER_NODE / kind.nodes);
  const orderedRacks = Math.ceil(block.ordered / GPUS_PER_NODE / kind.nodes);
  const activeRacks = Math.ceil(activeNodes / kind.nodes);
  const idleRacks = Math.min(PLANNED_RACKS, Math.max(0, receivedRacks - activeRacks));
  const plannedRacks = Math.min(PLANNED_RACKS, Math.max(0, orderedRacks - Math.max(receivedRacks, activeRacks)));
  let placed = 0;
  for (let index = 0; index < activeRacks + idleRacks + plannedRacks; index += 1) {
    const status = index < activeRacks ? "ACTIVE" : index < activeRacks + idleRacks ? "AVAILABLE" : "PLANNED";
    const rack = nextRack(block.partner, site.slug, kind, status, into);
    for (let slot = 0; slot < kind.nodes && placed < activeNodes; slot += 1, placed += 1) {
      into.nodes.push(nextNode(block, rack.id, into));
    }
  }
}

function rackKind(model: GpuModelName, site: SiteFact): RackKind {
  const kind = RACK_KINDS[model];
  if (site.rackLimitWatts === null || kind.powerCapWatts <= site.rackLimitWatts) return kind;
  const nodes = Math.floor(site.rackLimitWatts / nodePowerWatts(model));
  if (nodes === 0) throw new TypeError(`expected racks at ${site.slug} to carry a node of ${model}, got none`);
  return { nodes, powerCapWatts: site.rackLimitWatts, cooling: "AIR" };
}

function nextRack(
  partner: PartnerSlug,
  site: SiteSlug,
  kind: RackKind,
  status: RackPlan["status"],
  into: SiteLayout,
): RackPlan {
  const number = (into.rackNumbers.get(partner) ?? 0) + 1;
  into.rackNumbers.set(partner, number);
  const name = `${partner}-r${String(number).padStart(4, "0")}`;
  const hallNumber = Math.floor(into.racks.length / RACKS_PER_HALL) + 1;
  const rack: RackPlan = {
    id: `${site}:${name}`,
    name,
    hall: hallId(site, hallNumber),
    site,
    partner,
    status,
    powerCapWatts: kind.powerCapWatts,
    cooling: kind.cooling,
  };
  into.racks.push(rack);
  return rack;
}

function nextNode(block: Block, rack: string, into: SiteLayout): NodePlan {
  const { owner, operator } = allotmentOf(block);
  const prefix = `${block.partner}-${block.site}-${block.model.toLowerCase().replaceAll("_", "-")}`;
  const number = (into.nodeNumbers.get(prefix) ?? 0) + 1;
  into.nodeNumbers.set(prefix, number);
  const hostname = `${prefix}-${String(number).padStart(4, "0")}`;
  return {
    hostname,
    partner: block.partner,
    site: block.site,
    rack,
    model: block.model,
    gpus: uuidsOf(hostname),
    programme: block.programme,
    owner,
    operator,
    ratedPowerWatts: nodePowerWatts(block.model),
  };
}

/** The uuids of a node's GPUs by slot, in the form that the driver reports; they follow from the host name. */
function uuidsOf(hostname: string): string[] {
  const hex = createHash("shake256", { outputLength: UUID_BYTES * GPUS_PER_NODE })
    .update(hostname)
    .digest("hex");
  return Array.from({ length: GPUS_PER_NODE }, (_, slot) => {
    const at = slot * UUID_BYTES * 2;
    const part = (from: number, to: number): string => hex.slice(at + from, at + to);
    return `GPU-${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
  });
}

function hallId(site: SiteSlug, number: number): string {
  return `${site}:hall-${number}`;
}

function hall(site: SiteSlug, number: number, racks: readonly RackPlan[]): HallPlan {
  const id = hallId(site, number);
  const powerWatts = racks.reduce((sum, rack) => sum + rack.powerCapWatts, 0);
  const amperageAmps = Math.ceil(powerWatts / (Math.sqrt(3) * FEED_VOLTS * FEED_MAX_UTILISATION) / 10) * 10;
  const feed = (name: string, role: FeedPlan["role"]): FeedPlan => ({
    id: `${id}:feed-${name.toLowerCase()}`,
    name: `Feed ${name}`,
    role,
    voltageVolts: FEED_VOLTS,
    amperageAmps,
    maxUtilisation: FEED_MAX_UTILISATION,
  });
  return { id, site, name: `Hall ${number}`, feeds: [feed("A", "PRIMARY"), feed("B", "REDUNDANT")] };
}
