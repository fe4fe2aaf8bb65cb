/** Deleting accounts, put together: who is kept out, who asks, what the modules do about it, and which names stay taken. */
import type { AccountDeletion } from "../../domain/admin/account_deletion.ts";
import { createDeletionChallenges } from "../../domain/deletion/challenge.ts";
import { createDeletion, type Deletion } from "../../domain/deletion/deletion.ts";
import { createDueDeletions } from "../../domain/deletion/due_deletions.ts";
import { deleteIdleGuests } from "../../domain/deletion/idle_guests.ts";
import { createReservedNames } from "../../domain/deletion/reserved_names.ts";
import { requireAnotherAdmin } from "../../domain/operators/roles.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { createBackground } from "../../platform/jobs/background.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { cleanUp } from "./core_job.ts";
import type { DomainHost, DomainKeys } from "./domain_parts.ts";
import type { Ground } from "./ground.ts";

interface DeletionRoomParts {
  readonly ground: Pick<Ground, "audit" | "mail" | "revocation">;
  readonly keys: Pick<DomainKeys, "deriveKey">;
  readonly host: Pick<DomainHost, "games" | "hooks">;
  readonly endWindows: (unit: UnitOfWork, accountId: number) => Promise<void>;
}

export function createDeletionRoom(kernel: Kernel, parts: DeletionRoomParts) {
  const { config, database, clock, log, metrics } = kernel;
  const { deletionGraceDays, nameReservedDays, guestDays } = config.accounts;
  const { ground: { audit, mail, revocation }, keys: { deriveKey }, host: { games, hooks }, endWindows } = parts;
  const reservedNames = createReservedNames(deriveKey("reserved names", 32));
  const due = createDueDeletions({
    database,
    clock,
    log,
    audit,
    revocation,
    hooks,
    isLoaded: (gameId) => games.find(gameId) !== null,
    reservedNames,
    nameReservedDays,
    onResult: metrics.deletion,
  });
  const atOnce = createBackground(kernel, "deletions", async () => void await due.runBatch());
  const deletion = createDeletion({
    database,
    audit,
    mail,
    revocation,
    challenges: createDeletionChallenges(deriveKey("account deletion", 32)),
    requireAnotherAdmin,
    endWindows,
    deletionGraceDays,
    onDue: atOnce.run,
  });
  return {
    deletion,
    reservedNames,
    deletionJobs: [
      cleanUp("idle_guests", () => deleteIdleGuests({ database, clock, deletion, guestDays })),
      cleanUp("deletions", () => due.runBatch()),
      cleanUp("reserved_names", () => reservedNames.deleteExpired(database.write, clock.now())),
    ],
    async close() {
      await atOnce.close();
      due.close();
    },
  };
}

/** The same, as operators ask for it. */
export function operatorDeletion(deletion: Deletion): AccountDeletion {
  const door = "admin";
  return {
    request: ({ accountId, reason, now }, by) => deletion.request({ accountId, by: { ...by, door }, now, reason }),
    restore: ({ accountId, reason }, by) => deletion.restore(accountId, { ...by, door }, reason),
  };
}
