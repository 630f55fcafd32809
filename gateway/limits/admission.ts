/** A bound on how many operations are under way at once. */

import { GatewayError } from "../errors.ts";

/** Places for operations under way. */
export interface Admission {
  /** How many places are taken. */
  readonly underWay: number;
  /**
   * Takes a place, without waiting: a queue would only hide the overload and make every answer late.
   * @returns gives the place back; further calls do nothing
   * @throws GatewayError OVERLOADED when all are taken, or none is given any more
   */
  enter(): () => void;
  /** Gives no more places. @returns settles when all are given back */
  drain(): Promise<void>;
}

/** Creates places. @param capacity how many there are */
export function createAdmission(capacity: number): Admission {
  let underWay = 0;
  let draining = false;
  const waiting: (() => void)[] = [];
  return {
    get underWay() {
      return underWay;
    },
    enter() {
      if (draining || underWay >= capacity) throw new GatewayError("OVERLOADED");
      underWay += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        underWay -= 1;
        if (underWay === 0) for (const resolve of waiting.splice(0)) resolve();
      };
    },
    async drain() {
      draining = true;
      if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
