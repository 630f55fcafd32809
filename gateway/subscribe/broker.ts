/** The port to a message broker, through which the gateways of a fleet have one source stream together. */

/** A line of a topic, as one gateway wrote it for the others. */
export interface BrokerEntry {
  /**
   * - `event`: an event of the source stream, in `body` as JSON.
   * - `state`: the whole state after the last event, in `body` as JSON: where a gateway begins that comes anew.
   * - `end`: the source stream is complete.
   * - `vacant`: who wrote has given its lease back.
   */
  readonly kind: "event" | "state" | "end" | "vacant";
  /** Counts the events, whoever wrote them: a hole says that some are missing. Other entries have that of the last event. */
  readonly seq: number;
  /** Where the source stream goes on after it, or null where it cannot be told. */
  readonly cursor: string | null;
  readonly body: string;
}

/** An entry, and where it stands. */
export interface PlacedEntry extends BrokerEntry {
  /** Opaque. */
  readonly position: string;
}

/** Takes what is written after a position. */
export interface BrokerSink {
  entry(entry: PlacedEntry): void;
  /** The broker is away; nothing more comes. */
  lost(): void;
}

/** A broker. Calls that need it fail within a second or so while it is away, and at once when that is known. */
export interface Broker {
  /**
   * Takes the lease of a topic, or renews it: of all gateways one has it.
   * @returns false where another one has it
   * @throws Error when the broker is away
   */
  lead(topic: string): Promise<boolean>;
  /** Gives the lease back, and says so in the topic. Does nothing where it is another's. @throws Error when the broker is away */
  resign(topic: string, seq: number): Promise<void>;
  /**
   * Writes entries in order, all or none. A state lets go of what is older than the one before it.
   * @returns false, and writes nothing, where another gateway has the lease
   * @throws Error when the broker is away
   */
  publish(topic: string, entries: readonly BrokerEntry[]): Promise<boolean>;
  /** What a topic holds, oldest first. @throws Error when the broker is away */
  read(topic: string): Promise<readonly PlacedEntry[]>;
  /** Tells of what is written after a position; null is before everything. @returns stops it */
  follow(topic: string, position: string | null, sink: BrokerSink): () => void;
  /** For how long a lease lasts that is not renewed, in milliseconds. */
  readonly leaseMs: number;
  close(): Promise<void>;
}
