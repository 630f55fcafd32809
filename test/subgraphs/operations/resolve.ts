/** Runs a mutation of the catalogue in this process, through the subgraph's own resolver, over given databases. */

import * as inventory from "../../../subgraphs/inventory/context.ts";
import { inventoryModels, neighbourModels } from "../../../subgraphs/inventory/models.ts";
import { resolvers as inventoryResolvers } from "../../../subgraphs/inventory/resolvers.ts";
import { auditModel } from "../../../subgraphs/kit/audit/entries.ts";
import type { DatabaseName, Databases } from "../../../subgraphs/kit/database.ts";
import { viewerOf } from "../../../subgraphs/kit/identity.ts";
import { idempotencyModel } from "../../../subgraphs/kit/idempotency.ts";
import type { MutationContext } from "../../../subgraphs/kit/mutation.ts";
import { cohortUsageModel, projectUsageModel } from "../../../subgraphs/kit/published/usage.ts";
import * as partners from "../../../subgraphs/partners/context.ts";
import { partnersModels } from "../../../subgraphs/partners/models.ts";
import { resolvers as partnersResolvers } from "../../../subgraphs/partners/resolvers.ts";
import * as sites from "../../../subgraphs/sites/context.ts";
import { sitesModels } from "../../../subgraphs/sites/models.ts";
import { resolvers as sitesResolvers } from "../../../subgraphs/sites/resolvers.ts";
import { resolvers as workloadsResolvers } from "../../../subgraphs/workloads/resolvers.ts";
import { openStores } from "../../../subgraphs/workloads/server.ts";
import type { Operation } from "./catalogue.ts";

/** What every payload has. */
export interface ResolvedPayload {
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

type Resolver = (parent: object, args: object, context: object) => Promise<ResolvedPayload>;

const RESOLVERS: Readonly<Record<DatabaseName, object>> = {
  inventory: inventoryResolvers,
  partners: partnersResolvers,
  sites: sitesResolvers,
  workloads: workloadsResolvers,
};

/** @param more overrides members of the input, such as `whatIf` */
export async function resolveOperation(
  databases: Databases,
  { subgraph, name, as, input }: Operation,
  more: object = {},
): Promise<ResolvedPayload> {
  const { Mutation } = RESOLVERS[subgraph] as { readonly Mutation: Readonly<Record<string, Resolver>> };
  const resolve = Mutation[name];
  if (resolve === undefined) throw new TypeError(`expected a mutation of ${subgraph}, got ${name}`);
  const { transaction } = databases;
  const idempotency = idempotencyModel(databases[subgraph]);
  const base: MutationContext = {
    viewer: viewerOf(as()),
    call: { requestId: "request", signal: new AbortController().signal },
    mutations: { transaction, idempotency, audit: auditModel(databases.partners) },
  };
  return await resolve({}, { input: { ...input, ...more } }, contextOf(databases, subgraph, base));
}

function contextOf(databases: Databases, subgraph: DatabaseName, base: MutationContext): object {
  const { viewer, call, mutations } = base;
  const config = { cursorSecret: "cursors" };
  switch (subgraph) {
    case "inventory": {
      const services = {
        models: inventoryModels(databases),
        neighbours: neighbourModels(databases),
        mutations,
        config,
      };
      return inventory.createContext(services, viewer, call);
    }
    case "partners": {
      const models = partnersModels(databases);
      const quotas = {
        projects: models.projects,
        projectUsage: projectUsageModel(databases.workloads),
        cohortUsage: cohortUsageModel(databases.workloads),
      };
      return partners.createContext({ models, quotas, mutations, config }, viewer, call);
    }
    case "sites":
      return sites.createContext({ models: sitesModels(databases), mutations, config }, viewer, call);
    case "workloads":
      // Its mutations need no more of the context; nobody serves a queue here that could be woken.
      return { ...base, stores: openStores(databases), queue: { wake: () => undefined }, inTurnOf: () => base };
    default:
      return subgraph satisfies never;
  }
}
