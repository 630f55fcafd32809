/** Which GPUs go where: blocks of one model for one partner at one site under one programme, 260,000 in all. */

import type { GpuModelName } from "../kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import type { AllotmentFact, PartnerSlug, ProgrammeSlug } from "./partners.ts";
import { ALLOTMENTS } from "./partners.ts";
import type { SiteSlug } from "./sites.ts";

export const FLEETS = ["default", "full", "sample"] as const;

/** How much of the plan is active: what is plausible in November 2026, all of it, or a fiftieth of the former for tests. */
export type Fleet = (typeof FLEETS)[number];

/** GPUs of one model for one partner at one site under one allotment. All counts are GPUs. */
export interface Block {
  readonly partner: PartnerSlug;
  readonly site: SiteSlug;
  readonly model: GpuModelName;
  readonly programme: ProgrammeSlug;
  /** `slug` of the allotment that it is part of. */
  readonly allotment: string;
  readonly ordered: number;
  /** Arrived by the day of the seed. */
  readonly received: number;
  /** Installed and switched on by the day of the seed. */
  readonly active: number;
  /** Quarter in which the first of it arrived or arrives, such as `2025-Q4`. */
  readonly from: string;
  /** Quarter in which the last of it arrives. */
  readonly until: string;
}

/** Every block. Model mix, places and dates of companies are illustrative; round 1, Gasan, Cheongju and Ansan follow public figures. */
const BLOCKS: readonly Block[] = [
  block("gov-round-1-nhn", "nhn-gwangju", "B200", [7656, 7656, 7656], "2025-Q4", "2026-Q2"),
  block("gov-round-1-kakao", "kakao-ansan", "B200", [2424, 2424, 2424], "2025-Q4", "2026-Q1"),
  block("gov-round-1-naver", "gak-sejong", "H200", [3056, 3056, 3056], "2025-Q4", "2026-Q2"),
  block("gov-round-2-naver", "gak-sejong", "B300", [4000, 400, 0], "2026-Q4", "2027-Q2"),
  block("gov-round-2-sds", "dongtan", "B300", [3000, 240, 0], "2026-Q4", "2027-Q2"),
  block("gov-round-2-elice", "elice-busan", "VERA_RUBIN", [2704, 0, 0], "2027-Q1", "2027-Q2"),
  block("nacc", "nacc-haenam", "VERA_RUBIN", [15_000, 0, 0], "2028-Q1", "2028-Q4"),
  block("gov-later-rounds", "nhn-gwangju", "GB300", [4000, 0, 0], "2027-Q3", "2028-Q4"),
  block("gov-later-rounds", "kakao-ansan", "GB300", [2160, 0, 0], "2027-Q3", "2028-Q2"),
  block("gov-later-rounds", "gak-sejong", "B300", [6000, 0, 0], "2027-Q3", "2028-Q4"),
  block("samsung-ai-factory", "pyeongtaek", "B200", [12_000, 5200, 4800], "2025-Q4", "2028-Q2"),
  block("samsung-ai-factory", "hwaseong", "B200", [6000, 2400, 2400], "2026-Q1", "2027-Q4"),
  block("samsung-ai-factory", "giheung", "GB200", [4320, 1512, 1440], "2026-Q2", "2027-Q4"),
  block("samsung-ai-factory", "hwaseong", "RTX_PRO_6000", [2000, 960, 960], "2026-Q1", "2027-Q2"),
  block("samsung-ai-factory", "pyeongtaek", "GB300", [9120, 0, 0], "2027-Q2", "2029-Q4"),
  block("samsung-ai-factory", "gumi", "GB300", [16_560, 0, 0], "2029-Q1", "2030-Q4"),
  block("sk-ai-cloud", "gasan-haein", "B200", [1024, 1024, 1024], "2025-Q4", "2025-Q4"),
  block("sk-ai-cloud", "cheongju", "B200", [2000, 2000, 2000], "2025-Q4", "2026-Q2"),
  block("sk-ai-cloud", "icheon", "RTX_PRO_6000", [2000, 1920, 1840], "2026-Q1", "2027-Q1"),
  block("sk-ai-cloud", "pangyo", "B300", [1776, 0, 0], "2027-Q1", "2027-Q4"),
  block("sk-ai-cloud", "ulsan", "GB300", [43_200, 0, 0], "2027-Q3", "2029-Q1"),
  block("hyundai-physical-ai", "namyang", "B200", [8000, 3440, 3200], "2026-Q1", "2028-Q2"),
  block("hyundai-physical-ai", "pangyo-42dot", "B300", [2000, 640, 640], "2026-Q3", "2027-Q4"),
  block("hyundai-physical-ai", "ulsan-plant", "RTX_PRO_6000", [4000, 960, 960], "2026-Q2", "2028-Q4"),
  block("hyundai-physical-ai", "saemangeum", "GB300", [36_000, 0, 0], "2027-Q4", "2029-Q4"),
  block("naver-cloud", "gak-sejong", "B200", [10_000, 5200, 4800], "2025-Q4", "2027-Q4"),
  block("naver-cloud", "gak-chuncheon", "B200", [4000, 2000, 2000], "2026-Q1", "2027-Q2"),
  block("naver-cloud", "gak-sejong", "B300", [45_000, 960, 800], "2026-Q3", "2030-Q4"),
  block("naver-cloud", "gak-chuncheon", "RTX_PRO_6000", [1000, 0, 0], "2027-Q1", "2027-Q3"),
];

/** Part of the default fleet that the fleet `sample` has. */
const SAMPLE_SHARE = 1 / 50;

/** The blocks as a fleet has them: `full` has received and switched on all of it; `sample` has few active. */
export function blocksOf(fleet: Fleet): readonly Block[] {
  switch (fleet) {
    case "default":
      return BLOCKS;
    case "full":
      return BLOCKS.map((entry) => ({ ...entry, received: entry.ordered, active: entry.ordered }));
    case "sample":
      return BLOCKS.map((entry) => ({ ...entry, active: sampleOf(entry.active) }));
    default:
      return fleet satisfies never;
  }
}

/** The allotment of a block. @throws TypeError when the block names none */
export function allotmentOf(entry: Pick<Block, "allotment">): AllotmentFact {
  const found = ALLOTMENTS.find((allotment) => allotment.slug === entry.allotment);
  if (found === undefined) throw new TypeError(`expected the slug of an allotment, got ${entry.allotment}`);
  return found;
}

function sampleOf(active: number): number {
  return active === 0 ? 0 : Math.max(1, Math.round((active * SAMPLE_SHARE) / GPUS_PER_NODE)) * GPUS_PER_NODE;
}

function block(
  allotment: string,
  site: SiteSlug,
  model: GpuModelName,
  [ordered, received, active]: readonly [number, number, number],
  from: string,
  until: string,
): Block {
  const { partner, programme } = allotmentOf({ allotment });
  return { partner, site, model, programme, allotment, ordered, received, active, from, until };
}
