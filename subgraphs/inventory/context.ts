/** What the resolvers of one call share. */

import type { SubgraphConfig } from "../kit/config.ts";
import type { Databases } from "../kit/database.ts";
import type { Viewer } from "../kit/identity.ts";
import { createLoaders, type Loaders } from "./loaders.ts";
import type { InventoryModels } from "./models.ts";

export interface Context {
  readonly viewer: Viewer;
  readonly models: InventoryModels;
  readonly transaction: Databases["transaction"];
  readonly cursorSecret: string;
  /** The instant of the call, for what depends on today. */
  readonly now: Date;
  /** Batches of this call. @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
  readonly loaders: () => Loaders;
}

/** What contexts are made from. */
export interface Services {
  readonly models: InventoryModels;
  readonly config: Pick<SubgraphConfig, "cursorSecret">;
  readonly databases: Pick<Databases, "transaction">;
}

/** Makes the context of one call. */
export function createContext({ models, config, databases }: Services, viewer: Viewer): Context {
  let loaders: Loaders | null = null;
  return {
    viewer,
    models,
    transaction: databases.transaction,
    cursorSecret: config.cursorSecret,
    now: new Date(),
    loaders: () => (loaders ??= createLoaders(models, viewer)),
  };
}
