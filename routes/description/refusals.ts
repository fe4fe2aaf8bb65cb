/** Codes that many calls answer with alike. */

/** Of an account that is kept out. */
export const REFUSED = ["account_banned", "account_deleting", "account_suspended"] as const;
/** Of a game token. */
export const TOKEN = ["invalid_token", "token_expired", "wrong_token_type"] as const;
export const LOGIN = ["invalid_credentials", ...REFUSED] as const;
/** Of a game's hooks. */
export const HOOKS = ["hook_failed", "hook_timeout"] as const;
