/** The publications that the seed draws on, and how it marks what is not public. */

import type { Provenance } from "../kit/published/provenance.ts";

/** The day for which the seed describes the fleet, in Korea. */
export const SEED_DATE = "2026-11-23";

/** The instant for which the seed describes the fleet: midnight in Korea. Nothing seeded has happened after it. */
export const SEED_INSTANT = new Date("2026-11-22T15:00:00.000Z");

const JOONGANG = "Korea JoongAng Daily, 2025-10-31";
const FNNEWS = "fnnews, 2025-12-12";

/** A fact of the announcement of the 260,000. @param fact what it says */
export function announced(fact: string): Provenance {
  return { kind: "REPORTED", source: `${JOONGANG}: ${fact}`, date: "2025-10-31" };
}

/** A fact of the report on how the plan is carried out. @param fact what it says */
export function reportedDecember(fact: string): Provenance {
  return { kind: "REPORTED", source: `${FNNEWS}: ${fact}`, date: "2025-12-12" };
}

/** A public fact that neither of the two articles carries. @param date of the publication where it is known, `YYYY-MM-DD` */
export function publicFact(fact: string, date: string = SEED_DATE): Provenance {
  return { kind: "REPORTED", source: `Public as of November 2026: ${fact}`, date };
}

/** Something invented to be plausible. @param how what it follows */
export function illustrative(how: string): Provenance {
  return { kind: "ILLUSTRATIVE", source: `Illustrative, not public: ${how}`, date: SEED_DATE };
}
