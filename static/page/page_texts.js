/** The page's words, in the language that was chosen or that the browser asks for. */
import { kept } from "./kept.js";
import { pickLanguage, say, useTexts } from "./texts.js";

const LANGUAGE_KEY = "gatehouse_language";

/** Reads the one file that is needed. */
export async function loadTexts() {
  const picked = pickLanguage(kept.read(LANGUAGE_KEY), navigator.languages);
  const response = await fetch(`static/texts/${picked}.json`);
  useTexts(await response.json(), picked);
  document.documentElement.lang = picked;
}

/** @param {string} chosen */
export function chooseLanguage(chosen) {
  kept.write(LANGUAGE_KEY, chosen);
  location.reload();
}

/**
 * Fills every element that names its text: `data-text` is what it says, `data-label` what it is called.
 *
 * @param {ParentNode} root
 */
export function fillTexts(root) {
  for (const place of root.querySelectorAll("[data-text]")) {
    place.textContent = say(place.getAttribute("data-text") ?? "");
  }
  for (const place of root.querySelectorAll("[data-label]")) {
    place.ariaLabel = say(place.getAttribute("data-label") ?? "");
  }
  for (const template of root.querySelectorAll("template")) fillTexts(template.content);
}
