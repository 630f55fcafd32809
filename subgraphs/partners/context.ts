/** What the resolvers of one call share. */

import type { SubgraphConfig } from "../kit/config.ts";
import type { Viewer } from "../kit/identity.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { PartnersModels } from "./models.ts";

export interface Context {
  readonly viewer: Viewer;
  readonly models: PartnersModels;
  readonly cursorSecret: string;
  /** Batches of this call. @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
  readonly loaders: () => Loaders;
}

/** Makes the context of one call. */
export function createContext(
  models: PartnersModels,
  config: Pick<SubgraphConfig, "cursorSecret">,
  viewer: Viewer,
): Context {
  let loaders: Loaders | null = null;
  return {
    viewer,
    models,
    cursorSecret: config.cursorSecret,
    loaders: () => (loaders ??= createLoaders(models, viewer)),
  };
}
