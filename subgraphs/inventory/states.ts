/** The lives of deliveries and of GPUs. */

import { stateMachine } from "../kit/state-machine.ts";

export const DELIVERY_STATUSES = ["PLANNED", "IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED", "CANCELLED"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The life of a delivery. */
export const DELIVERY_MACHINE = stateMachine({
  name: "Delivery",
  states: DELIVERY_STATUSES,
  initial: ["PLANNED"],
  edges: [
    ["PLANNED", "ship", "IN_TRANSIT"],
    ["PLANNED", "receive some", "PARTIALLY_RECEIVED"],
    ["IN_TRANSIT", "receive some", "PARTIALLY_RECEIVED"],
    ["PARTIALLY_RECEIVED", "receive some", "PARTIALLY_RECEIVED"],
    ["PLANNED", "receive the last", "RECEIVED"],
    ["IN_TRANSIT", "receive the last", "RECEIVED"],
    ["PARTIALLY_RECEIVED", "receive the last", "RECEIVED"],
    ["PLANNED", "cancel", "CANCELLED"],
    ["IN_TRANSIT", "cancel", "CANCELLED"],
    ["PARTIALLY_RECEIVED", "cancel", "CANCELLED"],
  ],
});

export const GPU_LIFECYCLES = ["ORDERED", "SHIPPED", "RECEIVED", "INSTALLED", "ACTIVE", "DECOMMISSIONED"] as const;
export type GpuLifecycle = (typeof GPU_LIFECYCLES)[number];

/** The life of a GPU. Up to RECEIVED it is a number in a delivery, and counted in its partner's stock; then it is a record. */
export const GPU_MACHINE = stateMachine({
  name: "GPU lifecycle",
  states: GPU_LIFECYCLES,
  initial: ["ORDERED"],
  edges: [
    ["ORDERED", "ship", "SHIPPED"],
    ["ORDERED", "receive", "RECEIVED"],
    ["SHIPPED", "receive", "RECEIVED"],
    ["RECEIVED", "install", "INSTALLED"],
    ["INSTALLED", "activate", "ACTIVE"],
    ["INSTALLED", "decommission", "DECOMMISSIONED"],
    ["ACTIVE", "decommission", "DECOMMISSIONED"],
  ],
});
