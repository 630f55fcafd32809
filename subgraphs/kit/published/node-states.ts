/** How a node goes in and out of scheduling, in the words of Slurm. Inventory moves nodes by it, and so does workloads when work comes and goes. */

import { stateMachine } from "../state-machine.ts";
import { NODE_STATUSES } from "./node.ts";

/** Steps of a node. A node holds work exactly while it is ALLOCATED or DRAINING. */
export const NODE_MACHINE = stateMachine({
  name: "Node scheduling",
  states: NODE_STATUSES,
  // A node that is built in does not answer until it is switched on.
  initial: ["DOWN"],
  edges: [
    ["DOWN", "activate", "IDLE"],
    ["IDLE", "allocate", "ALLOCATED"],
    ["ALLOCATED", "allocate", "ALLOCATED"],
    ["ALLOCATED", "empty", "IDLE"],
    ["DRAINING", "empty", "DRAINED"],
    ["IDLE", "drain", "DRAINED"],
    ["ALLOCATED", "drain", "DRAINING"],
    ["DRAINING", "undrain", "ALLOCATED"],
    ["DRAINED", "undrain", "IDLE"],
    ["IDLE", "start maintenance", "MAINTENANCE"],
    ["DRAINED", "start maintenance", "MAINTENANCE"],
    ["ALLOCATED", "start maintenance", "DRAINING"],
    ["MAINTENANCE", "end maintenance", "IDLE"],
    ["MAINTENANCE", "find unwell", "DRAINED"],
    ["IDLE", "fail", "DOWN"],
    ["ALLOCATED", "fail", "DOWN"],
    ["DRAINING", "fail", "DOWN"],
    ["DRAINED", "fail", "DOWN"],
    ["MAINTENANCE", "fail", "DOWN"],
    ["DOWN", "return", "IDLE"],
    ["DRAINED", "return", "IDLE"],
    ["DRAINED", "decommission", "DOWN"],
    ["DOWN", "decommission", "DOWN"],
  ],
});
