/** When a session's player last proved the account, and the acts that ask for it. */
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Identity } from "./identity.ts";

const MINUTE_MS = 60_000;

interface ConfirmationParts extends Pick<Kernel, "database" | "clock"> {
  /** How long a proof is good for. */
  readonly confirmMinutes: number;
  /** What the account can be proven by now. */
  readonly methodsOf: (db: Queryable, accountId: number) => Promise<readonly string[]>;
}

export type Confirmation = ReturnType<typeof createConfirmation>;

export function createConfirmation(parts: ConfirmationParts) {
  const { database, clock } = parts;
  // Asked each time: a proof of another instance counts, and these acts are rare.
  const find = async (sessionId: string) =>
    await database.read.selectFrom("sessions")
      .innerJoin("accounts", "accounts.id", "sessions.account_id").select(["proven_at", "needs_reset"])
      .where("sessions.id", "=", sessionId).where("ended_at", "is", null).executeTakeFirst();
  return {
    /** Until when `require` lets this session pass; null where it does not. */
    async confirmedUntil({ sessionId }: Pick<Identity, "sessionId">): Promise<Date | null> {
      const row = await find(sessionId);
      if (row === undefined || row.needs_reset === 1 || row.proven_at === null) return null;
      const until = row.proven_at + parts.confirmMinutes * MINUTE_MS;
      return until > clock.now().getTime() ? new Date(until) : null;
    },
    /**
     * Lets pass whose session proved the account within `confirmMinutes`: by its login, or by a confirmation since.
     * @throws {AppError} `confirmation_required` with `methods`; `invalid_token` when the session ended meanwhile
     */
    async require({ accountId, sessionId }: Pick<Identity, "accountId" | "sessionId">): Promise<void> {
      const row = await find(sessionId);
      if (row === undefined) throw new AppError("invalid_token", "This session has ended");
      if (row.needs_reset === 1) {
        throw new AppError(
          "confirmation_required",
          "A change of this account was taken back: reset the password first",
          {
            methods: ["reset"],
          },
        );
      }
      const age = clock.now().getTime() - (row.proven_at ?? Number.NEGATIVE_INFINITY);
      if (age < parts.confirmMinutes * MINUTE_MS) return;
      throw new AppError("confirmation_required", "Prove once more that this account is yours", {
        methods: await parts.methodsOf(database.read, accountId),
      });
    },
    /** Notes a proof. @param secondFactor whether it was made with both factors */
    async note(db: Queryable, sessionId: string, secondFactor: boolean): Promise<void> {
      await db.updateTable("sessions")
        .set({ proven_at: clock.now().getTime(), ...(secondFactor ? { second_factor: 1 } : {}) })
        .where("id", "=", sessionId).where("ended_at", "is", null).execute();
    },
  };
}
