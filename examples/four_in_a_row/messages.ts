/** What the page and the game say to one another. The page has these types by `mod.ts`. */
import { z } from "zod";
import { COLUMNS, type Outcome, type Side } from "./board.ts";

export const challenge = z.object({ type: z.literal("challenge"), to: z.int().min(1) });
export const drop = z.object({ type: z.literal("drop"), column: z.int().min(0).max(COLUMNS - 1) });
export const resign = z.object({ type: z.literal("resign") });

export type Sends = z.input<typeof challenge> | z.input<typeof drop> | z.input<typeof resign>;

/** Everybody who is here. */
interface LobbyMessage {
  readonly type: "lobby";
  readonly players: readonly LobbyPlayer[];
}

export interface LobbyPlayer {
  readonly id: number;
  readonly name: string;
  readonly wins: number;
  readonly isPlaying: boolean;
  /** Whether this player waits for the reader's answer, or the reader for this player's. */
  readonly challenge: "theirs" | "yours" | null;
}

/** A match as one of the two sees it; sent whole, so that whoever comes back has all of it. */
export interface MatchMessage {
  readonly type: "match";
  readonly moves: string;
  readonly competitors: readonly { readonly name: string; readonly isHere: boolean }[];
  readonly you: Side;
  readonly turn: Side;
  /** Null while it goes on. */
  readonly outcome: MatchOutcome | null;
}

export interface MatchOutcome extends Outcome {
  readonly reason: "line" | "full" | "resigned" | "away";
}

/** The other one's character is deleted, and the match with it. */
interface CancelledMessage {
  readonly type: "cancelled";
}

export type Receives = LobbyMessage | MatchMessage | CancelledMessage;
