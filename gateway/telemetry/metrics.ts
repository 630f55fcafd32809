/** Metrics as Prometheus reads them: the text exposition format 0.0.4. */

/** One metric with one value. */
export interface Metric {
  /** Such as `gateway_stream_topics`; a counter's ends in `_total`. */
  readonly name: string;
  readonly kind: "gauge" | "counter";
  readonly help: string;
  readonly value: number;
}

/** The media type of what {@link renderMetrics} gives. */
export const METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export function renderMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, kind, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${name} ${value}\n`)
    .join("");
}
