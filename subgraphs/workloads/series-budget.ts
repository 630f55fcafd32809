/** How much utilisation over time one call may have read: others wait while it is added up. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { badUserInput } from "../kit/errors.ts";

/** Periods of roll-ups: a day of some 700 nodes, a week of some 1,200 GPUs, or five full pages of a series; or samples. */
const MAX_PERIODS = 200_000;
/** A point of a series is added up of several groups, as a rule. */
const PERIODS_A_POINT = 4;

/** What is left to one call. */
export class SeriesBudget {
  #left = MAX_PERIODS;

  /**
   * Takes what is about to be read.
   * @param spanMs of one node, GPU or window
   * @param widthMs of a period
   * @throws GraphQLError BAD_USER_INPUT when the call has asked for too much, this included
   */
  take(spanMs: number, widthMs: number): void {
    this.#takePeriods(Math.ceil(spanMs / widthMs));
  }

  /** The same, of a page of a series. @throws GraphQLError as above */
  takePoints(count: number): void {
    this.#takePeriods(count * PERIODS_A_POINT);
  }

  /** The same, of samples of GPUs, each of which is read like a period. @throws GraphQLError as above */
  takeSamples(count: number): void {
    this.#takePeriods(count);
  }

  /**
   * Waits until all fields of the call that are resolved now have taken theirs: where that is too much, nothing is read for
   * any of them. @throws GraphQLError as above
   */
  async settled(): Promise<void> {
    await nextTurn();
    this.#check();
  }

  #takePeriods(count: number): void {
    this.#left -= count;
    this.#check();
  }

  #check(): void {
    if (this.#left >= 0) return;
    throw badUserInput(
      "This asks for too much at once: take fewer nodes or GPUs, a shorter window, or several requests.",
    );
  }
}
