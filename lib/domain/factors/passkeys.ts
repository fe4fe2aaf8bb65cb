/** The passkeys of an account: added, listed, named, removed. */
import { findAccount } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import type { WaysIn } from "../accounts/ways_in.ts";
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import { lockAccount, lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { UniqueViolation } from "../../platform/database/errors.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Notices } from "./notices.ts";
import { findUserHandle, listPasskeys, type Passkey, toPasskey } from "./passkey_rows.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import type { CreationOptions, NewCredential, RelyingParty } from "./relying_party.ts";
import type { WebAuthnChallenges } from "./webauthn_challenges.ts";

const PER_ACCOUNT_MAX = 20;
const USER_HANDLE_BYTES = 32;
const NAME = "Passkey";

interface PasskeysParts extends Audited, Pick<Kernel, "random"> {
  readonly notices: Notices;
  readonly webAuthn: WebAuthnChallenges;
  readonly recoveryCodes: RecoveryCodes;
  readonly waysIn: WaysIn;
  /** Null while passkeys are off: every call is then `not_found`. */
  readonly relyingParty: RelyingParty | null;
}

export interface Passkeys {
  /** What an authenticator is asked to make. @throws {AppError} `too_many_passkeys`, `not_found` */
  options(accountId: number): Promise<CreationOptions>;
  /**
   * Takes a new passkey in. Nothing ends by it.
   * @returns with recovery codes where the account had none
   * @throws {AppError} `too_many_passkeys`, `invalid_link` for an old or used challenge, `invalid_input` for one that
   * does not hold or is known already, `not_found`
   */
  add(input: {
    accountId: number;
    credential: NewCredential;
    name?: string;
    origin: Origin;
  }): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }>;
  /** Oldest first. @throws {AppError} `not_found` while passkeys are off */
  list(accountId: number): Promise<Passkey[]>;
  /** @throws {AppError} `not_found` */
  rename(input: { accountId: number; passkeyId: string; name: string }): Promise<Passkey>;
  /** @throws {AppError} `not_found`, `last_way_in` */
  remove(input: { accountId: number; passkeyId: string; origin: Origin }): Promise<void>;
  /** Adds work to the transaction of every passkey that is added. */
  onAdd(hook: (unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>): void;
}

export function createPasskeys(parts: PasskeysParts): Passkeys {
  const { database, random, audit, notices, webAuthn, recoveryCodes, waysIn } = parts;
  const addHooks: ((unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>)[] = [];
  const purpose = (accountId: number) => `create ${accountId}`;
  const party = (): RelyingParty => {
    if (parts.relyingParty === null) throw new AppError("not_found", "Passkeys are switched off here");
    return parts.relyingParty;
  };
  const record = (unit: UnitOfWork, action: AuditAction, accountId: number, name: string, origin: Origin) =>
    audit.record(unit.db, byAccount(action, accountId, origin, name));

  return {
    async options(accountId) {
      const relyingParty = party();
      return await lockingAccount(database, accountId, async (unit) => {
        const account = await findAccount(unit.db, accountId);
        if (account === null) throw new AppError("not_found", "The account is gone");
        const known = await listPasskeys(unit.db, accountId);
        checkRoom(known);
        let userHandle = await findUserHandle(unit.db, accountId);
        if (userHandle === null) {
          userHandle = random.bytes(USER_HANDLE_BYTES);
          await unit.db.insertInto("passkey_users").values({ account_id: accountId, handle: userHandle }).execute();
        }
        const challenge = webAuthn.create(purpose(accountId));
        return await relyingParty.creationOptions({ username: account.username, userHandle, challenge, known });
      });
    },

    async add({ accountId, credential, name = NAME, origin }) {
      let challenge: string | null = null;
      const proven = await party().verifyNew(credential, (text) => {
        challenge = text;
        return webAuthn.isLive(text, purpose(accountId));
      });
      if (challenge !== null && !webAuthn.isLive(challenge, purpose(accountId))) throw overtaken();
      if (proven === null || challenge === null) throw invalidInput("credential", "is no passkey that was made for us");
      const spent = challenge;
      return await lockingAccount(database, accountId, async (unit) => {
        if (!await webAuthn.spend(unit, spent)) throw overtaken();
        checkRoom(await listPasskeys(unit.db, accountId));
        const row = await unit.db.insertInto("passkeys").values({
          id: random.uuid(),
          account_id: accountId,
          credential_id: proven.credentialId,
          public_key: proven.publicKey,
          counter: proven.counter,
          name,
          created_at: unit.now.getTime(),
          last_used_at: null,
        }).returningAll().executeTakeFirstOrThrow().catch((error) => {
          throw error instanceof UniqueViolation ? invalidInput("credential", "is known already") : error;
        });
        await record(unit, "passkey.add", accountId, name, origin);
        await notices.passkeyAdded(unit, { accountId, origin }, row);
        for (const hook of addHooks) await hook(unit, accountId, origin);
        const hasCodes = await recoveryCodes.count(unit.db, accountId) > 0;
        const codes = hasCodes ? null : await recoveryCodes.renew(unit, accountId, origin);
        return { passkey: toPasskey(row), recoveryCodes: codes };
      });
    },

    async list(accountId) {
      party();
      return await listPasskeys(database.read, accountId);
    },

    async rename({ accountId, passkeyId, name }) {
      party();
      const row = await database.write.updateTable("passkeys").set({ name })
        .where("id", "=", passkeyId).where("account_id", "=", accountId).returningAll().executeTakeFirst();
      if (row === undefined) throw unknown();
      return toPasskey(row);
    },

    async remove({ accountId, passkeyId, origin }) {
      party();
      await database.transaction(async (unit) => {
        // Of two at once the later must see that the other way in is gone.
        await lockAccount(unit, accountId);
        const row = await unit.db.deleteFrom("passkeys").where("id", "=", passkeyId)
          .where("account_id", "=", accountId).returning("name").executeTakeFirst();
        if (row === undefined) throw unknown();
        if (!await waysIn.hasAny(unit.db, accountId)) {
          throw new AppError("last_way_in", "This is the only way into the account");
        }
        await record(unit, "passkey.remove", accountId, row.name, origin);
        await notices.passkeyRemoved(unit, { accountId, origin }, row);
      });
    },

    onAdd: (hook) => void addHooks.push(hook),
  };
}

function checkRoom(known: readonly Passkey[]): void {
  if (known.length >= PER_ACCOUNT_MAX) {
    throw new AppError("too_many_passkeys", `An account has at most ${PER_ACCOUNT_MAX} passkeys`);
  }
}

function overtaken(): AppError {
  return new AppError("invalid_link", "Adding this passkey took too long, or was done before: start again");
}

function unknown(): AppError {
  return new AppError("not_found", "This account has no such passkey");
}
