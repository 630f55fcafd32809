/** The lists that workloads answers with, as pages of their collections. */

import type { Connection, Edge, PageInfo } from "../kit/pagination.ts";
import type { PlacementDocument } from "../kit/published/placement.ts";
import type { WorkloadDocument } from "./models.ts";

export type WorkloadPage = Connection<WorkloadDocument>;
export type WorkloadPageEdge = Edge<WorkloadDocument>;
/** A workload's nodes are its placements. */
export type PlacementPage = Connection<PlacementDocument>;
export type PlacementPageEdge = Edge<PlacementDocument>;
export type PagePosition = PageInfo;
