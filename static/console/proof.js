/** The proof, once more, of who operates. */
import { GatehouseError } from "../client/errors.js";
import { openDialog } from "./dialog.js";
import { explain } from "./failures.js";
import { fieldElement, onSubmit } from "./form.js";
import { button, h } from "./h.js";
import { t } from "./texts.js";

/**
 * Asks the operator to prove the own account once more.
 *
 * @param {{ confirm: (body: object) => Promise<unknown>, confirmByPasskey: () => Promise<unknown> }} api
 * @param {readonly string[]} methods what the account has
 * @returns {Promise<boolean>} whether it was proven
 */
export function askProof(api, methods) {
  return new Promise((resolve) => {
    let isProven = false;
    const withCode = methods.includes("totp") || methods.includes("recovery");
    const problem = h("p", { class: "form-error", role: "alert" });
    const done = () => {
      isProven = true;
      dialog.close();
    };
    const form = h(
      "form",
      {},
      problem,
      methods.length === 0 || methods.includes("password")
        ? fieldElement({
          name: "password",
          label: t("sign_in.password"),
          type: "password",
          required: true,
          autocomplete: "current-password",
        })
        : null,
      withCode
        ? fieldElement({ name: "code", label: t("sign_in.code"), required: true, autocomplete: "one-time-code" })
        : null,
      h(
        "div",
        { class: "row end" },
        button(t("cancel"), () => dialog.close(), "quiet"),
        methods.includes("passkey")
          ? button(
            t("sign_in.passkey"),
            () => void api.confirmByPasskey().then(done, (error) => problem.textContent = explain(error)),
          )
          : null,
        h("button", { type: "submit", class: "primary" }, t("proof.go")),
      ),
    );
    onSubmit(form, async ({ password = "", code = "" }) => {
      await api.confirm({ password, ...codeFields(code) });
      done();
    }, (error) => {
      const first = form.querySelector("input");
      first?.select();
      first?.focus();
      const isWrong = error instanceof GatehouseError && error.code === "invalid_credentials";
      return isWrong ? t("proof.wrong") : explain(error);
    });
    const dialog = openDialog({
      title: t("proof.title"),
      body: [h("p", {}, t("proof.why")), form],
      closed: () => resolve(isProven),
    });
  });
}

/** A recovery code has ten letters, one of an app six digits. @param {string} code */
export function codeFields(code) {
  if (code === "") return {};
  return /^\d{6}$/.test(code.replaceAll(" ", "")) ? { code: code.replaceAll(" ", "") } : { recoveryCode: code.trim() };
}
