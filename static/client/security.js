// @ts-check
import { GatehouseError } from "./errors.js";
/** @import { Passkey, RecoveryCodes, SecurityCalls, TotpSetup } from "../client.d.ts" */

/**
 * What secures the account beside its password. Each call that costs something may throw `confirmation_required`: then
 * `confirm` first.
 *
 * @param {{ signedCall: (path: string, options?: { method?: string, body?: object }) => Promise<Record<string, unknown>> }} parts
 * @returns {SecurityCalls}
 */
export function createSecurity({ signedCall }) {
  /** @param {string} path @param {object} [body] */
  const post = (path, body) => signedCall(path, body === undefined ? { method: "POST" } : { method: "POST", body });
  /** @param {string} path */
  const remove = async (path) => void await signedCall(path, { method: "DELETE" });
  return {
    startTotp: async () => /** @type {TotpSetup & Record<string, unknown>} */ (await post("api/account/totp")),
    verifyTotp: async (code) => codesOf(await post("api/account/totp/verify", { code })),
    removeTotp: () => remove("api/account/totp"),
    newRecoveryCodes: async () => codesOf(await post("api/account/recovery-codes")),
    passkeys: async () =>
      /** @type {{ passkeys: Passkey[] }} */ (/** @type {unknown} */ (await signedCall("api/account/passkeys")))
        .passkeys,
    addPasskey: async (name) => {
      const credential = await createCredential(await post("api/account/passkeys/options"));
      const answer = await post("api/account/passkeys", { credential, ...(name === undefined ? {} : { name }) });
      return /** @type {Passkey & Partial<RecoveryCodes> & Record<string, unknown>} */ (answer);
    },
    renamePasskey: async (id, name) => {
      const answer = await signedCall(passkeyPath(id), { method: "PATCH", body: { name } });
      return /** @type {Passkey & Record<string, unknown>} */ (answer);
    },
    removePasskey: (id) => remove(passkeyPath(id)),
    removePassword: () => remove("api/account/password"),
  };
}

/** @param {string} id */
function passkeyPath(id) {
  return `api/account/passkeys/${encodeURIComponent(id)}`;
}

/** @param {Record<string, unknown>} answer */
function codesOf(answer) {
  return /** @type {{ recoveryCodes: string[] }} */ (/** @type {unknown} */ (answer)).recoveryCodes;
}

/**
 * Asks the player's device for a passkey: in a browser only.
 *
 * @param {Record<string, unknown>} options the server's
 * @param {{ mediation?: string, signal?: AbortSignal }} [how] `conditional` offers it in the browser's autofill
 * @returns {Promise<object>} what the server takes
 */
export async function getCredential(options, how = {}) {
  const browser = /** @type {any} */ (globalThis);
  return await asked(() => {
    const publicKey = browser.PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return browser.navigator.credentials.get({ publicKey, ...how });
  });
}

/** @param {Record<string, unknown>} options @returns {Promise<object>} */
async function createCredential(options) {
  const browser = /** @type {any} */ (globalThis);
  return await asked(() => {
    const publicKey = browser.PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return browser.navigator.credentials.create({ publicKey });
  });
}

/** The player said no, took too long, or has none. @param {() => Promise<{ toJSON(): object }>} ask */
async function asked(ask) {
  try {
    return (await ask()).toJSON();
  } catch (error) {
    throw new GatehouseError("passkey_stopped", "The device gave no passkey", { cause: error });
  }
}
