/** What the resolvers of one call share: who asks, the collections, the live state, and loaders that batch reads. */

import type { Model } from "mongoose";
import type { CallInfo } from "../kit/call.ts";
import { type Viewer, type ViewerFilter, viewerFilter } from "../kit/identity.ts";
import type { Logger } from "../kit/log.ts";
import type { MutationContext, MutationServices } from "../kit/mutation.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { Queue } from "./queue.ts";
import { SeriesBudget } from "./series-budget.ts";
import type { Stores } from "./stores.ts";
import type { AlertDocument } from "./telemetry/alert-model.ts";
import type { LiveAlerts } from "./telemetry/live-alerts.ts";
import type { LiveState } from "./telemetry/live-state.ts";
import type { NodeStatusReader } from "./telemetry/node-status.ts";
import type { RackPowerDocument } from "./telemetry/rack-power.ts";
import type { SampleReader } from "./telemetry/samples.ts";
import type { DayMemo } from "./telemetry/series/day-memo.ts";
import type { TierCollections } from "./telemetry/tiers/tier-collections.ts";
import type { TierWidths } from "./telemetry/tiers/tiers.ts";
import type { TransactionInTurn } from "./turns.ts";

/** What lives as long as the process. */
export interface Services {
  readonly stores: Stores;
  readonly mutations: Omit<MutationServices, "transaction">;
  readonly transaction: TransactionInTurn;
  readonly liveState: Pick<LiveState, "current" | "frames">;
  readonly nodeStatus: NodeStatusReader;
  readonly samples: SampleReader;
  /** Roll-ups, how wide they are, and what else the collector keeps. */
  readonly telemetry: {
    readonly tiers: TierCollections;
    readonly widths: TierWidths;
    /** What questions have added up of past days. */
    readonly memo: DayMemo;
    readonly rackPower: Model<RackPowerDocument>;
  };
  readonly alerts: Model<AlertDocument>;
  readonly liveAlerts: Pick<LiveAlerts, "frames">;
  readonly queue: Pick<Queue, "wake">;
  readonly cursorSecret: string;
  readonly log: Logger;
}

/** What lives as long as one call, or one subscription. */
export interface Context extends Services {
  readonly viewer: Viewer;
  readonly call: CallInfo;
  /** The filter that every query carries. @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
  readonly filter: () => ViewerFilter;
  readonly seriesBudget: SeriesBudget;
  /** The only partner that the viewer sees, or null for all. @throws GraphQLError FORBIDDEN as above */
  readonly viewerPartner: () => string | null;
  /** What a mutation of one partner's records runs with: it waits for those of the same partner before it. */
  readonly inTurnOf: (partner: string) => MutationContext;
  /** Batches of the reads that belong together; they remember what they read until the next call of `refresh`. */
  readonly loaders: () => Loaders;
  /** Forgets what was read: a stream calls it for each frame. */
  readonly refresh: () => void;
}

/** Makes the context of one call. */
export function createContext(services: Services, viewer: Viewer, call: CallInfo): Context {
  let loaders: Loaders | null = null;
  const seriesBudget = new SeriesBudget();
  const filter = (): ViewerFilter => viewerFilter(viewer);
  const viewerPartner = (): string | null => filter()["partner"] ?? null;
  return {
    ...services,
    viewer,
    call,
    filter,
    seriesBudget,
    viewerPartner,
    inTurnOf: (partner) => ({
      viewer,
      call,
      mutations: {
        ...services.mutations,
        transaction: async (work) => await services.transaction(partner, work),
      },
    }),
    loaders: () => (loaders ??= createLoaders({ ...services, seriesBudget }, filter(), viewerPartner())),
    refresh: () => {
      loaders = null;
    },
  };
}
