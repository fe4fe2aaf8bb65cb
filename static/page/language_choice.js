/** The choice of the page's language. */
import { chooseLanguage } from "./page_texts.js";
import { currentLanguage, LANGUAGES } from "./texts.js";

/** Every choice of a language in the page. */
export function setUpLanguageChoice() {
  for (const select of document.querySelectorAll("select[data-language]")) {
    if (!(select instanceof HTMLSelectElement)) continue;
    for (const [tag, name] of Object.entries(LANGUAGES)) {
      const option = new Option(name, tag, tag === currentLanguage(), tag === currentLanguage());
      option.lang = tag;
      select.append(option);
    }
    for (const label of select.labels) label.hidden = false;
    select.addEventListener("change", () => chooseLanguage(select.value));
  }
}
