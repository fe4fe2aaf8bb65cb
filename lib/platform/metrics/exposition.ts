/** Writes the counts in the text format of Prometheus. Labels name no player and no address. */
import { FAMILIES } from "./families.ts";
import { createInstruments } from "./instruments.ts";
import type { MetricsParts, MetricsText, Recorded } from "./recorded.ts";
import type { MetricSources } from "./sources.ts";

export type MetricsReader = ReturnType<typeof createReader>;

export function createReader(recorded: Recorded) {
  const instruments = createInstruments();
  const fills = FAMILIES.map((family) => family(instruments));
  const sessions = instruments.gauge("sessions", "Sessions that live, on all instances", [], "max");
  const fillAll = async (sources: MetricSources) => {
    const live = await sources.sessions();
    if (live === null) sessions.remove();
    else sessions.set(live);
    for (const fill of fills) fill(recorded, sources);
    return instruments.registry;
  };
  return {
    async read(sources: MetricSources): Promise<MetricsText> {
      const registry = await fillAll(sources);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    readParts: async (sources: MetricSources): Promise<MetricsParts> =>
      await (await fillAll(sources)).getMetricsAsJSON(),
  };
}
