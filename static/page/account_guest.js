/** @import { AccountDetails } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, find } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { forgetGuestKey } from "./guest_key.js";
import { openPanel } from "./panel.js";
import { say } from "./texts.js";

/** A guest becomes a player: the same account, with a name. @param {AccountParts & { renamed(username: string): void }} parts */
export function createKeepPanel({ client, describe, changed, renamed }) {
  const { panel } = openPanel("keep-panel", describe);
  const form = byId("keep", HTMLFormElement);

  handleSubmit(form, async ({ username = "", email = "", password = "" }) => {
    const mail = email.trim() === "" ? {} : { email: email.trim() };
    const account = await client.upgrade({ username, password, ...mail });
    forgetGuestKey();
    resetForm(form);
    renamed(account.username);
    changed();
    const done = find(byId("profile-panel", HTMLElement), ".panel-done", HTMLElement);
    done.textContent = say("keep.done", { username: account.username });
    byId("profile-title", HTMLElement).focus();
  }, describe);

  return {
    /** @param {AccountDetails} account */
    show: ({ guest }) => panel.hidden = !guest,
  };
}
