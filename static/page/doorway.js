/** @import { GatehouseClient } from "../client.d.ts" */
import { byId, showText } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { setUpTabs } from "./tabs.js";

/**
 * Signing in and signing up.
 *
 * @param {{ client: GatehouseClient, enter(account: { username: string }): void }} parts
 */
export function createDoorway({ client, enter }) {
  const view = byId("doorway", HTMLElement);
  const notice = byId("doorway-notice", HTMLElement);
  const signIn = byId("sign-in", HTMLFormElement);
  const signUp = byId("sign-up", HTMLFormElement);
  const tabs = setUpTabs([byId("tab-sign-in", HTMLButtonElement), byId("tab-sign-up", HTMLButtonElement)]);

  handleSubmit(signIn, async ({ login = "", password = "", remember }) => {
    const name = login.trim();
    // A username has no "@".
    const who = name.includes("@") ? { email: name } : { username: name };
    leave(await client.logIn({ ...who, password, remember: remember === "on" }));
  });

  handleSubmit(signUp, async ({ username = "", email = "", password = "", remember }) => {
    const mail = email.trim() === "" ? {} : { email: email.trim() };
    leave(await client.register({ username, password, ...mail, remember: remember === "on" }));
  });

  /** Takes the passwords out of the page before the next view. @param {{ username: string }} account */
  function leave(account) {
    resetForm(signIn);
    resetForm(signUp);
    view.hidden = true;
    enter(account);
  }

  return {
    /** @param {string} [text] why the visitor stands here again */
    show(text = "") {
      view.hidden = false;
      showText(notice, text);
      if (text !== "") tabs.choose(0);
      // A phone would cover half the page with its keyboard.
      const target = matchMedia("(pointer: fine)").matches ? "sign-in-login" : "doorway-title";
      byId(target, HTMLElement).focus();
    },
  };
}
