/** Where the GPUs stand, or will stand: what is public of each place, and illustrative places where a partner needs one. */

import type { Provenance } from "../kit/published/provenance.ts";
import { illustrative, publicFact } from "./provenance.ts";

export type SiteSlug =
  | "nacc-haenam"
  | "ulsan"
  | "gasan-haein"
  | "cheongju"
  | "icheon"
  | "pangyo"
  | "saemangeum"
  | "namyang"
  | "pangyo-42dot"
  | "ulsan-plant"
  | "gak-sejong"
  | "gak-chuncheon"
  | "gumi"
  | "dongtan"
  | "kakao-ansan"
  | "nhn-gwangju"
  | "elice-busan"
  | "pyeongtaek"
  | "hwaseong"
  | "giheung";

/** A data centre. */
export interface SiteFact {
  readonly slug: SiteSlug;
  readonly name: string;
  readonly operator: string;
  readonly status: "PLANNED" | "STAGING" | "ACTIVE" | "DECOMMISSIONING" | "RETIRED";
  readonly latitude: number;
  readonly longitude: number;
  /** The most power that the site draws, cooling included. */
  readonly powerCapWatts: number;
  /** Power of the site over power of its IT equipment. */
  readonly pue: number;
  /** The most that one rack may draw where the building sets it, else null. */
  readonly rackLimitWatts: number | null;
  readonly provenance: Provenance;
}

const CAP_AND_PUE = "its power cap and PUE are illustrative";

export const SITES: readonly SiteFact[] = [
  site(
    "nacc-haenam",
    "National AI Computing Center, Haenam Solaseado",
    "Samsung SDS consortium",
    "PLANNED",
    [34.667, 126.396],
    [60, 1.25],
    publicFact(`15,000 GPUs by 2028, groundbreaking planned for Q3 2026; ${CAP_AND_PUE}`),
  ),
  site(
    "ulsan",
    "SK AI data center Ulsan Mipo",
    "SK Telecom and AWS",
    "STAGING",
    [35.499, 129.371],
    [103, 1.3],
    publicFact("60,000 GPUs and 103 MW, 41 MW in November 2027 and all in February 2029; its PUE is illustrative"),
  ),
  site(
    "gasan-haein",
    "SKT Gasan Haein cluster",
    "SK Telecom",
    "ACTIVE",
    [37.481, 126.879],
    [4, 1.4],
    publicFact(`More than 1,000 B200; ${CAP_AND_PUE}`),
  ),
  site(
    "cheongju",
    "SK hynix Cheongju",
    "SK hynix",
    "ACTIVE",
    [36.643, 127.425],
    [6, 1.35],
    publicFact(`2,000 Blackwell GPUs in 250 servers; ${CAP_AND_PUE}`),
  ),
  site(
    "icheon",
    "SK hynix Icheon design hall",
    "SK hynix",
    "ACTIVE",
    [37.25, 127.48],
    [4, 1.4],
    illustrative("a place for SK's memory design"),
  ),
  site(
    "pangyo",
    "SK Broadband Pangyo",
    "SK Broadband",
    "STAGING",
    [37.402, 127.108],
    [6, 1.35],
    illustrative("a place for SK's GPU-as-a-service"),
  ),
  site(
    "saemangeum",
    "Hyundai AI data center Saemangeum",
    "Hyundai Motor Group",
    "PLANNED",
    [35.78, 126.57],
    [100, 1.25],
    publicFact(`Up to 50,000 GPUs, 2027 to 2029; ${CAP_AND_PUE}`),
  ),
  site(
    "namyang",
    "Hyundai Namyang R&D center",
    "Hyundai AutoEver",
    "ACTIVE",
    [37.163, 126.815],
    [24, 1.3],
    illustrative("a place for training autonomous driving"),
  ),
  site(
    "pangyo-42dot",
    "Hyundai Pangyo software hall",
    "42dot",
    "ACTIVE",
    [37.394, 127.112],
    [6, 1.35],
    illustrative("a place for vehicle software"),
  ),
  site(
    "ulsan-plant",
    "Hyundai Ulsan plant",
    "Hyundai AutoEver",
    "ACTIVE",
    [35.546, 129.368],
    [6, 1.4],
    illustrative("a place for the smart factory's digital twin"),
  ),
  site(
    "gak-sejong",
    "NAVER GAK Sejong",
    "NAVER Cloud",
    "ACTIVE",
    [36.504, 127.323],
    [270, 1.2],
    publicFact("Up to 270 MW and 30 kW a rack; its PUE is illustrative"),
    30_000,
  ),
  site(
    "gak-chuncheon",
    "NAVER GAK Chuncheon",
    "NAVER Cloud",
    "ACTIVE",
    [37.87, 127.75],
    [20, 1.1],
    illustrative("NAVER's share of its older site for this plan"),
  ),
  site(
    "gumi",
    "Samsung SDS Gumi",
    "Samsung SDS",
    "PLANNED",
    [36.12, 128.34],
    [60, 1.3],
    publicFact("60 MW in March 2029; its PUE is illustrative"),
  ),
  site(
    "dongtan",
    "Samsung SDS Dongtan",
    "Samsung SDS",
    "STAGING",
    [37.206, 127.095],
    [10, 1.35],
    illustrative("a place for the government GPUs that Samsung SDS operates"),
  ),
  site(
    "kakao-ansan",
    "Kakao data center Ansan",
    "Kakao Enterprise",
    "ACTIVE",
    [37.297, 126.835],
    [12, 1.3],
    publicFact(`255 nodes with 2,040 GPUs; ${CAP_AND_PUE}`, "2025-12-29"),
  ),
  site(
    "nhn-gwangju",
    "National AI Data Center Gwangju",
    "NHN Cloud",
    "ACTIVE",
    [35.23, 126.85],
    [30, 1.3],
    publicFact(`88.5 PF before this plan; ${CAP_AND_PUE}`),
  ),
  site(
    "elice-busan",
    "Elice modular data center Busan",
    "Elice",
    "STAGING",
    [35.097, 128.917],
    [10, 1.2],
    illustrative("a place for the government GPUs that Elice operates"),
  ),
  site(
    "pyeongtaek",
    "Samsung Pyeongtaek AI factory",
    "Samsung Electronics",
    "ACTIVE",
    [37.03, 127.05],
    [60, 1.3],
    illustrative("Samsung's GPU halls are not public"),
  ),
  site(
    "hwaseong",
    "Samsung Hwaseong GPU hall",
    "Samsung Electronics",
    "ACTIVE",
    [37.216, 127.073],
    [20, 1.3],
    illustrative("Samsung's GPU halls are not public"),
  ),
  site(
    "giheung",
    "Samsung Giheung R&D hall",
    "Samsung Electronics",
    "ACTIVE",
    [37.236, 127.09],
    [12, 1.3],
    illustrative("Samsung's GPU halls are not public"),
  ),
];

function site(
  slug: SiteSlug,
  name: string,
  operator: string,
  status: SiteFact["status"],
  [latitude, longitude]: readonly [number, number],
  [capMegawatts, pue]: readonly [number, number],
  provenance: Provenance,
  rackLimitWatts: number | null = null,
): SiteFact {
  const powerCapWatts = capMegawatts * 1_000_000;
  return { slug, name, operator, status, latitude, longitude, powerCapWatts, pue, rackLimitWatts, provenance };
}
