/** The lives of sites and racks, in the words of NetBox. Sites moves them; inventory puts nodes only where they allow it. */

import { stateMachine } from "../state-machine.ts";

export const SITE_STATUSES = ["PLANNED", "STAGING", "ACTIVE", "DECOMMISSIONING", "RETIRED"] as const;
export type SiteStatus = (typeof SITE_STATUSES)[number];

/** The life of a site. It can be retired only when nothing at it is active. */
export const SITE_MACHINE = stateMachine({
  name: "Site",
  states: SITE_STATUSES,
  initial: ["PLANNED"],
  edges: [
    ["PLANNED", "fit out", "STAGING"],
    ["STAGING", "open", "ACTIVE"],
    ["ACTIVE", "wind down", "DECOMMISSIONING"],
    ["DECOMMISSIONING", "reopen", "ACTIVE"],
    ["PLANNED", "call off", "RETIRED"],
    ["STAGING", "call off", "RETIRED"],
    ["DECOMMISSIONING", "close", "RETIRED"],
  ],
});

/** Statuses of a site at which nodes are installed and switched on. */
export const SITE_IN_USE = ["STAGING", "ACTIVE"] as const satisfies readonly SiteStatus[];

export const RACK_STATUSES = ["RESERVED", "AVAILABLE", "PLANNED", "ACTIVE", "DEPRECATED"] as const;
export type RackStatus = (typeof RACK_STATUSES)[number];

/** The life of a rack. The first node that is switched on in it makes it ACTIVE. */
export const RACK_MACHINE = stateMachine({
  name: "Rack",
  states: RACK_STATUSES,
  initial: ["PLANNED"],
  edges: [
    ["PLANNED", "put up", "AVAILABLE"],
    ["AVAILABLE", "reserve", "RESERVED"],
    ["RESERVED", "release", "AVAILABLE"],
    ["AVAILABLE", "use", "ACTIVE"],
    ["ACTIVE", "use", "ACTIVE"],
    ["ACTIVE", "phase out", "DEPRECATED"],
    ["DEPRECATED", "bring back", "ACTIVE"],
    ["DEPRECATED", "take down", "PLANNED"],
  ],
});
