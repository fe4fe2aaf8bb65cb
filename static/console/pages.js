/** @import { Page } from "./context.js" */
import { showAccount } from "./pages/account.js";
import { showAccounts } from "./pages/accounts.js";
import { showAudit } from "./pages/audit.js";
import { showBans } from "./pages/bans.js";
import { showGames } from "./pages/games.js";
import { showOperators } from "./pages/operators.js";
import { showOverview } from "./pages/overview.js";
import { showServers } from "./pages/servers.js";
import { showSystem } from "./pages/system.js";
import { showTrail } from "./pages/trail.js";
import { showWhy } from "./pages/why.js";

/** Every page, by the first part of its address. @type {Readonly<Record<string, Page>>} */
export const PAGES = {
  "": showOverview,
  why: showWhy,
  accounts: showAccounts,
  account: showAccount,
  trail: showTrail,
  bans: showBans,
  servers: showServers,
  games: showGames,
  audit: showAudit,
  operators: showOperators,
  system: showSystem,
};
