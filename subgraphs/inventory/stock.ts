/** Sums over stock and receipts. */

import type { Model } from "mongoose";
import type { ViewerFilter } from "../kit/identity.ts";
import { koreanDate } from "../kit/korean-date.ts";
import { PLANNED_GPUS } from "../kit/plan.ts";
import type { StockDocument } from "../kit/published/stock.ts";
import type { DeliveryDocument } from "./models.ts";

/** GPUs of all models together. */
export interface StockCount {
  readonly received: number;
  readonly active: number;
}

/** What arrived in one quarter of a year. */
export interface QuarterReceived {
  /** Such as `2026-Q3`. */
  readonly quarter: string;
  readonly received: number;
  readonly cumulated: number;
  /** A ratio from 0 to 1. */
  readonly shareOfPlan: number;
}

export const NO_STOCK: StockCount = { received: 0, active: 0 };

/** GPUs of partners, by slug; those without stock are absent. */
export async function stockByPartner(
  stock: Model<StockDocument>,
  viewer: ViewerFilter,
  partners: readonly string[],
): Promise<ReadonlyMap<string, StockCount>> {
  return await sumStock(stock, { $and: [viewer, { partner: { $in: [...partners] } }] });
}

/** GPUs of all partners that the viewer may see. */
export async function stockInAll(stock: Model<StockDocument>, viewer: ViewerFilter): Promise<StockCount> {
  const sums = await sumStock(stock, viewer);
  return [...sums.values()].reduce(
    (total, { received, active }) => ({ received: total.received + received, active: total.active + active }),
    NO_STOCK,
  );
}

/** GPUs received by quarter in Korea, oldest first, without holes between the first quarter and the last. */
export async function receivedByQuarter(
  deliveries: Model<DeliveryDocument>,
  viewer: ViewerFilter,
): Promise<QuarterReceived[]> {
  const rows = await deliveries.aggregate<{ readonly _id: Date; readonly received: number }>([
    { $match: { $and: [viewer, { "receipts.at": { $gte: new Date(0) } }] } },
    { $unwind: "$receipts" },
    {
      $group: {
        _id: { $dateTrunc: { date: "$receipts.at", unit: "quarter", timezone: "Asia/Seoul" } },
        received: { $sum: "$receipts.quantity" },
      },
    },
  ]);
  const received = new Map(rows.map((row) => [quarterNumber(row._id), row.received]));
  const numbers = [...received.keys()];
  const first = Math.min(...numbers);
  const length = numbers.length === 0 ? 0 : Math.max(...numbers) - first + 1;
  let cumulated = 0;
  return Array.from({ length }, (_, index) => {
    const count = received.get(first + index) ?? 0;
    cumulated += count;
    return {
      quarter: quarterName(first + index),
      received: count,
      cumulated,
      shareOfPlan: cumulated / PLANNED_GPUS,
    };
  });
}

async function sumStock(
  stock: Model<StockDocument>,
  match: ViewerFilter | { readonly $and: object[] },
): Promise<ReadonlyMap<string, StockCount>> {
  const rows = await stock.aggregate<StockCount & { readonly _id: string }>([
    { $match: match },
    // Lets the index answer alone.
    { $sort: { partner: 1, received: 1, active: 1 } },
    { $group: { _id: "$partner", received: { $sum: "$received" }, active: { $sum: "$active" } } },
  ]);
  return new Map(rows.map(({ _id, received, active }) => [_id, { received, active }]));
}

/** Quarters since year 0, of the Korean date at an instant. */
function quarterNumber(at: Date): number {
  const date = koreanDate(at);
  return Number(date.slice(0, 4)) * 4 + Math.floor((Number(date.slice(5, 7)) - 1) / 3);
}

function quarterName(number: number): string {
  return `${Math.floor(number / 4)}-Q${(number % 4) + 1}`;
}
