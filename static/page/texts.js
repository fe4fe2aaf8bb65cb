// @ts-check
/** A second language is a file in `static/texts/` and its name here. @type {Readonly<Record<string, string>>} */
export const LANGUAGES = { en: "English", de: "Deutsch" };

/** @type {Readonly<Record<string, string>>} */
let texts = {};
let language = "en";
let locale = "en";

/** Of the texts that are shown. */
export function currentLanguage() {
  return language;
}

/** The same as the browser's own country writes it: how days and times look. */
export function currentLocale() {
  return locale;
}

/**
 * The player's own choice, then the first of the browser's languages that there is, then English.
 *
 * @param {string | null} chosen @param {readonly string[]} wanted as in `navigator.languages`
 */
export function pickLanguage(chosen, wanted) {
  const known = [chosen ?? "", ...wanted].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return known.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? "en";
}

/** @param {Readonly<Record<string, string>>} given @param {string} ofLanguage */
export function useTexts(given, ofLanguage) {
  texts = given;
  language = ofLanguage;
  locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

/**
 * The text of that name, its places filled in. With a `count`, the form of it that the language's grammar asks for.
 *
 * @param {string} name @param {Readonly<Record<string, string | number>>} [values]
 */
export function say(name, values = {}) {
  const form = typeof values.count === "number" ? `${name}.${pluralForm(values.count)}` : name;
  const text = texts[form] ?? texts[`${name}.other`] ?? texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => String(values[place] ?? whole));
}

/** @param {string} name */
export function hasText(name) {
  return Object.hasOwn(texts, name);
}

/** @param {number} count */
function pluralForm(count) {
  return new Intl.PluralRules(language).select(count);
}
