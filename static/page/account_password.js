/** @import { AccountDetails } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, find } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { openPanel } from "./panel.js";
import { passkeysWork } from "./passkeys.js";
import { say } from "./texts.js";

/** The account's password: changed, set where there is none, or given up for passkeys. @param {AccountParts} parts */
export function createPasswordPanel({ client, features, questions, describe, changed }) {
  const panel = openPanel("password-panel", describe);
  const form = byId("change-password", HTMLFormElement);
  const current = byId("current-password", HTMLInputElement);
  const remove = byId("password-remove", HTMLButtonElement);

  handleSubmit(form, async ({ currentPassword, newPassword = "", endGamePasswords }) => {
    const body = {
      newPassword,
      ...(currentPassword === undefined ? {} : { currentPassword }),
      ...(endGamePasswords === undefined ? {} : { endGamePasswords: true }),
    };
    const done = await questions.proving(async () => (await client.changePassword(body), true));
    if (done === null) return;
    resetForm(form);
    find(form, ".form-done", HTMLElement).textContent = say("password.done");
    changed();
  }, describe);

  remove.addEventListener("click", () =>
    panel.attempt(remove, async () => {
      if (!await questions.ask({ text: say("password.removeAsk"), yes: say("password.remove") })) return;
      if (await questions.proving(async () => (await client.security.removePassword(), true)) === null) return;
      panel.say(say("password.removed"));
      changed();
    }));

  return {
    reset: () => resetForm(form),
    /** @param {AccountDetails} account */
    show({ username, guest, hasPassword, recoveryCodesLeft }) {
      panel.panel.hidden = guest;
      byId("password-none", HTMLElement).hidden = hasPassword;
      byId("current-password-field", HTMLElement).hidden = !hasPassword;
      current.required = hasPassword;
      current.disabled = !hasPassword;
      find(form, "[type=submit]", HTMLButtonElement).textContent = say(hasPassword ? "password.go" : "password.set");
      remove.hidden = !hasPassword || !features.passkeys || !passkeysWork() || recoveryCodesLeft === 0;
      // Password managers keep a new password under this name.
      find(form, "[name=username]", HTMLInputElement).defaultValue = username;
    },
  };
}
