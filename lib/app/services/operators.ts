/** Operators put together: who they are, what they see of an account, and what they do about it. */
import { createAccountActs } from "../../domain/admin/account_acts.ts";
import { createAccountRecords } from "../../domain/admin/account_records.ts";
import { createAddressSuspensions } from "../../domain/admin/address_suspensions.ts";
import { createAdminAttempts } from "../../domain/admin/admin_attempts.ts";
import { createAccountLogins } from "../../domain/admin/logins_of_account.ts";
import { createNotes } from "../../domain/admin/notes.ts";
import { createRelatedAccounts } from "../../domain/admin/related.ts";
import { createWaysIn } from "../../domain/admin/ways_in.ts";
import { createBackups } from "../../domain/backups/backups.ts";
import { createMailRecords } from "../../domain/mail/mail_records.ts";
import { createAuthority } from "../../domain/operators/authority.ts";
import { createFirstOperator } from "../../domain/operators/first_operator.ts";
import { createIdempotentAnswers } from "../../domain/operators/idempotent_answers.ts";
import { createInvites } from "../../domain/operators/invites.ts";
import { createRoles } from "../../domain/operators/roles.ts";
import { createOverview } from "../../domain/overview/overview.ts";
import { createOperatorRecovery } from "../../domain/recovery/operator_recovery.ts";
import { tokensOf } from "../../domain/sessions/own_game_tokens.ts";
import { createKeyRotation } from "../../domain/tokens/jwt/key_rotation.ts";
import { createTrailLive } from "../../domain/trail/live.ts";
import { readingAside } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccessServices } from "./access.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import { backupAdvice, backupPlace } from "./backups.ts";
import type { Closed } from "./closing.ts";
import { operatorDeletion } from "./deletion.ts";
import type { DomainKeys } from "./domain_parts.ts";
import type { Ground } from "./ground.ts";
import type { SessionServices } from "./sessions.ts";
import type { TokenServices } from "./tokens.ts";
import { refusedAtEdge } from "./trail.ts";
import { createWebhookRoom } from "./webhooks.ts";

interface OperatorServicesParts {
  readonly ground: Pick<Ground, "audit" | "links" | "mail" | "revocation" | "series" | "trail" | "webhookEvents">;
  readonly admission: Pick<Admission, "accountEvents" | "bans" | "exempt" | "suspensions">;
  readonly accountServices: AccountServices;
  readonly sessionServices: Pick<SessionServices, "confirmation">;
  readonly access: Pick<AccessServices, "gameAccess">;
  readonly tokenServices: Pick<TokenServices, "servers">;
  readonly keys: Pick<DomainKeys, "box" | "keyPairs">;
  readonly closed: Closed;
}

export function createOperatorServices(kernel: Kernel, parts: OperatorServicesParts) {
  const { config, database, clock, log } = kernel;
  const { access, keys: { box, keyPairs }, closed } = parts;
  const { audit, links, mail, revocation, series, trail, webhookEvents } = parts.ground;
  const { accountEvents, bans, exempt, suspensions } = parts.admission;
  const { deletion, reservedNames, resets, schemes, undo, verification } = parts.accountServices;
  const aside = readingAside(database);
  const onRefused = refusedAtEdge(trail);
  const roles = createRoles({ database, audit });
  const invites = createInvites({ database, clock, audit, links, roles });
  const { servers } = parts.tokenServices;
  const webhookRoom = createWebhookRoom(kernel, { audit, box, servers, webhookEvents });
  const backups = createBackups({
    database,
    clock,
    log,
    audit,
    place: backupPlace(config),
    keep: config.backups.keep,
    advice: backupAdvice(config),
  });
  return {
    // Who they are.
    adminAttempts: createAdminAttempts({
      database,
      clock,
      audit,
      exempt,
      onRefused: (address) => onRefused("admin", address, "invalid_token"),
    }),
    authority: createAuthority({
      database,
      confirmation: parts.sessionServices.confirmation,
      secondFactorRequired: config.admin.secondFactor === "required",
    }),
    firstOperator: closed(createFirstOperator({
      database,
      clock,
      log,
      invites,
      folder: config.dataDir === "memory" ? null : config.dataDir,
      hasAdminToken: config.adminToken !== null,
    })),
    idempotentAnswers: createIdempotentAnswers({ database, clock, log, box }),
    invites,
    onRefused,
    roles,

    // What they see.
    accountRecords: createAccountRecords({ database: aside, clock }),
    mailRecords: createMailRecords({ database: aside, audit }),
    overview: createOverview({
      database: aside,
      clock,
      series,
      latestBackup: backups.latest,
      backupEveryHours: config.backups.everyHours,
    }),
    readWaysIn: createWaysIn({
      database,
      listDoors: access.gameAccess.list,
      listTokens: (accountId) => tokensOf(database.read, accountId, clock.now()),
    }),
    relatedAccounts: createRelatedAccounts({ database: aside, clock }),
    trailLive: closed(createTrailLive({ database, clock, log })),

    // What they do.
    accountActs: createAccountActs({ database, audit, revocation }),
    accountDeletion: operatorDeletion(deletion),
    accountLogins: createAccountLogins({
      database,
      audit,
      schemes,
      accountEvents,
      checkReserved: reservedNames.check,
    }),
    backups,
    keyRotation: createKeyRotation({ database, clock, audit, keyPairs, signingKeyDays: config.auth.signingKeyDays }),
    notes: createNotes({ database, audit }),
    operatorRecovery: createOperatorRecovery({ database, audit, links, mail, resets, undo, verification }),
    suspendWithAddresses: createAddressSuspensions({ database, suspensions, bans }),
    webhookRoom: closed(webhookRoom),
    webhooks: webhookRoom.webhooks,
  };
}
