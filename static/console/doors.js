/** @import { Row } from "./api.js" */
import { badge, h } from "./h.js";
import { doorName, saidOf } from "./names.js";
import { has, t } from "./texts.js";

/** @param {string} rule */
export function ruleName(rule) {
  return has(`rule.${rule}`) ? t(`rule.${rule}`) : rule;
}

/** @param {string} verdict */
export function verdictBadge(verdict) {
  return badge(t(`verdict.${verdict}`), verdict === "pass" ? "good" : verdict === "refuse" ? "bad" : "wait");
}

/** Every door in a line: whether it would let the player in, and what turns them away. @param {readonly Row[]} doors */
export function doorTable(doors) {
  return h(
    "ul",
    { class: "door-list" },
    doors.map((door) => {
      const refusing = (door.rules ?? []).find((/** @type {Row} */ rule) => rule.rule === door.refusedBy);
      return h(
        "li",
        {},
        verdictBadge(door.verdict),
        h("strong", {}, doorName(door.door)),
        h(
          "span",
          { class: "hint" },
          door.refusedBy
            ? [ruleName(door.refusedBy), ...(refusing?.because ? [": ", ...saidOf(refusing.because)] : [])]
            : "",
        ),
      );
    }),
  );
}
