/** Lets much work go on in small parts, so that what happens meanwhile need not wait for all of it. */

/** Settles when its caller may do the next part. */
export type TakeTurn = () => Promise<void>;

/** @param perTurn parts that are done in one turn of the event loop, by whomever; the others wait for the next, in order */
export function createTurns(perTurn: number): TakeTurn {
  const waiting: (() => void)[] = [];
  let taken = 0;
  let isArmed = false;
  const next = (): void => {
    const due = waiting.splice(0, perTurn);
    taken = due.length;
    isArmed = taken > 0;
    if (isArmed) setImmediate(next);
    for (const go of due) go();
  };
  return async () => {
    if (!isArmed) {
      isArmed = true;
      setImmediate(next);
    }
    if (taken < perTurn) taken += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
}
