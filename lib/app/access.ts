/** Doors that only know a password, put together: what they take, and what a player makes of it. */
import { createAccessChanges } from "../domain/access/account_changes.ts";
import { createDoorGuard } from "../domain/access/door_guard.ts";
import { createAccessEndings } from "../domain/access/endings.ts";
import { createGameAccess } from "../domain/access/game_access.ts";
import { createGamePasswords } from "../domain/access/game_passwords.ts";
import type { NativeGames } from "../domain/access/native_games.ts";
import { createWindows } from "../domain/access/windows.ts";
import type { AccountEvents } from "../domain/accounts/account_events.ts";
import { createCredentialSchemes, type CredentialScheme } from "../domain/accounts/credential_schemes.ts";
import type { ProveForeign } from "../domain/accounts/foreign_secrets.ts";
import type { Proof } from "../domain/accounts/proof.ts";
import type { Audit } from "../domain/audit/audit.ts";
import type { AccountSecurity } from "../domain/factors/account_security.ts";
import type { Totp } from "../domain/factors/totp.ts";
import type { Mail } from "../domain/mail/mail.ts";
import type { Resets } from "../domain/recovery/resets.ts";
import type { Undo } from "../domain/recovery/undo.ts";
import type { Revocation } from "../domain/revocation/revocation.ts";
import type { DeriveKey } from "../platform/crypto/hkdf.ts";
import type { SecretBox } from "../platform/crypto/secret_box.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

export interface AccessBaseParts {
  readonly audit: Audit;
  readonly box: SecretBox;
  readonly deriveKey: DeriveKey;
  readonly games: NativeGames;
  readonly mail: Mail;
  readonly proveForeign: ProveForeign;
  readonly revocation: Revocation;
  readonly schemes: () => readonly CredentialScheme[];
}

export type AccessBase = ReturnType<typeof createAccessBase>;

/** What stands below the accounts' logins: the doors, and what modules derive of passwords for them. */
export function createAccessBase({ config, database, clock, random }: Kernel, parts: AccessBaseParts) {
  const { audit, box, deriveKey, games, mail, proveForeign, revocation } = parts;
  const required: ReadonlySet<string> = new Set(Object.keys(config.accounts.doors));
  const gamePasswords = createGamePasswords({ random, deriveKey, box });
  const endings = createAccessEndings({ games, gamePasswords, revocation });
  const schemes = createCredentialSchemes({
    schemes: parts.schemes,
    box,
    proveForeign,
    withheld: (...of) => doors.withheldSchemes(...of),
  });
  const doors = createDoorGuard({
    database,
    clock,
    audit,
    games,
    required,
    gamePasswords,
    endings,
    mail,
    readSecret: schemes.read,
  });
  return { doors, endings, gamePasswords, games, required, schemes };
}

export interface AccessParts {
  readonly accountSecurity: Pick<AccountSecurity, "onPasswordRemoved">;
  readonly audit: Audit;
  readonly base: AccessBase;
  readonly events: AccountEvents;
  readonly proof: Proof;
  readonly resets: Pick<Resets, "onReset">;
  readonly totp: Pick<Totp, "onTurnOn">;
  readonly undo: Pick<Undo, "onUndo">;
}

/** What stands on them: the player's own acts, and what changes of the account make of its doors. */
export function createAccess({ database, clock }: Kernel, parts: AccessParts) {
  const { audit, base: { doors, endings, gamePasswords, games, required, schemes }, proof } = parts;
  const gameAccess = createGameAccess({ database, audit, endings, gamePasswords, games, proof, required, schemes });
  const windows = createWindows({ database, clock, audit, endings, readDoor: gameAccess.readDoor });
  const changes = createAccessChanges({ audit, doors, endings, games });
  parts.totp.onTurnOn(changes.secondFactorOn);
  parts.accountSecurity.onPasswordRemoved(changes.passwordRemoved);
  parts.resets.onReset((unit, { account, origin }) => changes.gotBack(unit, { accountId: account.id, origin }));
  parts.undo.onUndo(changes.gotBack);
  parts.events.add({ emailChanged: changes.emailChanged });
  return { gameAccess, windows };
}
