/** What has happened to the streams of a process, counted since its start. */

/** Counters of one process, whatever generations it has had. */
export interface StreamCounters {
  /** Events of source streams that topics took. */
  events: number;
  /** Subscribers who came back and were served from a topic's memory, or by the subgraph. */
  resumesFromMemory: number;
  resumesFromSubgraph: number;
  /** Frames that said that something before them was lost. */
  gaps: number;
  /** Frames of the newest state that were dropped for newer ones. */
  droppedFrames: number;
  /** Subscribers who were given up because they read too slowly. */
  droppedSubscribers: number;
  /** Selections that were given up because the rest of their plan lagged behind. */
  overflows: number;
  /** Source streams that were opened again. */
  upstreamRestarts: number;
  /** Source streams that went on without the broker. */
  brokerFallbacks: number;
}

/** Counters at zero. */
export function createStreamCounters(): StreamCounters {
  return {
    events: 0,
    resumesFromMemory: 0,
    resumesFromSubgraph: 0,
    gaps: 0,
    droppedFrames: 0,
    droppedSubscribers: 0,
    overflows: 0,
    upstreamRestarts: 0,
    brokerFallbacks: 0,
  };
}
