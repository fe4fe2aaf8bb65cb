/** Ends whatever token is brought: a login or character token with its family, a JWT with its session. */
import type { Origin } from "../../platform/origin.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { GameTokens } from "./game_tokens.ts";

export interface TokenRevocation {
  /** Ends the token, if there is one. `by` is who else than its bearer does it, and why. */
  revoke(input: { token: string; origin: Origin; by?: { actor: string; reason: string } }): Promise<void>;
  /** Whose token it is; null for one that nobody knows. */
  ownerOf(token: string): Promise<number | null>;
}

interface TokenRevocationParts {
  readonly gameTokens: Pick<GameTokens, "revoke" | "ownerOf">;
  readonly sessions: Pick<Sessions, "find" | "logOut">;
}

export function createTokenRevocation({ gameTokens, sessions }: TokenRevocationParts): TokenRevocation {
  return {
    async revoke(input) {
      await gameTokens.revoke(input);
      const session = await sessions.find(input.token);
      if (session !== null) await sessions.logOut(session, input.origin, input.by);
    },
    ownerOf: async (token) => await gameTokens.ownerOf(token) ?? (await sessions.find(token))?.accountId ?? null,
  };
}
