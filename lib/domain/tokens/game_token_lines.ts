/** Lines of descent: the first token of one, and the next by rotation. */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type GameToken, type IssuedToken, LIFETIME_MS, LINE_LIFETIME_MS } from "./game_token.ts";
import type { GameTokenEnds } from "./game_token_ends.ts";
import { type CharacterTokenText, createOpaqueToken } from "./game_token_text.ts";

/** Live lines of a kind that an account may have; the oldest ends for the next. */
const LINES_PER_ACCOUNT_MAX = 100;

export interface GameTokenLinesParts extends Pick<Kernel, "random"> {
  readonly ends: GameTokenEnds;
  readonly characterTokenText: CharacterTokenText;
}

/** Whose a token is, and what it is good for. */
export type TokenOwner = Pick<GameToken, "kind" | "accountId" | "bound">;
/** What a token hands on to the next. */
export type TokenLine = Pick<GameToken, "lineId" | "lineExpiresAt">;

/** Both are called under the account's lock. */
export interface GameTokenLines {
  begin(unit: UnitOfWork, owner: TokenOwner): Promise<IssuedToken>;
  continue(unit: UnitOfWork, rotated: TokenOwner & TokenLine): Promise<IssuedToken>;
}

export function createGameTokenLines(parts: GameTokenLinesParts): GameTokenLines {
  const { random, ends } = parts;

  const insert = async (unit: UnitOfWork, owner: TokenOwner, line: TokenLine): Promise<IssuedToken> => {
    const { kind, accountId, bound } = owner;
    const { lineId, lineExpiresAt } = line;
    const issuedAt = unit.now;
    const expiresAt = wholeSeconds(Math.min(issuedAt.getTime() + LIFETIME_MS[kind], lineExpiresAt.getTime()));
    const token = bound === null ? createOpaqueToken(random) : await parts.characterTokenText({
      accountId,
      lineId,
      bound,
      character: await findNamed(unit, bound.characterId),
      issuedAt,
      expiresAt,
    });
    await unit.db.insertInto("game_tokens").values({
      kind,
      hash: hashSecret(token),
      line_id: lineId,
      account_id: accountId,
      character_id: bound?.characterId ?? null,
      server_id: bound?.serverId ?? null,
      game_id: bound?.gameId ?? null,
      created_at: issuedAt.getTime(),
      expires_at: expiresAt.getTime(),
      line_expires_at: lineExpiresAt.getTime(),
      rotated_at: null,
      ended_at: null,
      end_reason: null,
    }).execute();
    return { token, expiresAt };
  };

  const endSurplus = async (unit: UnitOfWork, { accountId, kind }: TokenOwner) => {
    const surplus = await unit.db.selectFrom("game_tokens").select("line_id")
      .where("account_id", "=", accountId).where("kind", "=", kind)
      .where("ended_at", "is", null).where("rotated_at", "is", null).where("expires_at", ">", unit.now.getTime())
      .orderBy("id", "desc").offset(LINES_PER_ACCOUNT_MAX - 1).limit(10).execute();
    for (const { line_id } of surplus) await ends.endLine(unit, { lineId: line_id, accountId }, "too_many");
  };

  return {
    async begin(unit, owner) {
      await endSurplus(unit, owner);
      const lineExpiresAt = wholeSeconds(unit.now.getTime() + LINE_LIFETIME_MS);
      return await insert(unit, owner, { lineId: random.uuid(), lineExpiresAt });
    },
    continue: (unit, rotated) => insert(unit, rotated, rotated),
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
