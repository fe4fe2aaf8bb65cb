/** What continues a login whose password was right: good for one account, five minutes, five wrong codes, one success. */
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Origin } from "../../platform/origin.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const LIFETIME_MS = 5 * 60_000;
const WRONG_ANSWERS_MAX = 5;
/** That an account may have at once; the oldest goes for the next. */
const PER_ACCOUNT_MAX = 20;
/** For an answer that came in time and is being written. */
const MARGIN_MS = 1_000;
/** Of an old name; no username and no e-mail is longer. */
const NAME_CHARACTERS_MAX = 254;

interface LoginChallenge {
  readonly hash: Uint8Array;
  readonly accountId: number;
}

/** The login that a challenge continues. */
interface ChallengedLogin {
  readonly accountId: number;
  /** As it was typed. */
  readonly name?: string | undefined;
  readonly origin: Origin;
}

export type LoginChallenges = ReturnType<typeof createLoginChallenges>;

export function createLoginChallenges({ clock, random }: Pick<Kernel, "clock" | "random">) {
  const remove = (unit: UnitOfWork, hash: Uint8Array) =>
    unit.db.deleteFrom("login_challenges").where("hash", "=", hash).execute();
  const left = (db: Queryable, count: number) =>
    db.selectFrom("login_challenges").select("hash").where("expires_at", "<=", clock.now().getTime() - MARGIN_MS)
      .limit(count);
  return {
    /** In a transaction that has locked the account. @returns the secret, 32 random bytes in base64url */
    async issue(
      unit: UnitOfWork,
      { accountId, name, origin }: ChallengedLogin,
    ): Promise<{ challenge: string; expiresAt: Date }> {
      const older = await unit.db.selectFrom("login_challenges").select("hash").where("account_id", "=", accountId)
        .orderBy("created_at", "desc").offset(PER_ACCOUNT_MAX - 1).limit(PER_ACCOUNT_MAX).execute();
      const now = unit.now.getTime();
      for (const { hash } of older) {
        await unit.db.updateTable("login_challenges").set({ expires_at: now - MARGIN_MS }).where("hash", "=", hash)
          .where("expires_at", ">", now).execute();
      }
      const challenge = random.bytes(32).toBase64({ alphabet: "base64url", omitPadding: true });
      const { password_hash } = await unit.db.selectFrom("accounts").select("password_hash")
        .where("id", "=", accountId).executeTakeFirstOrThrow();
      await unit.db.insertInto("login_challenges").values({
        hash: hashSecret(challenge),
        account_id: accountId,
        password_mark: markOf(password_hash),
        wrong_answers: 0,
        created_at: now,
        expires_at: now + LIFETIME_MS,
        attempt: JSON.stringify({ name: name?.slice(0, NAME_CHARACTERS_MAX), origin }),
      }).execute();
      return { challenge, expiresAt: new Date(now + LIFETIME_MS) };
    },
    /** @returns null for one that is unknown, used, expired, or older than the account's present password */
    async find(db: Queryable, challenge: string): Promise<LoginChallenge | null> {
      const hash = hashSecret(challenge);
      const row = await db.selectFrom("login_challenges")
        .innerJoin("accounts", "accounts.id", "login_challenges.account_id")
        .select(["account_id", "password_mark", "password_hash"])
        .where("hash", "=", hash).where("expires_at", ">", clock.now().getTime()).executeTakeFirst();
      if (row === undefined) return null;
      const isOfPassword = isEqualConstantTime(markOf(row.password_hash), new Uint8Array(row.password_mark));
      return isOfPassword ? { hash, accountId: row.account_id } : null;
    },
    /** Counts a wrong answer; the fifth ends it. @returns whether it did */
    async miss(unit: UnitOfWork, { hash }: LoginChallenge): Promise<boolean> {
      const row = await unit.db.updateTable("login_challenges")
        .set((eb) => ({ wrong_answers: eb("wrong_answers", "+", 1) }))
        .where("hash", "=", hash).returning("wrong_answers").executeTakeFirst();
      const isOver = row !== undefined && row.wrong_answers >= WRONG_ANSWERS_MAX;
      if (isOver) await remove(unit, hash);
      return isOver;
    },
    async end(unit: UnitOfWork, { hash }: LoginChallenge): Promise<void> {
      await remove(unit, hash);
    },
    /** Whether some ran out and were not used up. */
    async isAnyLeft(db: Queryable): Promise<boolean> {
      return await left(db, 1).executeTakeFirst() !== undefined;
    },
    /** Takes away those that ran out, for whom there is a row in the login trail then. */
    async takeLeft(unit: UnitOfWork, count: number): Promise<readonly ChallengedLogin[]> {
      const rows = await unit.db.deleteFrom("login_challenges").where("hash", "in", left(unit.db, count))
        .returning(["account_id", "attempt"]).execute();
      return rows.flatMap(({ account_id, attempt }) =>
        attempt === null ? [] : [{ accountId: account_id, ...JSON.parse(attempt) }]
      );
    },
  };
}

/** Tells whether the password is still the one that was right; each password has a salt of its own. */
function markOf(passwordHash: string | null): Uint8Array<ArrayBuffer> {
  return hashSecret(passwordHash ?? "");
}

/** Unknown, used, expired, replaced: all alike. */
export function deadChallenge(): AppError {
  return new AppError("invalid_link", "This sign-in took too long, or is over: start it again");
}
