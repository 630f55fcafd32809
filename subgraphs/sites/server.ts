/** Serves the sites subgraph. */

import { ensureIndexes } from "../kit/database.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext } from "./context.ts";
import { sitesModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";

/** Starts sites. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = sitesModels(databases);
  await ensureIndexes(Object.values(models));
  return await startSubgraph({
    name: "sites",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("sites"),
    resolvers,
    createContext: (viewer) => createContext(models, config, viewer),
  });
};
