/** The name, the words and the picture that the server's operator set, over those of the page. */
import { accentProperties } from "./accent.js";
import { copyOf } from "./elements.js";
import { placeUrl } from "./paths.js";
import { setPlaceName } from "./title.js";

const WAIT_MS = 2_000;
/** What the server says where its operator set no words: they follow the page's language. */
const BUILT_IN_WELCOME = "One account for every game.";

/**
 * What players can do here beside signing in.
 *
 * @typedef {{ mail: boolean, guests: boolean, passkeys: boolean, totp: boolean, deletion: boolean }} Features
 */

/** @type {Features} */
const NO_FEATURES = { mail: false, guests: false, passkeys: false, totp: false, deletion: false };

/**
 * Dresses the page as the operator's own. Without an answer it stays as it is.
 *
 * @returns {Promise<{ features: Features, charactersPerGame: number | null }>}
 */
export async function applyBrand() {
  const { name, logo, accent, welcome, features, charactersPerGame } = await fetchBrand();
  if (typeof name === "string" && name !== "") {
    setPlaceName(name);
    fillAll("[data-brand-name]", name);
  }
  fillAll("[data-brand-welcome]", typeof welcome === "string" ? welcome : "");
  // Under the policy of this page a style attribute is refused; the object model is not.
  const properties = accentProperties(String(accent)) ?? {};
  for (const [property, value] of Object.entries(properties)) {
    document.documentElement.style.setProperty(property, value);
  }
  for (const place of document.querySelectorAll("[data-emblem]")) place.replaceChildren(emblem(logo));
  return {
    features: { ...NO_FEATURES, .../** @type {Partial<Features>} */ (features) },
    charactersPerGame: typeof charactersPerGame === "number" ? charactersPerGame : null,
  };
}

/** @param {string} text the built-in words in the page's language */
export function translateWelcome(text) {
  for (const place of document.querySelectorAll("[data-brand-welcome]")) {
    if (place.textContent === BUILT_IN_WELCOME) place.textContent = text;
  }
}

/** @returns {Promise<Record<string, unknown>>} */
async function fetchBrand() {
  try {
    const response = await fetch("api/page", { signal: AbortSignal.timeout(WAIT_MS) });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

/** @param {string} selector @param {string} text */
function fillAll(selector, text) {
  for (const place of document.querySelectorAll(selector)) place.textContent = text;
}

/** @param {unknown} logo a path from where the page lies */
function emblem(logo) {
  const url = typeof logo === "string" ? placeUrl(logo) : null;
  if (url === null) return copyOf("emblem-template");
  const image = new Image();
  image.alt = ""; // the name stands beside it
  image.addEventListener("error", () => image.replaceWith(copyOf("emblem-template")));
  image.src = url.href;
  return image;
}
