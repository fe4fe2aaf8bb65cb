/** How long a login may wait for a thread that hashes. */
import type { Patience } from "../../platform/crypto/password_hasher.ts";
import type { Origin } from "../../platform/origin.ts";

/** A shipped client has no words for "come back in two seconds": its player would be thrown out. */
export function patienceOf({ game }: Pick<Origin, "game">): Patience {
  return game === undefined ? "short" : "long";
}
