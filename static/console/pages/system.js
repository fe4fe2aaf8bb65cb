/** @import { Context, Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { askAct } from "../act.js";
import { showSecret } from "../dialog.js";
import { failureNote } from "../failures.js";
import { choices, createFilters } from "../filters.js";
import { badge, button, h, link, spread, whole } from "../h.js";
import { createList } from "../list.js";
import { accountLink, code, wordFor } from "../names.js";
import { showSettings } from "../settings.js";
import { table } from "../tables.js";
import { count, locale, t } from "../texts.js";
import { time } from "../times.js";

/** Of each list at first: several share the page. */
const ROWS = 10;

/** What the machine does by itself, and what it was told. @type {Page} */
export function showSystem(context, place) {
  const { may } = context;
  const parts = [
    mails(context),
    ...may("backups.write") ? [backups(context)] : [],
    ...may("webhooks.write") ? [webhooks(context)] : [],
    keys(context),
    whole(jobs(context)),
    whole(configuration(context)),
  ];
  place.append(
    h("div", { class: "title" }, h("h1", {}, t("room.system")), link("api/", t("system.api"))),
    index(parts),
    h("div", { class: "columns" }, parts),
  );
}

/** The way to each part, where they stand below one another. @param {readonly HTMLElement[]} parts */
function index(parts) {
  const ways = parts.map((part) =>
    button(part.ariaLabel ?? "", () => {
      part.tabIndex = -1;
      part.scrollIntoView();
      part.focus({ preventScroll: true });
    }, "small")
  );
  return h("div", { class: "acts index", role: "group", "aria-label": t("system.parts") }, ways);
}

/** A part that is asked for by itself: one that fails leaves the others. @param {Context} context @param {string} title @param {string} path @param {(answer: Row) => Node} show */
function part({ api, signal }, title, path, show) {
  const place = h("div", { "aria-busy": "true" });
  const load = () => {
    void api.get(path).then(
      (answer) => place.replaceChildren(show(answer)),
      (error) => place.replaceChildren(failureNote(error, load)),
    )
      .finally(() => place.ariaBusy = null);
  };
  if (!signal.aborted) load();
  return spread(title, place);
}

/** What failed stands first, in sight; of a long list the rest waits behind its number where it would be a scroll of cards. @param {Context} context */
function jobs(context) {
  return part(context, t("system.jobs"), "/jobs", ({ items = [] }) => {
    if (items.length === 0) return h("p", { class: "empty" }, t("system.jobs_empty"));
    const { failed = [], others = [] } = Object.groupBy(
      /** @type {Row[]} */ (items),
      ({ result }) => result === "failed" ? "failed" : "others",
    );
    return h(
      "div",
      { class: "list" },
      failed.length === 0 ? h("p", { class: "all-well" }, t("system.jobs_fine")) : jobTable(failed),
      h(
        "details",
        { open: matchMedia("(min-width: 65rem)").matches },
        h("summary", {}, count(failed.length === 0 ? "system.all_jobs" : "system.other_jobs", others.length)),
        jobTable(others),
      ),
    );
  });
}

/** @param {readonly Row[]} rows */
function jobTable(rows) {
  return table(t("system.jobs"), [
    [t("accounts.name"), ({ name }) => name],
    [t("system.last_run"), ({ lastRun }) => time(lastRun, t("never"))],
    [t("system.due"), ({ dueAt }) => time(dueAt)],
    [
      t("system.runs"),
      ({ runs, failures }) => [
        runs.toLocaleString(locale),
        failures > 0 ? ` (${count("system.failures", failures)})` : "",
      ],
      "number",
    ],
    [
      t("state"),
      ({ result, error }) =>
        result === "failed"
          ? [badge(t("system.failed"), "bad"), " ", error ?? ""]
          : result === null
          ? badge(t("system.waits"), "wait")
          : badge(t("system.fine"), "good"),
    ],
  ], rows);
}

/** @param {Context} context */
function mails(context) {
  const { form, values } = createFilters(context, [
    {
      name: "state",
      label: t("state"),
      options: choices(t("any"), ["waiting", "given_up"], (state) => t(`mail.${state}`)),
    },
  ], (query) => list.reload(query));
  const list = createList(context, {
    label: t("system.mails"),
    path: "/mails",
    query: values(),
    empty: t("system.mails_empty"),
    limit: ROWS,
    columns: [
      { label: t("when"), cell: (row) => time(row.createdAt) },
      {
        label: t("system.mail"),
        kind: "main",
        cell: (
          row,
        ) => [
          wordFor("mail_name", row.name),
          " ",
          accountLink(row.account),
        ],
      },
      {
        label: t("state"),
        cell: (
          row,
        ) => [
          badge(t(`mail.${row.state}`), row.state === "sent" ? "good" : row.state === "waiting" ? "wait" : "bad"),
          row.error ? h("p", { class: "hint" }, row.error) : "",
        ],
      },
      { label: t("system.tries"), kind: "number", cell: (row) => String(row.tries) },
      {
        label: t("acts"),
        cell: (row) =>
          row.state !== "sent" && context.may("mail.resend")
            ? button(
              t("try_again"),
              () =>
                askAct(context, {
                  title: t("system.retry"),
                  reason: "none",
                  done: context.again,
                  does: () => context.api.send("POST", `/mails/${row.id}/retry`),
                }),
              "small",
            )
            : "",
      },
    ],
  });
  return spread(t("system.mails"), form, list.element);
}

/** @param {Context} context */
function backups(context) {
  const { api, again } = context;
  const list = createList(context, {
    label: t("system.backups"),
    path: "/backups",
    empty: t("system.backups_empty"),
    limit: ROWS,
    missing: t("system.backups_elsewhere"),
    rowKey: (row) => row.name,
    tools: [
      button(t("system.back_up"), () =>
        askAct(context, {
          title: t("system.back_up"),
          ends: [t("system.back_up_ends")],
          reason: "none",
          done: again,
          does: () => api.send("POST", "/backups"),
        }), "small"),
    ],
    columns: [
      { label: t("accounts.name"), kind: "main", cell: (row) => code(row.name) },
      { label: t("when"), cell: (row) => time(row.at) },
      { label: t("system.size"), kind: "number", cell: (row) => bytes(row.bytes) },
      {
        label: t("acts"),
        cell: (row) =>
          button(
            t("download"),
            () => void api.download(`/backups/${encodeURIComponent(row.name)}`, {}, row.name),
            "small",
          ),
      },
    ],
  });
  return spread(t("system.backups"), list.element);
}

/** @param {unknown} size */
function bytes(size) {
  if (typeof size !== "number") return "–";
  return size < 1_048_576
    ? `${Math.ceil(size / 1_024)} KiB`
    : `${(size / 1_048_576).toLocaleString(locale, { maximumFractionDigits: 1 })} MiB`;
}

/** @param {Context} context */
function webhooks(context) {
  const { api, again } = context;
  const list = createList(context, {
    label: t("system.webhooks"),
    path: "/webhooks",
    empty: t("system.webhooks_empty"),
    limit: ROWS,
    tools: [button(t("system.add_webhook"), () =>
      askAct(context, {
        title: t("system.add_webhook"),
        fields: [
          { name: "url", label: "URL", type: "url", required: true, hint: t("system.webhook_url") },
          {
            name: "events",
            label: t("system.events"),
            required: true,
            hint: t("system.events_hint"),
            type: "textarea",
            value: "account.ban, account.suspend, server.offline, account.locked_out",
          },
        ],
        reason: "none",
        done: again,
        does: async ({ url, events = "" }) => {
          const { id, secret } = await api.send("POST", "/webhooks", {
            url,
            events: events.split(/[\s,]+/).filter((event) => event !== ""),
          });
          await showSecret(t("system.add_webhook"), t("system.webhook_secret"), secret);
          return { id };
        },
      }), "small")],
    columns: [
      { label: "URL", kind: "main", cell: (row) => code(row.url) },
      { label: t("system.events"), kind: "wide", cell: (row) => (row.events ?? []).join(", ") },
      {
        label: t("state"),
        cell: (row) => row.state === "off" ? badge(t("off"), "bad") : badge(t("on"), "good"),
      },
      {
        label: t("acts"),
        cell: (row) =>
          button(t("delete"), () =>
            askAct(context, {
              title: t("system.delete_webhook"),
              subject: row.url,
              reason: "none",
              danger: true,
              done: again,
              does: () => api.send("DELETE", `/webhooks/${row.id}`),
            }), "small danger"),
      },
    ],
  });
  return spread(t("system.webhooks"), list.element);
}

/** @param {Context} context */
function keys(context) {
  const rotate = context.may("keys.write")
    ? button(
      t("system.rotate"),
      () =>
        askAct(context, {
          title: t("system.rotate"),
          ends: [t("system.rotate_ends")],
          done: context.again,
          does: ({ reason }) => context.api.send("POST", "/keys/rotate", { reason }),
        }),
      "small",
    )
    : null;
  return part(
    context,
    t("system.keys"),
    "/keys",
    ({ items = [] }) =>
      h(
        "div",
        { class: "list" },
        items.length === 0 ? h("p", { class: "empty" }, t("system.keys_empty")) : table(t("system.keys"), [
          [t("system.key"), (row) => code(row.id)],
          [t("system.algorithm"), (row) => row.algorithm],
          [t("since"), (row) => time(row.createdAt)],
          [
            t("state"),
            (row) =>
              row.retiredAt === null ? badge(t("system.signs"), "good") : [
                badge(t("system.verifies"), ""),
                row.expiresAt ? [" ", t("system.until"), " ", time(row.expiresAt)] : "",
              ].flat(2),
          ],
        ], items),
        rotate === null ? null : h("div", {}, rotate),
      ),
  );
}

/** @param {Context} context */
function configuration(context) {
  return part(context, t("system.config"), "/config", ({ items = [] }) => showSettings(items));
}
