/** Serves the partners subgraph. */

import { ensureIndexes } from "../kit/database.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext } from "./context.ts";
import { partnersModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";

/** Starts partners. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = partnersModels(databases);
  await ensureIndexes(Object.values(models));
  return await startSubgraph({
    name: "partners",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("partners"),
    resolvers,
    createContext: (viewer) => createContext(models, config, viewer),
  });
};
