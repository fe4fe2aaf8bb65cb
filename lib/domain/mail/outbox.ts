/**
 * The mails that wait: rows whose bodies are sealed under the master key, each bound to its own. Whoever moves a due one
 * on has it for a while, and keeps moving it while it is sent, so that no other instance sends it too.
 */
import { type Audit } from "../audit/audit.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import { deletePast } from "../../platform/database/batches.ts";
import type { Database, UnitOfWork } from "../../platform/database/database.ts";
import { isTooFarAhead } from "../../platform/database/due_rows.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Letter } from "./letter.ts";
import { longestWaitsMs, nextTryMs } from "./schedule.ts";

/** What a killed server had in hand is free again after this. */
export const CLAIM_MS = 15_000;
const WAITS_MS = longestWaitsMs(CLAIM_MS);
/** Mails of one account that wait at once; more are left out. */
const WAITING_PER_ACCOUNT_MAX = 50;
const ERROR_CHARACTERS_MAX = 300;
/** What was given up is kept for operators to look at, and to send once more. */
const GIVEN_UP_KEPT_MS = 7 * 24 * 60 * 60_000;

export interface ClaimedMail {
  readonly id: number;
  /** Random, the same for every try: receivers know a second copy by it. */
  readonly key: string;
  readonly name: string;
  /** Null once it is gone. */
  readonly accountId: number | null;
  /** Tries that failed. */
  readonly tries: number;
  /** @throws {SecretBoxError} where the row was changed */
  open(): Promise<Letter>;
}

export interface Outbox {
  /** @returns false when too many wait for the account already */
  add(unit: UnitOfWork, mail: { name: string; accountId: number; letter: Letter }): Promise<boolean>;
  /** Takes up to `count` of those that are due, the longest due first. */
  claim(count: number): Promise<ClaimedMail[]>;
  /** Keeps what is being sent. @returns false when another instance took it for dead */
  renew(mail: Pick<ClaimedMail, "id">): Promise<boolean>;
  /** It went out: the row goes. */
  sent(mail: Pick<ClaimedMail, "id">): Promise<void>;
  /** Another try later, or none. @returns true when it is given up */
  failed(mail: Pick<ClaimedMail, "id" | "tries" | "name">, error: string): Promise<boolean>;
  /** At the start: what the last server of an embedded database had in hand is free, as there is one server at a time. */
  freeOfLastServer(): Promise<void>;
}

interface OutboxParts extends Pick<Kernel, "database" | "clock" | "random"> {
  readonly audit: Audit;
  readonly box: SecretBox;
}

export function createOutbox({ database, clock, random, audit, box }: OutboxParts): Outbox {
  /** One for each instance. */
  const claimant = random.uuid();
  const nowMs = () => clock.now().getTime();
  const context = (key: string) => `mails:${key}`;
  const mine = (id: number) => database.write.updateTable("mails").where("id", "=", id).where("claim", "=", claimant);

  return {
    async add({ db, now }, { name, accountId, letter }) {
      const waiting = await db.selectFrom("mails").select("id").where("account_id", "=", accountId)
        .where("given_up_at", "is", null).limit(WAITING_PER_ACCOUNT_MAX).execute();
      if (waiting.length >= WAITING_PER_ACCOUNT_MAX) return false;
      const key = random.uuid();
      await db.insertInto("mails").values({
        key,
        account_id: accountId,
        name,
        body: await box.seal(new TextEncoder().encode(JSON.stringify(letter)), context(key)),
        created_at: now.getTime(),
        tries: 0,
        due_at: now.getTime(),
        claim: null,
        given_up_at: null,
        last_error: null,
      }).execute();
      return true;
    },

    async claim(count) {
      const waiting = database.read.selectFrom("mails").select(["id", "due_at"]).limit(count);
      const due = await waiting.where("due_at", "<=", nowMs()).orderBy("due_at").execute();
      if (due.length === 0) due.push(...await waiting.where(isTooFarAhead(nowMs(), WAITS_MS)).execute());
      const claimed: ClaimedMail[] = [];
      for (const { id, due_at } of due) {
        const row = await database.write.updateTable("mails").set({ due_at: nowMs() + CLAIM_MS, claim: claimant })
          .where("id", "=", id).where("due_at", "=", due_at)
          .returning(["id", "key", "name", "account_id", "tries", "body"]).executeTakeFirst();
        if (row === undefined) continue;
        const { key, name, account_id: accountId, tries } = row;
        const open = async () => JSON.parse(new TextDecoder().decode(await box.open(row.body, context(key))));
        claimed.push({ id, key, name, accountId, tries, open });
      }
      return claimed;
    },

    async renew({ id }) {
      const { numUpdatedRows } = await mine(id).set({ due_at: nowMs() + CLAIM_MS }).executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async sent({ id }) {
      await database.write.deleteFrom("mails").where("id", "=", id).execute();
    },

    async failed({ id, tries, name }, error) {
      const waitMs = nextTryMs(tries);
      const last_error = error.slice(0, ERROR_CHARACTERS_MAX);
      const failed = { claim: null, tries: tries + 1, last_error };
      if (waitMs !== null) {
        await mine(id).set({ ...failed, due_at: nowMs() + waitMs }).execute();
        return false;
      }
      return await database.transaction(async (unit) => {
        const row = await unit.db.updateTable("mails")
          .set({ ...failed, due_at: null, given_up_at: unit.now.getTime() })
          .where("id", "=", id).where("claim", "=", claimant).returning("account_id").executeTakeFirst();
        if (row === undefined) return false;
        const { account_id: accountId } = row;
        // Of an account that is gone nothing is kept.
        if (accountId === null) await unit.db.deleteFrom("mails").where("id", "=", id).execute();
        const reason = `${name}: ${last_error}`;
        await audit.record(unit.db, { action: "mail.failed", actor: "system", accountId, reason });
        return true;
      });
    },

    async freeOfLastServer() {
      if (database.engine !== "sqlite") return;
      await database.write.updateTable("mails").set({ due_at: nowMs(), claim: null }).where("claim", "is not", null)
        .execute();
    },
  };
}

/** Deletes what was given up long ago, a batch of it. @returns true while there may be more */
export function deleteGivenUpMails(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "mails", ["id"], "given_up_at", now.getTime() - GIVEN_UP_KEPT_MS);
}
