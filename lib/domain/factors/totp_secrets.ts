/** The secrets that authenticator apps share with us: encrypted, each bound to its own row. */
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** How long a new secret waits for its first code. */
const PENDING_MS = 10 * 60_000;
/** Steps of 30 s: what a step and its neighbours are apart, and a minute between two instances' clocks. */
const STEPS_AHEAD_MAX = 4;
const BATCH = 500;

interface TotpSecret {
  readonly secret: Uint8Array;
  /** The last step whose code was used; no code of it, or of an earlier one, holds any more. */
  readonly lastStep: number;
}

/** `on`: asked for at a login. `pending`: shown to its player, and not yet proven to have arrived. */
type TotpState = "on" | "pending";

export type TotpSecrets = ReturnType<typeof createTotpSecrets>;

export function createTotpSecrets({ clock, box }: Pick<Kernel, "clock"> & { readonly box: SecretBox }) {
  const place = (accountId: number, state: TotpState) => `totp_secrets:${accountId}:${state}`;
  const remove = (unit: UnitOfWork, accountId: number, state: TotpState) =>
    unit.db.deleteFrom("totp_secrets").where("account_id", "=", accountId).where("state", "=", state)
      .executeTakeFirst();
  const put = async (unit: UnitOfWork, accountId: number, state: TotpState, secret: Uint8Array, lastStep: number) => {
    await remove(unit, accountId, state);
    await unit.db.insertInto("totp_secrets").values({
      account_id: accountId,
      state,
      secret: await box.seal(secret, place(accountId, state)),
      last_step: lastStep,
      created_at: unit.now.getTime(),
    }).execute();
  };

  return {
    async find(db: Queryable, accountId: number, state: TotpState): Promise<TotpSecret | null> {
      const row = await db.selectFrom("totp_secrets").selectAll()
        .where("account_id", "=", accountId).where("state", "=", state).executeTakeFirst();
      if (row === undefined) return null;
      if (state === "pending" && row.created_at <= clock.now().getTime() - PENDING_MS) return null;
      return { secret: await box.open(row.secret, place(accountId, state)), lastStep: row.last_step };
    },
    /** Replaces the secret that waited. */
    putPending: (unit: UnitOfWork, accountId: number, secret: Uint8Array): Promise<void> =>
      put(unit, accountId, "pending", secret, 0),
    /** The secret that waited is on from now, with the step of its first code used up. */
    async turnOn(unit: UnitOfWork, accountId: number, secret: Uint8Array, step: number): Promise<void> {
      await remove(unit, accountId, "pending");
      await put(unit, accountId, "on", secret, step);
    },
    /** Uses a step up. @returns false when it, or a later one, was used before: of two at once one wins */
    async useStep(unit: UnitOfWork, accountId: number, step: number): Promise<boolean> {
      const { numUpdatedRows } = await unit.db.updateTable("totp_secrets").set({ last_step: step })
        .where("account_id", "=", accountId).where("state", "=", "on")
        // A step that lies further ahead was used by a clock that has gone back since: nobody waits for it.
        .where((eb) => eb.or([eb("last_step", "<", step), eb("last_step", ">", step + STEPS_AHEAD_MAX)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    /** @returns false where none was on */
    async turnOff(unit: UnitOfWork, accountId: number): Promise<boolean> {
      await remove(unit, accountId, "pending");
      const { numDeletedRows } = await remove(unit, accountId, "on");
      return numDeletedRows > 0n;
    },
  };
}

/** Whether a login by password is asked for a second factor. */
export async function hasSecondFactor(db: Queryable, accountId: number): Promise<boolean> {
  const row = await db.selectFrom("totp_secrets").select("account_id")
    .where("account_id", "=", accountId).where("state", "=", "on").executeTakeFirst();
  return row !== undefined;
}

/** A secret that was shown before comes on no more, however old. */
export async function endPendingTotpSecret(unit: UnitOfWork, accountId: number): Promise<void> {
  await unit.db.deleteFrom("totp_secrets").where("account_id", "=", accountId).where("state", "=", "pending").execute();
}

/** Deletes a batch of secrets that waited too long. @returns true while there may be more */
export async function deletePendingTotpSecrets(db: Queryable, now: Date): Promise<boolean> {
  const old = db.selectFrom("totp_secrets").select("account_id")
    .where("state", "=", "pending").where("created_at", "<=", now.getTime() - PENDING_MS).limit(BATCH);
  const { numDeletedRows } = await db.deleteFrom("totp_secrets").where("state", "=", "pending")
    .where("account_id", "in", old).where("created_at", "<=", now.getTime() - PENDING_MS).executeTakeFirst();
  return numDeletedRows === BigInt(BATCH);
}
