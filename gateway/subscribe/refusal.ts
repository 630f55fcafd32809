/** What a client is told when a subgraph refuses a subscription. */

import { PASSED_ON_CODES } from "../../schema/wire.ts";
import { GatewayError } from "../errors.ts";
import type { SourceRefusal } from "../upstream/websocket.ts";

/** The first error that the subgraph meant for clients, as it is; else SUBGRAPH_FAILED with the subgraph's errors as its cause. */
export function refusalError(errors: readonly SourceRefusal[]): GatewayError {
  for (const { message, extensions } of errors) {
    const code = PASSED_ON_CODES.find((passedOn) => passedOn === extensions?.["code"]);
    if (code !== undefined) return new GatewayError(code, {}, { message });
  }
  return new GatewayError("SUBGRAPH_FAILED", {}, { cause: errors });
}
