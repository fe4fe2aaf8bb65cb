/** What the core gives to the modules, by the game that asks. `lib/modules/ports/` puts it together. */
import type { Characters } from "../../domain/characters/characters.ts";
import type { AccountsPort, SeatsPort, ServersPort, TicketsPort } from "../types.ts";

export interface CorePorts {
  readonly characters: Characters;
  accounts(gameId: string): AccountsPort;
  seats(gameId: string): SeatsPort;
  servers(gameId: string): ServersPort;
  tickets(gameId: string): TicketsPort;
  /** HKDF of the master key, bound to the game. */
  deriveKey(gameId: string, info: string, lengthBytes: number): Uint8Array;
}
