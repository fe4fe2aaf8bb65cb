/** The library's instruments under one prefix and one registry, and without its default metrics, which Deno cannot fill. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Labels } from "./counts.ts";

type OfAll = "sum" | "max" | "min" | "first";

export type Instruments = ReturnType<typeof createInstruments>;

export interface Total {
  fill(values: readonly { readonly labels: Labels; readonly value: number }[]): void;
}

export function createInstruments() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    /** @param ofAll what of several processes' values is that of all */
    gauge: (name: string, help: string, labelNames: string[] = [], aggregator: OfAll = "sum"): Gauge =>
      new Gauge({ name: `gatehouse_${name}`, help, labelNames, registers, aggregator }),
    histogram: (name: string, help: string, buckets: number[]): Histogram =>
      new Histogram({ name: `gatehouse_${name}`, help, buckets, registers }),
    /** A counter of what is counted elsewhere, filled anew at each reading. */
    total(name: string, help: string, labelNames: string[]): Total {
      const counter = new Counter({ name: `gatehouse_${name}_total`, help, labelNames, registers });
      return {
        fill(values) {
          counter.reset();
          for (const { labels, value } of values) counter.inc(labels, value);
        },
      };
    },
  };
}
