/** Files as they are sent: compressed once for each coding, and kept beside the file as long as it is kept. */
import type { Coding } from "./content_coding.ts";
import type { PackingThread } from "./packing_thread.ts";
import type { ServedFile } from "./static_folder.ts";

/** Below it the coding's own cost, and the header that tells of it, eat what it saves. Bytes. */
const BYTES_MIN = 512;
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest\+json|problem\+json)\b|image\/svg\+xml)/;

export type Compressor = ReturnType<typeof createCompressor>;

/** For files that nobody but the operator writes: each costs its compression once, however often it is asked for. */
export function createCompressor(pack: PackingThread["pack"]) {
  const kept = new WeakMap<ServedFile, Map<Coding, Promise<Uint8Array<ArrayBuffer> | null>>>();
  return {
    /** Null where the file is small, of a kind that is compressed already, would not get smaller, or cannot be packed now. */
    compress(file: ServedFile, coding: Coding): Promise<Uint8Array<ArrayBuffer> | null> {
      if (!mayBeCompressed(file)) return Promise.resolve(null);
      const ofFile = kept.get(file) ?? new Map();
      kept.set(file, ofFile);
      const forget = () => {
        ofFile.delete(coding);
        return null;
      };
      const bytes = ofFile.get(coding) ?? smaller(file.bytes, pack(file.bytes, coding)).catch(forget);
      ofFile.set(coding, bytes);
      return bytes;
    },
  };
}

/** Whether it is sent in several codings, so that caches have to know. */
export function mayBeCompressed({ bytes, contentType }: ServedFile): boolean {
  return bytes.length >= BYTES_MIN && COMPRESSIBLE.test(contentType);
}

async function smaller(bytes: Uint8Array, packed: Promise<Uint8Array<ArrayBuffer>>) {
  const { length } = await packed;
  return length < bytes.length ? await packed : null;
}
