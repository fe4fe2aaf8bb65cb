/** Dialogs: a question, or a secret that is shown once. */
import { h } from "./h.js";
import { t } from "./texts.js";

let dialogCount = 0;

/**
 * A question over the page. Esc and "Cancel" close it without an answer.
 *
 * @param {{ title: string, body: readonly (Node | string | null)[], closed?: () => void, kind?: string }} parts
 */
export function openDialog({ title, body, closed = () => {}, kind = "" }) {
  const id = `dialog-${++dialogCount}`;
  const dialog = h("dialog", { class: `act ${kind}`, "aria-labelledby": id }, h("h2", { id }, title), body);
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  const first = dialog.querySelector("input:not([type=checkbox]), textarea, select");
  if (first instanceof HTMLElement) first.focus();
  return dialog;
}

/** What is given once. @param {string} title @param {string} text @param {string} secret @param {string} [hint] @returns {Promise<void>} */
export function showSecret(title, text, secret, hint = "") {
  return new Promise((resolve) => {
    const value = h("output", { class: "secret-value", tabindex: 0 }, secret);
    const said = h("span", { role: "status", class: "hint" });
    const copy = h("button", {
      type: "button",
      on: {
        click: async () => {
          getSelection()?.selectAllChildren(value);
          // Without TLS a page has no clipboard.
          const isCopied = await Promise.try(() => navigator.clipboard.writeText(secret)).then(() => true, () => false);
          said.textContent = t(isCopied ? "copied" : "copy_failed");
        },
      },
    }, t("copy"));
    const done = h("button", { type: "button", class: "primary", on: { click: () => dialog.close() } }, t("done"));
    const dialog = openDialog({
      title,
      body: [
        h("p", {}, text),
        value,
        hint ? h("p", { class: "hint" }, hint) : null,
        h("div", { class: "row end" }, said, copy, done),
      ],
      closed: resolve,
    });
  });
}
