/** The core's own jobs: what ran out is deleted, a batch at a time, on one instance at a time; old keys are replaced. */
import { deleteClosedWindows } from "../../domain/access/windows.ts";
import type { AuditArchive } from "../../domain/audit/archive.ts";
import { deleteForgottenAddresses } from "../../domain/accounts/known_addresses.ts";
import { deletePendingTotpSecrets } from "../../domain/factors/totp_secrets.ts";
import { deleteSpentChallenges } from "../../domain/factors/webauthn_challenges.ts";
import { deleteExpiredSeenTickets } from "../../domain/identities/seen_tickets.ts";
import type { Backups } from "../../domain/backups/backups.ts";
import { deleteFinishedCounters } from "../../domain/limits/counters.ts";
import { deleteExpiredLinks } from "../../domain/links/links.ts";
import { deleteOldAnswers } from "../../domain/operators/idempotent_answers.ts";
import { deleteOldPoints } from "../../domain/overview/series.ts";
import { deleteGivenUpMails } from "../../domain/mail/outbox.ts";
import { deleteForgottenPlaces } from "../../domain/recovery/known_places.ts";
import { createSessionCleanup } from "../../domain/sessions/cleanup.ts";
import { deleteExpiredGameTokens } from "../../domain/tokens/game_token_cleanup.ts";
import type { KeyRotation } from "../../domain/tokens/jwt/key_rotation.ts";
import { deleteExpiredTickets } from "../../domain/tokens/tickets.ts";
import { deleteOldTrail } from "../../domain/trail/cleanup.ts";
import type { Job } from "../../platform/jobs/jobs.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { cleanUp, coreJob } from "./core_job.ts";

const HOUR_MS = 3_600_000;

interface CoreJobsParts extends Pick<Kernel, "database" | "clock"> {
  readonly keyRotation: Pick<KeyRotation, "rotateOld">;
  readonly backups: Pick<Backups, "runScheduled">;
  /** Null: the audit log is kept for ever. */
  readonly auditArchive: AuditArchive | null;
  readonly trailDays: number;
  /** 0: never. */
  readonly backupEveryHours: number;
}

export function createCoreJobs(parts: CoreJobsParts): readonly Job[] {
  const { database, clock, keyRotation, auditArchive, backups, backupEveryHours, trailDays } = parts;
  return [
    cleanUp("sessions", createSessionCleanup(database, clock)),
    cleanUp("game_tokens", () => deleteExpiredGameTokens(database, clock.now())),
    cleanUp("tickets", () => deleteExpiredTickets(database, clock.now())),
    cleanUp("seen_tickets", () => deleteExpiredSeenTickets(database, clock.now())),
    cleanUp("series", () => deleteOldPoints(database, clock)),
    cleanUp("idempotent_answers", () => deleteOldAnswers(database, clock.now())),
    cleanUp("links", () => deleteExpiredLinks(database, clock.now())),
    cleanUp("account_devices", () => deleteForgottenPlaces(database, clock.now())),
    cleanUp("access_windows", () => deleteClosedWindows(database, clock.now())),
    cleanUp("mails", () => deleteGivenUpMails(database, clock.now())),
    cleanUp("passkey_challenges", () => deleteSpentChallenges(database.write, clock.now())),
    cleanUp("totp_secrets", () => deletePendingTotpSecrets(database.write, clock.now())),
    cleanUp("account_addresses", () => deleteForgottenAddresses(database, clock.now())),
    cleanUp("login_trail", () => deleteOldTrail(database, clock.now(), trailDays)),
    cleanUp("limit_counters", () => deleteFinishedCounters(database, clock.now())),
    coreJob("signing_keys", HOUR_MS, async () => void await keyRotation.rotateOld()),
    ...(auditArchive === null ? [] : [coreJob("audit_archive", HOUR_MS, auditArchive.run)]),
    ...(backupEveryHours === 0 ? [] : [coreJob("backups", backupEveryHours * HOUR_MS, () => backups.runScheduled())]),
  ];
}
