/** @import { GatehouseClient, GatehouseError, SignedIn } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { byId } from "./elements.js";
import { showFormError } from "./form.js";
import { forgetGuestKey, guestKey, keepGuestKey } from "./guest_key.js";
import { say } from "./texts.js";

/**
 * Playing without a name. The key of the guest stays on this device: it is the only way back.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   form: HTMLFormElement,
 *   leave(account: SignedIn): void,
 *   refused(error: GatehouseError): void,
 * }} parts
 */
export function createGuestDoor({ client, features, form, leave, refused }) {
  const place = byId("guest-door", HTMLElement);
  const button = byId("guest-sign-in", HTMLButtonElement);

  button.addEventListener("click", async () => {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      const kept = guestKey();
      // A guest has nothing to be stolen from, and nothing else to come back by.
      const answer = await client.playAsGuest({ remember: true, ...(kept === null ? {} : { guestKey: kept }) });
      if (answer.guestKey !== undefined) keepGuestKey(answer.guestKey);
      leave(answer);
    } catch (error) {
      const refusal = /** @type {GatehouseError} */ (error);
      // The guest wants to be gone, and may think better of it.
      if (refusal.code === "account_deleting") return refused(refusal);
      // The guest became a player, or was away too long.
      if (refusal.code === "invalid_credentials") forgetGuestKey();
      showFormError(form, refusal);
      show();
    } finally {
      button.ariaDisabled = null;
    }
  });

  function show() {
    place.hidden = !features.guests;
    button.textContent = say(guestKey() === null ? "signIn.guest" : "signIn.guestAgain");
  }
  return { show };
}
