/** @import { AccountDetails, GatehouseClient, GatehouseError } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
/** @import { Features } from "./brand.js" */
import { createAuthenticator } from "./account_authenticator.js";
import { createClients } from "./account_clients.js";
import { createOwnDataPanel } from "./account_data.js";
import { createKeepPanel } from "./account_guest.js";
import { createPasskeys } from "./account_passkeys.js";
import { createPasswordPanel } from "./account_password.js";
import { createProfile } from "./account_profile.js";
import { createTrailPanels } from "./account_trail.js";
import { byId } from "./elements.js";
import { createQuestions, setUpShownDialog } from "./questions.js";
import { say } from "./texts.js";

/**
 * The player's own account, section by section.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   describe(error: GatehouseError): string,
 *   hangUp(): void,
 *   left(text: string, mood?: "good" | "bad"): void,
 *   renamed(username: string): void,
 * }} given
 */
export function createAccount({ client, features, describe, hangUp, left, renamed }) {
  const failure = byId("sessions-error", HTMLElement);
  const questions = createQuestions({ client, describe });
  const leftWell = (/** @type {string} */ text) => left(text, "good");
  /** @type {AccountParts} */
  const parts = {
    client,
    features,
    questions,
    describe,
    changed: () => void load(),
    passwordFor: askPassword,
    hangUp,
    left: leftWell,
  };
  const profile = createProfile(parts);
  const keep = createKeepPanel({ ...parts, renamed });
  const password = createPasswordPanel(parts);
  const passkeys = createPasskeys(parts);
  const authenticator = createAuthenticator(parts);
  const clients = createClients(parts);
  const trail = createTrailPanels(parts);
  createOwnDataPanel(parts);
  setUpShownDialog();

  onClick("[data-action=log-out]", () => client.logOut(), say("ended.signedOut"));
  onClick("[data-action=log-out-everywhere]", () => client.logOutEverywhere(), say("ended.everywhere"));

  /** @param {string} selector @param {() => Promise<void>} end @param {string} text */
  function onClick(selector, end, text) {
    for (const button of document.querySelectorAll(selector)) {
      button.addEventListener("click", async () => {
        hangUp(); // or the end of the session would come over the line first, and look like an accident
        try {
          await end();
          leftWell(text);
        } catch (error) {
          // The token is forgotten here in any case.
          left(say("ended.hereOnly", { why: describe(/** @type {GatehouseError} */ (error)) }));
        }
      });
    }
  }

  /** For a call that takes the account's own password. */
  function askPassword() {
    const dialog = byId("password-dialog", HTMLDialogElement);
    const field = byId("password-again", HTMLInputElement);
    field.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((/** @type {(password: string | null) => void} */ resolve) => {
      dialog.addEventListener("close", () => {
        const typed = field.value;
        field.value = "";
        resolve(dialog.returnValue === "yes" && typed !== "" ? typed : null);
      }, { once: true });
    });
  }

  async function load() {
    failure.textContent = "";
    try {
      await show(await client.account());
    } catch (error) {
      failure.textContent = describe(/** @type {GatehouseError} */ (error));
    }
  }

  /** @param {AccountDetails} account */
  async function show(account) {
    profile.show(account);
    keep.show(account);
    password.show(account);
    authenticator.show(account);
    await Promise.all([passkeys.load(), clients.show(account), trail.load()]);
    const security = byId("security-group", HTMLElement);
    security.hidden = security.querySelector(".panel:not([hidden])") === null;
    // A link names no section that is not there.
    for (const link of document.querySelectorAll(".account-nav a")) {
      const target = document.getElementById(link.getAttribute("data-section") ?? "");
      if (link instanceof HTMLElement) link.hidden = target === null || target.hidden;
    }
  }

  return {
    open() {
      profile.reset();
      password.reset();
      authenticator.forget();
      return load();
    },
  };
}
