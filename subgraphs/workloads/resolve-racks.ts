/** Resolvers of the racks by how near they are to their caps. */

import { cursorScope } from "../kit/cursors.ts";
import { badUserInput } from "../kit/errors.ts";
import { reference } from "../kit/ids.ts";
import { type Connection, connection } from "../kit/pagination.ts";
import type { QueryResolvers, RackPowerResolvers } from "./generated.ts";
import type { RackPowerDocument } from "./telemetry/rack-power.ts";

export type RackPowerPage = Connection<RackPowerDocument>;

/** `Query.racksByPower`. @throws GraphQLError BAD_USER_INPUT for arguments that cannot be used, BAD_CURSOR */
export const racksByPower: NonNullable<QueryResolvers["racksByPower"]> = async (_parent, args, context) => {
  const { site, shareAbove, first, after } = args;
  if (shareAbove != null && !(shareAbove >= 0)) throw badUserInput("`shareAbove` must be at least 0.");
  const above = shareAbove == null ? {} : { share: { $gt: shareAbove } };
  return await connection<RackPowerDocument>({
    model: context.telemetry.rackPower,
    filter: { $and: [context.filter(), site == null ? {} : { site }, above] },
    sort: [
      ["share", -1],
      ["_id", 1],
    ],
    first,
    after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope("racksByPower", context.viewer, { site, shareAbove }),
  });
};

/** A rack and what it draws. */
export const RackPower: RackPowerResolvers = {
  rack: ({ _id }) => reference("Rack", _id),
};
