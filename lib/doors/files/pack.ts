/** Bytes in a coding, packed by the thread that calls. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Coding } from "./content_coding.ts";

/** Above it the last few per cent take seconds. Bytes. */
const BEST_BYTES_MAX = 256 * 1_024;

export function pack(bytes: Uint8Array, coding: Coding): Uint8Array<ArrayBuffer> {
  if (coding === "gzip") return new Uint8Array(gzipSync(bytes, { level: 9 }));
  const isSmall = bytes.length <= BEST_BYTES_MAX;
  return new Uint8Array(brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: isSmall ? 11 : 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }));
}
