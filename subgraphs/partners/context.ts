/** What the resolvers of one call share. */

import type { CallInfo } from "../kit/call.ts";
import type { SubgraphConfig } from "../kit/config.ts";
import type { Viewer } from "../kit/identity.ts";
import type { MutationServices } from "../kit/mutation.ts";
import type { QuotaStores } from "../kit/quota.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { PartnersModels } from "./models.ts";

/** What contexts are made from. */
export interface Services {
  readonly models: PartnersModels;
  /** Quotas, and how much of them is in use. */
  readonly quotas: QuotaStores;
  readonly mutations: MutationServices;
  readonly config: Pick<SubgraphConfig, "cursorSecret">;
}

export interface Context extends Omit<Services, "config"> {
  readonly viewer: Viewer;
  readonly call: CallInfo;
  readonly cursorSecret: string;
  /** Batches of this call. @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
  readonly loaders: () => Loaders;
}

/** Makes the context of one call. */
export function createContext({ config, ...services }: Services, viewer: Viewer, call: CallInfo): Context {
  let loaders: Loaders | null = null;
  return {
    ...services,
    viewer,
    call,
    cursorSecret: config.cursorSecret,
    loaders: () => (loaders ??= createLoaders(services.models, viewer)),
  };
}
