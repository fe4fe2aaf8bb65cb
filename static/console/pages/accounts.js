/** @import { Page } from "../context.js" */
import { choices, createFilters } from "../filters.js";
import { h, link } from "../h.js";
import { createList } from "../list.js";
import { doorName, roleBadge, ROLES, statusBadge } from "../names.js";
import { t } from "../texts.js";
import { time } from "../times.js";

const STATUSES = ["active", "suspended", "banned"];
const HAS = ["second_factor", "unverified", "guest", "deleting"];

/** Everybody who plays: found by name, e-mail, address, device, character or provider. @type {Page} */
export function showAccounts(context, place) {
  const { form, values } = createFilters(context, [
    { name: "search", label: t("accounts.search"), type: "search", hint: t("accounts.search_hint") },
    { name: "role", label: t("accounts.role"), options: choices(t("any"), ROLES, (role) => t(`role.${role}`)) },
    {
      name: "status",
      label: t("accounts.status"),
      options: choices(t("any"), STATUSES, (status) => t(`status.${status}`)),
    },
    { name: "has", label: t("accounts.has"), options: choices(t("any"), HAS, (has) => t(`accounts.has.${has}`)) },
  ], (query) => list.reload(query));
  const list = createList(context, {
    label: t("room.accounts"),
    path: "/accounts",
    query: values(),
    empty: t("accounts.empty"),
    csv: "accounts",
    href: (row) => `#/accounts/${row.id}`,
    columns: [
      {
        label: t("accounts.name"),
        kind: "main",
        cell: (row) => [link(`#/accounts/${row.id}`, row.username), h("span", { class: "hint" }, ` #${row.id}`)],
      },
      { label: t("accounts.status"), cell: (row) => statusBadge(row.status, row.deletesAt) },
      { label: t("accounts.role"), cell: (row) => row.guest ? t("account.guest") : roleBadge(row.role) },
      { label: t("accounts.email"), kind: "wide", cell: (row) => row.email ?? "–" },
      { label: t("accounts.last_login"), cell: (row) => time(row.lastLogin, t("never")) },
      { label: t("accounts.door"), cell: (row) => doorName(living(row.sessions)[0]?.door) },
      { label: t("accounts.sessions"), kind: "number", cell: (row) => String(living(row.sessions).length) },
    ],
  });
  place.append(h("h1", {}, t("room.accounts")), form, list.element);
}

/** @param {readonly Record<string, any>[] | undefined} sessions */
export function living(sessions) {
  return (sessions ?? []).filter((session) => !session.ended);
}
