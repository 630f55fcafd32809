/** The fleet as the simulator knows it: nodes and what holds their GPUs, ready to be asked for a page. */

import { GPU_MODEL_NAMES, type GpuModelName } from "../subgraphs/kit/gpu-models.ts";
import { GPUS_PER_NODE, type NodeDocument, type NodeStatus } from "../subgraphs/kit/published/node.ts";
import type { PlacementDocument } from "../subgraphs/kit/published/placement.ts";
import type { FleetBehaviour, NodeBehaviour } from "./behaviour.ts";
import type { Answer, InjectedFault } from "./faults.ts";
import { hashText } from "./hash.ts";
import { type LabelText, labelText, type Pod, renderPage } from "./page.ts";
import type { WorkloadCourse } from "./workload-course.ts";

/** What the view keeps of a node. */
export type NodeRow = Pick<NodeDocument, "_id" | "site" | "model" | "status" | "gpus">;
/** What the view keeps of a placement. */
export type PlacementRow = Pick<PlacementDocument, "_id" | "workload" | "kind" | "node" | "project" | "mask">;

/** How a node answers a scrape; a page when it does. */
export type Scrape =
  | { readonly kind: "page"; readonly text: string }
  | { readonly kind: Exclude<Answer, "page"> }
  | { readonly kind: "unknown" };

/** The fleet in memory. Every change may come twice: it says what is, not what has changed. */
export interface FleetView {
  readonly nodeCount: number;
  readonly placementCount: number;
  putNode(row: NodeRow): void;
  putStatus(hostname: string, status: NodeStatus): void;
  removeNode(hostname: string): void;
  putPlacement(row: PlacementRow): void;
  removePlacement(id: string): void;
  /** Forgets every node and placement that is not among these: after a reload. */
  keepOnly(nodes: ReadonlySet<string>, placements: ReadonlySet<string>): void;
  /** Gives a node a fault in the place of the one it has, or takes it back with null. @returns false where no node has the name */
  inject(hostname: string, fault: InjectedFault | null): boolean;
  scrape(hostname: string): Scrape;
}

interface SimulatedNode {
  readonly row: NodeRow;
  readonly model: GpuModelName;
  readonly behaviour: NodeBehaviour;
  status: NodeStatus;
  injected: InjectedFault | null;
  /** Placements on this node. */
  readonly placements: Map<string, PlacementRow>;
  /** Null when a pod has come or gone since the last page. */
  drawn: { readonly labels: LabelText; readonly courses: readonly (WorkloadCourse | null)[] } | null;
}

/** Sites that still run an exporter before 4.x, one in so many. */
const OLD_EXPORTERS_ONE_IN = 4;

/** An empty view. */
export function createFleetView(behaviour: FleetBehaviour): FleetView {
  const nodes = new Map<string, SimulatedNode>();
  const placements = new Map<string, PlacementRow>();
  /** Placements whose node has not come yet, by node. */
  const early = new Map<string, Map<string, PlacementRow>>();
  const courses = new Map<string, { readonly course: WorkloadCourse; holders: number }>();

  const removePlacement = (id: string): void => {
    const row = placements.get(id);
    if (row === undefined) return;
    placements.delete(id);
    early.get(row.node)?.delete(id);
    release(courses, row.workload);
    const node = nodes.get(row.node);
    if (node === undefined) return;
    node.placements.delete(id);
    node.drawn = null;
  };
  const removeNode = (hostname: string): void => {
    const node = nodes.get(hostname);
    if (node === undefined) return;
    nodes.delete(hostname);
    if (node.placements.size > 0) early.set(hostname, node.placements);
  };
  return {
    get nodeCount() {
      return nodes.size;
    },
    get placementCount() {
      return placements.size;
    },
    putNode: (row) => {
      const known = nodes.get(row._id);
      const model = GPU_MODEL_NAMES.find((name) => name === row.model);
      // One without GPUs is not switched on yet, or not any more.
      if (model === undefined || row.gpus.length !== GPUS_PER_NODE) return removeNode(row._id);
      nodes.set(row._id, {
        row,
        model,
        behaviour: known?.behaviour ?? behaviour.node({ hostname: row._id, model }),
        status: row.status,
        injected: known?.injected ?? null,
        placements: known?.placements ?? early.get(row._id) ?? new Map(),
        drawn: null,
      });
      early.delete(row._id);
    },
    putStatus: (hostname, status) => {
      const node = nodes.get(hostname);
      if (node !== undefined) node.status = status;
    },
    removeNode,
    putPlacement: (row) => {
      if (placements.get(row._id)?.mask === row.mask) return;
      removePlacement(row._id);
      placements.set(row._id, row);
      acquire(courses, row, behaviour);
      const node = nodes.get(row.node);
      if (node === undefined) {
        early.set(row.node, (early.get(row.node) ?? new Map<string, PlacementRow>()).set(row._id, row));
        return;
      }
      node.placements.set(row._id, row);
      node.drawn = null;
    },
    removePlacement,
    keepOnly: (keptNodes, keptPlacements) => {
      for (const id of placements.keys()) if (!keptPlacements.has(id)) removePlacement(id);
      for (const hostname of nodes.keys()) if (!keptNodes.has(hostname)) removeNode(hostname);
    },
    inject: (hostname, fault) => {
      const node = nodes.get(hostname);
      if (node !== undefined) node.injected = fault;
      return node !== undefined;
    },
    scrape: (hostname) => {
      const node = nodes.get(hostname);
      if (node === undefined) return { kind: "unknown" };
      node.drawn ??= draw(node, (workload) => courses.get(workload)?.course ?? null);
      const reading = node.behaviour.read(node.status, node.drawn.courses, node.injected);
      if (reading.answer !== "page") return { kind: reading.answer };
      return { kind: "page", text: renderPage(node.drawn.labels, reading, node.behaviour.reportsSmActive) };
    },
  };
}

type Courses = Map<string, { readonly course: WorkloadCourse; holders: number }>;

function acquire(courses: Courses, { workload, kind }: PlacementRow, behaviour: FleetBehaviour): void {
  const known = courses.get(workload);
  if (known === undefined) courses.set(workload, { course: behaviour.workload(workload, kind), holders: 1 });
  else known.holders += 1;
}

function release(courses: Courses, workload: string): void {
  const known = courses.get(workload);
  if (known === undefined) return;
  known.holders -= 1;
  if (known.holders === 0) courses.delete(workload);
}

function draw(
  node: SimulatedNode,
  courseOf: (workload: string) => WorkloadCourse | null,
): NonNullable<SimulatedNode["drawn"]> {
  const pods: (Pod | null)[] = Array.from({ length: GPUS_PER_NODE }, () => null);
  const courses: (WorkloadCourse | null)[] = Array.from({ length: GPUS_PER_NODE }, () => null);
  for (const placement of node.placements.values()) {
    const pod = podOf(placement);
    const course = courseOf(placement.workload);
    for (let slot = 0; slot < GPUS_PER_NODE; slot += 1) {
      if ((placement.mask & (1 << slot)) === 0) continue;
      pods[slot] = pod;
      courses[slot] = course;
    }
  }
  const { _id, site, gpus } = node.row;
  const hostnameLabel = hashText(site) % OLD_EXPORTERS_ONE_IN === 0 ? "Hostname" : "hostname";
  return { labels: labelText({ hostname: _id, model: node.model, gpus, pods, hostnameLabel }), courses };
}

/** Kubernetes has one pod of a workload on each node. */
function podOf({ workload, kind, node, project }: PlacementRow): Pod {
  const suffix = hashText(node).toString(36).padStart(5, "0").slice(-5);
  return {
    namespace: project,
    pod: `${workload.toLowerCase()}-${suffix}`,
    container: kind.toLowerCase().replaceAll("_", "-"),
  };
}
