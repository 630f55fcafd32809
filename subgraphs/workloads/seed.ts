/** Workloads' part of a fleet plan, as documents: workloads, placements, usage of quota, and XID events. */

import { Types } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { type PlacementDocument, placementModel } from "../kit/published/placement.ts";
import {
  type CohortUsageDocument,
  cohortUsageModel,
  type ProjectUsageDocument,
  projectUsageModel,
} from "../kit/published/usage.ts";
import { type XidEventDocument, xidEventModel } from "../kit/published/xid-event.ts";
import { sharedUse } from "../kit/quota.ts";
import { type Load, load } from "../seed/bulk.ts";
import type { FleetPlan } from "../seed/plan.ts";
import { illustrative } from "../seed/provenance.ts";
import type { PlacementPlan } from "../seed/workloads.ts";
import { slotsOf } from "./gang.ts";
import { type WorkloadDocument, workloadModel } from "./models.ts";

const PROVENANCE = illustrative("no workload is public; these fit their partner's purpose");

/** What workloads stores of a plan. */
export function workloadsLoads({ workloads }: Pick<Databases, "workloads">, plan: FleetPlan): readonly Load[] {
  return [
    load(workloadModel(workloads), plan.workloads, ({ id, ...facts }): WorkloadDocument[] => [
      { _id: id, ...facts, explanation: null, earlierGpuHours: 0, wantedSite: null, provenance: PROVENANCE },
    ]),
    load(placementModel(workloads), plan.placements, (placement) => [placementDocument(placement)]),
    load(projectUsageModel(workloads), projectUsage(plan), (usage) => [usage]),
    load(cohortUsageModel(workloads), cohortUsage(plan), (usage) => [usage]),
    load(xidEventModel(workloads), xidEvents(plan), (event) => [event]),
  ];
}

function placementDocument({ workload, node, mask }: PlacementPlan): PlacementDocument {
  return {
    _id: `${workload.id}:${node.hostname}`,
    workload: workload.id,
    kind: workload.kind,
    node: node.hostname,
    partner: node.partner,
    site: node.site,
    model: node.model,
    project: workload.project,
    mask,
    gpus: slotsOf(mask).flatMap((slot) => node.gpus[slot] ?? []),
    startedAt: workload.startedAt ?? workload.submittedAt,
  };
}

function projectUsage(plan: FleetPlan): ProjectUsageDocument[] {
  return plan.projects.map(({ id, partner }) => ({
    _id: id,
    partner,
    gpusInUse: gpusInUse(plan, id),
    quotaVersion: 0,
  }));
}

function cohortUsage(plan: FleetPlan): CohortUsageDocument[] {
  const cohorts = new Map<string, CohortUsageDocument>();
  for (const project of plan.projects) {
    const { cohort, partner } = project;
    const none = { _id: cohort, partner, gpusInUse: 0, sharedInUse: 0, reclaimedQuota: 0, quotaVersion: 0 };
    const known = cohorts.get(cohort) ?? none;
    const inUse = gpusInUse(plan, project.id);
    cohorts.set(cohort, {
      ...known,
      gpusInUse: known.gpusInUse + inUse,
      sharedInUse: known.sharedInUse + sharedUse(project, inUse),
    });
  }
  return [...cohorts.values()];
}

function gpusInUse(plan: FleetPlan, project: string): number {
  return plan.workloads
    .filter((workload) => workload.state === "RUNNING" && workload.project === project)
    .reduce((sum, workload) => sum + workload.gpuCount, 0);
}

/** The last XIDs that inventory's GPUs carry, as the events that brought them. */
function xidEvents(plan: FleetPlan): XidEventDocument[] {
  return plan.nodes.flatMap((node) => {
    const fault = plan.out.get(node.hostname)?.fault;
    if (fault === undefined || fault === null || fault.xid === null) return [];
    const { code, at } = fault.xid;
    return [{ _id: new Types.ObjectId(idOf(fault.uuid)), gpu: fault.uuid, partner: node.partner, code, at }];
  });
}

/** 24 hexadecimal digits that follow from a uuid, so that every run seeds the same. */
function idOf(uuid: string): string {
  return uuid.replace(/^GPU-|-/g, "").slice(0, 24);
}
