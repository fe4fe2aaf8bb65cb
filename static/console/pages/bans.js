/** @import { Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { addBan, editBan, liftBans } from "../ban_acts.js";
import { choices, createFilters } from "../filters.js";
import { button, h, link } from "../h.js";
import { createList } from "../list.js";
import { actorName, code, macText } from "../names.js";
import { count, t } from "../texts.js";
import { ends, time } from "../times.js";
import { changesOf, holds, stateOf } from "./account.js";

/** Addresses and devices that nobody is let in from. @type {Page} */
export function showBans(context, place) {
  const { may } = context;
  const writes = may("bans.write");
  /** @type {readonly Row[]} */
  let chosen = [];
  const liftMany = button(t("bans.lift"), () => liftBans(context, chosen), "");
  liftMany.hidden = true;
  const { form, values } = createFilters(context, [
    { name: "search", label: t("search"), type: "search" },
    {
      name: "state",
      label: t("state"),
      options: choices(t("state.active"), ["ended", "all"], (state) => t(`state.${state}`)),
    },
    { name: "kind", label: t("bans.kind"), options: choices(t("any"), ["ip", "mac"], (kind) => t(`kind.${kind}`)) },
  ], (query) => list.reload(query));
  const list = createList(context, {
    label: t("room.bans"),
    path: "/bans",
    query: values(),
    empty: t("bans.empty"),
    csv: "bans",
    ...(writes
      ? {
        tick: (rows) => {
          chosen = rows.filter(holds);
          liftMany.hidden = chosen.length === 0;
          liftMany.textContent = count("bans.lift_many", chosen.length);
        },
      }
      : {}),
    columns: [
      {
        label: t("bans.value"),
        kind: "main",
        cell: (row) => [code(macText(row.value)), h("p", { class: "hint" }, t(`kind.${row.kind}`))],
      },
      { label: t("state"), cell: stateOf },
      {
        label: t("reason"),
        kind: "wide",
        cell: (row) => [row.reason, row.note ? h("p", { class: "hint" }, row.note) : null, changesOf(row)],
      },
      {
        label: t("since"),
        cell: (row) => [
          time(row.createdAt),
          h("p", { class: "hint" }, row.automatic ? t("bans.automatic") : actorName(row.createdBy)),
        ],
      },
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
      { label: t("bans.hits"), kind: "short", cell: (row) => hits(row, may("trail.read")) },
      {
        label: t("acts"),
        cell: (row) =>
          writes && holds(row)
            ? h(
              "div",
              { class: "row" },
              button(t("lift"), () => liftBans(context, [row]), "small"),
              button(t("edit"), () => editBan(context, row), "small"),
            )
            : "",
      },
    ],
  });
  place.append(
    h(
      "div",
      { class: "title" },
      h("h1", {}, t("room.bans")),
      writes ? button(t("bans.add"), () => addBan(context), "primary") : null,
      liftMany,
    ),
    form,
    list.element,
  );
}

/** Whom it hits now: the accounts, and what came in from there. @param {Row} row @param {boolean} mayTrail */
function hits(row, mayTrail) {
  const text = typeof row.hits === "number" ? count("accounts_n", row.hits) : t("bans.who");
  const attempts = `#/trail?${row.kind === "mac" ? "mac" : "address"}=${encodeURIComponent(row.value)}`;
  return [
    link(`#/accounts?search=${encodeURIComponent(row.value)}`, text),
    mayTrail ? h("p", {}, link(attempts, t("bans.attempts"))) : null,
  ];
}
