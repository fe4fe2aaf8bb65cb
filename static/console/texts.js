/** The console's words, and how they are filled in. */
import { useTexts } from "../page/texts.js";

/** The words of the console, from its `texts/`: by setting, then by the browser; what a language lacks is English. */

const LANGUAGES = ["en", "de"];
export const language = chooseLanguage();
/** The language as the browser's own country writes it: how days, times and numbers look. */
export const locale = navigator.languages.find((tag) => tag.slice(0, 2) === language) ?? language;

const english = await load("texts/en.json");
const chosen = language === "en" ? english : await load(`texts/${language}.json`);
/** What the server says in English, by its keys. */
const ofServer = language === "en" ? {} : await load(`texts/server.${language}.json`);
// What the two pages say alike, of codes for one, is said in the same words.
useTexts(await load(`../texts/${language}.json`), language);
const plural = new Intl.PluralRules(language);

/** @param {string} key below `console.` @param {Record<string, string | number>} [values] for its `{placeholders}` */
export function t(key, values = {}) {
  return filled(chosen[`console.${key}`] ?? english[`console.${key}`] ?? key, values);
}

/** What the server said; its own English where this language has no words for it. @param {string} key @param {string} words @param {Record<string, string | number>} [values] */
export function inWords(key, words, values = {}) {
  return Object.hasOwn(ofServer, key) ? filled(ofServer[key] ?? "", values) : words;
}

/** @param {string} text @param {Record<string, string | number>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => Object.hasOwn(values, name) ? String(values[name]) : all);
}

/** Whether there are words for it. @param {string} key */
export function has(key) {
  return Object.hasOwn(english, `console.${key}`);
}

/** "1 session", "3 sessions". @param {string} key with `.one` and `.other` @param {number} n */
export function count(key, n) {
  const form = `${key}.${plural.select(n)}`;
  return t(has(form) ? form : `${key}.other`, { n: n.toLocaleString(locale) });
}

function chooseLanguage() {
  const wished = [localStorage.getItem("gatehouse_language") ?? "", ...navigator.languages];
  return wished.map((tag) => tag.slice(0, 2)).find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

/** @param {string} path from here @returns {Promise<Record<string, string>>} */
async function load(path) {
  const response = await fetch(new URL(path, import.meta.url));
  return response.ok ? await response.json() : {};
}
