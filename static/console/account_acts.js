/** @import { Context } from "./context.js" */
/** @import { Row } from "./api.js" */
import { askAct } from "./act.js";
import { showSecret } from "./dialog.js";
import { untilFields, untilOf } from "./form.js";
import { doorName, ROLES } from "./names.js";
import { gameName } from "./place_names.js";
import { living } from "./pages/accounts.js";
import { count, t } from "./texts.js";
import { timeText } from "./times.js";

/** @typedef {Omit<Parameters<typeof askAct>[1], "ends"> & { ends?: readonly (string | (() => Promise<string>))[] }} AccountAct */

/** @param {Row} account */
const named = (account) => t("act.subject", { name: account.username, id: account.id });

/** Which role may act on which. @type {Readonly<Record<string, number>>} */
const RANK = { player: 0, viewer: 1, support: 2, moderator: 3, admin: 4 };

/** Nobody acts on the own account here, nor on an equal's or higher one's; admins do on admins. @param {Context} context @param {Row} account */
function mayActOn({ me }, account) {
  if (account.id === me.account) return false;
  return me.role === "admin" || (RANK[me.role] ?? 4) > (RANK[account.role] ?? 0);
}

/**
 * What this operator may do to this account.
 *
 * @param {Context} context
 * @param {Row} account
 * @returns {{ title: string, danger?: boolean, ask: () => void }[]}
 */
export function accountActs(context, account) {
  const { api, may, again, hasMail } = context;
  if (!mayActOn(context, account)) return [];
  const path = `/accounts/${account.id}`;
  /** What lives now: sessions, and seats by game. */
  const all = () => describeEnds(context, account);
  /** @param {string} permission @param {AccountAct} act @param {boolean} [danger] */
  const offer = (permission, act, danger = false) =>
    may(permission)
      ? [{
        title: act.title,
        danger,
        ask: () => void withEnds(context, { subject: named(account), danger, done: again, ...act }),
      }]
      : [];
  return [
    ...offer("suspensions.write", {
      title: t("act.suspend"),
      ends: [all, t("act.told")],
      fields: [...untilFields("7d"), {
        name: "note",
        label: t("act.note"),
        hint: t("act.note_hint"),
        type: "textarea",
        maxlength: 2_000,
      }, { name: "addresses", label: t("act.addresses"), type: "checkbox" }],
      does: ({ reason, note, addresses, ...end }) =>
        api.send("POST", `${path}/suspensions`, {
          reason,
          until: untilOf(end),
          ...(note ? { note } : {}),
          ...(addresses ? { addresses: true } : {}),
        }),
    }, true),
    ...(living(account.sessions).length > 0
      ? offer("sessions.end", {
        title: t("act.end_all"),
        ends: [all],
        does: ({ reason }) => api.send("POST", `${path}/sessions/end`, { reason }),
      })
      : []),
    ...offer("sessions.end", {
      title: t("act.revoke"),
      ends: [all, t("act.tokens")],
      does: ({ reason }) => api.send("POST", `${path}/revoke`, { reason }),
    }),
    ...(hasMail && account.email
      ? offer("account.reset_mail", {
        title: t("act.reset_mail"),
        ends: [t("act.reset_mail_ends", { email: account.email })],
        does: ({ reason }) => api.send("POST", `${path}/reset-mail`, { reason }),
      })
      : []),
    ...(hasMail && account.email && !account.emailVerified
      ? offer("mail.resend", {
        title: t("act.verification"),
        does: ({ reason }) => api.send("POST", `${path}/verification-mail`, { reason }),
      })
      : []),
    ...offer("recovery.link", {
      title: t("act.recovery"),
      ends: [t("act.recovery_ends")],
      fields: account.secondFactor
        ? [{ name: "remove", label: t("act.remove_factor"), type: "checkbox", hint: t("act.remove_factor_hint") }]
        : [],
      does: async ({ reason, remove }) => {
        const { url, expiresAt, validFrom } = await api.send("POST", `${path}/recovery`, {
          reason,
          ...(remove ? { removeSecondFactor: true } : {}),
        });
        const from = validFrom && new Date(validFrom) > new Date() ? timeText(validFrom) : null;
        await showSecret(
          t("act.recovery"),
          t("act.recovery_shown", { name: account.username }),
          url,
          `${from ? `${t("act.valid_from", { at: from })} ` : ""}${t("act.expires", { at: timeText(expiresAt) })}`,
        );
      },
    }),
    ...offer("accounts.write", {
      title: t("act.rename"),
      ends: [t("act.rename_ends")],
      fields: [{
        name: "username",
        label: t("sign_in.username"),
        required: true,
        value: account.username,
        pattern: "[A-Za-z0-9_]{3,20}",
        hint: t("sign_in.username_hint"),
      }],
      does: ({ reason, username }) => api.send("PATCH", path, { username, reason }),
    }),
    ...offer("accounts.write", {
      title: t("act.email"),
      ends: [t("act.email_ends")],
      fields: [{
        name: "email",
        label: t("accounts.email"),
        type: "email",
        required: true,
        value: account.email ?? "",
      }],
      does: ({ reason, email }) => api.send("PATCH", path, { email, reason }),
    }),
    ...offer("roles.write", {
      title: t("act.role"),
      fields: [{
        name: "role",
        label: t("accounts.role"),
        value: account.role,
        options: ROLES.map((role) => [role, t(`role.${role}`)]),
      }],
      reason: "optional",
      does: ({ reason, role }) => api.send("PATCH", path, { role, ...(reason ? { reason } : {}) }),
    }),
    ...(account.deletesAt
      ? offer("accounts.delete", {
        title: t("act.restore"),
        reason: "optional",
        does: ({ reason }) => api.send("POST", `${path}/restore`, reason ? { reason } : {}),
      })
      : offer("accounts.delete", {
        title: t("act.delete"),
        ends: [all, () => describeDeletion(context)],
        fields: [{ name: "now", label: t("act.delete_now"), type: "checkbox" }],
        does: ({ reason, now }) => api.send("DELETE", path, { reason, ...(now ? { now: true } : {}) }),
      }, true)),
  ];
}

/** Some consequences are asked for first. @param {Context} context @param {AccountAct} act */
async function withEnds(context, { ends = [], ...act }) {
  askAct(context, {
    ...act,
    ends: await Promise.all(ends.map((text) => typeof text === "string" ? text : text())),
  });
}

/** When account and characters are gone, by the days that this place is set to. @param {Context} context */
async function describeDeletion({ api }) {
  const { items } = await api.get("/config").catch(() => ({ items: [] }));
  const { value } = items.find((/** @type {Row} */ { key }) => key === "accounts.deletionGraceDays") ?? {};
  if (typeof value !== "number") return t("act.delete_ends");
  return value === 0 ? t("act.delete_at_once") : count("act.delete_after", value);
}

/** "Ends 2 sessions, 1 seat in Slime Online 2." What came meanwhile is told too. @param {Context} context @param {Row} account */
async function describeEnds({ api }, account) {
  const { sessions } = await api.get(`/accounts/${account.id}`).catch(() => account);
  const open = living(sessions);
  if (open.length === 0) return t("act.ends_none");
  /** @type {Map<string, number>} */
  const seats = new Map();
  for (const { game } of open) if (game) seats.set(game, (seats.get(game) ?? 0) + 1);
  const parts = [...seats].map(([game, n]) => t("act.seats_in", { seats: count("seats", n), game: gameName(game) }));
  return t("act.ends", { what: [count("sessions", open.length), ...parts].join(", ") });
}

/** @param {Context} context @param {Row} account @param {Row} row */
export function liftSuspension(context, account, row) {
  askAct(context, {
    title: t("act.lift"),
    subject: named(account),
    ends: [t("act.lift_ends", { reason: row.reason })],
    reason: "optional",
    done: context.again,
    does: ({ reason }) =>
      context.api.send("DELETE", `/accounts/${account.id}/suspensions/${row.id}`, reason ? { reason } : undefined),
  });
}

/** @param {Context} context @param {Row} account @param {Row} row */
export function editSuspension(context, account, row) {
  askAct(context, {
    title: t("act.edit_suspension"),
    subject: named(account),
    fields: [...untilFields("keep").map(keepable), {
      name: "note",
      label: t("act.note"),
      hint: t("act.note_hint"),
      type: "textarea",
      value: row.note ?? "",
      maxlength: 2_000,
    }, { name: "reason", label: t("act.reason"), required: true, type: "textarea", value: row.reason, maxlength: 500 }],
    reason: "none",
    done: context.again,
    does: ({ reason, note, length, date }) =>
      context.api.send(
        "PATCH",
        `/accounts/${account.id}/suspensions/${row.id}`,
        changesOf(row, { reason, note, length, date }),
      ),
  });
}

/** The end may stay as it is. @param {import("./form.js").Field} field @returns {import("./form.js").Field} */
export function keepable(field) {
  return field.options === undefined ? field : { ...field, options: [["keep", t("until.keep")], ...field.options] };
}

/** Only what is other than before. @param {Row} row @param {Record<string, string | undefined>} values */
export function changesOf(row, { reason, note, length = "keep", date = "" }) {
  return {
    ...(reason !== undefined && reason !== row.reason ? { reason } : {}),
    ...((note ?? "") !== (row.note ?? "") ? { note: note ?? "" } : {}),
    ...(length === "keep" ? {} : { until: untilOf({ length, date }) }),
  };
}

/** @param {Context} context @param {Row} account @param {Row} session */
export function endSession(context, account, session) {
  askAct(context, {
    title: t("act.end_session"),
    subject: named(account),
    ends: [t("act.end_session_ends", { door: doorName(session.door), address: session.address })],
    done: context.again,
    does: ({ reason }) => context.api.send("DELETE", `/accounts/${account.id}/sessions/${session.id}`, { reason }),
  });
}

/** @param {Context} context @param {Row} account */
export function writeNote(context, account) {
  askAct(context, {
    title: t("account.write_note"),
    subject: named(account),
    ends: [t("account.note_stays")],
    fields: [{ name: "text", label: t("note"), type: "textarea", required: true, maxlength: 2_000 }],
    reason: "none",
    done: context.again,
    does: ({ text }) => context.api.send("POST", `/accounts/${account.id}/notes`, { text }),
  });
}
