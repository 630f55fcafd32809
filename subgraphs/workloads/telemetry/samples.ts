/** The raw store: what every GPU reported, in documents of one batch of GPUs and one scrape each. */

/** What one GPU reported in one scrape. A metric that was not reported is null. */
export interface GpuSample {
  /** When the sample was received. */
  readonly at: Date;
  /** From 0 to 1. */
  readonly dutyCycle: number | null;
  /** From 0 to 1. */
  readonly smActive: number | null;
  /** From 0 to 1. */
  readonly tensorActive: number | null;
  /** From 0 to 1. */
  readonly dramActive: number | null;
  readonly memoryUsedBytes: number | null;
  readonly powerWatts: number | null;
  readonly temperatureCelsius: number | null;
}

/** Reads the raw store. */
export interface SampleReader {
  /**
   * What one GPU reported in the last `sinceMs` milliseconds, oldest first; empty for a GPU that is unknown or that
   * belongs to another partner. Scrapes that did not bring the GPU are left out.
   * @param partner slug of the only partner whose GPUs may be read, or null for all
   */
  samplesOfGpu(uuid: string, sinceMs: number, partner: string | null): Promise<readonly GpuSample[]>;
}
