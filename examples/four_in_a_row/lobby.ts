/** Who is here, and who asked whom. In the memory of this process: see the README for what more than one would take. */
import type { User } from "../../lib/modules/mod.ts";
import type { LobbyPlayer } from "./messages.ts";

interface Guest {
  readonly id: number;
  readonly name: string;
  readonly user: User;
  wins: number;
  isPlaying: boolean;
  /** The id of whom this guest has asked for a match. */
  asks: number | null;
}

export class Lobby {
  readonly #guests = new Map<number, Guest>();

  enter(guest: Pick<Guest, "id" | "name" | "user" | "wins" | "isPlaying">): void {
    this.#guests.set(guest.id, { ...guest, asks: null });
  }

  /** @returns whether it was this user who was here: after a reconnect an older one leaves late */
  leave(id: number, user: User): boolean {
    if (this.#guests.get(id)?.user !== user) return false;
    this.#guests.delete(id);
    for (const guest of this.#guests.values()) if (guest.asks === id) guest.asks = null;
    return true;
  }

  find(id: number): Guest | null {
    return this.#guests.get(id) ?? null;
  }

  playing(): Guest[] {
    return [...this.#guests.values()].filter(({ isPlaying }) => isPlaying);
  }

  /** Everybody but `reader`, as that one sees them. */
  seenBy(reader: Guest): LobbyPlayer[] {
    const others = [...this.#guests.values()].filter(({ id }) => id !== reader.id);
    return others.map(({ id, name, wins, isPlaying, asks }) => ({
      id,
      name,
      wins,
      isPlaying,
      challenge: asks === reader.id ? "theirs" : reader.asks === id ? "yours" : null,
    }));
  }

  /** Tells everybody who is here now. */
  announce(): void {
    for (const guest of this.#guests.values()) guest.user.send({ type: "lobby", players: this.seenBy(guest) });
  }
}
