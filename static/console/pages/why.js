/** @import { Context, Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { groupDoors, refusalOf, ruleName, verdictBadge } from "../doors.js";
import { failureNote } from "../failures.js";
import { choices, createFilters } from "../filters.js";
import { facts, h, link } from "../h.js";
import { remedies } from "../remedies.js";
import { addressLink, code, doorName, doors, roleBadge, statusBadge } from "../names.js";
import { actOf, becauseOf } from "../sayings.js";
import { t } from "../texts.js";
import { time } from "../times.js";
import { trailTable } from "../trail_rows.js";

/** "Why can't this player log in?": each door asks its rules in its own order, and the act that helps stands beside the answer. @type {Page} */
export function showWhy(context, place) {
  const { query, signal, api } = context;
  const answer = h("div", { class: "answer", "aria-live": "polite" });
  const who = query.who ?? query.name ?? query.account ?? query.address ?? query.mac ?? "";
  const asked = {
    who: query.account !== undefined && query.who === undefined ? `#${query.account}` : who,
    door: query.door ?? "",
    address: query.who === undefined && query.name === undefined && query.account === undefined
      ? ""
      : query.address ?? "",
  };
  let turn = 0;
  const { form, values } = createFilters({ ...context, query: asked }, [
    { name: "who", label: t("why.who"), type: "search", hint: t("why.who_hint") },
    { name: "address", label: t("why.from"), hint: t("why.from_hint") },
    {
      name: "door",
      label: t("accounts.door"),
      options: choices(t("why.every_door"), doors().filter((door) => door !== "admin"), doorName),
    },
  ], () => void ask());
  form.classList.add("question");

  async function ask() {
    const { who = "", door, address } = values();
    const mine = ++turn;
    if (who === "" && !address) return answer.replaceChildren(h("p", { class: "empty" }, t("why.empty")));
    answer.ariaBusy = "true";
    try {
      const found = await api.get("/diagnosis", { ...recognise(who), door, ...(address ? { address } : {}) });
      if (mine !== turn || signal.aborted) return;
      answer.replaceChildren(...await describe({ ...context, again: () => void ask() }, found, who));
    } catch (error) {
      if (mine === turn && !signal.aborted) answer.replaceChildren(failureNote(error, () => void ask()));
    } finally {
      if (mine === turn) answer.ariaBusy = null;
    }
  }

  place.append(h("h1", {}, t("why.title")), form, answer);
  if (who === "") form.querySelector("input")?.focus();
  void ask();
}

/** What an operator was told: a name or e-mail, an id, an address, a device. @param {string} who @returns {Record<string, string>} */
function recognise(who) {
  if (who === "") return {};
  if (/^#\d+$/.test(who)) return { account: who.slice(1) };
  if (/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(who)) return { mac: who };
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(who) || /^[0-9a-f]*:[0-9a-f:.]+$/i.test(who)) return { address: who };
  return { name: who };
}

/** @param {Context} context @param {Row} found @param {string} who */
async function describe(context, { account, address, doors, trail }, who) {
  const full = account && context.may("accounts.read")
    ? await context.api.get(`/accounts/${account.id}`).catch(() => account)
    : account;
  const order = ["refuse", "unknown", "pass"];
  const sorted = [...doors].sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  return [
    h(
      "section",
      { class: "card about", "aria-label": t("why.about") },
      account
        ? h(
          "div",
          { class: "title" },
          h("h2", {}, link(`#/accounts/${account.id}`, account.username)),
          h("span", { class: "hint" }, `#${account.id}`),
          statusBadge(full.status, full.deletesAt),
          full.role && full.role !== "player" ? roleBadge(full.role) : null,
        )
        : h("h2", {}, t(who === "" || recognise(who).address ? "why.only_address" : "why.nobody", { who })),
      facts([
        [t("why.from"), address ? addressLink(address) : t("why.no_address")],
        [t("accounts.email"), account ? full.email ?? t("account.no_email") : ""],
        [t("accounts.last_login"), account ? time(full.lastLogin, t("never")) : ""],
      ]),
    ),
    summary(context, sorted, full, address),
    h("div", { class: "verdicts" }, sorted.map((door) => doorCard(context, door, full, address))),
    h(
      "section",
      { class: "card", "aria-label": t("why.trail") },
      h("h2", {}, t("why.trail")),
      trailTable(trail ?? [], t("why.trail_empty")),
    ),
  ];
}

/** What turns the player away, once for all doors that say the same. @param {Context} context @param {readonly Row[]} doors @param {Row | null} account @param {string | null} address */
function summary(context, doors, account, address) {
  const refusing = doors.filter(({ verdict }) => verdict === "refuse");
  if (refusing.length === 0) return h("p", { class: "all-well" }, t("why.none_refuses"));
  return h(
    "section",
    { class: "card needs", "aria-label": t("why.summary") },
    h("h2", {}, t("why.refusing", { n: refusing.length, all: doors.length })),
    groupDoors(refusing).map(({ rule, names }) =>
      rule && h(
        "div",
        { class: "cause" },
        h("p", {}, h("strong", {}, ruleName(rule.rule)), rule.because ? ": " : "", becauseOf(rule)),
        h(
          "p",
          { class: "hint" },
          names.join(", "),
          rule.until ? " · " : "",
          rule.until ? t("why.until") : "",
          " ",
          rule.until ? time(rule.until) : "",
        ),
        h("div", { class: "row" }, remedies(context, rule, account, address)),
      )
    ),
  );
}

/** @param {Context} context @param {Row} door @param {Row | null} account @param {string | null} address */
function doorCard(context, door, account, address) {
  const rules = /** @type {Row[]} */ (door.rules ?? []);
  const said = rules.filter((rule) =>
    rule.verdict === "refuse" || (rule.verdict === "unknown" && door.verdict !== "refuse")
  );
  const refusing = refusalOf(door);
  return h(
    "section",
    { class: `card door ${door.verdict}`, "aria-label": doorName(door.door), "data-door": door.door },
    h(
      "div",
      { class: "title" },
      h("h2", {}, doorName(door.door)),
      verdictBadge(door.verdict),
    ),
    refusing ? null : h("p", { class: "hint" }, t(door.verdict === "pass" ? "why.passes" : "why.depends")),
    said.map((rule) =>
      h(
        "div",
        { class: `finding ${rule.verdict}` },
        h("p", {}, h("strong", {}, ruleName(rule.rule)), " ", rule.code ? code(rule.code) : ""),
        rule.because ? h("p", {}, becauseOf(rule)) : null,
        rule.until ? h("p", {}, t("why.until"), " ", time(rule.until)) : null,
        typeof rule.act === "string" && remedies(context, rule, account, address).length === 0
          ? h("p", { class: "hint" }, actOf(rule))
          : null,
        rule.verdict === "refuse" && rule.rule !== door.refusedBy
          ? h("div", { class: "row" }, remedies(context, rule, account, address))
          : null,
      )
    ),
    h(
      "details",
      {},
      h("summary", {}, t("why.rules", { n: rules.length })),
      h(
        "ol",
        { class: "rules" },
        rules.map((rule) =>
          h(
            "li",
            { class: rule.verdict },
            verdictBadge(rule.verdict),
            h("span", {}, ruleName(rule.rule)),
            rule.because ? h("span", { class: "hint" }, becauseOf(rule)) : null,
          )
        ),
      ),
    ),
  );
}
