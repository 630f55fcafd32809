/** Raises and clears alerts, each once: the standing ones are known by what they are about. Each node's are one process's. */

import type { ClientSession, Connection, Model } from "mongoose";
import { type AlertDocument, type AlertKind, alertModel } from "./alert-model.ts";

/** What an alert is about, and what it says. */
export interface AlertFacts {
  readonly kind: AlertKind;
  readonly partner: string;
  readonly site: string;
  readonly node: string;
  readonly gpu: string | null;
  readonly code: number | null;
  readonly message: string;
}

type Change = Omit<AlertDocument, "seq">;

const MAX_CHANGES = 1000;

export class AlertBook {
  readonly #model: Model<AlertDocument>;
  /** Standing alerts, by subject. */
  readonly #standing = new Map<string, Change>();
  #changes: Change[] = [];

  private constructor(model: Model<AlertDocument>) {
    this.#model = model;
  }

  /** @param owns which alerts are this process's to clear */
  static async load(workloads: Connection, owns: (alert: AlertFacts) => boolean): Promise<AlertBook> {
    const book = new AlertBook(alertModel(workloads));
    for await (const alert of book.#model.find({ clearedAt: null }).lean<AlertDocument>().cursor()) {
      if (owns(alert)) book.#standing.set(subjectOf(alert), alert);
    }
    return book;
  }

  /** True when there is something to be saved. */
  get changed(): boolean {
    return this.#changes.length > 0;
  }

  /** Raises an alert, unless one stands that says the same. */
  raise(facts: AlertFacts, at: Date): void {
    const subject = subjectOf(facts);
    const standing = this.#standing.get(subject);
    if (standing !== undefined && standing.code === facts.code) return;
    if (standing !== undefined) this.#clear(subject, standing, at);
    const alert = { ...facts, _id: `${subject}/${at.getTime()}`, raisedAt: at, clearedAt: null };
    this.#standing.set(subject, alert);
    this.#changes.push(alert);
  }

  /** Says that what an alert told of is over; nothing happens where none stands. */
  clear(about: Pick<AlertFacts, "kind" | "node" | "gpu">, at: Date): void {
    const subject = subjectOf(about);
    const standing = this.#standing.get(subject);
    if (standing !== undefined) this.#clear(subject, standing, at);
  }

  /** Clears what stands no more, as somebody knows who is asked for each standing alert. */
  review(stands: (alert: AlertFacts) => boolean, at: Date): void {
    for (const [subject, alert] of this.#standing) {
      if (!stands(alert)) this.#clear(subject, alert, at);
    }
  }

  /**
   * Writes what is new, in order, after all that others have written. Call what it resolves to when that has taken effect;
   * what cannot be written now is written the next time.
   */
  async save(session: ClientSession): Promise<() => void> {
    const changes = this.#changes.slice(0, MAX_CHANGES);
    const newest = await this.#model
      .findOne({}, { seq: 1 }, { session })
      .sort({ seq: -1 })
      .lean<Pick<AlertDocument, "seq">>();
    const first = (newest?.seq ?? 0) + 1;
    const writes = changes.map((alert, index) => ({
      replaceOne: { filter: { _id: alert._id }, replacement: { ...alert, seq: first + index }, upsert: true },
    }));
    if (writes.length > 0) await this.#model.bulkWrite(writes, { ordered: true, session });
    return () => {
      this.#changes = this.#changes.slice(changes.length);
    };
  }

  #clear(subject: string, alert: Change, at: Date): void {
    this.#standing.delete(subject);
    this.#changes.push({ ...alert, clearedAt: at });
  }
}

function subjectOf({ kind, node, gpu }: Pick<AlertFacts, "kind" | "node" | "gpu">): string {
  return `${kind}/${gpu ?? node}`;
}
