/** A folder of files to be served: read when asked for, kept as long as they do not change. */
import { createHash } from "node:crypto";
import { extname, join, normalize, sep } from "node:path";
import type { Clock } from "../../platform/clock.ts";

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
/** A file that was looked at is not looked at again for so long, milliseconds. */
const LOOK_EVERY_MS = 1_000;

export interface ServedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** Of its bytes, quoted (RFC 9110, 8.8.3): alike on every instance. */
  readonly etag: string;
}

export interface ServedFiles {
  /** The same object as long as the file has not changed; null where there is none. */
  read(path: string): Promise<ServedFile | null>;
}

type Time = Pick<Clock, "monotonicMs">;

/** Files below `root` whose ending is known; nothing above it, no hidden ones, none over 4 MiB. */
export function openStaticFolder(root: string, clock: Time): ServedFiles {
  return createServedFiles(clock, (path) => {
    const relative = normalize(decodePath(path));
    const isInside = relative !== "" && !relative.startsWith("..") && !relative.startsWith(sep) &&
      !relative.split(sep).some((part) => part.startsWith("."));
    return isInside ? join(root, relative) : null;
  });
}

/** One file, whatever it is asked for by. */
export function openStaticFile(path: string, clock: Time): ServedFiles {
  return createServedFiles(clock, () => path);
}

/** @param contentType of what the bytes are */
export function servedFile(bytes: Uint8Array<ArrayBuffer>, contentType: string): ServedFile {
  return { bytes, contentType, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` };
}

interface Kept {
  readonly stamp: string;
  readonly file: ServedFile;
  lookedAtMs: number;
}

function createServedFiles(clock: Time, locate: (path: string) => string | null): ServedFiles {
  const kept = new Map<string, Kept>();
  return {
    async read(asked) {
      const path = locate(asked);
      const contentType = CONTENT_TYPES[extname(path ?? "").toLowerCase()];
      if (path === null || contentType === undefined) return null;
      const known = kept.get(path);
      const lookedAtMs = clock.monotonicMs();
      if (known !== undefined && lookedAtMs - known.lookedAtMs < LOOK_EVERY_MS) return known.file;
      const info = await Deno.stat(path).catch(() => null);
      if (info === null || !info.isFile || info.size > FILE_BYTES_MAX) return null;
      const stamp = `${info.size}-${info.mtime?.getTime() ?? 0}`;
      if (known?.stamp === stamp) {
        known.lookedAtMs = lookedAtMs;
        return known.file;
      }
      const file = servedFile(await Deno.readFile(path), contentType);
      if (kept.size >= FILES_MAX) kept.clear();
      kept.set(path, { stamp, file, lookedAtMs });
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
