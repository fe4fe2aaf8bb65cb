/** A folder of files to be served: read when asked for, kept as long as they do not change. */
import { extname, join, normalize, sep } from "node:path";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const FILE_BYTES_MAX = 4 * 1_024 * 1_024;
const FILES_MAX = 500;

export interface ServedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly etag: string;
}

export interface ServedFiles {
  read(path: string): Promise<ServedFile | null>;
}

/** Files below `root` whose ending is known; nothing above it, no hidden ones, none over 4 MiB. */
export function openStaticFolder(root: string): ServedFiles {
  return createServedFiles((path) => {
    const relative = normalize(decodePath(path));
    const isInside = relative !== "" && !relative.startsWith("..") && !relative.startsWith(sep) &&
      !relative.split(sep).some((part) => part.startsWith("."));
    return isInside ? join(root, relative) : null;
  });
}

/** One file, whatever it is asked for by. */
export function openStaticFile(path: string): ServedFiles {
  return createServedFiles(() => path);
}

function createServedFiles(locate: (path: string) => string | null): ServedFiles {
  const kept = new Map<string, ServedFile>();
  return {
    async read(asked) {
      const path = locate(asked);
      const contentType = CONTENT_TYPES[extname(path ?? "").toLowerCase()];
      if (path === null || contentType === undefined) return null;
      const info = await Deno.stat(path).catch(() => null);
      if (info === null || !info.isFile || info.size > FILE_BYTES_MAX) return null;
      const etag = `"${info.size.toString(36)}-${(info.mtime?.getTime() ?? 0).toString(36)}"`;
      const known = kept.get(path);
      if (known?.etag === etag) return known;
      const file = { bytes: await Deno.readFile(path), contentType, etag };
      if (kept.size >= FILES_MAX) kept.clear();
      kept.set(path, file);
      return file;
    },
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
