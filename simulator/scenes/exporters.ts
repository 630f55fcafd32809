/** The exporters of the simulated fleet, as far as scenes give them faults. */

import type { InjectionRequest } from "../injection.ts";
import { SceneError } from "./scene-error.ts";

/** The simulator of a system that runs. */
export interface Exporters {
  /** Gives a node a fault in the place of the one it has. @throws SceneError when the simulator refuses or does not answer */
  breakNode(hostname: string, fault: InjectionRequest): Promise<void>;
  /** Takes back the fault of a node. @throws SceneError */
  repairNode(hostname: string): Promise<void>;
}

const ANSWER_MS = 10_000;

/** @param url of the simulator, such as `http://127.0.0.1:4020` */
export function connectExporters(url: string): Exporters {
  const send = async (hostname: string, method: string, body: string | null): Promise<void> => {
    const address = `${url}/nodes/${encodeURIComponent(hostname)}/fault`;
    const response = await fetch(address, { method, body, signal: AbortSignal.timeout(ANSWER_MS) }).catch(
      (error: unknown) => {
        throw new SceneError(`The simulator at ${url} does not answer.`, { cause: error });
      },
    );
    const text = await response.text();
    if (!response.ok) throw new SceneError(`The simulator refuses a fault of ${hostname}: ${text.trim()}.`);
  };
  return {
    breakNode: async (hostname, fault) => await send(hostname, "PUT", JSON.stringify(fault)),
    repairNode: async (hostname) => await send(hostname, "DELETE", null),
  };
}
