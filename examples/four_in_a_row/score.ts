/** What the game keeps with each character. Its player sees it, and so do the others in the lobby. */
import { z } from "zod";

const count = z.int().min(0).default(0);

export const score = z.object({ wins: count, losses: count, draws: count });
export type Score = z.output<typeof score>;
