/** Subscriptions of compiled operations: the source stream that the plan names, and the rest of the plan for each event. */

import type { Principal, RequestContext } from "../context.ts";
import type { FrameStream, StreamPlace } from "../engine.ts";
import type { CompiledOperation } from "../execute/compile.ts";
import { executeRest, primarySubscription } from "../execute/execute.ts";
import type { OnFault } from "../execute/faults.ts";
import type { FetchSubgraph } from "../execute/ports.ts";
import type { OperationRequest } from "../operation.ts";
import type { Subscriber } from "./subscriber.ts";

/** What compiled subscriptions run with. */
export interface CompiledSubscriptionPorts {
  readonly subscriber: Subscriber;
  /** How to ask subgraphs on behalf of everybody of a principal's authorisation class. It is called once for each event. */
  readonly fetchSubgraphForClass: (principal: Principal) => FetchSubgraph;
  readonly onFault: OnFault;
}

/** Makes what an engine opens its subscriptions with; the stream ends with the request's signal. */
export function createSubscribeCompiled({ subscriber, fetchSubgraphForClass, onFault }: CompiledSubscriptionPorts) {
  return async (
    compiled: CompiledOperation,
    operation: OperationRequest,
    context: RequestContext,
    place: StreamPlace = {},
  ): Promise<FrameStream> => {
    const { principal, signal } = context;
    signal.throwIfAborted();
    const stream = subscriber.subscribe({
      primary: primarySubscription(compiled, operation),
      operation,
      principal,
      after: place.after,
      every: place.every,
      complete: async (event, eventSignal) =>
        await executeRest(compiled, event, operation, {
          fetchSubgraph: fetchSubgraphForClass(principal),
          signal: eventSignal,
          onFault,
        }),
    });
    signal.addEventListener("abort", () => void stream.return?.(), { once: true });
    return stream;
  };
}
