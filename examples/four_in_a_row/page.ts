/** The game's own page, at /games/four_in_a_row, which the hall opens on Play: files beside this one, served with a policy of their own. */
import { readFile } from "node:fs/promises";
import type { ModuleContext } from "../../lib/modules/mod.ts";

/** By what they are asked for: nothing else is served. */
const FILES = new Map([
  ["", { file: "index.html", type: "text/html; charset=utf-8" }],
  ["index.html", { file: "index.html", type: "text/html; charset=utf-8" }],
  ["style.css", { file: "style.css", type: "text/css; charset=utf-8" }],
  ["main.js", { file: "main.js", type: "text/javascript; charset=utf-8" }],
  ["board.js", { file: "board.js", type: "text/javascript; charset=utf-8" }],
  ["icon.svg", { file: "icon.svg", type: "image/svg+xml" }],
  ["lobby.js", { file: "lobby.js", type: "text/javascript; charset=utf-8" }],
]);

/** Scripts and styles of this server only, none inline, nobody's frame. */
const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cache-control": "no-cache",
  "referrer-policy": "no-referrer",
};

const BASE = /^\/games\/four_in_a_row\/?/;

export function servePage(routes: ModuleContext["routes"]): void {
  routes.get("/*", async (c) => {
    const found = FILES.get(c.req.path.replace(BASE, ""));
    if (found === undefined) return c.notFound();
    // Read at each call: small, and a saved file is there at the next reload.
    const bytes = await readFile(new URL(`page/${found.file}`, import.meta.url));
    return new Response(Uint8Array.from(bytes), { headers: { ...HEADERS, "content-type": found.type } });
  });
}
