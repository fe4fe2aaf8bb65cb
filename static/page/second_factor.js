/** @import { GatehouseClient, GatehouseError, SecondFactor } from "../client.d.ts" */
import { byId } from "./elements.js";
import { handleSubmit, resetForm, showFormError } from "./form.js";
import { passkeysWork } from "./passkeys.js";
import { say } from "./texts.js";

/**
 * The three ways of one more step, in one form: a code of the app, one from paper, a passkey.
 *
 * @param {{
 *   form: HTMLFormElement,
 *   client: GatehouseClient,
 *   answer(factor: SecondFactor, values: Record<string, string>): Promise<void>,
 *   challenge(): string | undefined,
 *   describe?: (error: GatehouseError) => string,
 * }} parts `form` has the fields `code` and `recoveryCode`, and the buttons `data-other` and `data-passkey`
 */
export function createFactorForm({ form, client, answer, challenge, describe }) {
  const codeField = fieldOf("code");
  const recoveryField = fieldOf("recoveryCode");
  const other = buttonOf("[data-other]");
  const passkey = buttonOf("[data-passkey]");
  /** @type {readonly string[]} */
  let methods = [];

  handleSubmit(form, (values) => answer(typedFactor(values), values), describe);
  other.addEventListener("click", () => {
    choose(recoveryField.place.hidden ? "recovery" : "totp");
    (recoveryField.place.hidden ? codeField : recoveryField).input.focus();
  });
  passkey.addEventListener("click", async () => {
    try {
      const given = await client.askPasskey(challenge());
      await answer({ passkey: given }, Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)])));
    } catch (error) {
      showFormError(form, error, describe);
    }
  });

  /** @param {Record<string, string>} values @returns {SecondFactor} */
  function typedFactor({ code = "", recoveryCode = "" }) {
    return codeField.place.hidden ? { recoveryCode: recoveryCode.trim() } : { code: code.replace(/\s/g, "") };
  }

  /** @param {"totp" | "recovery" | "none"} way */
  function choose(way) {
    show(codeField, way === "totp");
    show(recoveryField, way === "recovery");
    other.textContent = say(way === "totp" ? "code.useRecovery" : "code.useApp");
    other.hidden = way === "none" || !(methods.includes("totp") && methods.includes("recovery"));
  }

  /** @param {string} name */
  function fieldOf(name) {
    const input = byId(`${form.id}-${name}`, HTMLInputElement);
    return { input, place: byId(`${form.id}-${name}-field`, HTMLElement) };
  }

  /** @param {{ input: HTMLInputElement, place: HTMLElement }} field @param {boolean} isShown */
  function show({ input, place }, isShown) {
    place.hidden = !isShown;
    input.required = isShown;
    input.disabled = !isShown;
  }

  /** @param {string} selector */
  function buttonOf(selector) {
    const button = form.querySelector(selector);
    if (!(button instanceof HTMLButtonElement)) throw new Error(`Could not find ${selector} in #${form.id}`);
    return button;
  }

  return {
    /** @param {readonly string[]} given what the account can answer by; none: no second factor is asked for */
    open(given) {
      methods = given;
      resetForm(form);
      choose(methods.includes("totp") ? "totp" : methods.includes("recovery") ? "recovery" : "none");
      passkey.hidden = !methods.includes("passkey") || !passkeysWork();
    },
  };
}
