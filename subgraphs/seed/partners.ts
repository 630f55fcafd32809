/** Who benefits from the plan: the five partners, the programmes that pay, and the allotments, 260,000 GPUs in all. */

import type { GpuModelName } from "../kit/gpu-models.ts";
import type { Provenance } from "../kit/published/provenance.ts";
import { announced, illustrative, publicFact, reportedDecember } from "./provenance.ts";

export type PartnerSlug = "government" | "samsung" | "sk" | "hyundai" | "naver";

/** A beneficiary of the plan. */
export interface PartnerFact {
  readonly slug: PartnerSlug;
  readonly name: string;
  readonly kind: "GOVERNMENT" | "CONGLOMERATE" | "CSP" | "RESEARCH";
  readonly provenance: Provenance;
}

/** A purchase or grant. `total` is the most GPUs that its allotments hold together. */
export interface ProgrammeFact {
  readonly slug: ProgrammeSlug;
  readonly name: string;
  readonly total: number;
  readonly provenance: Provenance;
}

/** GPUs that a programme gives to a partner. `model` is null where it is not decided or not public; `publicQuantity` where all of it is the partner's own. */
export interface AllotmentFact {
  readonly slug: string;
  readonly programme: ProgrammeSlug;
  readonly partner: PartnerSlug;
  readonly model: GpuModelName | null;
  readonly quantity: number;
  readonly publicQuantity: number | null;
  readonly owner: string;
  readonly operator: string;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string;
  readonly provenance: Provenance;
}

export type ProgrammeSlug =
  | "gov-round-1"
  | "gov-round-2"
  | "gov-later-rounds"
  | "nacc"
  | "samsung-ai-factory"
  | "sk-ai-cloud"
  | "hyundai-physical-ai"
  | "naver-cloud";

export const PARTNERS: readonly PartnerFact[] = [
  {
    slug: "government",
    name: "Government of Korea (MSIT)",
    kind: "GOVERNMENT",
    provenance: reportedDecember(
      "50,000 GPUs for sovereign AI. The yearly figures that go with it (13,000 in 2025, 24,000 in 2026, 15,000 more by 2028) add up to 52,000; the announced total rules here",
    ),
  },
  {
    slug: "samsung",
    name: "Samsung",
    kind: "CONGLOMERATE",
    provenance: announced("50,000 GPUs for an AI factory: computational lithography, fab digital twins, robotics"),
  },
  {
    slug: "sk",
    name: "SK Group",
    kind: "CONGLOMERATE",
    provenance: announced("50,000 GPUs for an industrial AI cloud, memory design and GPU-as-a-service"),
  },
  {
    slug: "hyundai",
    name: "Hyundai Motor Group",
    kind: "CONGLOMERATE",
    provenance: announced("50,000 GPUs for autonomous driving, smart factories and robotics"),
  },
  {
    slug: "naver",
    name: "NAVER Cloud",
    kind: "CSP",
    provenance: announced("60,000 GPUs for a sovereign and physical AI cloud"),
  },
];

export const PROGRAMMES: readonly ProgrammeFact[] = [
  programme("gov-round-1", "Government GPUs, round 1", 13_136, publicFact("13,136 GPUs in round 1")),
  programme(
    "gov-round-2",
    "Government GPUs, round 2",
    9704,
    publicFact("9,704 GPUs in round 2, June 2026", "2026-06-01"),
  ),
  programme("nacc", "National AI Computing Center", 15_000, reportedDecember("15,000 GPUs by 2028 through the centre")),
  programme(
    "gov-later-rounds",
    "Government GPUs, later rounds",
    12_160,
    illustrative("the government's 50,000 less round 1, round 2 and the National AI Computing Center"),
  ),
  programme("samsung-ai-factory", "Samsung AI factory", 50_000, announced("Samsung 50,000")),
  programme("sk-ai-cloud", "SK industrial AI cloud", 50_000, announced("SK Group 50,000")),
  programme("hyundai-physical-ai", "Hyundai physical AI", 50_000, announced("Hyundai Motor Group 50,000")),
  programme("naver-cloud", "NAVER AI cloud", 60_000, announced("NAVER Cloud 60,000")),
];

/** Every allotment. A GPU counts in exactly one: NAVER's government H200s are the government's, not part of NAVER's 60,000. */
export const ALLOTMENTS: readonly AllotmentFact[] = [
  round1("nhn", "B200", 7656, 6120, "NHN Cloud"),
  round1("kakao", "B200", 2424, 2040, "Kakao Enterprise"),
  round1("naver", "H200", 3056, 2296, "NAVER Cloud"),
  round2("naver", "B300", 4000, "NAVER Cloud"),
  round2("sds", "B300", 3000, "Samsung SDS"),
  round2("elice", "VERA_RUBIN", 2704, "Elice"),
  {
    slug: "nacc",
    programme: "nacc",
    partner: "government",
    model: null,
    quantity: 15_000,
    publicQuantity: 15_000,
    owner: "National AI Computing Center",
    operator: "Samsung SDS consortium",
    dueOn: "2028-12-31",
    provenance: reportedDecember("15,000 GPUs by 2028 through the National AI Computing Center"),
  },
  {
    slug: "gov-later-rounds",
    programme: "gov-later-rounds",
    partner: "government",
    model: null,
    quantity: 12_160,
    publicQuantity: null,
    owner: "NIPA",
    operator: "To be tendered",
    dueOn: "2028-12-31",
    provenance: illustrative("what remains of the government's 50,000"),
  },
  company("samsung-ai-factory", "samsung", 50_000, "Samsung Electronics", "Samsung Electronics"),
  company("sk-ai-cloud", "sk", 50_000, "SK Group", "SK Telecom"),
  company("hyundai-physical-ai", "hyundai", 50_000, "Hyundai Motor Group", "Hyundai AutoEver"),
  company("naver-cloud", "naver", 60_000, "NAVER Cloud", "NAVER Cloud"),
];

function programme(slug: ProgrammeSlug, name: string, total: number, provenance: Provenance): ProgrammeFact {
  return { slug, name, total, provenance };
}

function round1(
  slug: string,
  model: GpuModelName,
  quantity: number,
  publicQuantity: number,
  operator: string,
): AllotmentFact {
  return {
    slug: `gov-round-1-${slug}`,
    programme: "gov-round-1",
    partner: "government",
    model,
    quantity,
    publicQuantity,
    owner: "NIPA",
    operator,
    dueOn: "2026-06-30",
    provenance: publicFact(
      `round 1: ${operator} ${quantity.toLocaleString("en")} ${model}, ${publicQuantity.toLocaleString("en")} of them for the government`,
    ),
  };
}

function round2(slug: string, model: GpuModelName, quantity: number, operator: string): AllotmentFact {
  return {
    slug: `gov-round-2-${slug}`,
    programme: "gov-round-2",
    partner: "government",
    model,
    quantity,
    publicQuantity: null,
    owner: "NIPA",
    operator,
    dueOn: "2027-06-30",
    provenance: illustrative(
      "round 2 is 9,704 B300 and Vera Rubin GPUs at NAVER, Samsung SDS and Elice; how they are split is not public",
    ),
  };
}

function company(
  slug: ProgrammeSlug,
  partner: PartnerSlug,
  quantity: number,
  owner: string,
  operator: string,
): AllotmentFact {
  return {
    slug,
    programme: slug,
    partner,
    model: null,
    quantity,
    publicQuantity: null,
    owner,
    operator,
    dueOn: "2030-12-31",
    provenance: announced(`${quantity.toLocaleString("en")} GPUs until 2030; which models is not public`),
  };
}
