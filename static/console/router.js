/** @typedef {{ name: string, id: string, query: Record<string, string> }} Route */

/** What the address asks for: `#/accounts/7?x=y`. @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name = "", id = ""] = path.split("/").map(decode);
  return {
    name: name === "accounts" && id !== "" ? "account" : name,
    id,
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
