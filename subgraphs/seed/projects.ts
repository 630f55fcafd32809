/** The projects of each partner and their quotas: illustrative, but for the government's split of 50, 30 and 20 per cent. */

import type { WorkloadKind } from "../kit/published/placement.ts";
import type { SECTORS } from "../kit/published/project.ts";
import type { Provenance } from "../kit/published/provenance.ts";
import type { PartnerSlug } from "./partners.ts";
import { illustrative } from "./provenance.ts";
import { splitByShare } from "./random.ts";

type Sector = (typeof SECTORS)[number];

/** A project. Quotas are GPUs; the nominal quotas of a partner sum to its active GPUs. */
export interface ProjectPlan {
  readonly id: string;
  readonly partner: PartnerSlug;
  readonly name: string;
  readonly sector: Sector;
  readonly nominalQuota: number;
  readonly borrowingLimit: number;
  readonly lendingLimit: number;
  readonly cohort: string;
  /** What its workloads do. */
  readonly kinds: readonly WorkloadKind[];
  readonly provenance: Provenance;
}

interface ProjectKind {
  readonly slug: string;
  readonly name: string;
  readonly sector: Sector;
  /** Its part of its partner's quota, in per cent; of the government's, of its sector's. */
  readonly share: number;
  readonly kinds: readonly WorkloadKind[];
}

const PROJECTS: Readonly<Record<PartnerSlug, readonly ProjectKind[]>> = {
  government: [
    project("sovereign-model-a", "Sovereign foundation model, team A", "NATIONAL", 34, "PRETRAIN FINETUNE"),
    project("sovereign-model-b", "Sovereign foundation model, team B", "NATIONAL", 28, "PRETRAIN EVALUATION"),
    project("sovereign-model-c", "Sovereign foundation model, team C", "NATIONAL", 22, "PRETRAIN FINETUNE"),
    project("public-services", "Public services in Korean", "NATIONAL", 10, "INFERENCE FINETUNE"),
    project("disaster-response", "Forecasts for disaster response", "NATIONAL", 6, "SIMULATION INFERENCE"),
    project("bio-industry", "Protein and drug design for industry", "INDUSTRY", 26, "PRETRAIN FINETUNE SIMULATION"),
    project("smart-factory-sme", "Smart factories of small companies", "INDUSTRY", 22, "DIGITAL_TWIN SIMULATION"),
    project("startup-credits", "Start-ups", "INDUSTRY", 32, "FINETUNE INFERENCE INTERACTIVE"),
    project("content-industry", "Video and game studios", "INDUSTRY", 20, "FINETUNE INFERENCE"),
    project("university-shared", "Shared cluster of universities", "ACADEMIA", 46, "FINETUNE INTERACTIVE EVALUATION"),
    project("physics-simulation", "Fluid and plasma simulation", "ACADEMIA", 30, "SIMULATION"),
    project("graduate-schools", "Graduate schools of AI", "ACADEMIA", 24, "INTERACTIVE FINETUNE EVALUATION"),
  ],
  samsung: [
    project("lithography", "Computational lithography", "INDUSTRY", 34, "LITHOGRAPHY"),
    project("fab-twin", "Digital twin of the fab", "INDUSTRY", 22, "DIGITAL_TWIN SIMULATION"),
    project("gauss", "Models for devices and office", "INDUSTRY", 26, "PRETRAIN FINETUNE EVALUATION"),
    project("robotics", "Robot learning", "INDUSTRY", 10, "SIMULATION FINETUNE"),
    project("office-assistant", "Assistant for staff", "INDUSTRY", 8, "INFERENCE INTERACTIVE"),
  ],
  sk: [
    project("gpu-as-a-service", "GPU-as-a-service", "INDUSTRY", 34, "PRETRAIN FINETUNE INFERENCE"),
    project("ax-models", "Telecom language models", "INDUSTRY", 26, "PRETRAIN FINETUNE EVALUATION"),
    project("memory-design", "Memory design", "INDUSTRY", 22, "SIMULATION FINETUNE LITHOGRAPHY"),
    project("fab-twin", "Digital twin of the memory fab", "INDUSTRY", 10, "DIGITAL_TWIN"),
    project("agent-services", "Agent services", "INDUSTRY", 8, "INFERENCE INTERACTIVE"),
  ],
  hyundai: [
    project("driving-models", "Models for autonomous driving", "INDUSTRY", 40, "PRETRAIN FINETUNE EVALUATION"),
    project("driving-simulation", "Simulated driving", "INDUSTRY", 26, "SIMULATION"),
    project("robotics", "Robot learning", "INDUSTRY", 14, "SIMULATION FINETUNE"),
    project("factory-twin", "Digital twin of the plant", "INDUSTRY", 12, "DIGITAL_TWIN"),
    project("in-car-assistant", "Assistant in the car", "INDUSTRY", 8, "INFERENCE INTERACTIVE"),
  ],
  naver: [
    project("hyperclova", "HyperCLOVA training", "INDUSTRY", 38, "PRETRAIN FINETUNE EVALUATION"),
    project("serving", "Search and assistant serving", "INDUSTRY", 26, "INFERENCE"),
    project("physical-ai", "Physical AI platform", "INDUSTRY", 16, "SIMULATION PRETRAIN"),
    project("cloud-tenants", "Tenants of the cloud", "INDUSTRY", 14, "FINETUNE INFERENCE INTERACTIVE"),
    project("labs", "NAVER labs", "RESEARCH", 6, "INTERACTIVE EVALUATION SIMULATION"),
  ],
};

/** The government's split of its quota over sectors, as announced. */
export const GOVERNMENT_SPLIT = { NATIONAL: 50, INDUSTRY: 30, ACADEMIA: 20 } as const;

const BORROWING_SHARE = 0.25;
const LENDING_SHARE = 0.5;
const PROVENANCE = illustrative("projects and their quotas");
const GOVERNMENT_PROVENANCE = illustrative(
  "projects and quotas; by sector they follow the announced 50 % national, 30 % industry, 20 % academia",
);

/** The projects of a partner that has this many active GPUs, all of them in one cohort. */
export function planProjects(partner: PartnerSlug, activeGpus: number): readonly ProjectPlan[] {
  const kinds = PROJECTS[partner];
  const quotas = splitByShare(
    activeGpus,
    kinds.map((kind) => (partner === "government" ? kind.share * sectorShare(kind.sector) : kind.share)),
  );
  return kinds.map((kind, index) => {
    const nominalQuota = quotas[index] ?? 0;
    return {
      id: `${partner}-${kind.slug}`,
      partner,
      name: kind.name,
      sector: kind.sector,
      nominalQuota,
      borrowingLimit: Math.floor(nominalQuota * BORROWING_SHARE),
      lendingLimit: Math.floor(nominalQuota * LENDING_SHARE),
      cohort: partner,
      kinds: kind.kinds,
      provenance: partner === "government" ? GOVERNMENT_PROVENANCE : PROVENANCE,
    };
  });
}

function sectorShare(sector: Sector): number {
  return sector === "RESEARCH" ? 0 : GOVERNMENT_SPLIT[sector];
}

function project(slug: string, name: string, sector: Sector, share: number, kinds: string): ProjectKind {
  return { slug, name, sector, share, kinds: kinds.split(" ") as WorkloadKind[] };
}
