/** @import { Context } from "./context.js" */
/** @import { Row } from "./api.js" */
import { accountActs, liftSuspension } from "./account_acts.js";
import { covers, macDigits } from "./addresses.js";
import { liftBans } from "./ban_acts.js";
import { button, link } from "./h.js";
import { t } from "./texts.js";

/**
 * The acts that would let a player past a rule, for this operator.
 *
 * @param {Context} context
 * @param {Row} rule
 * @param {Row | null} account in full
 * @param {string | null} address
 * @returns {(Node | string)[]}
 */
export function remedies(context, rule, account, address) {
  const { may } = context;
  /** @param {readonly string[]} titles */
  const offered = (...titles) =>
    account === null
      ? []
      : accountActs(context, account).filter(({ title }) => titles.includes(title)).map(({ title, ask }) =>
        button(title, ask, "primary")
      );
  switch (rule.rule) {
    case "account.status": {
      if (rule.code === "account_deleting") return offered(t("act.restore"));
      const held = may("suspensions.write") ? account?.suspensions ?? [] : [];
      return held.map((/** @type {Row} */ one) =>
        button(
          held.length > 1 ? t("why.lift_one", { reason: one.reason }) : t("act.lift"),
          () => liftSuspension(context, /** @type {Row} */ (account), one),
          "primary",
        )
      );
    }
    case "address.ban":
    case "mac.ban":
      return may("bans.write")
        ? [button(t("why.lift_ban"), () => void liftFound(context, rule, account, address), "primary")]
        : [link("#/bans", t("room.bans"))];
    case "address.attempts":
    case "account.attempts":
      return [
        ...offered(t("act.reset_mail")),
        link(
          `#/trail?${address ? `address=${encodeURIComponent(address)}` : `account=${account?.id ?? ""}`}`,
          t("why.attempts"),
        ),
      ];
    case "account.known":
      return [...offered(t("act.email")), link("#/accounts", t("why.search"))];
    case "password":
    case "door.secret":
    case "account.guest":
      return offered(t("act.reset_mail"), t("act.recovery"));
    case "second.factor":
      return offered(t("act.recovery"));
    case "door.access":
      return account === null ? [] : [link(`#/accounts/${account.id}`, t("why.account"))];
    case "realm.online":
      return [link("#/servers", t("room.servers"))];
    case "hook":
      return [link("#/games", t("room.games"))];
    case "server":
      return [link("#/system", t("room.system"))];
    default:
      return [];
  }
}

/** The bans that hit now, of the address or of the devices. @param {Context} context @param {Row} rule @param {Row | null} account @param {string | null} address */
async function liftFound(context, rule, account, address) {
  const { items } = await context.api.get("/bans", {
    state: "active",
    kind: rule.rule === "mac.ban" ? "mac" : "ip",
    limit: 200,
  });
  const macs = (account?.macs ?? []).map(macDigits);
  const bans = /** @type {Row[]} */ (items).filter(({ kind, value }) =>
    kind === "mac" ? macs.includes(macDigits(value)) : address !== null && covers(value, address)
  );
  if (bans.length === 0) location.hash = "#/bans";
  else liftBans(context, bans);
}
