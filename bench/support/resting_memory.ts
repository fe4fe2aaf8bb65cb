/** What a server holds once it has given back what it needed only to get there: the least of some reports in a row. */
import type { Child } from "./child.ts";

const REPORTS = 6;
const BETWEEN_MS = 2_000;

/** @returns resident bytes; each report collects the garbage first */
export async function restingBytes(server: Child): Promise<number> {
  let least = Infinity;
  for (let report = 0; report < REPORTS; report++) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    least = Math.min(least, (await server.report()).residentBytes);
  }
  return least;
}
