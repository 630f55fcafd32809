/** Serves the partners subgraph, and seals the audit log beside. */

import { followAudit } from "../kit/audit/seals.ts";
import { ensureIndexes } from "../kit/database.ts";
import { cohortUsageModel, projectUsageModel } from "../kit/published/usage.ts";
import { readTypeDefs, type Serve, startSubgraph } from "../kit/server.ts";
import { createContext, type Services } from "./context.ts";
import { partnersModels } from "./models.ts";
import { resolvers } from "./resolvers.ts";

/** Starts partners. */
export const serve: Serve = async ({ config, databases, log }) => {
  const models = partnersModels(databases);
  const quotas = {
    projects: models.projects,
    projectUsage: projectUsageModel(databases.workloads),
    cohortUsage: cohortUsageModel(databases.workloads),
  };
  await ensureIndexes([...Object.values(models), quotas.projectUsage, quotas.cohortUsage]);
  const { audit, seals, resumeTokens, idempotency } = models;
  const { transaction } = databases;
  const services: Services = { models, quotas, mutations: { transaction, idempotency, audit }, config };
  return await startSubgraph({
    name: "partners",
    config,
    databases,
    log,
    typeDefs: await readTypeDefs("partners"),
    resolvers,
    createContext: (viewer, call) => createContext(services, viewer, call),
    background: [(signal) => followAudit({ audit, seals, resumeTokens, log }, signal)],
  });
};
