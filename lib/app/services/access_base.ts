/** What stands below the accounts' logins of doors that only know a password: the doors, and what modules derive for them. */
import { createDoorGuard } from "../../domain/access/door_guard.ts";
import { createAccessEndings } from "../../domain/access/endings.ts";
import { createGamePasswords } from "../../domain/access/game_passwords.ts";
import { createCredentialSchemes } from "../../domain/accounts/credential_schemes.ts";
import type { ProveForeign } from "../../domain/accounts/foreign_secrets.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { DomainHost, DomainKeys } from "./domain_parts.ts";
import type { Ground } from "./ground.ts";

interface AccessBaseParts {
  readonly ground: Pick<Ground, "audit" | "mail" | "revocation">;
  readonly keys: Pick<DomainKeys, "box" | "deriveKey">;
  readonly host: Pick<DomainHost, "nativeGames" | "schemes">;
  readonly proveForeign: ProveForeign;
}

export function createAccessBase({ config, database, clock, random }: Kernel, parts: AccessBaseParts) {
  const { ground: { audit, mail, revocation }, keys: { box, deriveKey }, proveForeign } = parts;
  const { nativeGames, schemes: ofModules } = parts.host;
  const required: ReadonlySet<string> = new Set(Object.keys(config.accounts.doors));
  const gamePasswords = createGamePasswords({ random, deriveKey, box });
  const endings = createAccessEndings({ nativeGames, gamePasswords, revocation });
  const schemes = createCredentialSchemes({
    schemes: ofModules,
    box,
    proveForeign,
    withheld: (...of) => doors.withheldSchemes(...of),
  });
  const doors = createDoorGuard({
    database,
    clock,
    audit,
    nativeGames,
    required,
    gamePasswords,
    endings,
    mail,
    readSecret: schemes.read,
  });
  return { doors, endings, gamePasswords, nativeGames, required, schemes };
}
