/** Lets transactions that would conflict wait for each other in this process, which is cheaper than to conflict and run again. */

import type { ClientSession } from "mongoose";
import type { Databases } from "../kit/database.ts";

/**
 * Runs a transaction when those of the same partner that were asked for before it have ended; others run beside it.
 * What keeps the records true is the transaction alone: another process takes its turns by itself.
 */
export type TransactionInTurn = <T>(partner: string, work: (session: ClientSession) => Promise<T>) => Promise<T>;

/** @param transaction runs one, and runs it again on conflicts */
export function transactionsInTurn(transaction: Databases["transaction"]): TransactionInTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (partner, work) => {
    const turn = (last.get(partner) ?? Promise.resolve()).then(async () => await transaction(work));
    const ended = turn.catch(() => undefined);
    last.set(partner, ended);
    try {
      return await turn;
    } finally {
      if (last.get(partner) === ended) last.delete(partner);
    }
  };
}
