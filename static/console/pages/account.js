/** @import { Context } from "../context.js" */
/** @import { Row } from "../api.js" */
import { button, facts, h, link, section, spread, whole } from "../h.js";
import { createList } from "../list.js";
import {
  accountLink,
  actorName,
  addressLink,
  code,
  doorName,
  isOverdue,
  macText,
  resultBadge,
  roleBadge,
  saidOf,
  statusBadge,
  wordFor,
} from "../names.js";
import { gameName } from "../place_names.js";
import { count, locale, t } from "../texts.js";
import { ends, time } from "../times.js";
import { accountActs, editSuspension, endSession, liftSuspension, writeNote } from "../account_acts.js";
import { doorTable } from "../doors.js";
import { failureNote } from "../failures.js";
import { living } from "./accounts.js";

/** One account: what is known of it, and everything that can be done to it. @param {Context} context @param {HTMLElement} place */
export async function showAccount(context, place) {
  const { api, id, may } = context;
  const account = await api.get(`/accounts/${encodeURIComponent(id)}`);
  const acts = accountActs(context, account);
  place.append(
    h(
      "div",
      { class: "title" },
      h("h1", {}, account.username),
      h("span", { class: "hint" }, `#${account.id}`),
      statusBadge(account.status, account.deletesAt),
      account.role === "player" ? null : roleBadge(account.role),
    ),
    acts.length > 0
      ? h(
        "div",
        { class: "acts", role: "group", "aria-label": t("account.acts") },
        acts.map(({ title, danger, ask }) => button(title, ask, danger ? "danger" : "")),
      )
      : h("p", { class: "hint" }, t(account.id === context.me.account ? "account.yourself" : "account.no_acts")),
    h(
      "div",
      { class: "columns" },
      factsOf(context, account),
      may("diagnosis.read") ? doorsOf(context, account) : null,
      suspensionsOf(context, account),
      may("notes.write") ? notesOf(context, account) : null,
      sessionsOf(context, account),
      charactersOf(context, account),
      may("accounts.private") ? relatedOf(context, account) : null,
      may("trail.read") ? loginsOf(context, account) : null,
      may("audit.read") ? whole(auditOf(context, account)) : null,
    ),
  );
}

/** @param {Context} context @param {Row} account */
function factsOf(context, account) {
  const ways = context.may("accounts.private") ? waysOf(context, account) : null;
  const pending = account.usernamePending ? [" ", h("span", { class: "hint" }, t("account.pending_name"))] : [];
  return section(
    t("account.facts"),
    facts([
      [t("accounts.name"), [account.username, ...pending]],
      [
        t("accounts.email"),
        account.email
          ? [
            account.email,
            " ",
            h("span", { class: "hint" }, t(account.emailVerified ? "account.verified" : "account.unverified")),
          ]
          : t("account.no_email"),
      ],
      [t("account.created"), time(account.createdAt)],
      [t("accounts.last_login"), [
        time(account.lastLogin, t("never")),
        account.lastAddress ? " · " : "",
        account.lastAddress ? addressLink(account.lastAddress) : "",
      ]],
      [t("account.kind"), account.guest ? t("account.guest") : ""],
      [t("account.second_factor"), t(account.secondFactor ? "on" : "off")],
      [t("account.deletes"), deletionOf(account.deletesAt)],
      [
        t("account.macs"),
        (account.macs ?? []).length > 0
          ? h(
            "ul",
            {},
            account.macs.map((/** @type {string} */ mac) =>
              h("li", {}, /x|…/.test(mac) ? mac : link(`#/trail?mac=${encodeURIComponent(mac)}`, mac))
            ),
          )
          : "",
      ],
    ]),
    ways,
  );
}

/** One that is overdue leads to the jobs, which tell why. @param {string | null} deletesAt */
function deletionOf(deletesAt) {
  if (!deletesAt) return "";
  return isOverdue(deletesAt) ? [time(deletesAt), " · ", link("#/system", t("account.overdue"))] : time(deletesAt);
}

/** What opens the account, and what games hold of it. @param {Context} context @param {Row} account */
function waysOf({ api }, account) {
  const place = h("div", { "aria-busy": "true" });
  void api.get(`/accounts/${account.id}/ways-in`).then(
    (ways) => place.replaceChildren(waysFacts(ways)),
    (error) => place.replaceChildren(failureNote(error)),
  ).finally(() => place.ariaBusy = null);
  return place;
}

/** @param {Row} ways */
function waysFacts({ password, identities, passkeys, recoveryCodesLeft, games, gameTokens }) {
  /** @param {readonly Row[]} all @param {(one: Row) => import("../h.js").Child} show */
  const each = (all, show) => all.length === 0 ? t("none") : h("ul", {}, all.map((one) => h("li", {}, show(one))));
  return facts([
    [t("account.password"), t(password ? "yes" : "no")],
    [t("account.identities"), each(identities, ({ provider, subject }) => `${provider}: ${subject}`)],
    [
      t("account.passkeys"),
      each(passkeys, ({ name, lastUsed }) => [name, h("span", { class: "hint" }, " · ", time(lastUsed, t("never")))]),
    ],
    [t("account.codes_left"), String(recoveryCodesLeft)],
    [t("account.access"), each(games, gameAccess)],
    [
      t("account.tokens"),
      each(gameTokens, ({ kind, server, game, expiresAt }) => [
        `${t(`token.${kind}`)}${server || game ? ` · ${server ?? game}` : ""}`,
        h("span", { class: "hint" }, ` · ${t("ends")} `, time(expiresAt)),
      ]),
    ],
  ]);
}

/** @param {Row} game */
function gameAccess({ name, access, window, gamePassword }) {
  const more = window
    ? [addressLink(window.address), " · ", t("ends"), " ", time(window.until)]
    : gamePassword
    ? [t("account.last_used"), " ", time(gamePassword.lastUsed, t("never"))]
    : [];
  return [
    `${name}: ${t(`access.${access}`)}`,
    more.length > 0 ? h("span", { class: "hint" }, " · ", more) : null,
  ];
}

/** @param {Context} context @param {Row} account */
function suspensionsOf(context, account) {
  const { may } = context;
  const list = createList(context, {
    label: t("account.suspensions"),
    path: `/accounts/${account.id}/suspensions`,
    empty: t("account.suspensions_empty"),
    columns: [
      { label: t("state"), cell: (row) => stateOf(row) },
      {
        label: t("reason"),
        kind: "main",
        cell: (
          row,
        ) => [row.reason, row.note ? h("p", { class: "hint" }, `${t("note")}: ${row.note}`) : null, changesOf(row)],
      },
      { label: t("since"), cell: (row) => [time(row.createdAt), h("p", { class: "hint" }, actorName(row.createdBy))] },
      {
        label: t("ends"),
        cell: (row) =>
          row.liftedAt
            ? [
              time(row.liftedAt),
              h(
                "p",
                { class: "hint" },
                actorName(row.liftedBy ?? "system"),
                row.liftReason ? ` · ${row.liftReason}` : "",
              ),
            ]
            : ends(row.until),
      },
      {
        label: t("acts"),
        cell: (row) =>
          may("suspensions.write") && holds(row)
            ? h(
              "div",
              { class: "row" },
              button(t("lift"), () => liftSuspension(context, account, row), "small"),
              button(t("edit"), () => editSuspension(context, account, row), "small"),
            )
            : "",
      },
    ],
  });
  return spread(t("account.suspensions"), list.element);
}

/** @param {Row} row */
export function holds(row) {
  return !row.liftedAt && (row.until === null || row.until === undefined || new Date(row.until) > new Date());
}

/** @param {Row} row */
export function stateOf(row) {
  const badge = (/** @type {string} */ text, /** @type {string} */ kind) => h("span", { class: `badge ${kind}` }, text);
  if (row.liftedAt) return badge(t("state.lifted"), "");
  return holds(row) ? badge(t("state.active"), "bad") : badge(t("state.over"), "");
}

/** What was written before: a ban's history stays. @param {Row} row */
export function changesOf(row) {
  if (!row.changes || row.changes.length === 0) return null;
  return h(
    "details",
    {},
    h("summary", {}, count("changes", row.changes.length)),
    h(
      "ul",
      {},
      row.changes.map((/** @type {Row} */ change) =>
        h(
          "li",
          {},
          time(change.at),
          " · ",
          actorName(change.by),
          ` · ${wordFor("field", change.field)}: `,
          ...saidOf(`${change.from ?? "–"} → ${change.to ?? "–"}`),
        )
      ),
    ),
  );
}

/** @param {Context} context @param {Row} account */
function doorsOf({ api }, account) {
  const place = h("div", { "aria-busy": "true" });
  void api.get("/diagnosis", { account: account.id }).then(
    ({ doors }) =>
      place.replaceChildren(doorTable(doors), h("p", {}, link(`#/why?account=${account.id}`, t("account.why")))),
    (error) => place.replaceChildren(failureNote(error)),
  ).finally(() => place.ariaBusy = null);
  return section(t("account.doors"), place);
}

/** @param {Context} context @param {Row} account */
function sessionsOf(context, account) {
  const rows = account.sessions ?? [];
  const body = rows.map((/** @type {Row} */ row, /** @type {number} */ at) =>
    h(
      "tr",
      { "data-key": row.id, tabindex: at === 0 ? 0 : -1 },
      cell(t("accounts.door"), doorName(row.door)),
      cell(t("address"), addressLink(row.address)),
      cell(t("account.device"), row.device ?? "–"),
      cell(t("since"), time(row.connected)),
      cell(
        t("account.active"),
        row.ended
          ? [
            t("account.ended"),
            " ",
            time(row.ended),
            row.endReason ? ` · ${wordFor("session_end", row.endReason)}` : "",
          ]
          : time(row.lastActivity),
      ),
      cell(
        t("acts"),
        !row.ended && context.may("sessions.end")
          ? button(t("account.end"), () => endSession(context, account, row), "small")
          : "",
      ),
    )
  );
  const head = [t("accounts.door"), t("address"), t("account.device"), t("since"), t("account.active"), t("acts")];
  const table = h(
    "table",
    { class: "rows", "data-list": true, "aria-label": t("accounts.sessions") },
    h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, body),
  );
  const title = `${t("accounts.sessions")} · ${living(rows).length}`;
  return spread(
    title,
    rows.length === 0
      ? h("p", { class: "empty" }, t("account.sessions_empty"))
      : h("div", { class: "table-place" }, table),
  );
}

/** @param {string} label @param {import("../h.js").Child} value */
function cell(label, value) {
  return h("td", { "data-label": label }, h("div", {}, value));
}

/** @param {Context} context @param {Row} account */
function charactersOf(context, account) {
  const list = createList(context, {
    label: t("account.characters"),
    path: `/accounts/${account.id}/characters`,
    empty: t("account.characters_empty"),
    columns: [
      {
        label: t("accounts.name"),
        kind: "main",
        cell: (row) => [row.name, h("span", { class: "hint" }, ` #${row.id}`)],
      },
      { label: t("game"), cell: (row) => gameName(row.gameId ?? row.game_id) },
      { label: t("account.level"), kind: "number", cell: (row) => row.level?.toLocaleString(locale) ?? "–" },
      { label: t("account.class"), cell: (row) => row.class ?? "–" },
      { label: t("account.last_played"), cell: (row) => time(row.lastPlayed, t("never")) },
    ],
  });
  return spread(t("account.characters"), list.element);
}

/** @param {Context} context @param {Row} account */
function notesOf(context, account) {
  const list = createList(context, {
    label: t("account.notes"),
    path: `/accounts/${account.id}/notes`,
    empty: t("account.notes_empty"),
    tools: [button(t("account.write_note"), () => writeNote(context, account), "small")],
    columns: [
      { label: t("note"), kind: "main", cell: (row) => h("p", { class: "pre" }, row.text) },
      { label: t("by"), cell: (row) => actorName(row.by) },
      { label: t("when"), cell: (row) => time(row.at) },
    ],
  });
  return spread(t("account.notes"), list.element);
}

/** @param {Context} context @param {Row} account */
function relatedOf(context, account) {
  const list = createList(context, {
    label: t("account.related"),
    path: `/accounts/${account.id}/related`,
    empty: t("account.related_empty"),
    rowKey: (row) => String(row.account),
    href: (row) => row.account ? `#/accounts/${row.account}` : null,
    columns: [
      {
        label: t("accounts.name"),
        kind: "main",
        cell: (row) => accountLink(row.account, row.username),
      },
      { label: t("accounts.status"), cell: (row) => row.status ? statusBadge(row.status) : "–" },
      {
        label: t("account.shares"),
        cell: (row) =>
          h(
            "ul",
            {},
            (row.shares ?? []).map((/** @type {Row} */ one) =>
              h(
                "li",
                {},
                t(`kind.${one.kind === "mac" ? "mac" : "ip"}`),
                " ",
                one.kind === "mac" ? code(macText(one.value)) : addressLink(one.value),
                h("span", { class: "hint" }, " · ", time(one.lastSeen)),
              )
            ),
          ),
      },
    ],
  });
  const common = h("p", { class: "hint" });
  void context.api.get(`/accounts/${account.id}/related`, { limit: 1 }).then(({ common: all = [] }) => {
    if (all.length === 0) return;
    /** @type {(Node | string)[]} */
    const values = all.map((/** @type {Row} */ one) =>
      one.kind === "mac" ? code(macText(one.value)) : addressLink(one.value)
    );
    common.append(t("account.many"), ": ", ...values.flatMap((value, at) => at === 0 ? [value] : [", ", value]));
  }, () => {});
  return spread(t("account.related"), h("p", { class: "hint" }, t("account.related_hint")), list.element, common);
}

/** @param {Context} context @param {Row} account */
function loginsOf(context, account) {
  const list = createList(context, {
    label: t("account.trail"),
    path: `/accounts/${account.id}/logins`,
    limit: 20,
    empty: t("trail.empty"),
    tools: [link(`#/trail?account=${account.id}`, t("see_all"))],
    columns: [
      { label: t("when"), cell: (row) => time(row.at) },
      { label: t("accounts.door"), cell: (row) => doorName(row.door) },
      { label: t("trail.result"), cell: (row) => resultBadge(row.result) },
      {
        label: t("trail.rule"),
        cell: (
          row,
        ) => [row.rule ? t(`rule.${row.rule}`) : "–", row.code ? h("span", { class: "hint" }, ` ${row.code}`) : ""],
      },
      { label: t("address"), cell: (row) => addressLink(row.address) },
    ],
  });
  return spread(t("account.trail"), list.element);
}

/** @param {Context} context @param {Row} account */
function auditOf(context, account) {
  const list = createList(context, {
    label: t("account.audit"),
    path: "/audit",
    limit: 20,
    query: { account: account.id },
    empty: t("audit.empty"),
    tools: [link(`#/audit?account=${account.id}`, t("see_all"))],
    columns: [
      { label: t("when"), cell: (row) => time(row.at) },
      { label: t("audit.action"), kind: "main", cell: (row) => code(row.action) },
      { label: t("audit.actor"), cell: (row) => actorName(row.actor) },
      { label: t("reason"), kind: "wide", cell: (row) => row.reason ? saidOf(row.reason) : "–" },
    ],
  });
  return spread(t("account.audit"), list.element);
}
