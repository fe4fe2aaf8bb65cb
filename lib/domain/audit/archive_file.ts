/** Files of archived entries: NDJSON under gzip, on the disk before anybody hears of them. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { flushFolder, putIntoPlace } from "../../platform/backups/files.ts";

/** Of one month. */
const FILES_MAX = 999;

/** What the next file says of the one before it. */
export interface ArchiveName {
  readonly name: string;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

export type ArchiveFolder = ReturnType<typeof openArchiveFolder>;

export function openArchiveFolder(folder: string) {
  return {
    /** Writes `lines`, each an object on a line of its own. @returns the file, once it is flushed to the disk */
    async write(month: string, lines: AsyncIterable<object>): Promise<ArchiveName> {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const aside = join(folder, `${nameOf(month, 1)}.part`);
      rmSync(aside, { force: true });
      try {
        await pipeline(Readable.from(textOf(lines)), createGzip(), createWriteStream(aside, { mode: 0o600 }));
        const sha256 = await hashOf(aside);
        const { name, isThere } = await findPlace(folder, month, sha256);
        if (isThere) flushFolder(join(folder, name));
        else putIntoPlace(aside, join(folder, name));
        return { name, sha256 };
      } finally {
        rmSync(aside, { force: true });
      }
    },
    /** @throws {Error} when the file is not there, or not what it was */
    async verify({ name, sha256 }: ArchiveName): Promise<void> {
      const path = join(folder, name);
      if (!existsSync(path)) {
        throw new Error(`Could not find ${path}: entries of the audit log leave it only while their archive is there`);
      }
      if (await hashOf(path) !== sha256) throw new Error(`Could not trust ${path}: it is not what was written there`);
    },
  };
}

async function* textOf(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/**
 * A file that is there already is never written over: it may be of the time before a backup was restored. One with the
 * very same in it was left by a server that ended before the database knew of it, and is taken as it is.
 */
async function findPlace(folder: string, month: string, sha256: string): Promise<{ name: string; isThere: boolean }> {
  for (let copy = 1; copy <= FILES_MAX; copy++) {
    const name = nameOf(month, copy);
    if (!existsSync(join(folder, name))) return { name, isThere: false };
    if (await hashOf(join(folder, name)) === sha256) return { name, isThere: true };
  }
  throw new Error(`Could not name an archive: ${FILES_MAX} of ${month} are in ${folder}`);
}

/** @param copy from 1 on */
function nameOf(month: string, copy: number): string {
  return `audit-${month}${copy === 1 ? "" : `-${copy}`}.ndjson.gz`;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}
