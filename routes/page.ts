/** The players' page and the operators' console: the files of `static/`, and what the operator made them look like. */
import { Hono } from "hono";
import type { Compressor } from "../lib/doors/files/compressed.ts";
import type { NamedFile, NamedFiles } from "../lib/doors/files/hashed_names.ts";
import type { ServedFiles } from "../lib/doors/files/static_folder.ts";
import { AppError } from "../lib/platform/errors.ts";
import { fileAnswer } from "./file_answer.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

interface PageLook {
  readonly name: string;
  readonly accent: string;
  readonly welcome: string;
  readonly logo: ServedFiles | null;
}

/** What players can do here beside signing in. */
interface PageFeatures {
  readonly mail: boolean;
  readonly guests: boolean;
  readonly passkeys: boolean;
  readonly totp: boolean;
  readonly deletion: boolean;
}

interface PageParts {
  readonly files: NamedFiles;
  readonly compressor: Compressor;
  readonly look: PageLook;
  readonly features: PageFeatures;
  /** How many a player may have in one game. */
  readonly charactersPerGame: number;
}

/** Only files of our own, no inline script or style, nobody's frame: https://www.w3.org/TR/CSP3/ */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What a script or a style needs of these is what every answer carries. */
const PAGE_HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
};
/** Kept, and asked about by its ETag. */
const ASKED_ABOUT = "no-cache";
/** A year, which every browser takes as for ever (RFC 8246). */
const FOR_EVER = "public, max-age=31536000, immutable";

export function createPageRoutes({ files, compressor, look, features, charactersPerGame }: PageParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const answer = (c: HttpContext, named: NamedFile | null) => {
    if (named === null) throw new AppError("not_found", "There is no such page");
    const { file, isForever } = named;
    const isScriptOrStyle = /^text\/(?:css|javascript)/.test(file.contentType);
    return fileAnswer(c, compressor, file, {
      ...(isScriptOrStyle ? {} : PAGE_HEADERS),
      "cache-control": isForever ? FOR_EVER : ASKED_ABOUT,
    });
  };
  const serve = async (c: HttpContext, path: string) => answer(c, await files.read(path));

  routes.get("/", (c) => serve(c, "index.html"));
  // To whom it is not open, the edge says that it is not there.
  // Relative, as the page may lie under a path of a proxy's: RFC 9110, 10.2.2.
  routes.get("/console", (c) => c.redirect("console/", 308));
  routes.get("/console/api", (c) => c.redirect("api/", 308));
  // Beside the console's own path too: from an address that is banned, that path alone is open.
  routes.get("/console/static/*", (c) => serve(c, c.req.path.slice("/console/static/".length)));
  routes.get("/console/*", (c) => serve(c, withIndex(c.req.path.slice(1))));
  routes.get("/favicon.ico", (c) => serve(c, "favicon.svg"));
  routes.get("/static/*", (c) => serve(c, c.req.path.slice("/static/".length)));
  routes.get("/logo", async (c) => {
    const logo = await look.logo?.read("logo") ?? null;
    return answer(c, logo && { file: logo, isForever: false });
  });
  routes.get("/api/page", (c) => {
    const { name, accent, welcome, logo } = look;
    return c.json({ name, accent, welcome, logo: logo === null ? null : "/logo", features, charactersPerGame });
  });
  return routes;
}

/** A folder is its index. */
function withIndex(path: string): string {
  return path.endsWith("/") ? `${path}index.html` : path;
}
