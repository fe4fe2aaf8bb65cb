/** @import { Context } from "./context.js" */
/** @import { Field } from "./form.js" */
import { openDialog } from "./dialog.js";
import { explain } from "./failures.js";
import { fieldElement, followUntil, onSubmit } from "./form.js";
import { button, h, link } from "./h.js";
import { awaitRow } from "./list.js";
import { t } from "./texts.js";
import { time } from "./times.js";

/**
 * One act of an operator's: it names whom it is done to, says what will end, asks why, does it, and shows the entry that
 * the audit log made of it.
 *
 * @param {Context} context
 * @param {{
 *   title: string, subject?: string, ends?: readonly string[], fields?: readonly Field[],
 *   reason?: "required" | "optional" | "none", go?: string, danger?: boolean,
 *   does: (values: Record<string, string>) => Promise<unknown>, done?: () => void,
 * }} act
 */
export function askAct(context, { title, subject, ends = [], fields = [], reason = "required", ...act }) {
  const form = h(
    "form",
    {},
    h("p", { class: "form-error", role: "alert" }),
    fields.map(fieldElement),
    reason === "none" ? null : fieldElement({
      name: "reason",
      label: t(reason === "required" ? "act.reason" : "act.reason_optional"),
      hint: t("act.reason_hint"),
      required: reason === "required",
      type: "textarea",
      maxlength: 500,
    }),
    h(
      "div",
      { class: "row end" },
      button(t("cancel"), () => dialog.close(), "quiet"),
      h("button", { type: "submit", class: act.danger ? "danger" : "primary" }, act.go ?? title),
    ),
  );
  followUntil(form);
  const dialog = openDialog({
    title,
    body: [
      subject ? h("p", { class: "subject" }, subject) : null,
      ends.length > 0 ? h("ul", { class: "consequences" }, ends.map((text) => h("li", {}, text))) : null,
      form,
    ],
  });
  onSubmit(form, async (values) => {
    if (values.reason === "") delete values.reason;
    const made = /** @type {Record<string, unknown> | undefined} */ (await act.does(values));
    dialog.close();
    awaitRow(made?.["id"]);
    act.done?.();
    await showReceipt(context, title);
  }, explain);
}

/** The newest entry of this operator's own, where the role may read it. @param {Context} context @param {string} title */
async function showReceipt({ api, may, me, receipts }, title) {
  /** @type {Record<string, any> | undefined} */
  let entry;
  if (may("audit.read")) {
    const { items } = await api.get("/audit", { actor: me.actor, limit: 1 }).catch(() => ({ items: [] }));
    entry = items[0];
  }
  const words = entry === undefined
    ? t("act.done", { title })
    : t("act.recorded", { action: entry.action, actor: me.username ?? entry.actor });
  const more = entry === undefined ? null : [
    " · ",
    time(entry.at),
    entry.reason ? ` · “${entry.reason}” · ` : " · ",
    link(`#/audit?entry=${entry.id}`, `#${entry.id}`),
  ];
  receipts.replaceChildren(h("p", {}, words, more), button("×", () => receipts.replaceChildren(), "quiet close"));
  receipts.querySelector(".close")?.setAttribute("aria-label", t("close"));
}
