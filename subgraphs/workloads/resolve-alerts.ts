/** Resolvers of alerts: those that were raised, and the stream of what changes. */

import { cursorScope, decodeCursor, encodeCursor } from "../kit/cursors.ts";
import { badCursor } from "../kit/errors.ts";
import { reference } from "../kit/ids.ts";
import { type Connection, connection } from "../kit/pagination.ts";
import type { Context } from "./context.ts";
import type { AlertFilter, AlertResolvers, InputMaybe, QueryResolvers, SubscriptionResolvers } from "./generated.ts";
import type { AlertDocument } from "./telemetry/alert-model.ts";
import { type AlertFrame, type AlertQuery, scopeOf } from "./telemetry/live-alerts.ts";
import { interval } from "./utilisation.ts";

export type AlertPage = Connection<AlertDocument>;

/** A frame as resolvers answer with it. */
export interface SignedAlertFrame extends AlertFrame {
  readonly cursor: string;
  /** Runs when it is asked for. */
  readonly standingCount: () => Promise<number>;
}

/** `Query.alerts`: newest first. @throws GraphQLError BAD_USER_INPUT and BAD_CURSOR as `connection` does */
export const alerts: NonNullable<QueryResolvers["alerts"]> = async (_parent, args, context) => {
  const { filter, first, after } = args;
  const standing = filter?.standing;
  return await connection<AlertDocument>({
    model: context.alerts,
    filter: {
      $and: [
        scopeOf(alertQuery(filter, context)),
        standing === true ? { clearedAt: null } : {},
        standing === false ? { clearedAt: { $ne: null } } : {},
      ],
    },
    sort: [
      ["raisedAt", -1],
      ["_id", 1],
    ],
    first,
    after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope("alerts", context.viewer, filter),
  });
};

/** `Subscription.alerts`. What is wrong with the arguments is told before the stream begins. */
export const subscribeAlerts: NonNullable<SubscriptionResolvers["alerts"]> = {
  subscribe: (_parent, args, context) => {
    const scope = cursorScope("alerts stream", context.viewer, args.filter);
    const query = alertQuery(args.filter, context);
    const [afterSeq = null] = args.after == null ? [] : decodeCursor(args.after, 1, scope, context.cursorSecret);
    if (afterSeq !== null && typeof afterSeq !== "number") throw badCursor();
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, context.call.signal]);
    const frames = context.liveAlerts.frames(query, { everyMs: interval(args.every), afterSeq, signal });
    const standing = { $and: [scopeOf(query), { clearedAt: null }] };
    const standingCount = async (): Promise<number> => await context.alerts.countDocuments(standing);
    return answers(frames, gone, (frame) => {
      context.refresh();
      return { alerts: { ...frame, standingCount, cursor: encodeCursor([frame.seq], scope, context.cursorSecret) } };
    });
  },
};

/** One alert. */
export const Alert: AlertResolvers = {
  id: ({ _id }) => Buffer.from(`Alert:${_id}`, "utf8").toString("base64url"),
  partner: ({ partner }) => reference("Partner", partner),
  site: ({ site }) => reference("Site", site),
  node: ({ node }) => reference("Node", node),
  uuid: ({ gpu }) => gpu,
  gpu: ({ kind, gpu }) => (gpu === null || kind === "UNKNOWN_GPU" ? null : reference("Gpu", gpu)),
};

/** The frames as answers. Its `return` does not wait for a frame, as that of a generator would. */
function answers<T>(
  frames: AsyncGenerator<AlertFrame, void, undefined>,
  gone: AbortController,
  answerOf: (frame: AlertFrame) => T,
): AsyncIterableIterator<T> {
  const end = async (): Promise<IteratorResult<T>> => {
    gone.abort();
    await frames.return();
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const { done, value } = await frames.next();
      return done === true ? await end() : { done: false, value: answerOf(value) };
    },
    return: end,
  };
}

function alertQuery(filter: InputMaybe<AlertFilter> | undefined, context: Pick<Context, "viewerPartner">): AlertQuery {
  const { partner = null, site = null, kind = null } = filter ?? {};
  return { viewerPartner: context.viewerPartner(), partner, site, kind };
}
