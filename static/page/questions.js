/** @import { GatehouseClient, GatehouseError } from "../client.d.ts" */
import { byId, textElement } from "./elements.js";
import { createFactorForm } from "./second_factor.js";
import { say } from "./texts.js";

/**
 * The dialogs of the account: a question before what costs something, the proof that it is the player, and what is
 * shown once.
 *
 * @param {{ client: GatehouseClient, describe(error: GatehouseError): string }} parts
 */
export function createQuestions({ client, describe }) {
  const asking = byId("ask-dialog", HTMLDialogElement);
  const proving = byId("confirm-dialog", HTMLDialogElement);
  const showing = byId("shown-dialog", HTMLDialogElement);
  const proof = byId("confirm", HTMLFormElement);
  const password = byId("confirm-password", HTMLInputElement);
  const passwordField = byId("confirm-password-field", HTMLElement);
  /** @type {readonly string[]} */
  let methods = [];
  let proven = false;

  for (const dialog of [asking, proving]) {
    dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  }

  const factor = createFactorForm({
    form: proof,
    client,
    challenge: () => undefined,
    answer: async (given, { password: typed = "" }) => {
      const hasFactor = methods.includes("totp") || methods.includes("recovery");
      if ("passkey" in given) await client.confirm({ passkey: given.passkey });
      else await client.confirm({ password: typed, ...(hasFactor ? given : {}) });
      proven = true;
      proving.close();
    },
    describe: (error) => describe(error),
  });

  /** @param {GatehouseError} error @returns {Promise<boolean>} whether it was proven */
  async function prove(error) {
    methods = error.methods;
    const byPassword = methods.includes("password");
    passwordField.hidden = !byPassword;
    password.required = byPassword;
    password.disabled = !byPassword;
    factor.open(methods);
    proven = false;
    proving.showModal();
    await new Promise((resolve) => proving.addEventListener("close", resolve, { once: true }));
    return proven;
  }

  return {
    /**
     * Runs an act, and once more after the player has proven that it is them.
     *
     * @template T @param {() => Promise<T>} act @returns {Promise<T | null>} null where they would not
     */
    async proving(act) {
      try {
        return await act();
      } catch (error) {
        const refusal = /** @type {GatehouseError} */ (error);
        if (refusal.code !== "confirmation_required") throw error;
        if (refusal.methods.includes("reset")) throw new Refusal(say("confirm.reset"));
        if (!refusal.methods.some((way) => way === "password" || way === "passkey")) {
          throw new Refusal(say("confirm.again"));
        }
        return await prove(refusal) ? await act() : null;
      }
    },

    /** @param {{ title?: string, text: string, yes: string }} question @returns {Promise<boolean>} */
    ask({ title = say("ask.sure"), text, yes }) {
      byId("ask-title", HTMLElement).textContent = title;
      byId("ask-text", HTMLElement).textContent = text;
      byId("ask-yes", HTMLElement).textContent = yes;
      asking.returnValue = "";
      asking.showModal();
      return new Promise((resolve) => {
        asking.addEventListener("close", () => resolve(asking.returnValue === "yes"), { once: true });
      });
    },

    /** What is never shown again. @param {{ title: string, text: string, lines: readonly string[] }} shown */
    showOnce({ title, text, lines }) {
      byId("shown-title", HTMLElement).textContent = title;
      byId("shown-text", HTMLElement).textContent = text;
      byId("shown-done", HTMLElement).textContent = "";
      const list = byId("shown-lines", HTMLElement);
      byId("shown-kept", HTMLElement).textContent = say(lines.length === 1 ? "recovery.keptOne" : "recovery.kept");
      list.classList.toggle("single", lines.length === 1);
      list.replaceChildren(...lines.map((line) => textElement("li", line)));
      showing.showModal();
      return new Promise((resolve) => {
        showing.addEventListener("close", () => {
          list.replaceChildren();
          resolve(undefined);
        }, { once: true });
      });
    },
  };
}

/** A refusal in the page's own words. */
export class Refusal extends Error {}

/** The buttons of what is shown once. */
export function setUpShownDialog() {
  const lines = byId("shown-lines", HTMLElement);
  byId("shown-copy", HTMLButtonElement).addEventListener("click", async () => {
    await navigator.clipboard.writeText([...lines.children].map((line) => line.textContent).join("\n"));
    byId("shown-done", HTMLElement).textContent = say("recovery.copied");
  });
  byId("shown-print", HTMLButtonElement).addEventListener("click", () => print());
}
