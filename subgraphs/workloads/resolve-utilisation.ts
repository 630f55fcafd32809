/** Resolvers of utilisation: the state now, and the stream of its changes. */

import { reference } from "../kit/ids.ts";
import type { Context } from "./context.ts";
import type { QueryResolvers, SubscriptionResolvers, UtilisationResolvers } from "./generated.ts";
import { type Frame, TOTAL_KEY } from "./telemetry/frame.ts";
import { interval, position, question, type SignedFrame, signFrame } from "./utilisation.ts";

/** `Query.utilisation`: a snapshot, whose cursor the stream takes too. */
export const utilisation: NonNullable<QueryResolvers["utilisation"]> = (_parent, args, context) => {
  const { filter, groupBy, scope } = question(args, context.viewer);
  const frame = context.liveState.current({ viewerPartner: context.viewerPartner(), filter, groupBy });
  return signFrame(frame, scope, context.cursorSecret);
};

/** `Subscription.utilisation`. What is wrong with the arguments is told before the stream begins. */
export const subscribeUtilisation: NonNullable<SubscriptionResolvers["utilisation"]> = {
  subscribe: (_parent, args, context) => {
    const { filter, groupBy, scope } = question(args, context.viewer);
    const { epoch, afterSeq } = position(args.after, scope, context.cursorSecret);
    const gone = new AbortController();
    const frames = context.liveState.frames(
      { viewerPartner: context.viewerPartner(), filter, groupBy },
      {
        everyMs: interval(args.every),
        afterSeq,
        epoch,
        signal: AbortSignal.any([gone.signal, context.call.signal]),
      },
    );
    return answers(frames, context, scope, gone);
  },
  resolve: (answer: Answer) => {
    if (answer.kind === "broken") throw answer.cause;
    return answer.frame;
  },
};

/** One item. The dimensions become references, which the gateway joins with what other subgraphs know. */
export const Utilisation: UtilisationResolvers = {
  id: ({ key }) => Buffer.from(key, "utf8").toString("base64url"),
  ended: ({ key, gpuCount }) => gpuCount === 0 && key !== TOTAL_KEY,
  partner: ({ partner }) => (partner === null ? null : reference("Partner", partner)),
  site: ({ site }) => (site === null ? null : reference("Site", site)),
  model: ({ model }) => (model === null ? null : reference("GpuModel", model)),
  project: ({ project }) => (project === null ? null : reference("Project", project)),
  workload: async ({ workload }, _args, context) =>
    workload === null ? null : await context.loaders().workloadById.load(workload),
};

/** What a stream's next answer is made of: a frame, or why there will be none any more. */
type Answer =
  { readonly kind: "frame"; readonly frame: SignedFrame } | { readonly kind: "broken"; readonly cause: unknown };

/**
 * The frames as answers. A stream that breaks, such as that of a reader too slow for its queue, says so in a last answer and
 * ends: an iterator that throws would cost the socket, which other streams share. Its `return` does not wait for a frame, as
 * that of a generator would.
 */
function answers(
  frames: AsyncIterableIterator<Frame>,
  context: Context,
  scope: string,
  gone: AbortController,
): AsyncIterableIterator<Answer> {
  const end = async (): Promise<IteratorResult<Answer>> => {
    gone.abort();
    await frames.return?.();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      if (gone.signal.aborted) return await end();
      try {
        const { done, value } = await frames.next();
        if (done === true) return await end();
        context.refresh();
        return { done: false, value: { kind: "frame", frame: signFrame(value, scope, context.cursorSecret) } };
      } catch (cause) {
        if (gone.signal.aborted) return await end();
        gone.abort();
        return { done: false, value: { kind: "broken", cause } };
      }
    },
    return: end,
  };
}
