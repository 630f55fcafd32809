/** Every scene, by the name that it is asked for. */

import { delivery } from "./delivery.ts";
import { failover } from "./failover.ts";
import { feedLoss } from "./feed-loss.ts";
import type { Scene } from "./stage.ts";
import { traffic } from "./traffic.ts";
import { xidStorm } from "./xid-storm.ts";

export const SCENES: Readonly<Record<string, Scene>> = Object.freeze({
  delivery,
  failover,
  "feed-loss": feedLoss,
  traffic,
  "xid-storm": xidStorm,
});
