/** Runs the matches: who may move, who has won, and what becomes of somebody who stays away. */
import { AppError, type ModuleContext } from "../../lib/modules/mod.ts";
import { canDrop, type Outcome, outcomeOf, type Side, sideToMove } from "./board.ts";
import type { Lobby } from "./lobby.ts";
import { type Competitor, findOpenMatch, insertMatch, type Match, sideOf, updateMatch } from "./matches.ts";
import type { MatchMessage, MatchOutcome } from "./messages.ts";
import type { Score } from "./score.ts";

/** How long a player may be away before the other one wins. */
const AWAY_MS = 60_000;

type RefereeParts = Pick<ModuleContext<unknown, Score>, "characters" | "clock" | "db" | "log" | "random"> & {
  readonly lobby: Lobby;
};

export class Referee {
  readonly #parts: RefereeParts;
  /** Cancels the wait for whoever is away in the middle of a match, by character. */
  readonly #awaited = new Map<number, () => void>();

  constructor(parts: RefereeParts) {
    this.#parts = parts;
  }

  /** Whoever was challenged begins. */
  async start(first: Competitor, second: Competitor): Promise<void> {
    const { db, lobby, random } = this.#parts;
    const match: Match = { id: random.uuid(), competitors: [first, second], moves: "" };
    await insertMatch(db, match);
    for (const { id } of match.competitors) {
      const guest = lobby.find(id);
      if (guest === null) this.#awaitReturn(match, id);
      else Object.assign(guest, { isPlaying: true, asks: null });
    }
    this.#show(match, null);
  }

  /** @throws {AppError} what the player is told */
  async drop(characterId: number, column: number): Promise<void> {
    const match = await this.#matchOf(characterId);
    const side = sideToMove(match.moves);
    if (sideOf(match, characterId) !== side) throw new AppError("forbidden", "It is not your turn");
    if (!canDrop(match.moves, column)) throw new AppError("forbidden", "This column is full");
    const moves = `${match.moves}${column}`;
    const outcome = outcomeOf(moves);
    if (!await updateMatch(this.#parts.db, match, { moves, isEnded: outcome !== null })) {
      throw new AppError("forbidden", "The match is not as you saw it");
    }
    await this.#conclude({ ...match, moves }, outcome && { ...outcome, reason: reasonOf(outcome) });
  }

  /** @throws {AppError} what the player is told */
  async resign(characterId: number): Promise<void> {
    await this.#giveTo(await this.#matchOf(characterId), characterId, "resigned");
  }

  /** For somebody who comes in, or comes back. */
  async welcome(characterId: number): Promise<void> {
    this.#awaited.get(characterId)?.();
    this.#awaited.delete(characterId);
    const match = await findOpenMatch(this.#parts.db, characterId);
    if (match === null) return;
    for (const { id } of match.competitors) if (this.#parts.lobby.find(id) === null) this.#awaitReturn(match, id);
    this.#show(match, null);
  }

  /** For somebody who has gone. */
  async miss(characterId: number): Promise<void> {
    const match = await findOpenMatch(this.#parts.db, characterId);
    if (match === null) return;
    this.#awaitReturn(match, characterId);
    this.#show(match, null);
  }

  /** For whoever played with a character that is deleted: the match is gone with it. */
  async releaseOthers(): Promise<void> {
    const { db, lobby } = this.#parts;
    for (const guest of lobby.playing()) {
      if (await findOpenMatch(db, guest.id) !== null) continue;
      guest.isPlaying = false;
      guest.user.send({ type: "cancelled" });
    }
    lobby.announce();
  }

  async #matchOf(characterId: number): Promise<Match> {
    const match = await findOpenMatch(this.#parts.db, characterId);
    if (match === null) throw new AppError("not_found", "You are in no match");
    return match;
  }

  /** Only somebody who is here can win by it: two who are both away may both come back. */
  #awaitReturn({ id: matchId }: Match, absentId: number): void {
    const { clock, db, lobby, log } = this.#parts;
    if (this.#awaited.has(absentId)) return;
    const judge = async () => {
      const match = await findOpenMatch(db, absentId);
      if (match?.id !== matchId || lobby.find(absentId) !== null) return;
      if (match.competitors.some(({ id }) => lobby.find(id) !== null)) await this.#giveTo(match, absentId, "away");
    };
    const cancel = clock.after(AWAY_MS, () => {
      this.#awaited.delete(absentId);
      judge().catch((error) => log.warn("Could not end a match", { error }));
    });
    this.#awaited.set(absentId, cancel);
  }

  /** To the other one. */
  async #giveTo(match: Match, loserId: number, reason: "resigned" | "away"): Promise<void> {
    if (!await updateMatch(this.#parts.db, match, { moves: match.moves, isEnded: true })) return;
    const winner: Side = sideOf(match, loserId) === 0 ? 1 : 0;
    await this.#conclude(match, { winner, line: [], reason });
  }

  async #conclude(match: Match, outcome: MatchOutcome | null): Promise<void> {
    if (outcome !== null) await this.#score(match, outcome);
    this.#show(match, outcome);
    if (outcome !== null) this.#parts.lobby.announce();
  }

  async #score({ competitors }: Match, { winner }: MatchOutcome): Promise<void> {
    const { characters, lobby } = this.#parts;
    for (const [side, { id }] of competitors.entries()) {
      const field = winner === null ? "draws" : winner === side ? "wins" : "losses";
      const { wins } = await characters.changeData(id, (score) => ({ ...score, [field]: score[field] + 1 }));
      const guest = lobby.find(id);
      if (guest !== null) Object.assign(guest, { wins, isPlaying: false });
    }
  }

  #show({ competitors, moves }: Match, outcome: MatchOutcome | null): void {
    const { lobby } = this.#parts;
    const guests = competitors.map(({ id }) => lobby.find(id));
    const message: Omit<MatchMessage, "you"> = {
      type: "match",
      moves,
      competitors: competitors.map(({ name }, side) => ({ name, isHere: guests[side] !== null })),
      turn: sideToMove(moves),
      outcome,
    };
    for (const [side, guest] of guests.entries()) guest?.user.send({ ...message, you: side });
  }
}

function reasonOf({ winner }: Outcome): "line" | "full" {
  return winner === null ? "full" : "line";
}
