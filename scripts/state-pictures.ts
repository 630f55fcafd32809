/** Draws the state machines of the fleet into the page that explains its rules, from the tables that enforce them. */

import { DELIVERY_MACHINE, GPU_MACHINE } from "../subgraphs/inventory/states.ts";
import { NODE_MACHINE } from "../subgraphs/kit/published/node-states.ts";
import { RACK_MACHINE, SITE_MACHINE } from "../subgraphs/kit/published/site-states.ts";
import { drawStateMachine, type StateMachine } from "../subgraphs/kit/state-machine.ts";
import { WORKLOAD_MACHINE } from "../subgraphs/workloads/states.ts";

/** Every state machine of the fleet, in the order of the page. */
export const STATE_MACHINES: readonly StateMachine<string>[] = [
  DELIVERY_MACHINE,
  GPU_MACHINE,
  NODE_MACHINE,
  WORKLOAD_MACHINE,
  SITE_MACHINE,
  RACK_MACHINE,
];

/** A page with a picture under each heading `### <name of a machine>`. @throws TypeError when a machine has no heading */
export function withStatePictures(page: string): string {
  return STATE_MACHINES.reduce((text, machine) => {
    const heading = `### ${machine.name}\n`;
    const at = text.indexOf(heading);
    if (at < 0) throw new TypeError(`expected a heading ${machine.name}, got none`);
    const rest = text.slice(at + heading.length).replace(/^\s*```mermaid\n[^]*?\n```\n/, "");
    const picture = `\n\`\`\`mermaid\n${drawStateMachine(machine)}\n\`\`\`\n`;
    return `${text.slice(0, at)}${heading}${picture}${rest}`;
  }, page);
}
