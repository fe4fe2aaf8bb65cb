/** Families: the first token of one, and the next by rotation. */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { FAMILY_LIFETIME_MS, type GameToken, type IssuedToken, LIFETIME_MS } from "./game_token.ts";
import type { GameTokenEnds } from "./game_token_ends.ts";
import { type CharacterTokenText, createOpaqueToken } from "./game_token_text.ts";

/** Live families of a kind that an account may have; the oldest ends for the next. */
const FAMILIES_PER_ACCOUNT_MAX = 100;

interface GameTokenFamiliesParts extends Pick<Kernel, "random"> {
  readonly tokenEnds: GameTokenEnds;
  readonly characterTokenText: CharacterTokenText;
}

/** Whose a token is, and what it is good for. */
export type TokenOwner = Pick<GameToken, "kind" | "accountId" | "bound">;
/** What a token hands on to the next. */
type TokenFamily = Pick<GameToken, "familyId" | "familyExpiresAt">;

/** Both are called under the account's lock. */
export type GameTokenFamilies = ReturnType<typeof createGameTokenFamilies>;

export function createGameTokenFamilies(parts: GameTokenFamiliesParts) {
  const { random, tokenEnds } = parts;

  const insert = async (unit: UnitOfWork, owner: TokenOwner, family: TokenFamily): Promise<IssuedToken> => {
    const { kind, accountId, bound } = owner;
    const { familyId, familyExpiresAt } = family;
    const issuedAt = unit.now;
    const expiresAt = wholeSeconds(Math.min(issuedAt.getTime() + LIFETIME_MS[kind], familyExpiresAt.getTime()));
    const token = bound === null ? createOpaqueToken(random) : parts.characterTokenText({
      accountId,
      familyId,
      bound,
      character: await findNamed(unit, bound.characterId),
      issuedAt,
      expiresAt,
    });
    await unit.db.insertInto("game_tokens").values({
      kind,
      hash: hashSecret(token),
      family_id: familyId,
      account_id: accountId,
      character_id: bound?.characterId ?? null,
      server_id: bound?.serverId ?? null,
      game_id: bound?.gameId ?? null,
      created_at: issuedAt.getTime(),
      expires_at: expiresAt.getTime(),
      family_expires_at: familyExpiresAt.getTime(),
      rotated_at: null,
      ended_at: null,
      end_reason: null,
    }).execute();
    return { token, expiresAt };
  };

  const endSurplus = async (unit: UnitOfWork, { accountId, kind }: TokenOwner) => {
    const surplus = await unit.db.selectFrom("game_tokens").select("family_id")
      .where("account_id", "=", accountId).where("kind", "=", kind)
      .where("ended_at", "is", null).where("rotated_at", "is", null).where("expires_at", ">", unit.now.getTime())
      .orderBy("id", "desc").offset(FAMILIES_PER_ACCOUNT_MAX - 1).limit(10).execute();
    for (const { family_id } of surplus) {
      await tokenEnds.endFamily(unit, { familyId: family_id, accountId }, "too_many");
    }
  };

  return {
    async begin(unit: UnitOfWork, owner: TokenOwner): Promise<IssuedToken> {
      await endSurplus(unit, owner);
      const familyExpiresAt = wholeSeconds(unit.now.getTime() + FAMILY_LIFETIME_MS);
      return await insert(unit, owner, { familyId: random.uuid(), familyExpiresAt });
    },
    continue: (unit: UnitOfWork, rotated: TokenOwner & TokenFamily): Promise<IssuedToken> =>
      insert(unit, rotated, rotated),
  };
}

async function findNamed({ db }: UnitOfWork, characterId: number) {
  const row = await db.selectFrom("characters").select(["name", "level"]).where("id", "=", characterId)
    .executeTakeFirst();
  return row ?? null;
}

/** A JWT holds whole seconds (RFC 7519, 2), and both formats last equally long. */
function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1_000) * 1_000);
}
