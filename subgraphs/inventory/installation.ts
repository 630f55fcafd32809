/** Builds GPUs in, switches them on and takes them out of service: nodes, GPUs, stock and power move together. */

import type { ClientSession } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { mutate } from "../kit/mutation.ts";
import { addActivePower, dropActivePower } from "../kit/power.ts";
import { grantId } from "../kit/published/grant.ts";
import { GPUS_PER_NODE, type NodeDocument } from "../kit/published/node.ts";
import { entered } from "../kit/published/provenance.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import { RACK_MACHINE, SITE_IN_USE } from "../kit/published/site-states.ts";
import { stockId } from "../kit/published/stock.ts";
import { refuse, refuseUnknown, requireText } from "../kit/refusal.ts";
import { statesBefore } from "../kit/state-machine.ts";
import type { Context } from "./context.ts";
import type { InstallGpusInput, MutationResolvers } from "./generated.ts";
import { gpuModel } from "./gpu-model.ts";
import type { GpuDocument } from "./models.ts";
import { findNode, gpusOf, moveGpus, moveNode, requireNoneFailed } from "./node-changes.ts";

const SCOPE = "fleet:write";
/** Of a GPU's record: before that it is a number in a delivery. */
const FIRST_LIFECYCLE = "INSTALLED";
const MAX_NAME_LENGTH = 200;
const MAX_REASON_LENGTH = 500;
const HOSTNAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const UUID = /^GPU-[0-9A-Za-z-]{1,80}$/;

/** `Mutation.installGpus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const installGpus: NonNullable<MutationResolvers["installGpus"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "installGpus", input }, async ({ session, now, changed }) => {
    requireNames(input);
    const visible = { $and: [viewerFilter(context.viewer), { _id: decodeId("Rack", input.rack) }] };
    const rack = await context.neighbours.racks.findOne(visible, null, { session }).lean<RackDocument>();
    if (rack === null) return refuseUnknown("rack");
    await requireInUse(context, session, rack);
    const { partner, site } = rack;
    if ((await context.neighbours.grants.findById(grantId(input.programme, partner), null, { session })) === null) {
      refuse("NOT_FOUND", `No programme ${input.programme} allots GPUs to the rack's partner.`);
    }
    await requireNew(context, session, input);
    await takeReceived(context, session, partner, input.model);
    const of = { programme: input.programme, owner: input.owner.trim(), operator: input.operator.trim() };
    const common = { partner, site, model: input.model, ...of, provenance: entered(now) };
    const node: NodeDocument = {
      _id: input.hostname,
      ...common,
      rack: rack._id,
      status: "DOWN",
      statusReason: "Installed, not switched on",
      allocatedMask: 0,
      freeGpus: 0,
      gpus: [],
      ratedPowerWatts: gpuModel(input.model).ratedPowerWatts * GPUS_PER_NODE,
    };
    const state = { lifecycle: FIRST_LIFECYCLE, health: "OK", lastXid: null, xids: [] } as const;
    const facts = { ...common, ...state, node: node._id };
    const gpus = input.gpus.map((_id, slot): GpuDocument => ({ _id, ...facts, slot }));
    await insertInto(context.models.nodes, session, [node]);
    await insertInto(context.models.gpus, session, gpus);
    changed({ type: "Node", key: node._id, partner, before: null, after: node });
    for (const gpu of gpus) changed({ type: "Gpu", key: gpu._id, partner, before: null, after: gpu });
    return { node };
  });

/** `Mutation.activateGpus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const activateGpus: NonNullable<MutationResolvers["activateGpus"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "activateGpus", input }, async (effect) => {
    const { session, changed } = effect;
    const sentence = "only a node that was installed and never switched on can be";
    const node = await findNode(context, session, input.node, "activate", sentence);
    const gpus = (await gpusOf(context, session, node)).filter(({ lifecycle }) => lifecycle === "INSTALLED");
    if (gpus.length !== GPUS_PER_NODE)
      refuse("ILLEGAL_STATE", `The node has ${gpus.length} installed GPUs: ${sentence}.`);
    requireNoneFailed(gpus);
    const rack = await context.neighbours.racks.findById(node.rack, null, { session }).lean<RackDocument>();
    invariant(rack !== null, `rack ${node.rack} exists`);
    await requireInUse(context, session, rack);
    await addActivePower(context.neighbours, session, node, { gpuCount: gpus.length, watts: node.ratedPowerWatts });
    if (rack.status === "AVAILABLE") {
      const status = "ACTIVE";
      await context.neighbours.racks.updateOne({ _id: rack._id }, { $set: { status } }, { session });
      changed({ type: "Rack", key: rack._id, partner: rack.partner, before: rack, after: { ...rack, status } });
    }
    const { matchedCount } = await context.models.stock.updateOne(
      {
        _id: stockId(node.partner, node.model),
        $expr: { $lte: [{ $add: ["$active", gpus.length] }, "$received"] },
      },
      { $inc: { active: gpus.length, installed: -gpus.length } },
      { session },
    );
    invariant(matchedCount === 1, "what is installed has been received");
    await moveGpus(context, effect, gpus, "activate");
    const on = { gpus: gpus.map(({ _id }) => _id), freeGpus: gpus.length, statusReason: null };
    return { node: await moveNode(context, effect, node, "activate", on) };
  });

/** `Mutation.decommissionGpus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const decommissionGpus: NonNullable<MutationResolvers["decommissionGpus"]> = async (
  _parent,
  { input },
  context,
) =>
  await mutate(context, { scope: SCOPE, name: "decommissionGpus", input }, async (effect) => {
    const { session } = effect;
    const statusReason = requireText("The reason", input.reason, MAX_REASON_LENGTH);
    const sentence = "drain it first";
    const node = await findNode(context, session, input.node, "decommission", sentence);
    const gpus = (await gpusOf(context, session, node)).filter(({ lifecycle }) => lifecycle !== "DECOMMISSIONED");
    if (gpus.length === 0) refuse("ILLEGAL_STATE", "The node's GPUs are out of service already.");
    const active = gpus.filter(({ lifecycle }) => lifecycle === "ACTIVE").length;
    const counts = { active: -active, installed: active - gpus.length, decommissioned: gpus.length };
    const _id = stockId(node.partner, node.model);
    const spare = { _id, $expr: { $lte: ["$placed", { $subtract: ["$active", active] }] } };
    const { matchedCount } = await context.models.stock.updateOne(spare, { $inc: counts }, { session });
    invariant(matchedCount === 1, "what is placed stands on other nodes");
    if (active > 0) await dropActivePower(context.neighbours, session, node, node.ratedPowerWatts);
    await moveGpus(context, effect, gpus, "decommission");
    const off = { gpus: [], freeGpus: 0, statusReason };
    return { node: await moveNode(context, effect, node, "decommission", off) };
  });

function requireNames({ hostname, gpus, owner, operator }: InstallGpusInput): void {
  if (!HOSTNAME.test(hostname)) refuse("INVALID_INPUT", "`hostname` must be a host name in lower case.");
  if (gpus.length !== GPUS_PER_NODE || new Set(gpus).size !== GPUS_PER_NODE || !gpus.every((uuid) => UUID.test(uuid))) {
    refuse("INVALID_INPUT", `\`gpus\` must be ${GPUS_PER_NODE} different uuids, each with \`GPU-\` in front.`);
  }
  requireText("`owner`", owner, MAX_NAME_LENGTH);
  requireText("`operator`", operator, MAX_NAME_LENGTH);
}

/** Whatever another transaction installs meanwhile is a duplicate key, and then this one runs again and finds it. */
async function requireNew(
  { models }: Context,
  session: ClientSession,
  { hostname, gpus }: InstallGpusInput,
): Promise<void> {
  if ((await models.nodes.findById(hostname, null, { session })) !== null) {
    refuse("ALREADY_EXISTS", `There is a node ${hostname} already.`);
  }
  const known = await models.gpus.findOne({ _id: { $in: [...gpus] } }, null, { session }).lean<GpuDocument>();
  if (known !== null) refuse("ALREADY_EXISTS", `${known._id} is installed already.`);
}

async function takeReceived(
  { models }: Context,
  session: ClientSession,
  partner: string,
  model: string,
): Promise<void> {
  const _id = stockId(partner, model);
  const used = { $add: ["$installed", "$active", "$decommissioned", GPUS_PER_NODE] };
  const more = { $inc: { installed: GPUS_PER_NODE } };
  const { matchedCount } = await models.stock.updateOne({ _id, $expr: { $lte: [used, "$received"] } }, more, {
    session,
  });
  if (matchedCount === 1) return;
  const stock = await models.stock.findById(_id, null, { session }).lean();
  const available = stock === null ? 0 : stock.received - stock.installed - stock.active - stock.decommissioned;
  refuse(
    "EXCEEDS_RECEIVED",
    `${GPUS_PER_NODE} GPUs are more than the ${available} ${model} of the rack's partner that were received and are not built in.`,
    { needed: GPUS_PER_NODE, available },
  );
}

async function requireInUse({ neighbours }: Context, session: ClientSession, rack: RackDocument): Promise<void> {
  const site = await neighbours.sites.findById(rack.site, null, { session }).lean();
  invariant(site !== null, `site ${rack.site} exists`);
  if (!SITE_IN_USE.some((status) => status === site.status)) {
    refuse("ILLEGAL_STATE", `The site is ${site.status}: nothing is built in or switched on there.`);
  }
  if (!statesBefore(RACK_MACHINE, { on: "use" }).includes(rack.status)) {
    refuse("ILLEGAL_STATE", `The rack is ${rack.status}: only AVAILABLE and ACTIVE racks take nodes.`);
  }
}
