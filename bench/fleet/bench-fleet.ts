/** What the whole fleet costs and how fast it answers: 260,000 GPUs of telemetry, and the seventeen questions. */

import { measureIngest } from "./ingest.ts";
import { measureQuestions } from "./questions.ts";

export interface FleetBenchOptions {
  /** A smaller fleet for a shorter time. */
  readonly quick: boolean;
}

/** Metrics by name. @throws Error when MONGODB_URI names no replica set */
export async function benchFleet(
  print: (line: string) => void,
  { quick }: FleetBenchOptions,
): Promise<Record<string, number>> {
  const ingest = await measureIngest(print, { quick });
  const questions = await measureQuestions(print, { quick, mongodbUri: process.env["MONGODB_URI"] ?? "" });
  return { ...ingest, ...questions };
}
