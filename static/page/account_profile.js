/** @import { AccountDetails } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, find, textElement } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { formatDateTime } from "./messages.js";
import { openPanel } from "./panel.js";
import { say } from "./texts.js";

/** Who the player is here: name, e-mail, language. @param {AccountParts} parts */
export function createProfile({ client, features, questions, describe, changed }) {
  const panel = openPanel("profile-panel", describe);
  const facts = byId("account-facts", HTMLDListElement);
  const resend = byId("email-resend", HTMLButtonElement);
  const email = byId("change-email", HTMLFormElement);
  const proof = byId("email-password", HTMLInputElement);

  handleSubmit(email, async ({ email: address = "", password }) => {
    const body = { email: address.trim(), ...(password === undefined ? {} : { password }) };
    const done = await questions.proving(async () => (await client.changeEmail(body), true));
    if (done === null) return;
    resetForm(email);
    find(email, ".form-done", HTMLElement).textContent = say("email.done");
    changed();
  }, describe);

  resend.addEventListener("click", () =>
    panel.attempt(resend, async () => {
      await client.recovery.resendVerification();
      panel.say(say("profile.resent"));
    }));

  /** @param {AccountDetails} account */
  function describeEmail({ email: address, emailVerified }) {
    if (address === null) return say("page.none");
    if (!features.mail) return address;
    return say(emailVerified ? "profile.confirmed" : "profile.unconfirmed", { email: address });
  }

  return {
    reset: () => resetForm(email),
    /** @param {AccountDetails} account */
    show(account) {
      const { username, createdAt, lastLogin, guest, hasPassword } = account;
      const rows = [
        [say("profile.username"), guest ? `${username} (${say("profile.guest")})` : username],
        [say("profile.email"), describeEmail(account)],
        [say("profile.since"), formatDateTime(new Date(createdAt))],
        [say("profile.lastLogin"), lastLogin === null ? say("page.none") : formatDateTime(new Date(lastLogin))],
      ];
      facts.replaceChildren(
        ...rows.flatMap(([label = "", value = ""]) => [textElement("dt", label), textElement("dd", value)]),
      );
      resend.hidden = !features.mail || account.email === null || account.emailVerified;
      byId("email-panel", HTMLElement).hidden = guest;
      byId("email-undo-hint", HTMLElement).hidden = !features.mail || account.email === null;
      byId("email-password-field", HTMLElement).hidden = !hasPassword;
      proof.required = hasPassword;
      proof.disabled = !hasPassword;
    },
  };
}
