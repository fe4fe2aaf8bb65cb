/** @import { Context, Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { askAct } from "../act.js";
import { showSecret } from "../dialog.js";
import { badge, button, h, link, spread } from "../h.js";
import { createList } from "../list.js";
import { accountActs } from "../account_acts.js";
import { actorName, roleBadge, ROLES, statusBadge } from "../names.js";
import { t } from "../texts.js";
import { time, timeText } from "../times.js";
import { living } from "./accounts.js";

/** Who operates here, and who is invited to. @type {Page} */
export function showOperators(context, place) {
  const { may } = context;
  const invites = may("roles.write");
  const roles = ROLES.filter((role) => role !== "player").reverse();
  place.append(
    h(
      "div",
      { class: "title" },
      h("h1", {}, t("room.operators")),
      invites ? button(t("operators.invite"), () => invite(context), "primary") : null,
    ),
    h(
      "div",
      { class: "columns" },
      roles.map((role) =>
        spread(t(`role.${role}`), h("p", { class: "hint" }, t(`role.${role}.may`)), operatorsOf(context, role))
      ),
      invites ? spread(t("operators.invitations"), invitationsOf(context)) : null,
    ),
  );
}

/** @param {Context} context @param {string} role */
function operatorsOf(context, role) {
  return createList(context, {
    label: t(`role.${role}`),
    path: "/accounts",
    query: { role },
    empty: t("operators.none"),
    href: (row) => `#/accounts/${row.id}`,
    columns: [
      {
        label: t("accounts.name"),
        kind: "main",
        cell: (
          row,
        ) => [
          link(`#/accounts/${row.id}`, row.username),
          row.id === context.me.account ? h("span", { class: "hint" }, ` ${t("operators.you")}`) : "",
        ],
      },
      { label: t("accounts.status"), cell: (row) => statusBadge(row.status) },
      {
        label: t("account.second_factor"),
        cell: (row) => row.secondFactor ? badge(t("on"), "good") : badge(t("off"), "wait"),
      },
      { label: t("operators.seen"), cell: (row) => time(lastSeen(row), t("never")) },
      {
        label: t("acts"),
        cell: (row) =>
          accountActs(context, row).filter(({ title }) => title === t("act.role")).map(({ title, ask }) =>
            button(title, ask, "small")
          ),
      },
    ],
  }).element;
}

/** A session that lives says more than the last login: who made the account here never logged in. @param {Row} row @returns {string | null} */
function lastSeen({ sessions, lastLogin }) {
  const times = [lastLogin, ...living(sessions).map(({ lastActivity }) => lastActivity)].filter((at) => at !== null);
  return times.sort().at(-1) ?? null;
}

/** @param {Context} context */
function invitationsOf(context) {
  return createList(context, {
    label: t("operators.invitations"),
    path: "/invites",
    empty: t("operators.invitations_empty"),
    columns: [
      { label: t("accounts.role"), kind: "main", cell: (row) => roleBadge(row.role) },
      { label: t("by"), cell: (row) => row.createdBy || row.by ? actorName(row.createdBy ?? row.by) : "–" },
      { label: t("reason"), kind: "wide", cell: (row) => row.reason ?? "–" },
      { label: t("ends"), cell: (row) => time(row.expiresAt) },
      {
        label: t("acts"),
        cell: (row) =>
          button(
            t("operators.withdraw"),
            () =>
              askAct(context, {
                title: t("operators.withdraw"),
                subject: t(`role.${row.role}`),
                reason: "none",
                done: context.again,
                does: () => context.api.send("DELETE", `/invites/${row.id}`),
              }),
            "small",
          ),
      },
    ],
  }).element;
}

/** @param {Context} context */
function invite(context) {
  askAct(context, {
    title: t("operators.invite"),
    ends: [t("operators.invite_ends")],
    fields: [{
      name: "role",
      label: t("accounts.role"),
      value: "support",
      options: ROLES.filter((role) => role !== "player").map((role) => [role, t(`role.${role}`)]),
    }],
    done: context.again,
    does: async ({ role, reason }) => {
      const { id, url, expiresAt } = await context.api.send("POST", "/invites", { role, reason });
      await showSecret(
        t("operators.invite"),
        t("operators.invite_shown"),
        url,
        t("act.expires", { at: timeText(expiresAt) }),
      );
      return { id };
    },
  });
}
