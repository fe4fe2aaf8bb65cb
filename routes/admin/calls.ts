/** Every call of `/admin/api`, with its permission: what is mounted, described and tested is this one table. */
import { ACCOUNT_ACT_CALLS } from "./account_acts.ts";
import { ACCOUNT_CALLS } from "./accounts.ts";
import { AUDIT_CALLS } from "./audit.ts";
import { BACKUP_CALLS } from "./backups.ts";
import { BAN_CALLS } from "./bans.ts";
import { type AdminCall, listCalls } from "./call.ts";
import { INVITE_CALLS } from "./invites.ts";
import { DIAGNOSIS_CALLS } from "./diagnosis.ts";
import { KEY_CALLS } from "./keys.ts";
import { ME_CALLS } from "./me.ts";
import { SERVER_CALLS } from "./servers.ts";
import { SYSTEM_CALLS } from "./system.ts";
import { TOKEN_CALLS } from "./tokens.ts";
import { WEBHOOK_CALLS } from "./webhooks.ts";
import { TRAIL_CALLS } from "./trail.ts";

export const ADMIN_CALLS: readonly AdminCall[] = [
  ME_CALLS,
  INVITE_CALLS,
  ACCOUNT_CALLS,
  ACCOUNT_ACT_CALLS,
  TOKEN_CALLS,
  BAN_CALLS,
  SERVER_CALLS,
  KEY_CALLS,
  AUDIT_CALLS,
  SYSTEM_CALLS,
  BACKUP_CALLS,
  WEBHOOK_CALLS,
  TRAIL_CALLS,
  DIAGNOSIS_CALLS,
].flatMap(listCalls);
