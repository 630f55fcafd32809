/** What inventory keeps: deliveries and GPUs of its own, and the published nodes and stock. */

import { type Model, Schema } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { type ResumeTokenDocument, resumeTokenModel } from "../kit/events.ts";
import { type IdempotencyDocument, idempotencyModel } from "../kit/idempotency.ts";
import { type GrantDocument, grantModel } from "../kit/published/grant.ts";
import { type MaintenanceWindowDocument, maintenanceWindowModel } from "../kit/published/maintenance-window.ts";
import { type NodeDocument, nodeModel } from "../kit/published/node.ts";
import { type Provenance, provenanceSchema } from "../kit/published/provenance.ts";
import { type RackDocument, rackModel } from "../kit/published/rack.ts";
import { type SiteDocument, siteModel } from "../kit/published/site.ts";
import { type StockDocument, stockModel } from "../kit/published/stock.ts";
import { DELIVERY_STATUSES, type DeliveryStatus, GPU_LIFECYCLES, type GpuLifecycle } from "./states.ts";

export const GPU_HEALTHS = ["OK", "DEGRADED", "FAILED", "PREDICTED_FAILURE"] as const;
export type GpuHealth = (typeof GPU_HEALTHS)[number];

/** GPUs of a delivery that arrived together. */
export interface Receipt {
  readonly at: Date;
  readonly quantity: number;
}

/** A shipment. Partner, site and programme are slugs, model is a `GpuModelName`, dates are `YYYY-MM-DD` in Korea. */
export interface DeliveryDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string | null;
  readonly model: string;
  readonly programme: string;
  readonly quantity: number;
  /** The sum of `receipts`. */
  readonly receivedQuantity: number;
  readonly status: DeliveryStatus;
  readonly expectedOn: string;
  /** When it became RECEIVED. */
  readonly receivedOn: string | null;
  /** Oldest first. */
  readonly receipts: readonly Receipt[];
  readonly provenance: Provenance;
}

/** XIDs that are kept of a GPU: one that fails reports several behind each other. */
export const MAX_XIDS = 16;

/** An XID of a GPU. */
export interface XidDocument {
  readonly code: number;
  readonly at: Date;
}

/** A GPU that is installed. `_id` is the uuid that its driver reports; node is a host name; partner and site are slugs. */
export interface GpuDocument {
  readonly _id: string;
  readonly node: string;
  readonly slot: number;
  readonly model: string;
  readonly partner: string;
  readonly site: string;
  readonly lifecycle: GpuLifecycle;
  readonly health: GpuHealth;
  readonly lastXid: XidDocument | null;
  /** The last ones, at most `MAX_XIDS`, oldest first. */
  readonly xids: readonly XidDocument[];
  readonly programme: string;
  readonly owner: string;
  readonly operator: string;
  readonly provenance: Provenance;
}

const deliverySchema = new Schema<DeliveryDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    site: { type: String, default: null },
    model: { type: String, required: true },
    programme: { type: String, required: true },
    quantity: { type: Number, required: true },
    receivedQuantity: { type: Number, required: true },
    status: { type: String, enum: DELIVERY_STATUSES, required: true },
    expectedOn: { type: String, required: true },
    receivedOn: { type: String, default: null },
    receipts: {
      type: [
        new Schema<Receipt>(
          { at: { type: Date, required: true }, quantity: { type: Number, required: true } },
          { _id: false },
        ),
      ],
      required: true,
    },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "deliveries", versionKey: false, autoIndex: false, autoCreate: false },
);
deliverySchema.index({ expectedOn: 1, _id: 1 });
deliverySchema.index({ partner: 1, expectedOn: 1, _id: 1 });
deliverySchema.index({ status: 1, expectedOn: 1, _id: 1 });
deliverySchema.index({ partner: 1, status: 1, expectedOn: 1, _id: 1 });
deliverySchema.index({ "receipts.at": 1 });

const xidSchema = new Schema<XidDocument>(
  { code: { type: Number, required: true }, at: { type: Date, required: true } },
  { _id: false },
);

const gpuSchema = new Schema<GpuDocument>(
  {
    _id: { type: String, required: true },
    node: { type: String, required: true },
    slot: { type: Number, required: true },
    model: { type: String, required: true },
    partner: { type: String, required: true },
    site: { type: String, required: true },
    lifecycle: { type: String, enum: GPU_LIFECYCLES, required: true },
    health: { type: String, enum: GPU_HEALTHS, required: true },
    lastXid: { type: xidSchema, default: null },
    xids: { type: [xidSchema], default: [] },
    programme: { type: String, required: true },
    owner: { type: String, required: true },
    operator: { type: String, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "gpus", versionKey: false, autoIndex: false, autoCreate: false },
);
gpuSchema.index({ node: 1, slot: 1 }, { unique: true });
gpuSchema.index({ lifecycle: 1, _id: 1 });
gpuSchema.index({ partner: 1, _id: 1 });
gpuSchema.index({ site: 1, partner: 1, _id: 1 });
gpuSchema.index({ site: 1, lifecycle: 1, partner: 1 });
gpuSchema.index({ "xids.at": 1 }, { sparse: true });
gpuSchema.index(
  { health: 1, _id: 1 },
  { partialFilterExpression: { health: { $in: ["DEGRADED", "FAILED", "PREDICTED_FAILURE"] } } },
);

/** Every model of inventory's database that inventory owns. */
export interface InventoryModels {
  readonly deliveries: Model<DeliveryDocument>;
  readonly gpus: Model<GpuDocument>;
  readonly nodes: Model<NodeDocument>;
  readonly stock: Model<StockDocument>;
  readonly idempotency: Model<IdempotencyDocument>;
  readonly resumeTokens: Model<ResumeTokenDocument>;
}

/** The models of inventory. */
export function inventoryModels({ inventory }: Pick<Databases, "inventory">): InventoryModels {
  return {
    deliveries: inventory.model<DeliveryDocument>("Delivery", deliverySchema),
    gpus: inventory.model<GpuDocument>("Gpu", gpuSchema),
    nodes: nodeModel(inventory),
    stock: stockModel(inventory),
    idempotency: idempotencyModel(inventory),
    resumeTokens: resumeTokenModel(inventory),
  };
}

/** Records of other subgraphs that inventory's mutations read, and whose counters they move. */
export interface NeighbourModels {
  readonly grants: Model<GrantDocument>;
  readonly sites: Model<SiteDocument>;
  readonly racks: Model<RackDocument>;
  readonly windows: Model<MaintenanceWindowDocument>;
}

/** The models of what other subgraphs publish. */
export function neighbourModels({ partners, sites }: Pick<Databases, "partners" | "sites">): NeighbourModels {
  return {
    grants: grantModel(partners),
    sites: siteModel(sites),
    racks: rackModel(sites),
    windows: maintenanceWindowModel(sites),
  };
}
