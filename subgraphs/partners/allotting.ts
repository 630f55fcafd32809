/** Opens programmes and gives their GPUs to partners. */

import { mongo } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { mutate } from "../kit/mutation.ts";
import { viewerFilter } from "../kit/identity.ts";
import { grantId } from "../kit/published/grant.ts";
import { entered } from "../kit/published/provenance.ts";
import { refuse, refuseUnknown, requireAtLeast, requireSlug, requireText } from "../kit/refusal.ts";
import type { MutationResolvers } from "./generated.ts";
import type { AllotmentDocument, ProgrammeDocument } from "./models.ts";

const SCOPE = "fleet:write";
const MAX_NAME_LENGTH = 200;

/** `Mutation.createProgramme`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const createProgramme: NonNullable<MutationResolvers["createProgramme"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "createProgramme", input }, async ({ session, changed }) => {
    const { programmes } = context.models;
    const _id = requireSlug("`slug`", input.slug);
    const name = requireText("`name`", input.name, MAX_NAME_LENGTH);
    requireAtLeast("total", input.total, 1);
    if ((await programmes.findById(_id, null, { session })) !== null) {
      refuse("ALREADY_EXISTS", `There is a programme ${_id} already.`);
    }
    const programme: ProgrammeDocument = { _id, name, total: input.total, allotted: 0 };
    await insertInto(programmes, session, [programme]);
    changed({ type: "Programme", key: _id, partner: null, before: null, after: programme });
    return { programme };
  });

/** `Mutation.allot`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const allot: NonNullable<MutationResolvers["allot"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "allot", input }, async ({ session, now, changed }) => {
    const { programmes, partners, allotments, grants } = context.models;
    const { programme, partner, model = null, quantity, publicQuantity = null, dueOn } = input;
    requireAtLeast("quantity", quantity, 1);
    if (publicQuantity !== null && (publicQuantity < 0 || publicQuantity > quantity)) {
      refuse("INVALID_INPUT", `publicQuantity must be from 0 to ${quantity}: it is ${publicQuantity}.`);
    }
    const owner = requireText("`owner`", input.owner, MAX_NAME_LENGTH);
    const operator = requireText("`operator`", input.operator, MAX_NAME_LENGTH);
    const visible = { $and: [viewerFilter(context.viewer, "_id"), { _id: partner }] };
    if ((await partners.findOne(visible, null, { session })) === null) return refuseUnknown("partner");
    const within = { _id: programme, $expr: { $lte: [{ $add: ["$allotted", quantity] }, "$total"] } };
    const more = { $inc: { allotted: quantity } };
    if ((await programmes.updateOne(within, more, { session })).matchedCount === 0) {
      const found = await programmes.findById(programme, null, { session }).lean<ProgrammeDocument>();
      if (found === null) return refuseUnknown("programme");
      const available = found.total - found.allotted;
      return refuse(
        "EXCEEDS_PROGRAMME",
        `${quantity} GPUs are ${quantity - available} more than the ${available} that the programme has left: ` +
          `${found.allotted} of ${found.total} are allotted.`,
        { needed: quantity, available },
      );
    }
    const _id = grantId(programme, partner);
    if ((await grants.updateOne({ _id }, more, { session })).matchedCount === 0) {
      await insertInto(grants, session, [{ _id, programme, partner, allotted: quantity, ordered: 0 }]);
    }
    const allotment: AllotmentDocument = {
      _id: new mongo.ObjectId().toHexString(),
      programme,
      partner,
      model,
      quantity,
      publicQuantity,
      owner,
      operator,
      dueOn,
      provenance: entered(now),
    };
    await insertInto(allotments, session, [allotment]);
    changed({ type: "Allotment", key: allotment._id, partner, before: null, after: allotment });
    return { allotment };
  });
