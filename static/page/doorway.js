/** @import { GatehouseClient, GatehouseError } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { byId, find, showText } from "./elements.js";
import { handleSubmit, resetForm, showFormError } from "./form.js";
import { createGuestDoor } from "./guest_door.js";
import { createPasskeyDoor } from "./passkey_door.js";
import { createFactorForm } from "./second_factor.js";
import { showStep } from "./steps.js";
import { setUpTabs } from "./tabs.js";
import { say } from "./texts.js";
import { formatDateTime } from "./messages.js";

const BCRYPT_BYTES = 72;

/**
 * Signing in and signing up, and what may stand between a right password and the hall.
 *
 * @param {{ client: GatehouseClient, features: Features, enter(account: { username: string }): void }} parts
 */
export function createDoorway({ client, features, enter }) {
  const notice = byId("doorway-notice", HTMLElement);
  const signIn = byId("sign-in", HTMLFormElement);
  const signUp = byId("sign-up", HTMLFormElement);
  const code = byId("code", HTMLFormElement);
  const restore = byId("restore", HTMLFormElement);
  const tabs = setUpTabs([byId("tab-sign-in", HTMLButtonElement), byId("tab-sign-up", HTMLButtonElement)]);
  let challenge = "";
  let remember = false;

  const passkeys = createPasskeyDoor({ client, features, form: signIn, leave, refused });
  const guests = createGuestDoor({ client, features, form: signIn, leave, refused });
  const factor = createFactorForm({
    form: code,
    client,
    challenge: () => challenge,
    answer: async (given) => {
      const answer = { ...given, challenge, remember };
      await client.finishLogIn(answer).then(leave, refused);
    },
  });

  handleSubmit(signIn, async ({ login = "", password = "", ...rest }) => {
    const name = login.trim();
    remember = rest.remember === "on";
    passkeys.stop();
    // A username has no "@".
    const who = name.includes("@") ? { email: name } : { username: name };
    await client.logIn({ ...who, password, remember }).then(leave, (error) => {
      if (
        error.code === "invalid_credentials" &&
        new TextEncoder().encode(password.normalize("NFC")).length > BCRYPT_BYTES
      ) {
        return showText(find(signIn, ".form-error", HTMLElement), say("signIn.passwordTooLong"));
      }
      return refused(error);
    });
  });

  handleSubmit(signUp, async ({ username = "", email = "", password = "", ...rest }) => {
    const mail = email.trim() === "" ? {} : { email: email.trim() };
    leave(await client.register({ username, password, ...mail, remember: rest.remember === "on" }));
  });

  handleSubmit(restore, async () => leave(await client.ownData.restore({ challenge, remember })));
  for (const button of document.querySelectorAll("[data-back-to-sign-in]")) {
    button.addEventListener("click", () => show());
  }

  /** What a right password may still meet; anything else is the form's to say. @param {GatehouseError} error */
  function refused(error) {
    if (error.code === "second_factor_required" && error.challenge !== null) {
      challenge = error.challenge;
      factor.open(error.methods);
      showText(notice, "");
      return showStep("code-step");
    }
    if (error.code === "account_deleting" && error.challenge !== null) {
      challenge = error.challenge;
      const until = error.until === null ? "" : formatDateTime(error.until);
      byId("restore-text", HTMLElement).textContent = say("restore.text", { until });
      return showStep("restore-step");
    }
    if (error.code === "invalid_link") return show(say("code.expired"));
    throw error;
  }

  /** Takes the passwords out of the page before the next view. @param {{ username: string }} account */
  function leave(account) {
    passkeys.stop();
    challenge = "";
    for (const form of [signIn, signUp, code]) resetForm(form);
    enter(account);
  }

  /** @param {string} [text] why the visitor stands here again @param {"bad" | "good"} [mood] */
  function show(text = "", mood = "bad") {
    challenge = "";
    showText(notice, text);
    notice.dataset.mood = mood;
    notice.role = mood === "good" ? "status" : "alert";
    if (text !== "") tabs.choose(0);
    guests.show();
    showStep("entrance");
    passkeys.offer().catch((error) => showFormError(signIn, error));
  }

  return { show };
}
