/** @import { GatehouseClient, GatehouseError, SignedIn } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { byId, find } from "./elements.js";
import { showFormError } from "./form.js";
import { canAutofill, hasPasskeyHere, passkeysWork, rememberPasskeyHere } from "./passkeys.js";

/** A challenge holds five minutes: the offer in the list under the name is made anew before that. */
const OFFER_MS = 4 * 60_000;

/**
 * Signing in by passkey: a button, which stands first where this device has one, and the browser's own list under the
 * name's field.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   form: HTMLFormElement,
 *   leave(account: SignedIn): void,
 *   refused(error: GatehouseError): void,
 * }} parts
 */
export function createPasskeyDoor({ client, features, form, leave, refused }) {
  const place = byId("passkey-door", HTMLElement);
  const button = byId("passkey-sign-in", HTMLButtonElement);
  const isOffered = features.passkeys && passkeysWork();
  /** @type {AbortController | null} */
  let offered = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  button.addEventListener("click", async () => {
    stop();
    try {
      await enter({});
    } catch (error) {
      showFormError(form, error);
      offer();
    }
  });

  /** @param {{ mediation?: string, signal?: AbortSignal }} how */
  async function enter(how) {
    const remember = new FormData(form).get("remember") === "on";
    try {
      const account = await client.logInWithPasskey({ ...how, remember });
      rememberPasskeyHere();
      leave(account);
    } catch (error) {
      if (how.signal?.aborted !== true) refused(/** @type {GatehouseError} */ (error));
    }
  }

  function stop() {
    clearTimeout(timer);
    offered?.abort();
    offered = null;
  }

  /** Quiet: nobody asked for it, so nobody hears of its failures but those of the login itself. */
  async function offer() {
    place.hidden = !isOffered;
    const isFirst = isOffered && hasPasskeyHere();
    place.classList.toggle("first", isFirst);
    button.classList.toggle("primary", isFirst);
    find(form, "[type=submit]", HTMLButtonElement).classList.toggle("primary", !isFirst);
    if (!isOffered || !await canAutofill()) return;
    stop();
    offered = new AbortController();
    timer = setTimeout(offer, OFFER_MS);
    enter({ mediation: "conditional", signal: offered.signal }).catch((error) => {
      if (error.code !== "passkey_stopped") showFormError(form, error);
    });
  }

  return { stop, offer };
}
