/** The launcher's lines on the terminal: what it is doing, and how long each step took. */

/** Where a step's progress is written. */
export interface Steps {
  /** Runs one step: names it, then says how long it took; `note` lines stand below it. */
  run<T>(label: string, work: (note: (message: string) => void) => Promise<T>): Promise<T>;
  /** A line outside any step, or in the middle of one. */
  say(message: string): void;
}

/**
 * Steps that are written as text, one line each.
 * @param write takes text without adding to it
 * @param now a clock in milliseconds
 */
export function createSteps(write: (text: string) => void, now: () => number): Steps {
  let open = false;
  const say = (message: string): void => {
    write(open ? `\n${message}\n` : `${message}\n`);
    open = false;
  };
  return {
    say,
    run: async (label, work) => {
      const startedAt = now();
      write(`  ${label} … `);
      open = true;
      const result = await work((message) => say(`    ${message}`)).catch((error: unknown) => {
        if (open) write("failed\n");
        open = false;
        throw error;
      });
      const took = `${((now() - startedAt) / 1000).toFixed(1)} s`;
      write(open ? `${took}\n` : `  ${label}: done in ${took}\n`);
      open = false;
      return result;
    },
  };
}
