/** Files as they are sent: compressed once for each coding, and kept beside the file as long as it is kept. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Coding } from "./content_coding.ts";
import type { ServedFile } from "./static_folder.ts";

/** Below it the coding's own cost, and the header that tells of it, eat what it saves. Bytes. */
const BYTES_MIN = 512;
/** Above it the last few per cent take seconds. Bytes. */
const BEST_BYTES_MAX = 256 * 1_024;
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest\+json|problem\+json)\b|image\/svg\+xml)/;

export interface Compressor {
  /** Null where the file is small, of a kind that is compressed already, or would not get smaller. */
  compress(file: ServedFile, coding: Coding): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** For files that nobody but the operator writes: each costs its compression once, however often it is asked for. */
export function createCompressor(): Compressor {
  const kept = new WeakMap<ServedFile, Map<Coding, Promise<Uint8Array<ArrayBuffer> | null>>>();
  return {
    compress(file, coding) {
      if (!mayBeCompressed(file)) return Promise.resolve(null);
      const ofFile = kept.get(file) ?? new Map();
      kept.set(file, ofFile);
      const bytes = ofFile.get(coding) ?? smaller(file.bytes, coding);
      ofFile.set(coding, bytes);
      return bytes;
    },
  };
}

/** Whether it is sent in several codings, so that caches have to know. */
export function mayBeCompressed({ bytes, contentType }: ServedFile): boolean {
  return bytes.length >= BYTES_MIN && COMPRESSIBLE.test(contentType);
}

async function smaller(bytes: Uint8Array, coding: Coding): Promise<Uint8Array<ArrayBuffer> | null> {
  const isSmall = bytes.length <= BEST_BYTES_MAX;
  const packed = coding === "gzip"
    ? await promisify(gzip)(bytes, { level: 9 })
    : await promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: isSmall ? 11 : 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
  return packed.length < bytes.length ? new Uint8Array(packed) : null;
}
