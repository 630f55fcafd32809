/** Ends what a rig has started, the newest first. */

export interface Cleanup extends AsyncDisposable {
  /** Registers what ends a part. */
  readonly defer: (end: () => Promise<void>) => void;
  /** Registers a part that ends itself, and hands it back. */
  readonly use: <T extends AsyncDisposable>(part: T) => T;
}

/** Every part is ended even when ending another one fails; the first failure is thrown afterwards. */
export function createCleanup(): Cleanup {
  const ends: (() => Promise<void>)[] = [];
  return {
    defer: (end) => void ends.push(end),
    use: (part) => {
      ends.push(async () => await part[Symbol.asyncDispose]());
      return part;
    },
    async [Symbol.asyncDispose]() {
      const failures: unknown[] = [];
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
        await end().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
