/**
 * Compression for the servers of many tests: the page's files take most of a second, and are the same in each. By
 * their bytes, of which the tag is a hash.
 */
import { type Compressor, createCompressor } from "../doors/files/compressed.ts";
import { pack } from "../doors/files/pack.ts";
import type { ServedFile } from "../doors/files/static_folder.ts";

const known = new Map<string, ServedFile>();
const compressor = createCompressor((bytes, coding) => Promise.resolve(pack(bytes, coding)));

export const compressedOnce: Compressor = {
  compress(file, coding) {
    const first = known.get(file.etag) ?? file;
    known.set(file.etag, first);
    return compressor.compress(first, coding);
  },
};
