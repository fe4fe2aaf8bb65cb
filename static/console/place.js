/** Where the console lies, and what its place is called. */
import { accentProperties } from "../page/accent.js";

/** Where the place lies, perhaps below a path of a proxy's: above `/console/`. */
export const BASE_URL = new URL("../", new URL(location.pathname, location.origin));

const WAIT_MS = 2_000;

/**
 * Dresses the console as the operator's own place. Without an answer it stays as it is.
 *
 * @returns {Promise<{ name: string, hasMail: boolean }>}
 */
export async function applyPlace() {
  const { name, accent, features } = await fetchLook();
  for (const [property, value] of Object.entries(accentProperties(String(accent)) ?? {})) {
    document.documentElement.style.setProperty(property, value);
  }
  return {
    name: typeof name === "string" && name !== "" ? name : "Gatehouse",
    hasMail: /** @type {{ mail?: boolean } | undefined} */ (features)?.mail !== false,
  };
}

/** @returns {Promise<Record<string, unknown>>} */
async function fetchLook() {
  try {
    const response = await fetch(new URL("api/page", BASE_URL), { signal: AbortSignal.timeout(WAIT_MS) });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}
