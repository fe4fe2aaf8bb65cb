/** What stands below the accounts' logins of doors that only know a password: the doors, and what modules derive for them. */
import { createDoorGuard } from "../../domain/access/door_guard.ts";
import { createAccessEndings } from "../../domain/access/endings.ts";
import { createGamePasswords } from "../../domain/access/game_passwords.ts";
import type { NativeGames } from "../../domain/access/native_games.ts";
import { createCredentialSchemes, type CredentialScheme } from "../../domain/accounts/credential_schemes.ts";
import type { ProveForeign } from "../../domain/accounts/foreign_secrets.ts";
import type { Audit } from "../../domain/audit/audit.ts";
import type { Mail } from "../../domain/mail/mail.ts";
import type { Revocation } from "../../domain/revocation/revocation.ts";
import type { DeriveKey } from "../../platform/crypto/hkdf.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

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
