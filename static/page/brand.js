import { accentProperties } from "./accent.js";
import { copyOf } from "./elements.js";

const WAIT_MS = 2_000;

/** Dresses the page as the operator's own. Without an answer it stays as it is. */
export async function applyBrand() {
  const { name, logo, accent, welcome } = await fetchBrand();
  if (typeof name === "string" && name !== "") {
    document.title = name;
    fillAll("[data-brand-name]", name);
  }
  fillAll("[data-brand-welcome]", typeof welcome === "string" ? welcome : "");
  // Under the policy of this page a style attribute is refused; the object model is not.
  const properties = accentProperties(String(accent)) ?? {};
  for (const [property, value] of Object.entries(properties)) {
    document.documentElement.style.setProperty(property, value);
  }
  for (const place of document.querySelectorAll("[data-emblem]")) place.replaceChildren(emblem(logo));
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
  // Relative to the page, which may lie under a path of its own behind a proxy.
  const url = typeof logo === "string" ? new URL(logo.replace(/^\/+/, ""), document.baseURI) : null;
  if (url === null || url.origin !== location.origin) return copyOf("emblem-template");
  const image = new Image();
  image.alt = ""; // the name stands beside it
  image.addEventListener("error", () => image.replaceWith(copyOf("emblem-template")));
  image.src = url.href;
  return image;
}
