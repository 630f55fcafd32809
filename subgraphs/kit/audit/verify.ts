/** Computes the audit log again: every entry's hash, every record's chain, every seal, and that the seals hold every entry. */

import type { Model } from "mongoose";
import { type AuditDocument, hashEntry } from "./entries.ts";
import { hashSeal, type SealDocument } from "./seals.ts";

/** What the computation has shown. */
export interface AuditVerification {
  readonly intact: boolean;
  readonly entries: number;
  readonly chains: number;
  readonly seals: number;
  /** Entries that no seal holds yet. */
  readonly unsealed: number;
  /** Hash of the last seal, or null. */
  readonly head: string | null;
  readonly problems: readonly string[];
}

const MAX_PROBLEMS = 100;
/** An entry that is older and that no seal holds has lost its seal. */
const MAX_UNSEALED_MS = 60_000;

/**
 * Verifies the log. It reads all of it once, and keeps a hash for each entry that is sealed.
 * @param keptHead the head that an earlier verification answered, to be found among the seals; null for none
 */
export async function verifyAudit(
  audit: Model<AuditDocument>,
  seals: Model<SealDocument>,
  keptHead: string | null,
  now: Date,
): Promise<AuditVerification> {
  const problems: string[] = [];
  const report = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const sealed = await readSeals(seals, report);
  if (keptHead !== null && !sealed.hashes.has(keptHead)) report("The head that was kept is not among the seals.");
  let entries = 0;
  let chains = 0;
  let unsealed = 0;
  let before: AuditDocument | null = null;
  for await (const entry of audit.find().sort({ chain: 1, sequence: 1 }).lean<AuditDocument>().cursor()) {
    entries += 1;
    const first = before?.chain !== entry.chain;
    if (first) chains += 1;
    const expected = first ? { sequence: 1, previous: null } : { sequence: next(before), previous: before?.hash };
    if (entry._id !== `${entry.chain}#${entry.sequence}`) report(`Entry ${entry._id} is not named by its chain.`);
    if (entry.sequence !== expected.sequence) report(`Before entry ${entry._id} one is missing.`);
    if (entry.previous !== expected.previous) report(`Entry ${entry._id} does not follow the one before it.`);
    if (hashEntry(entry) !== entry.hash) report(`Entry ${entry._id} is not what its hash says.`);
    const hash = sealed.entries.get(entry._id);
    sealed.entries.delete(entry._id);
    if (hash === undefined) {
      unsealed += 1;
      if (now.getTime() - entry.at.getTime() > MAX_UNSEALED_MS) report(`No seal holds entry ${entry._id}.`);
    } else if (hash !== entry.hash) {
      report(`Entry ${entry._id} is not what its seal says.`);
    }
    before = entry;
  }
  for (const id of sealed.entries.keys()) report(`Entry ${id} is sealed, and is not there.`);
  const { count, head } = sealed;
  return { intact: problems.length === 0, entries, chains, seals: count, unsealed, head, problems };
}

function next(entry: AuditDocument | null): number {
  return (entry?.sequence ?? 0) + 1;
}

/** Reads the chain of seals, and what each says of its entries. */
async function readSeals(
  seals: Model<SealDocument>,
  report: (problem: string) => void,
): Promise<{
  readonly count: number;
  readonly head: string | null;
  readonly hashes: ReadonlySet<string>;
  readonly entries: Map<string, string>;
}> {
  const entries = new Map<string, string>();
  const hashes = new Set<string>();
  let head: string | null = null;
  let count = 0;
  for await (const seal of seals.find().sort({ _id: 1 }).lean<SealDocument>().cursor()) {
    count += 1;
    if (seal._id !== count) report(`Before seal ${seal._id} one is missing.`);
    if (seal.previous !== head) report(`Seal ${seal._id} does not follow the one before it.`);
    if (hashSeal(seal) !== seal.hash) report(`Seal ${seal._id} is not what its hash says.`);
    for (const { id, hash } of seal.entries) entries.set(id, hash);
    head = seal.hash;
    hashes.add(head);
  }
  return { count, head, hashes, entries };
}
