/** Deleting accounts, put together: who is kept out, who asks, what the modules do about it, and which names stay taken. */
import type { AccountDeletion } from "../../domain/admin/account_deletion.ts";
import type { Audit } from "../../domain/audit/audit.ts";
import { createDeletionChallenges } from "../../domain/deletion/challenge.ts";
import { createDeletion, type Deletion } from "../../domain/deletion/deletion.ts";
import { createDueDeletions, type DeletionHooks } from "../../domain/deletion/due_deletions.ts";
import { deleteIdleGuests } from "../../domain/deletion/idle_guests.ts";
import { createReservedNames } from "../../domain/deletion/reserved_names.ts";
import type { Mail } from "../../domain/mail/mail.ts";
import { requireAnotherAdmin } from "../../domain/operators/roles.ts";
import type { Revocation } from "../../domain/revocation/revocation.ts";
import type { DeriveKey } from "../../platform/crypto/hkdf.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { createBackground } from "../../platform/jobs/background.ts";
import type { Job } from "../../platform/jobs/jobs.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { cleanUp } from "./core_job.ts";

export interface DeletionRoomParts {
  readonly audit: Audit;
  readonly deriveKey: DeriveKey;
  readonly endWindows: (unit: UnitOfWork, accountId: number) => Promise<void>;
  readonly hooks: DeletionHooks;
  readonly isLoaded: (gameId: string) => boolean;
  readonly mail: Mail;
  readonly revocation: Revocation;
}

export interface DeletionRoom {
  readonly deletion: Deletion;
  readonly names: ReturnType<typeof createReservedNames>;
  readonly jobs: readonly Job[];
  close(): Promise<void>;
}

export function createDeletionRoom(kernel: Kernel, parts: DeletionRoomParts): DeletionRoom {
  const { config, database, clock, log, metrics } = kernel;
  const { deletionGraceDays: graceDays, nameReservedDays, guestDays } = config.accounts;
  const { audit, deriveKey, endWindows, hooks, isLoaded, mail, revocation } = parts;
  const names = createReservedNames(deriveKey("reserved names", 32));
  const due = createDueDeletions({
    database,
    clock,
    log,
    audit,
    revocation,
    hooks,
    isLoaded,
    names,
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
    graceDays,
    onDue: atOnce.run,
  });
  return {
    deletion,
    names,
    jobs: [
      cleanUp("idle_guests", () => deleteIdleGuests({ database, clock, deletion, guestDays })),
      cleanUp("deletions", () => due.runBatch()),
      cleanUp("reserved_names", () => names.deleteExpired(database.write, clock.now())),
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
