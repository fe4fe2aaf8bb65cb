/** What changes while the server runs, told by who knows it and asked by who answers it. */
import type { MetricsParts } from "../../platform/metrics/recorded.ts";
import type { DoorReading } from "../../platform/metrics/sources.ts";

export interface ServerState {
  isStopping: boolean;
  /** None before they are open. */
  readDoors: () => readonly DoorReading[];
  /** The open ports by the names of their doors; none before they are open. */
  ports: Readonly<Record<string, number>>;
  /** What this process measures. */
  readMetrics: () => Promise<MetricsParts>;
}

export function createServerState(): ServerState {
  return { isStopping: false, readDoors: () => [], ports: {}, readMetrics: () => Promise.resolve([]) };
}
