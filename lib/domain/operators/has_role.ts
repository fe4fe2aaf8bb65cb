/** Accounts that have a role, which few have: by the index that holds no others. */
import { sql } from "kysely";

/** As the index `accounts_role` is made: of a value that comes beside the statement SQLite does not know that it fits. */
export const HAS_ROLE = sql<boolean>`accounts.role <> 'player'`;
