/** @import { GatehouseClient, GatehouseError } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { byId } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { describeError } from "./messages.js";
import { createFactorForm } from "./second_factor.js";
import { showStep } from "./steps.js";
import { say } from "./texts.js";

/**
 * What a mail's link leads to, and how one is asked for. Opening a link spends nothing: its button does.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   done(text: string, mood?: "good" | "bad"): void,
 * }} parts
 */
export function createLinks({ client, features, done }) {
  const forgot = byId("forgot", HTMLFormElement);
  const reset = byId("reset", HTMLFormElement);
  const ask = byId("forgot-open", HTMLButtonElement);
  let token = "";

  ask.hidden = !features.mail;
  ask.addEventListener("click", () => {
    resetForm(forgot);
    showStep("forgot-step");
  });

  handleSubmit(forgot, async ({ email = "" }) => {
    await client.recovery.ask(email.trim());
    byId("mail-text", HTMLElement).textContent = say("mail.reset", { email: email.trim() });
    showStep("mail-step");
  });

  const factor = createFactorForm({
    form: reset,
    client,
    // A link's page asks without a challenge: the link says whose passkey it must be.
    challenge: () => undefined,
    answer: async (given, { newPassword = "" }) => {
      try {
        await client.recovery.finish({ token, newPassword, ...(hasFactor ? given : {}) });
        done(say("reset.done"), "good");
      } catch (error) {
        const { code, methods } = /** @type {GatehouseError} */ (error);
        if (code === "invalid_link") return done(say("link.dead"));
        // A second factor was turned on since the page asked.
        if (code === "second_factor_required" && !hasFactor) openFactor(methods);
        throw error;
      }
    },
  });
  let hasFactor = false;

  /** @param {readonly string[]} methods */
  function openFactor(methods) {
    hasFactor = methods.length > 0;
    factor.open(methods);
  }

  /** @param {string} formId @param {(token: string) => Promise<void>} spend @param {string} text */
  function setUpPress(formId, spend, text) {
    handleSubmit(byId(formId, HTMLFormElement), async () => {
      try {
        await spend(token);
        done(text, "good");
      } catch (error) {
        if (/** @type {GatehouseError} */ (error).code !== "invalid_link") throw error;
        done(say("link.dead"));
      }
    });
  }
  setUpPress("verify", client.recovery.verifyEmail, say("verify.done"));
  setUpPress("undo", client.recovery.undo, say("undo.done"));

  async function openReset() {
    try {
      const { username, methods } = await client.recovery.check(token);
      byId("reset-for", HTMLElement).textContent = say("reset.for", { username });
      const name = reset.elements.namedItem("username");
      if (name instanceof HTMLInputElement) name.defaultValue = username; // where password managers keep it
      openFactor(methods);
      showStep("reset-step");
    } catch (error) {
      done(describeError(/** @type {GatehouseError} */ (error)));
    }
  }

  return {
    /**
     * Takes a link's token out of the address, so that it stays in no history, and opens its step.
     *
     * @returns {boolean} whether there was one
     */
    open() {
      const [, kind, given] = /^#(reset|verify|undo)=([\w.~-]+)$/.exec(location.hash) ?? [];
      if (kind === undefined || given === undefined) return false;
      history.replaceState(null, "", location.pathname + location.search);
      token = given;
      if (kind === "reset") openReset();
      else showStep(`${kind}-step`);
      return true;
    },
  };
}
