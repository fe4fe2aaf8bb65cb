// @ts-check
/** @import { GameClient, GameClientCalls, GameWindow } from "../client.d.ts" */

/**
 * What the games' own clients, which can send only a password, are let in by. Each call that changes something may throw
 * `confirmation_required`: then `confirm` first.
 *
 * @param {{ signedCall: (path: string, options?: { method?: string, body?: object }) => Promise<Record<string, unknown>> }} parts
 * @returns {GameClientCalls}
 */
export function createGameClients({ signedCall }) {
  /** @param {string} gameId @param {string} what */
  const path = (gameId, what) => `api/account/games/${encodeURIComponent(gameId)}/${what}`;
  return {
    list: async () => /** @type {{ games: GameClient[] }} */ (await signedCall("api/account/games")).games,
    setAccess: async (gameId, access, password) => {
      const body = password === undefined ? { access } : { access, password };
      const answer = await signedCall(path(gameId, "access"), { method: "PUT", body });
      return /** @type {GameClient & Record<string, unknown>} */ (answer);
    },
    newPassword: async (gameId) => {
      const { password } = await signedCall(path(gameId, "password"), { method: "POST" });
      return String(password);
    },
    removePassword: async (gameId) => void await signedCall(path(gameId, "password"), { method: "DELETE" }),
    openWindow: async (gameId, body = {}) => {
      const answer = await signedCall(path(gameId, "window"), { method: "POST", body });
      return /** @type {GameWindow & Record<string, unknown>} */ (answer);
    },
    closeWindow: async (gameId) => void await signedCall(path(gameId, "window"), { method: "DELETE" }),
  };
}
