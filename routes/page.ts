/** The players' page and the operators' console: the files of `static/`, and what the operator made them look like. */
import { Hono } from "hono";
import { AppError } from "../lib/platform/errors.ts";
import type { HttpEnv } from "./http.ts";

/** Files that may be served, by their path below the folder. */
export interface StaticFiles {
  /** Null where there is no such file. */
  read(path: string): Promise<StaticFile | null>;
}

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** Quoted, RFC 9110, 8.8.3. */
  readonly etag: string;
}

export interface PageLook {
  readonly name: string;
  readonly accent: string;
  readonly welcome: string;
  readonly logo: StaticFiles | null;
}

/** What players can do here beside signing in. */
export interface PageFeatures {
  readonly mail: boolean;
  readonly guests: boolean;
  readonly passkeys: boolean;
  readonly totp: boolean;
  readonly deletion: boolean;
}

export interface PageParts {
  readonly files: StaticFiles;
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

export function createPageRoutes({ files, look, features, charactersPerGame }: PageParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const serve = async (source: StaticFiles, path: string, known: string | undefined): Promise<Response> => {
    const file = await source.read(path);
    if (file === null) throw new AppError("not_found", "There is no such page");
    const headers = {
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "cache-control": "no-cache", // kept, and asked about by its ETag
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      etag: file.etag,
    };
    if (known === file.etag) return new Response(null, { status: 304, headers });
    return new Response(file.bytes, { headers: { ...headers, "content-type": file.contentType } });
  };

  routes.get("/", (c) => serve(files, "index.html", c.req.header("if-none-match")));
  // To whom it is not open, the edge says that it is not there.
  routes.get("/console", (c) => c.redirect("/console/", 308));
  // Beside the console's own path too: from an address that is banned, that path alone is open.
  routes.get(
    "/console/static/*",
    (c) => serve(files, c.req.path.slice("/console/static/".length), c.req.header("if-none-match")),
  );
  routes.get("/console/*", (c) => serve(files, withIndex(c.req.path.slice(1)), c.req.header("if-none-match")));
  routes.get("/favicon.ico", (c) => serve(files, "favicon.svg", c.req.header("if-none-match")));
  routes.get("/static/*", (c) => serve(files, c.req.path.slice("/static/".length), c.req.header("if-none-match")));
  routes.get("/logo", (c) => {
    if (look.logo === null) throw new AppError("not_found", "There is no logo");
    return serve(look.logo, "logo", c.req.header("if-none-match"));
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
