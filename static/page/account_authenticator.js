/** @import { AccountDetails } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { later } from "./later.js";
import { openPanel } from "./panel.js";
import { showRecoveryCodes } from "./recovery_codes.js";
import { say } from "./texts.js";

/** The authenticator app: set up with a picture and a first code, turned off; and the recovery codes. @param {AccountParts} parts */
export function createAuthenticator({ client, features, questions, describe, changed }) {
  const app = openPanel("totp-panel", describe);
  const paper = openPanel("recovery-panel", describe);
  const start = byId("totp-start", HTMLButtonElement);
  const stop = byId("totp-stop", HTMLButtonElement);
  const form = byId("totp", HTMLFormElement);
  const fresh = byId("recovery-new", HTMLButtonElement);

  start.addEventListener("click", () =>
    app.attempt(start, async () => {
      const { qrCode } = await later(import("./qr.js"));
      const setup = await questions.proving(() => client.security.startTotp());
      if (setup === null) return;
      byId("totp-picture", HTMLElement).replaceChildren(qrCode(setup.uri, say("totp.picture")));
      byId("totp-secret", HTMLElement).textContent = setup.secret.replace(/(.{4})(?=.)/g, "$1 ");
      resetForm(form);
      form.hidden = false;
      start.hidden = true;
      byId("totp-code", HTMLInputElement).focus();
    }));

  handleSubmit(form, async ({ code = "" }) => {
    const codes = await client.security.verifyTotp(code.replace(/\s/g, ""));
    forget();
    await showRecoveryCodes(questions, codes);
    app.say(say("totp.done"));
    changed();
  }, describe);
  byId("totp-cancel", HTMLButtonElement).addEventListener("click", () => {
    forget();
    start.hidden = false;
    start.focus();
  });

  stop.addEventListener("click", () =>
    app.attempt(stop, async () => {
      if (!await questions.ask({ text: say("totp.offAsk"), yes: say("totp.turnOff") })) return;
      if (await questions.proving(async () => (await client.security.removeTotp(), true)) === null) return;
      app.say(say("totp.off"));
      changed();
    }));

  fresh.addEventListener("click", () =>
    paper.attempt(fresh, async () => {
      if (!await questions.ask({ text: say("recovery.newAsk"), yes: say("recovery.new") })) return;
      const codes = await questions.proving(() => client.security.newRecoveryCodes());
      if (codes === null) return;
      await showRecoveryCodes(questions, codes);
      changed();
    }));

  /** The secret leaves the page. */
  function forget() {
    form.hidden = true;
    byId("totp-picture", HTMLElement).replaceChildren();
    byId("totp-secret", HTMLElement).textContent = "";
    resetForm(form);
  }

  return {
    forget,
    /** @param {AccountDetails} account */
    show({ secondFactor, recoveryCodesLeft, guest }) {
      // A guest has nothing yet that a second factor could stand beside.
      app.panel.hidden = !features.totp || guest;
      byId("totp-text", HTMLElement).textContent = say(secondFactor ? "totp.on" : "totp.text");
      start.hidden = secondFactor || !form.hidden;
      stop.hidden = !secondFactor;
      paper.panel.hidden = !secondFactor && recoveryCodesLeft === 0;
      byId("recovery-left", HTMLElement).textContent = say("recovery.left", { count: recoveryCodesLeft });
    },
  };
}
