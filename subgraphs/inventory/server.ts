/** Serves the inventory subgraph, and follows the XID events beside. */

import { ensureIndexes } from "../kit/database.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext } from "./context.ts";
import { inventoryModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";
import { followXidEvents } from "./xid-follower.ts";

/** Starts inventory. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = inventoryModels(databases);
  await ensureIndexes(Object.values(models));
  return await startSubgraph({
    name: "inventory",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("inventory"),
    resolvers,
    createContext: (viewer) => createContext({ models, config, databases }, viewer),
    background: [(signal) => followXidEvents(databases, models, log, signal)],
  });
};
