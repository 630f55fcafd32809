/** Resolvers of inventory: what a viewer does not see is as if it were not there. */

import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { encodeId, FLEET_KEY, reference } from "../kit/ids.ts";
import { keyedReference, keyOf, loadEntity, partnerReference } from "../kit/references.ts";
import { Duration, scalars } from "../kit/scalars.ts";
import { cancelDelivery, planDelivery, receiveDelivery, shipDelivery } from "./deliveries.ts";
import type { Resolvers } from "./generated.ts";
import { allGpuModels, findGpuModel, gpuModel } from "./gpu-model.ts";
import { activateGpus, decommissionGpus, installGpus } from "./installation.ts";
import { isOverdue, listDeliveries, listGpus, listNodes } from "./lists.ts";
import { endMaintenance, startMaintenance } from "./maintenance.ts";
import { drainNode, returnNode, undrainNode } from "./node-scheduling.ts";
import { siteResolvers } from "./resolvers-site.ts";
import { receivedByQuarter, stockInAll } from "./stock.ts";

/** The resolver map of `schema/inventory.graphql`. */
export const resolvers: Resolvers = {
  ...scalars,
  Duration,
  Query: {
    gpus: (_, args, context) => listGpus(context, args),
    gpu: (_, { uuid }, context) => context.loaders().gpu.load(uuid),
    nodes: (_, args, context) => listNodes(context, args),
    node: (_, { hostname }, context) => context.loaders().node.load(hostname),
    deliveries: (_, args, context) => listDeliveries(context, args),
    gpuModels: () => allGpuModels(),
  },
  Mutation: {
    planDelivery,
    shipDelivery,
    receiveDelivery,
    cancelDelivery,
    installGpus,
    activateGpus,
    decommissionGpus,
    drainNode,
    undrainNode,
    returnNode,
    startMaintenance,
    endMaintenance,
  },
  GpuModel: {
    __resolveReference: (entity) =>
      loadEntity("GpuModel", entity, { load: (name) => Promise.resolve(findGpuModel(name)) }),
    id: ({ name }) => encodeId("GpuModel", name),
  },
  Node: {
    __resolveReference: (entity, context) => loadEntity("Node", entity, context.loaders().node),
    id: ({ _id }) => encodeId("Node", _id),
    hostname: ({ _id }) => _id,
    rack: ({ rack }) => reference("Rack", rack),
    site: ({ site }) => reference("Site", site),
    partner: ({ partner }) => reference("Partner", partner),
    model: ({ model }) => gpuModel(model),
    gpus: ({ _id }, _, context) => context.loaders().gpusOfNode.load(_id),
  },
  Gpu: {
    __resolveReference: (entity, context) => loadEntity("Gpu", entity, context.loaders().gpu),
    id: ({ _id }) => encodeId("Gpu", _id),
    uuid: ({ _id }) => _id,
    xids: ({ xids }) => xids.toReversed(),
    node: async ({ node }, _, context) => {
      const found = await context.loaders().node.load(node);
      invariant(found !== null, "a GPU's node is there, and serves the same partner");
      return found;
    },
    site: ({ site }) => reference("Site", site),
    partner: ({ partner }) => reference("Partner", partner),
    model: ({ model }) => gpuModel(model),
  },
  Delivery: {
    __resolveReference: (entity, context) => loadEntity("Delivery", entity, context.loaders().delivery),
    id: ({ _id }) => encodeId("Delivery", _id),
    partner: ({ partner }) => reference("Partner", partner),
    site: ({ site }) => (site === null ? null : reference("Site", site)),
    model: ({ model }) => gpuModel(model),
    overdue: (delivery, _, { now }) => isOverdue(delivery, now),
  },
  Partner: {
    __resolveReference: (entity, { viewer }) => partnerReference(viewer, entity),
    received: async (partner, _, context) =>
      (await context.loaders().stockOfPartner.load(keyOf("Partner", partner))).received,
    active: async (partner, _, context) =>
      (await context.loaders().stockOfPartner.load(keyOf("Partner", partner))).active,
    deliveries: (partner, args, context) => listDeliveries(context, args, { partner: keyOf("Partner", partner) }),
  },
  Site: siteResolvers,
  Rack: {
    __resolveReference: (entity) => keyedReference("Rack", entity),
    nodes: (rack, _, context) => context.loaders().nodesOfRack.load(keyOf("Rack", rack)),
  },
  Fleet: {
    __resolveReference: ({ id }) => (id === encodeId("Fleet", FLEET_KEY) ? reference("Fleet", FLEET_KEY) : null),
    received: async (_, __, { models, viewer }) => (await stockInAll(models.stock, viewerFilter(viewer))).received,
    active: async (_, __, { models, viewer }) => (await stockInAll(models.stock, viewerFilter(viewer))).active,
    receivedByQuarter: (_, __, { models, viewer }) => receivedByQuarter(models.deliveries, viewerFilter(viewer)),
  },
};
