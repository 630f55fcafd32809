/** Resolvers of the audit log, which is for operators. */

import type { QueryFilter } from "mongoose";
import type { AuditDocument } from "../kit/audit/entries.ts";
import { verifyAudit as verify } from "../kit/audit/verify.ts";
import { cursorScope } from "../kit/cursors.ts";
import { requireScope, viewerFilter } from "../kit/identity.ts";
import { encodeId, readId } from "../kit/ids.ts";
import { type Connection, connection, emptyConnection } from "../kit/pagination.ts";
import type { AuditEntryResolvers, QueryResolvers } from "./generated.ts";

export type AuditList = Connection<AuditDocument>;

/** `Query.auditLog`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const auditLog: NonNullable<QueryResolvers["auditLog"]> = async (_parent, args, context) => {
  requireScope(context.viewer, "fleet:write");
  const { actor, action, entity, partner, since, until } = args.filter ?? {};
  const chain = entity == null ? null : readId(entity);
  if (entity != null && chain === null) return emptyConnection();
  const wanted = Object.entries({ actor, action, partner, chain }).filter(([, value]) => value != null);
  const at = { ...(since == null ? {} : { $gte: since }), ...(until == null ? {} : { $lt: until }) };
  const filter: QueryFilter<AuditDocument> = {
    $and: [viewerFilter(context.viewer), Object.fromEntries(wanted), Object.keys(at).length === 0 ? {} : { at }],
  };
  return await connection<AuditDocument>({
    model: context.models.audit,
    filter,
    sort: [
      ["at", -1],
      ["_id", -1],
    ],
    first: args.first,
    after: args.after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope("auditLog", context.viewer, args.filter ?? {}),
  });
};

/** `Query.verifyAudit`. @throws GraphQLError FORBIDDEN without the scope `fleet:write`, or for who does not see all */
export const verifyAudit: NonNullable<QueryResolvers["verifyAudit"]> = async (_parent, { head }, context) => {
  requireScope(context.viewer, "fleet:write");
  requireScope(context.viewer, "fleet:read:all");
  const { audit, seals } = context.models;
  const verification = await verify(audit, seals, head ?? null, new Date());
  return { ...verification, problems: [...verification.problems] };
};

/** One change of one record. */
export const AuditEntry: AuditEntryResolvers = {
  id: ({ _id }) => encodeId("AuditEntry", _id),
  entityType: ({ chain }) => chain.slice(0, chain.indexOf(":")),
  entityId: ({ chain }) => Buffer.from(chain, "utf8").toString("base64url"),
  partner: async ({ partner }, _args, context) =>
    partner === null ? null : await context.loaders().partner.load(partner),
  idempotencyKey: ({ key }) => key,
  previousHash: ({ previous }) => previous,
};
