/** The collections that workloads changes together. */

import type { Model } from "mongoose";
import type { PlacementDocument } from "../kit/published/placement.ts";
import type { StockDocument } from "../kit/published/stock.ts";
import type { QuotaStores } from "../kit/quota.ts";
import type { WorkloadDocument } from "./models.ts";
import type { ClaimStores } from "./node-claims.ts";

/** The collections that a placement touches, of four databases on one replica set. */
export interface Stores extends ClaimStores, QuotaStores {
  readonly workloads: Model<WorkloadDocument>;
  readonly placements: Model<PlacementDocument>;
  readonly stock: Model<StockDocument>;
}
