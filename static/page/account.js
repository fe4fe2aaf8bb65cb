/** @import { AccountDetails, GatehouseClient, GatehouseError } from "../client.d.ts" */
import { byId, find, textElement } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { formatDateTime } from "./messages.js";

/**
 * The player's own account: what is known, password, e-mail, signing out.
 *
 * @param {{
 *   client: GatehouseClient,
 *   describe(error: GatehouseError): string,
 *   hangUp(): void,
 *   left(text: string): void,
 * }} parts
 */
export function createAccount({ client, describe, hangUp, left }) {
  const facts = byId("account-facts", HTMLDListElement);
  const failure = byId("sessions-error", HTMLElement);
  const password = byId("change-password", HTMLFormElement);
  const email = byId("change-email", HTMLFormElement);

  handleSubmit(password, async ({ currentPassword = "", newPassword = "" }) => {
    await client.changePassword({ currentPassword, newPassword });
    done(password, "Password changed. Your other sessions have ended.");
  }, describe);

  handleSubmit(email, async ({ email: address = "", password: proof = "" }) => {
    await client.changeEmail({ email: address.trim(), password: proof });
    done(email, "E-mail address changed.");
    await load();
  }, describe);

  onClick("[data-action=log-out]", () => client.logOut(), "You are signed out.");
  onClick("[data-action=log-out-everywhere]", () => client.logOutEverywhere(), "You are signed out everywhere.");

  /** @param {string} selector @param {() => Promise<void>} end @param {string} text */
  function onClick(selector, end, text) {
    for (const button of document.querySelectorAll(selector)) {
      button.addEventListener("click", async () => {
        hangUp(); // or the end of the session would come over the line first, and look like an accident
        try {
          await end();
          left(text);
        } catch (error) {
          // The token is forgotten here in any case.
          const why = describe(/** @type {GatehouseError} */ (error));
          left(`You are signed out on this device, but the server could not be told: ${why}`);
        }
      });
    }
  }

  /** @param {HTMLFormElement} form @param {string} text */
  function done(form, text) {
    resetForm(form);
    find(form, ".form-done", HTMLElement).textContent = text;
  }

  async function load() {
    failure.textContent = "";
    try {
      show(await client.account());
    } catch (error) {
      failure.textContent = describe(/** @type {GatehouseError} */ (error));
    }
  }

  /** @param {AccountDetails} account */
  function show(account) {
    const rows = [
      ["Username", account.username],
      ["E-mail", account.email ?? "none"],
      ["Member since", formatDateTime(new Date(account.createdAt))],
      ["Last sign-in", account.lastLogin === null ? "none" : formatDateTime(new Date(account.lastLogin))],
    ];
    facts.replaceChildren(...rows.flatMap(([label, value]) => [textElement("dt", label), textElement("dd", value)]));
    // Password managers keep a new password under this name.
    find(password, "[name=username]", HTMLInputElement).defaultValue = account.username;
  }

  return {
    open() {
      resetForm(password);
      resetForm(email);
      return load();
    },
  };
}
