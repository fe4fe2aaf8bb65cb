/** @import { Page } from "../context.js" */
import { createFilters } from "../filters.js";
import { h } from "../h.js";
import { createList } from "../list.js";
import { accountLink, actorName, addressLink, code, doorName, saidOf } from "../names.js";
import { t } from "../texts.js";
import { time } from "../times.js";

/** Who did what, newest first; never changed. @type {Page} */
export function showAudit(context, place) {
  const { entry } = context.query;
  const { form, values } = createFilters(context, [
    { name: "account", label: t("trail.account"), inputmode: "numeric" },
    { name: "action", label: t("audit.action"), hint: t("audit.action_hint") },
    { name: "actor", label: t("audit.actor"), hint: t("audit.actor_hint") },
    { name: "from", label: t("from"), type: "datetime-local" },
    { name: "to", label: t("to"), type: "datetime-local" },
  ], (query) => list.reload(query));
  const list = createList(context, {
    label: t("room.audit"),
    path: "/audit",
    // The page before the entry after it begins with the entry.
    query: entry && /^\d+$/.test(entry) ? { after: Number(entry) + 1 } : values(),
    empty: t("audit.empty"),
    csv: "audit",
    columns: [
      { label: t("when"), cell: (row) => time(row.at) },
      {
        label: t("audit.action"),
        kind: "main",
        cell: (row) => [code(row.action), h("span", { class: "hint" }, ` #${row.id}`)],
      },
      { label: t("audit.actor"), cell: (row) => actorName(row.actor) },
      { label: t("trail.account"), cell: (row) => accountLink(row.account) },
      { label: t("accounts.door"), cell: (row) => doorName(row.door) },
      { label: t("address"), cell: (row) => addressLink(row.address) },
      { label: t("reason"), kind: "wide", cell: (row) => row.reason ? saidOf(row.reason) : "–" },
    ],
  });
  place.append(
    h("h1", {}, t("room.audit")),
    h("p", { class: "hint" }, t(context.may("bans.write") ? "audit.why" : "audit.own")),
    form,
    list.element,
  );
}
