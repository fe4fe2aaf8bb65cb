/** @import { Row } from "./api.js" */
import { saidOf, wordFor } from "./names.js";
import { inWords } from "./texts.js";

/** @typedef {{ key: string, values: Record<string, string> }} Saying */

/** Why a rule says what it says, in the operator's language. @param {Row} rule */
export function becauseOf({ because, said }) {
  return because ? saidOf(wordsOf(said?.because ?? [], because)) : null;
}

/** What lets the player in. @param {Row} rule @returns {string | null} */
export function actOf({ act, said }) {
  return act ? wordsOf(said?.act ? [said.act] : [], act) : null;
}

/** @param {readonly Saying[]} sayings @param {string} english */
function wordsOf(sayings, english) {
  const words = sayings.map(({ key, values: { methods = "", by = "", ...values } }) =>
    inWords(`said.${key}`, "", { ...values, methods: methodNames(methods), by: wordFor("actor", by) })
  );
  // Half a sentence in each language would be worse than one in English.
  return words.length === 0 || words.includes("") ? english : words.join("; ");
}

/** @param {string} methods */
function methodNames(methods) {
  return methods.split(", ").map((method) => inWords(`method.${method}`, method)).join(", ");
}
