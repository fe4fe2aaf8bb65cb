/** `gameConfig.wildstar`. */
import { z } from "zod";

/** All of them go into one frame of 8 KiB, two bytes a character. */
const MESSAGES_MAX = 8;
const MESSAGE_CHARACTERS_MAX = 400;

export const wildstarConfig = z.strictObject({
  /**
   * How long STS waits for a native client to speak before it says hello in the binary dialect; 50 to 5,000 ms. A first
   * packet that was lost comes again after about a second.
   */
  silenceMs: z.int().min(50).max(5_000).default(2_000),
  /** Whether a game token is good only from the address that asked STS for it. */
  bindGameTokenToAddress: z.boolean().default(true),
  /** What the client shows before it enters a realm; up to 8 texts of 400 characters. */
  realmMessages: z.array(z.string().min(1).max(MESSAGE_CHARACTERS_MAX)).max(MESSAGES_MAX).default([]),
}).prefault({});

type WildstarConfig = z.infer<typeof wildstarConfig>;
