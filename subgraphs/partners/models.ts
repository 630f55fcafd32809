/** What partners keeps: partners, programmes and allotments of its own, the published projects and grants, and everybody's audit log. */

import { type Model, Schema } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { type ResumeTokenDocument, resumeTokenModel } from "../kit/events.ts";
import { type AuditDocument, auditModel } from "../kit/audit/entries.ts";
import { type SealDocument, sealModel } from "../kit/audit/seals.ts";
import { type IdempotencyDocument, idempotencyModel } from "../kit/idempotency.ts";
import { type GrantDocument, grantModel } from "../kit/published/grant.ts";
import { type ProjectDocument, projectModel } from "../kit/published/project.ts";
import { type Provenance, provenanceSchema } from "../kit/published/provenance.ts";

export const PARTNER_KINDS = ["GOVERNMENT", "CONGLOMERATE", "CSP", "RESEARCH"] as const;

/** A beneficiary of the plan. `_id` is its slug. */
export interface PartnerDocument {
  readonly _id: string;
  readonly name: string;
  readonly kind: (typeof PARTNER_KINDS)[number];
  readonly provenance: Provenance;
}

/** A purchase or grant. `_id` is its slug; its allotments hold at most `total` GPUs together. */
export interface ProgrammeDocument {
  readonly _id: string;
  readonly name: string;
  readonly total: number;
  /** The sum of its allotments, at most `total`. */
  readonly allotted: number;
}

/** GPUs of one programme for one partner. Programme and partner are slugs, model is a `GpuModelName` or null. */
export interface AllotmentDocument {
  readonly _id: string;
  readonly programme: string;
  readonly partner: string;
  readonly model: string | null;
  readonly quantity: number;
  /** Of `quantity`, how many serve public projects; null where that is no question. */
  readonly publicQuantity: number | null;
  readonly owner: string;
  readonly operator: string;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string;
  readonly provenance: Provenance;
}

const partnerSchema = new Schema<PartnerDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, enum: PARTNER_KINDS, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "partners", versionKey: false, autoIndex: false, autoCreate: false },
);
partnerSchema.index({ name: 1, _id: 1 });

const programmeSchema = new Schema<ProgrammeDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    total: { type: Number, required: true },
    allotted: { type: Number, required: true },
  },
  { collection: "programmes", versionKey: false, autoIndex: false, autoCreate: false },
);

const allotmentSchema = new Schema<AllotmentDocument>(
  {
    _id: { type: String, required: true },
    programme: { type: String, required: true },
    partner: { type: String, required: true },
    model: { type: String, default: null },
    quantity: { type: Number, required: true },
    publicQuantity: { type: Number, default: null },
    owner: { type: String, required: true },
    operator: { type: String, required: true },
    dueOn: { type: String, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "allotments", versionKey: false, autoIndex: false, autoCreate: false },
);
allotmentSchema.index({ partner: 1, programme: 1, model: 1, _id: 1 });
// What is summed by partner, so that no document is read for it.
allotmentSchema.index({ partner: 1, quantity: 1 });

/** Every model of partners' database. */
export interface PartnersModels {
  readonly partners: Model<PartnerDocument>;
  readonly programmes: Model<ProgrammeDocument>;
  readonly allotments: Model<AllotmentDocument>;
  readonly projects: Model<ProjectDocument>;
  readonly grants: Model<GrantDocument>;
  readonly idempotency: Model<IdempotencyDocument>;
  readonly audit: Model<AuditDocument>;
  readonly seals: Model<SealDocument>;
  readonly resumeTokens: Model<ResumeTokenDocument>;
}

/** The models of partners. */
export function partnersModels({ partners }: Pick<Databases, "partners">): PartnersModels {
  return {
    partners: partners.model<PartnerDocument>("Partner", partnerSchema),
    programmes: partners.model<ProgrammeDocument>("Programme", programmeSchema),
    allotments: partners.model<AllotmentDocument>("Allotment", allotmentSchema),
    projects: projectModel(partners),
    grants: grantModel(partners),
    idempotency: idempotencyModel(partners),
    audit: auditModel(partners),
    seals: sealModel(partners),
    resumeTokens: resumeTokenModel(partners),
  };
}
