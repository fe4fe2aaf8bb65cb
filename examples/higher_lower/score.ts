/** What the game keeps with each character. */
import { z } from "zod";

export const score = z.object({
  /** The fewest guesses that ever found a number; null before the first. */
  best: z.int().min(1).nullable().default(null),
  found: z.int().min(0).default(0),
});
export type Score = z.output<typeof score>;
