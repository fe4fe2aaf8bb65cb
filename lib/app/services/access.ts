/** Doors that only know a password, put together: what a player makes of them, and what changes of the account do to them. */
import { createAccessChanges } from "../../domain/access/account_changes.ts";
import { createGameAccess } from "../../domain/access/game_access.ts";
import { createWindows } from "../../domain/access/windows.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import type { Factors } from "./factors.ts";
import type { Ground } from "./ground.ts";

interface AccessParts {
  readonly ground: Pick<Ground, "audit">;
  readonly admission: Pick<Admission, "accountEvents">;
  readonly accountServices: Pick<AccountServices, "accessBase" | "proof" | "resets" | "undo">;
  readonly factors: Pick<Factors, "accountSecurity" | "totp">;
}

export type AccessServices = ReturnType<typeof createAccess>;

export function createAccess({ database, clock }: Kernel, parts: AccessParts) {
  const { ground: { audit }, accountServices: { accessBase, proof, resets, undo }, factors } = parts;
  const { doors, endings, gamePasswords, nativeGames, required, schemes } = accessBase;
  const gameAccess = createGameAccess({
    database,
    audit,
    endings,
    gamePasswords,
    nativeGames,
    proof,
    required,
    schemes,
  });
  const windows = createWindows({ database, clock, audit, endings, readDoor: gameAccess.readDoor });
  const changes = createAccessChanges({ audit, doors, endings, nativeGames });
  factors.totp.onTurnOn(changes.secondFactorOn);
  factors.accountSecurity.onPasswordRemoved(changes.passwordRemoved);
  resets.onReset((unit, { account, origin }) => changes.gotBack(unit, { accountId: account.id, origin }));
  undo.onUndo(changes.gotBack);
  parts.admission.accountEvents.add({ emailChanged: changes.emailChanged });
  return { gameAccess, windows };
}
