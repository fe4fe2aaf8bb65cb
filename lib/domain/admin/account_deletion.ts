/** Deleting an account on behalf of its player, by the rules of a player's own deletion. */
import type { Actor } from "../audit/actor.ts";

export interface AccountDeletion {
  /**
   * @param input.now without the days of grace
   * @returns when it goes for good @throws {AppError} `not_found`, `last_admin`
   */
  request(input: { accountId: number; reason: string; now: boolean }, by: Actor): Promise<Date>;
  /** @throws {AppError} `not_found` where nothing waits to be deleted */
  restore(input: { accountId: number; reason?: string | undefined }, by: Actor): Promise<void>;
}
