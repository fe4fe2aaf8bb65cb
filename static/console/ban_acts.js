/** @import { Context } from "./context.js" */
/** @import { Row } from "./api.js" */
import { changesOf, keepable } from "./account_acts.js";
import { askAct } from "./act.js";
import { untilFields, untilOf } from "./form.js";
import { macText } from "./names.js";
import { count, t } from "./texts.js";

/** @param {Context} context */
export function addBan(context) {
  askAct(context, {
    title: t("bans.add"),
    ends: [t("bans.add_ends")],
    danger: true,
    fields: [
      { name: "kind", label: t("bans.kind"), options: [["ip", t("kind.ip")], ["mac", t("kind.mac")]] },
      { name: "value", label: t("bans.value"), required: true, hint: t("bans.value_hint"), maxlength: 100 },
      ...untilFields("30d"),
      { name: "force", label: t("bans.force"), type: "checkbox" },
    ],
    done: context.again,
    does: ({ kind, value, reason, force, ...end }) =>
      context.api.send("POST", "/bans", {
        kind,
        value,
        reason,
        until: untilOf(end),
        ...(force ? { force: true } : {}),
      }),
  });
}

/** @param {Context} context @param {Row} ban */
export function editBan(context, ban) {
  askAct(context, {
    title: t("bans.edit"),
    subject: macText(ban.value),
    fields: [...untilFields("keep").map(keepable), {
      name: "note",
      label: t("act.note"),
      type: "textarea",
      value: ban.note ?? "",
      maxlength: 2_000,
    }, { name: "reason", label: t("act.reason"), required: true, type: "textarea", value: ban.reason, maxlength: 500 }],
    reason: "none",
    done: context.again,
    does: (values) => context.api.send("PATCH", `/bans/${ban.id}`, changesOf(ban, values)),
  });
}

/** One, or several at once in one step. @param {Context} context @param {readonly Row[]} bans */
export function liftBans(context, bans) {
  const [only] = bans;
  askAct(context, {
    title: bans.length === 1 ? t("bans.lift") : count("bans.lift_many", bans.length),
    subject: bans.map(({ value }) => macText(value)).join(", "),
    ends: [count("bans.lift_ends", bans.length)],
    reason: bans.length === 1 ? "optional" : "required",
    done: context.again,
    does: ({ reason }) =>
      bans.length === 1 && only !== undefined
        ? context.api.send("DELETE", `/bans/${only.id}`, reason ? { reason } : undefined)
        : context.api.send("POST", "/bans/lift", { ids: bans.map(({ id }) => id), reason }),
  });
}
