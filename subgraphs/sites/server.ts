/** Serves the sites subgraph. */

import { auditModel } from "../kit/audit/entries.ts";
import { ensureIndexes } from "../kit/database.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext, type Services } from "./context.ts";
import { sitesModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";

/** Starts sites. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = sitesModels(databases);
  const audit = auditModel(databases.partners);
  await ensureIndexes([...Object.values(models), audit]);
  const { transaction } = databases;
  const services: Services = { models, mutations: { transaction, idempotency: models.idempotency, audit }, config };
  return await startSubgraph({
    name: "sites",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("sites"),
    resolvers,
    createContext: (viewer, call) => createContext(services, viewer, call),
  });
};
