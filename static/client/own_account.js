// @ts-check
/** @import { AccountTrail, OwnData, Recovery, SignedIn } from "../client.d.ts" */

/** @typedef {(path: string, options?: { method?: string, body?: object }) => Promise<Record<string, unknown>>} SignedCall */

/**
 * Getting an account back by mail. The links' tokens are spent by these calls alone, never by opening a page.
 *
 * @param {{ call: SignedCall, signedCall: SignedCall }} parts
 * @returns {Recovery}
 */
export function createRecovery({ call, signedCall }) {
  /** @param {string} path @param {object} body */
  const post = (path, body) => call(path, { method: "POST", body });
  return {
    ask: async (email) => void await post("api/auth/reset", { email }),
    check: async (
      token,
    ) => /** @type {{ username: string, methods: string[] }} */ (await post("api/auth/reset/check", { token })),
    finish: async (input) => void await post("api/auth/reset/finish", input),
    verifyEmail: async (token) => void await post("api/auth/verify-email", { token }),
    undo: async (token) => void await post("api/auth/undo-email", { token }),
    resendVerification: async () => void await signedCall("api/account/email/verification", { method: "POST" }),
  };
}

/**
 * Where the account is signed in, and who tried.
 *
 * @param {{ signedCall: SignedCall }} parts
 * @returns {AccountTrail}
 */
export function createTrail({ signedCall }) {
  return {
    sessions: async () => /** @type {Awaited<ReturnType<AccountTrail["sessions"]>> & Record<string, unknown>} */ (
      await signedCall("api/account/sessions")
    ),
    endSession: async (id) =>
      void await signedCall(`api/account/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }),
    endGameToken: async (id) =>
      void await signedCall(`api/account/game-tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    logins: async ({ after, limit } = {}) => {
      const query = new URLSearchParams();
      if (after !== undefined) query.set("after", after);
      if (limit !== undefined) query.set("limit", String(limit));
      const answer = await signedCall(`api/account/logins${query.size === 0 ? "" : `?${query}`}`);
      return /** @type {Awaited<ReturnType<AccountTrail["logins"]>> & Record<string, unknown>} */ (answer);
    },
  };
}

/**
 * What is kept about the player, and its end.
 *
 * @param {{
 *   signedCall: SignedCall,
 *   signIn: (path: string, input: object & { remember?: boolean }) => Promise<SignedIn>,
 * }} parts
 * @returns {OwnData}
 */
export function createOwnData({ signedCall, signIn }) {
  return {
    export: () => signedCall("api/account/export", { method: "POST" }),
    delete: async () => new Date(String((await signedCall("api/account/deletion", { method: "POST" })).deletesAt)),
    restore: (input) => signIn("api/auth/restore", input),
  };
}
