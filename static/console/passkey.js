/** A passkey for the operator's own account. */
import { openDialog, showSecret } from "./dialog.js";
import { explain } from "./failures.js";
import { fieldElement, onSubmit } from "./form.js";
import { button, h } from "./h.js";
import { t } from "./texts.js";

/** Adds a passkey to the operator's own account, and shows its recovery codes once. @param {ReturnType<typeof import("./api.js").createApi>} api @returns {Promise<void>} */
export function addPasskey(api) {
  return new Promise((resolve) => {
    const form = h(
      "form",
      {},
      h("p", { class: "form-error", role: "alert" }),
      fieldElement({ name: "name", label: t("passkey.name"), maxlength: 50, hint: t("passkey.name_hint") }),
      h(
        "div",
        { class: "row end" },
        button(t("cancel"), () => dialog.close(), "quiet"),
        h("button", { type: "submit", class: "primary" }, t("add_passkey")),
      ),
    );
    onSubmit(form, async ({ name = "" }) => {
      const { recoveryCodes } = await api.security.addPasskey(name === "" ? undefined : name);
      dialog.close();
      if (recoveryCodes) await showSecret(t("passkey.added"), t("passkey.codes"), recoveryCodes.join("\n"));
    }, explain);
    const dialog = openDialog({ title: t("add_passkey"), body: [h("p", {}, t("passkey.why")), form], closed: resolve });
  });
}
