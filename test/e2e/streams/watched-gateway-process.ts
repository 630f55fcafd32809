/** The gateway as a process that says what it holds: at each SIGUSR2 it collects garbage and prints its vitals as a line of JSON. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  collectGarbage();
  // What finalisers let go of goes with the next one.
  setImmediate(() => {
    collectGarbage();
    const resources: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    const { heapUsed, external, rss } = process.memoryUsage();
    console.log(
      JSON.stringify({ event: "vitals", heapBytes: heapUsed, externalBytes: external, rssBytes: rss, resources }),
    );
  });
});

await import("../../../gateway/main.ts");
