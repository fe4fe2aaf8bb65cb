/** What a server holds once it has given back what it needed only to get there: the least of some reports in a row. */
import type { Child } from "./child.ts";

const REPORTS = 6;
const BETWEEN_MS = 2_000;

export interface RestingMemory {
  /** Of the process: also what V8 keeps for later, so that it varies by some KiB for each line where logins were many. */
  readonly residentBytes: number;
  /** Of V8's heap alone: the same in every run. */
  readonly heapBytes: number;
}

/** Each report collects the garbage first. */
export async function restingMemory(server: Child<RestingMemory>): Promise<RestingMemory> {
  const least = { residentBytes: Infinity, heapBytes: Infinity };
  for (let report = 0; report < REPORTS; report++) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    const { residentBytes, heapBytes } = await server.report();
    least.residentBytes = Math.min(least.residentBytes, residentBytes);
    least.heapBytes = Math.min(least.heapBytes, heapBytes);
  }
  return least;
}

/** Between two, for each of `count`. */
export function memoryOfEach(before: RestingMemory, after: RestingMemory, count: number): RestingMemory {
  return {
    residentBytes: (after.residentBytes - before.residentBytes) / count,
    heapBytes: (after.heapBytes - before.heapBytes) / count,
  };
}

export function describeEach({ residentBytes, heapBytes }: RestingMemory): string {
  const kib = (bytes: number) => (bytes / 1_024).toFixed(1);
  return `${kib(residentBytes)} KiB resident, ${kib(heapBytes)} of V8's heap`;
}
