/** How the ordered GPUs arrive: what came, what is on its way, and what is planned to 2030. Dates of single deliveries are illustrative. */

import type { GpuModelName } from "../kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import type { Provenance } from "../kit/published/provenance.ts";
import { type Block, blocksOf, type Fleet } from "./blocks.ts";
import type { PartnerSlug, ProgrammeSlug } from "./partners.ts";
import { illustrative, SEED_DATE } from "./provenance.ts";
import { splitByShare } from "./random.ts";
import type { SiteSlug } from "./sites.ts";

export type DeliveryStatus = "PLANNED" | "IN_TRANSIT" | "PARTIALLY_RECEIVED" | "RECEIVED" | "CANCELLED";

/** A shipment of GPUs. Dates are `YYYY-MM-DD` in Korea. A cancelled one counts in no order. */
export interface DeliveryPlan {
  readonly id: string;
  readonly partner: PartnerSlug;
  readonly site: SiteSlug;
  readonly model: GpuModelName;
  readonly programme: ProgrammeSlug;
  readonly quantity: number;
  readonly receivedQuantity: number;
  readonly status: DeliveryStatus;
  readonly expectedOn: string;
  readonly receivedOn: string | null;
  readonly provenance: Provenance;
}

/** A delivery that is not simply received or planned. */
interface Shipment {
  readonly site: SiteSlug;
  readonly allotment: string;
  readonly model: GpuModelName;
  readonly quantity: number;
  readonly receivedQuantity: number;
  readonly status: "IN_TRANSIT" | "PARTIALLY_RECEIVED" | "CANCELLED";
  readonly expectedOn: string;
}

/** Under way on the day of the seed, four of them overdue; and one that was cancelled and ordered anew. */
const SHIPMENTS: readonly Shipment[] = [
  shipment("gov-round-2-sds", "dongtan", "B300", [1000, 240], "PARTIALLY_RECEIVED", "2026-10-31"),
  shipment("gov-round-2-naver", "gak-sejong", "B300", [1200, 400], "PARTIALLY_RECEIVED", "2026-12-15"),
  shipment("samsung-ai-factory", "pyeongtaek", "B200", [800, 0], "IN_TRANSIT", "2026-11-06"),
  shipment("hyundai-physical-ai", "namyang", "B200", [480, 0], "IN_TRANSIT", "2026-11-16"),
  shipment("sk-ai-cloud", "icheon", "RTX_PRO_6000", [80, 0], "IN_TRANSIT", "2026-10-20"),
  shipment("naver-cloud", "gak-sejong", "B300", [2000, 0], "IN_TRANSIT", "2026-12-07"),
  shipment("sk-ai-cloud", "pangyo", "B300", [888, 0], "CANCELLED", "2026-09-30"),
];

const PROVENANCE = illustrative("quantities and dates of single deliveries");
const FULL_PROVENANCE = illustrative("this fleet takes the whole plan as delivered");
/** Quarter of the day of the seed. */
const SEED_QUARTER = quarterNumber("2026-Q4");
/** The last day on which anything seeded was received. */
const LAST_RECEIPT = "2026-11-20";

/** Every delivery of a fleet, in order of blocks and dates. What is not cancelled sums to the 260,000. */
export function planDeliveries(fleet: Fleet): readonly DeliveryPlan[] {
  return blocksOf(fleet).flatMap((block) => deliveriesOf(block, fleet));
}

/** True when a delivery was expected before a day and has not arrived in full. @param today `YYYY-MM-DD` */
export function isOverdue(
  delivery: Pick<DeliveryPlan, "status" | "expectedOn" | "quantity" | "receivedQuantity">,
  today: string = SEED_DATE,
): boolean {
  return (
    delivery.status !== "CANCELLED" && delivery.receivedQuantity < delivery.quantity && delivery.expectedOn < today
  );
}

function deliveriesOf(block: Block, fleet: Fleet): DeliveryPlan[] {
  const shipments = fleet === "full" ? cancelledOf(block) : shipmentsOf(block);
  const underWay = shipments.filter((entry) => entry.status !== "CANCELLED");
  const partlyReceived = sum(underWay.map((entry) => entry.receivedQuantity));
  const outstanding = sum(underWay.map((entry) => entry.quantity - entry.receivedQuantity));
  const deliveries: DeliveryPlan[] = [];
  const add = (entry: Pick<DeliveryPlan, "quantity" | "receivedQuantity" | "status" | "expectedOn" | "receivedOn">) => {
    deliveries.push({
      id: `${block.allotment}:${block.site}:${block.model}:${String(deliveries.length + 1).padStart(2, "0")}`,
      partner: block.partner,
      site: block.site,
      model: block.model,
      programme: block.programme,
      ...entry,
      provenance: fleet === "full" ? FULL_PROVENANCE : PROVENANCE,
    });
  };
  const lastReceived = Math.min(quarterNumber(block.until), SEED_QUARTER);
  const firstReceived = Math.min(quarterNumber(block.from), lastReceived);
  for (const [index, part] of byQuarter(block.received - partlyReceived, firstReceived, lastReceived).entries()) {
    const expectedOn = earlier(dayIn(part.quarter, index, 0), LAST_RECEIPT);
    const receivedOn = earlier(dayIn(part.quarter, index, 6), LAST_RECEIPT);
    add({ quantity: part.quantity, receivedQuantity: part.quantity, status: "RECEIVED", expectedOn, receivedOn });
  }
  for (const { quantity, receivedQuantity, status, expectedOn } of shipments) {
    add({ quantity, receivedQuantity, status, expectedOn, receivedOn: null });
  }
  const firstPlanned = Math.max(quarterNumber(block.from), SEED_QUARTER + 1);
  const lastPlanned = Math.max(quarterNumber(block.until), firstPlanned);
  const planned = byQuarter(block.ordered - block.received - outstanding, firstPlanned, lastPlanned);
  for (const [index, part] of planned.entries()) {
    const expectedOn = dayIn(part.quarter, index, 31);
    add({ quantity: part.quantity, receivedQuantity: 0, status: "PLANNED", expectedOn, receivedOn: null });
  }
  return deliveries;
}

function shipmentsOf(block: Block): readonly Shipment[] {
  return SHIPMENTS.filter(
    (entry) => entry.allotment === block.allotment && entry.site === block.site && entry.model === block.model,
  );
}

function cancelledOf(block: Block): readonly Shipment[] {
  return shipmentsOf(block).filter((entry) => entry.status === "CANCELLED");
}

/** Splits a quantity evenly over quarters, in whole nodes. */
function byQuarter(quantity: number, first: number, last: number): { quarter: number; quantity: number }[] {
  if (quantity === 0) return [];
  const quarters = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const parts = splitByShare(
    quantity / GPUS_PER_NODE,
    quarters.map(() => 1),
  );
  return quarters
    .map((quarter, index) => ({ quarter, quantity: (parts[index] ?? 0) * GPUS_PER_NODE }))
    .filter((part) => part.quantity > 0);
}

function quarterNumber(quarter: string): number {
  const match = /^(\d{4})-Q([1-4])$/.exec(quarter);
  if (match === null) throw new TypeError(`expected a quarter such as 2026-Q3, got ${quarter}`);
  return Number(match[1]) * 4 + Number(match[2]) - 1;
}

/** A day in a quarter, `YYYY-MM-DD`: the first fortnight or later, by index so that deliveries spread. */
function dayIn(quarter: number, index: number, offsetDays: number): string {
  const firstMonth = (quarter % 4) * 3;
  const day = new Date(Date.UTC(Math.floor(quarter / 4), firstMonth, 8 + ((index * 7) % 21) + offsetDays));
  return day.toISOString().slice(0, 10);
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function shipment(
  allotment: string,
  site: SiteSlug,
  model: GpuModelName,
  [quantity, receivedQuantity]: readonly [number, number],
  status: Shipment["status"],
  expectedOn: string,
): Shipment {
  return { allotment, site, model, quantity, receivedQuantity, status, expectedOn };
}
