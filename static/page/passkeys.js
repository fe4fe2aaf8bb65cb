// @ts-check
import { kept } from "./kept.js";

/** What this browser knows of passkeys. The hint is no secret: it only says which button stands first. */
const HINT_KEY = "gatehouse_passkey_here";

/** What the client module calls: https://www.w3.org/TR/webauthn-3/ */
export function passkeysWork() {
  const api = /** @type {any} */ (globalThis).PublicKeyCredential;
  return typeof api?.parseRequestOptionsFromJSON === "function";
}

/** Whether the browser can offer passkeys in the list under the name's field. @returns {Promise<boolean>} */
export async function canAutofill() {
  const api = /** @type {any} */ (globalThis).PublicKeyCredential;
  return passkeysWork() && await api.isConditionalMediationAvailable?.() === true;
}

/** This device made or gave a passkey before. */
export function hasPasskeyHere() {
  return kept.read(HINT_KEY) !== null;
}

export function rememberPasskeyHere() {
  kept.write(HINT_KEY, "yes");
}
