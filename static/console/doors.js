/** @import { Row } from "./api.js" */
import { badge, h } from "./h.js";
import { doorName, wordFor } from "./names.js";
import { becauseOf } from "./sayings.js";
import { t } from "./texts.js";

/** @param {string} rule */
export function ruleName(rule) {
  return wordFor("rule", rule);
}

/** @param {string} verdict */
export function verdictBadge(verdict) {
  return badge(t(`verdict.${verdict}`), verdict === "pass" ? "good" : verdict === "refuse" ? "bad" : "wait");
}

/**
 * Doors that say the same stand together: what turns a player away at seven of them is said once.
 *
 * @param {readonly Row[]} doors
 * @returns {{ verdict: string, rule: Row | null, names: string[] }[]} the rule that refuses, where one does
 */
export function groupDoors(doors) {
  /** @type {Map<string, { verdict: string, rule: Row | null, names: string[] }>} */
  const groups = new Map();
  for (const { door, verdict, refusedBy, rules = [] } of doors) {
    const rule = refusedBy === null ? null : refusalOf({ refusedBy, rules }) ?? { rule: refusedBy };
    const key = JSON.stringify([verdict, refusedBy, rule?.because]);
    const group = groups.get(key) ?? { verdict, rule, names: /** @type {string[]} */ ([]) };
    group.names.push(doorName(door));
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The rule that turns the player away: the first of its name may have let them by. @param {Row} door @returns {Row | undefined} */
export function refusalOf({ refusedBy, rules = [] }) {
  return rules.find((/** @type {Row} */ { rule, verdict }) => rule === refusedBy && verdict === "refuse");
}

/** Whether each door would let the player in, and what turns them away. @param {readonly Row[]} doors */
export function doorTable(doors) {
  return h(
    "ul",
    { class: "door-list" },
    groupDoors(doors).map(({ verdict, rule, names }) =>
      h(
        "li",
        {},
        verdictBadge(verdict),
        h("strong", {}, names.join(", ")),
        h("span", { class: "hint" }, rule === null ? "" : reasonOf(rule)),
      )
    ),
  );
}

/** The rule, and why. @param {Row} rule */
function reasonOf(rule) {
  const because = becauseOf(rule);
  return [ruleName(rule.rule), ...(because === null ? [] : [": ", ...because])];
}
