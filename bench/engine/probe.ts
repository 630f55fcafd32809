/**
 * Loaded into our gateway's process with `--import`: measures its event loop from inside, and profiles it while told to.
 * The product itself is untouched.
 */

import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What the parent may ask of the probe. */
export type ToProbe =
  | { readonly kind: "reset" }
  | { readonly kind: "delay" }
  | { readonly kind: "startProfile" }
  | { readonly kind: "stopProfile"; readonly path: string };

/** The probe's answer: the event loop's delay since the last reset. */
export interface FromProbe {
  readonly kind: "probe";
  readonly delayP99Ms: number;
}

const RESOLUTION_MS = 5;
const SAMPLING_INTERVAL_US = 500;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const session = new Session();

process.on("message", (message: ToProbe) => void answer(message));

async function answer(message: ToProbe): Promise<void> {
  await obey(message);
  // The histogram holds the whole time between two looks.
  const delayP99Ms = Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
  process.send?.({ kind: "probe", delayP99Ms } satisfies FromProbe);
}

async function obey(message: ToProbe): Promise<void> {
  switch (message.kind) {
    case "reset":
      histogram.enable();
      histogram.reset();
      return;
    case "delay":
      histogram.disable();
      return;
    case "startProfile":
      session.connect();
      await session.post("Profiler.enable");
      await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_US });
      await session.post("Profiler.start");
      return;
    case "stopProfile": {
      const { profile } = await session.post("Profiler.stop");
      session.disconnect();
      await writeFile(message.path, JSON.stringify(profile));
      return;
    }
    default:
      message satisfies never;
  }
}
