/** The core's history of the schema. A migration that has been released is never changed. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";
import type { MigrationHistory } from "../lib/platform/database/migrator.ts";
import { buildLargeIndices } from "./large_indices.ts";
import * as accounts from "./0001_accounts.ts";
import * as sessions from "./0002_sessions.ts";
import * as characters from "./0003_characters.ts";
import * as limitsAndAudit from "./0004_limits_and_audit.ts";
import * as gameServers from "./0005_game_servers.ts";
import * as revocationFeed from "./0006_revocation_feed.ts";
import * as characterData from "./0007_character_data.ts";
import * as accountStates from "./0008_account_states.ts";
import * as limits from "./0009_limits.ts";
import * as factors from "./0010_factors.ts";
import * as mail from "./0011_mail.ts";
import * as access from "./0012_access.ts";
import * as guests from "./0013_guests.ts";
import * as loginTrail from "./0020_login_trail.ts";
import * as console from "./0021_console.ts";
import * as webhooks from "./0022_webhooks.ts";
import * as imports from "./0030_imports.ts";
import * as indices from "./0035_indices.ts";
import * as auditArchives from "./0037_audit_archives.ts";
import * as tokenFamilies from "./0041_token_families.ts";
import * as accountDeletion from "./0046_account_deletion.ts";
import * as awaitedFactors from "./0050_awaited_factors.ts";
import * as trailWords from "./0051_trail_words.ts";

export function coreHistory(types: ColumnTypes): MigrationHistory {
  const withTypes = (migration: { up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> }) => ({
    up: (db: Kysely<unknown>) => migration.up(db, types),
  });
  return {
    name: "core",
    ahead: buildLargeIndices,
    migrations: {
      "0001_accounts": withTypes(accounts),
      "0002_sessions": withTypes(sessions),
      "0003_characters": withTypes(characters),
      "0004_limits_and_audit": withTypes(limitsAndAudit),
      "0005_game_servers": withTypes(gameServers),
      "0006_revocation_feed": withTypes(revocationFeed),
      "0007_character_data": withTypes(characterData),
      "0008_account_states": withTypes(accountStates),
      "0009_limits": withTypes(limits),
      "0010_factors": withTypes(factors),
      "0011_mail": withTypes(mail),
      "0012_access": withTypes(access),
      "0013_guests": withTypes(guests),
      "0020_login_trail": withTypes(loginTrail),
      "0021_console": withTypes(console),
      "0022_webhooks": withTypes(webhooks),
      "0030_imports": withTypes(imports),
      "0035_indices": withTypes(indices),
      "0037_audit_archives": withTypes(auditArchives),
      "0041_token_families": withTypes(tokenFamilies),
      "0046_account_deletion": withTypes(accountDeletion),
      "0050_awaited_factors": withTypes(awaitedFactors),
      "0051_trail_words": withTypes(trailWords),
    },
  };
}
