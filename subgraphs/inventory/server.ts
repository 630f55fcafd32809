/** Serves the inventory subgraph, and follows the XID events beside. */

import { auditModel } from "../kit/audit/entries.ts";
import { ensureIndexes } from "../kit/database.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext, type Services } from "./context.ts";
import { inventoryModels, neighbourModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";
import { followXidEvents } from "./xid-follower.ts";

/** Starts inventory. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = inventoryModels(databases);
  const audit = auditModel(databases.partners);
  const { transaction } = databases;
  await ensureIndexes([...Object.values(models), audit]);
  const services: Services = {
    models,
    neighbours: neighbourModels(databases),
    mutations: { transaction, idempotency: models.idempotency, audit },
    config,
  };
  return await startSubgraph({
    name: "inventory",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("inventory"),
    resolvers,
    createContext: (viewer, call) => createContext(services, viewer, call),
    background: [(signal) => followXidEvents(databases, { models, audit, transaction }, log, signal)],
  });
};
