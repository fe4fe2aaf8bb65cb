/** Files that are no text of a database, though people take them for one: each is refused with the way out. */
import { SourceError } from "./source.ts";

const RESTORE = "Make SQL of it: pg_restore -f dump.sql FILE";
const UNPACK = "Unpack it first";

interface Format {
  readonly begins: string;
  readonly what: string;
  readonly wayOut: string;
}

/** By the bytes that they begin with, a letter each. */
const FORMATS: readonly Format[] = [
  { begins: "PGDMP", what: "pg_dump's custom format (-Fc)", wayOut: RESTORE },
  { begins: "toc.dat\0", what: "pg_dump's tar format (-Ft)", wayOut: RESTORE },
  { begins: "<?xml", what: "XML", wayOut: "Make the dump anew without --xml" },
  { begins: "PK\x03\x04", what: "packed by ZIP, as spreadsheets are too", wayOut: `${UNPACK}, or save it as text` },
  { begins: "\x28\xb5\x2f\xfd", what: "packed by zstd", wayOut: `${UNPACK}: zstd -d` },
  { begins: "\xfd7zXZ\0", what: "packed by xz", wayOut: `${UNPACK}: xz -d` },
  { begins: "BZh", what: "packed by bzip2", wayOut: `${UNPACK}: bzip2 -d` },
  { begins: "7z\xbc\xaf\x27\x1c", what: "packed by 7-Zip", wayOut: UNPACK },
  { begins: "\x04\x22\x4d\x18", what: "packed by lz4", wayOut: `${UNPACK}: lz4 -d` },
  { begins: "Rar!", what: "packed by RAR", wayOut: UNPACK },
  { begins: "\x1f\x8b", what: "packed by gzip", wayOut: `${UNPACK}: gzip -d` },
];
/** POSIX.1, "ustar Interchange Format": the mark stands in the first header. */
const TAR_MARK = "ustar", TAR_MARK_AT = 257;

/** @param bytes the first of the file, unpacked where its source unpacks. @throws {SourceError} */
export function refuseOtherFormats(path: string, bytes: Uint8Array): void {
  const format = FORMATS.find(({ begins }) => isAt(bytes, 0, begins)) ??
    (isAt(bytes, TAR_MARK_AT, TAR_MARK) ? { what: "an archive of tar", wayOut: UNPACK } : null);
  if (format !== null) throw new SourceError(`Could not read ${path}: it is ${format.what}. ${format.wayOut}`);
}

function isAt(bytes: Uint8Array, start: number, letters: string): boolean {
  if (bytes.length < start + letters.length) return false;
  return [...letters].every((letter, index) => bytes[start + index] === letter.charCodeAt(0));
}
