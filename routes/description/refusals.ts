/** Codes that many calls answer with alike. */

/** Of an account that is kept out. */
export const REFUSED = ["account_banned", "account_deleting", "account_suspended"] as const;
export const LOGIN = ["invalid_credentials", ...REFUSED] as const;
