/** A file as an HTTP answer: in the coding that the client takes, and not at all when it has it (RFC 9110, 13). */
import { type Compressor, mayBeCompressed } from "../lib/doors/files/compressed.ts";
import { pickCoding } from "../lib/doors/files/content_coding.ts";
import type { ServedFile } from "../lib/doors/files/static_folder.ts";
import type { HttpContext } from "./http.ts";

/**
 * `Range` is ignored, as a server may (RFC 9110, 14.2): nothing here is worth having in part.
 *
 * @param headers beside those of the file itself
 */
export async function fileAnswer(
  c: HttpContext,
  compressor: Compressor,
  file: ServedFile,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const coding = pickCoding(c.req.header("accept-encoding"));
  const packed = coding === null ? null : await compressor.compress(file, coding);
  // Other bytes have another tag (RFC 9110, 8.8.3.3).
  const etag = packed === null ? file.etag : file.etag.replace(/"$/, `-${coding}"`);
  const always = { ...headers, etag, ...(mayBeCompressed(file) ? { vary: "accept-encoding" } : {}) };
  if (isKnown(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers: always });
  const bytes = packed ?? file.bytes;
  return new Response(c.req.method === "HEAD" ? null : bytes, {
    headers: {
      ...always,
      "content-type": file.contentType,
      "content-length": String(bytes.length),
      ...(packed === null || coding === null ? {} : { "content-encoding": coding }),
    },
  });
}

/** A list of tags, or `*`: compared weakly, as a proxy that compresses anew may have made the tag weak (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
