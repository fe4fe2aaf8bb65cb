/** The metrics of several processes as those of one: summed, but for what is the same for all, or the worst of them. */
import { AggregatorRegistry, Registry } from "prom-client";
import type { MetricsParts, MetricsText } from "./recorded.ts";

export async function sumMetrics(readings: readonly MetricsParts[]): Promise<MetricsText> {
  const sum = AggregatorRegistry.aggregate(readings.map((reading) => [...reading]));
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: await sum.metrics() };
}
