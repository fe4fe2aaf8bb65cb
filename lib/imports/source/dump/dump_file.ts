/** The bytes of a dump, unpacked where it is packed, from any place on. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { SourceError, statSource } from "../source.ts";

const CHUNK_BYTES = 256 * 1_024;

export type DumpFile = Awaited<ReturnType<typeof openDumpFile>>;

/** @throws {SourceError} when there is no such file */
export async function openDumpFile(path: string) {
  const found = await statSource(path);
  const isPacked = await beginsWithGzip(path);
  return {
    path,
    /** As it lies on the disk, packed or not. */
    sizeBytes: found.size,
    /** @param from where to begin, counted in unpacked bytes. @throws {SourceError} when what is packed ends early */
    bytes: (from: number): AsyncIterable<Uint8Array> => isPacked ? unpacked(path, from) : plain(path, from),
  };
}

/** RFC 1952, 2.3.1 */
async function beginsWithGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function* plain(path: string, from: number): AsyncIterable<Uint8Array> {
  for await (const chunk of createReadStream(path, { start: from, highWaterMark: CHUNK_BYTES })) yield chunk;
}

async function* unpacked(path: string, from: number): AsyncIterable<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on("error", (error) => gunzip.destroy(error));
  let position = 0;
  try {
    for await (const chunk of file.pipe(gunzip)) {
      const skipped = Math.min(chunk.length, Math.max(0, from - position));
      position += chunk.length;
      if (skipped < chunk.length) yield chunk.subarray(skipped);
    }
  } catch (cause) {
    throw new GzipEndsEarly(path, position, cause);
  } finally {
    file.destroy();
  }
}

/** What is packed ends early or is damaged; what came before it is good. */
export class GzipEndsEarly extends SourceError {
  constructor(path: string, readonly position: number, cause: unknown) {
    super(`Could not unpack ${path} behind byte ${position}: it ends early or is damaged`, { cause });
  }
}
