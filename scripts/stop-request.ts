/** How the person or the system asks the launcher to stop. */

/** Once is a request, twice an order. */
export interface StopHandlers {
  /** @param name what came, for people */
  readonly first: (name: string) => void;
  readonly second: () => void;
}

const PARENT_POLL_MS = 1000;

/** Two signals closer than this are one: npm passes on to its child what the terminal has sent to both. */
const ECHO_MS = 300;

const NAMES = { SIGINT: "Ctrl-C", SIGTERM: "Told to stop", SIGHUP: "The terminal has gone" } as const;

/** Listens for Ctrl-C, SIGTERM, SIGHUP, and for the end of the npm that started this process. */
export function onStopRequest(handlers: StopHandlers): void {
  let firstAtMs: number | null = null;
  const ask = (name: string): void => {
    const nowMs = performance.now();
    if (firstAtMs === null) {
      firstAtMs = nowMs;
      handlers.first(name);
    } else if (nowMs - firstAtMs > ECHO_MS) {
      handlers.second();
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ask(NAMES[signal]));
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ask("npm has gone");
  }, PARENT_POLL_MS);
  timer.unref();
}
