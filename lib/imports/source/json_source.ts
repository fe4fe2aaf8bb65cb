/** Firebase's export (`firebase auth:export users.json`) as a source of one table, `users`: an object `{users: [{…}]}`. */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { refuseOtherFormats } from "./other_formats.ts";
import { type Cells, inHandfuls, type Source, SourceError, statSource } from "./source.ts";

export const JSON_TABLE = "users";
const USER_BYTES_MAX = 1_024 * 1_024;
/** What JSON can write (`"\ud800"`) and no charset has: the row says so when it is read. */
const HALF_A_SURROGATE = Uint8Array.of(0xed, 0xa0, 0x80);
const QUOTE = 0x22, BACKSLASH = 0x5c, OPEN = 0x7b, CLOSE = 0x7d, OPEN_LIST = 0x5b, CLOSE_LIST = 0x5d;

/** @param fields the members that become columns; a nested one is given as JSON. @throws {SourceError} */
export async function openJsonSource(path: string, fields: readonly string[]): Promise<Source> {
  await statSource(path);
  let count = 0;
  for await (const _ of users(path)) count++;
  return {
    description: `${basename(path)}, JSON`,
    tables: new Map([[JSON_TABLE, fields]]),
    count: () => Promise.resolve(count),
    rows: (_table, wanted) => inHandfuls(toCells(users(path), wanted)),
    close: () => Promise.resolve(),
  };
}

async function* toCells(all: AsyncIterable<Record<string, unknown>>, wanted: readonly string[]): AsyncIterable<Cells> {
  const encoder = new TextEncoder();
  for await (const user of all) {
    yield wanted.map((field) => {
      const value = user[field];
      if (value === null || value === undefined) return null;
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      return text.isWellFormed() ? encoder.encode(text) : HALF_A_SURROGATE;
    });
  }
}

/** The objects of the one list, each parsed by itself, so that the file may be larger than memory. */
async function* users(path: string): AsyncIterable<Record<string, unknown>> {
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  let isInList = false;
  let parts: Uint8Array[] = [];
  let length = 0;
  let position = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1_024 }) as AsyncIterable<Uint8Array>) {
    if (position === 0) refuseOtherFormats(path, chunk);
    let from = depth > 0 && isInList ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (isEscaped) isEscaped = false;
      else if (isInText) {
        if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInText = false;
      } else if (byte === QUOTE) isInText = true;
      else if (!isInList) isInList = byte === OPEN_LIST;
      else if (byte === OPEN) {
        if (depth++ === 0) from = at;
      } else if (byte === CLOSE && depth > 0 && --depth === 0) {
        yield parseUser(path, [...parts, chunk.slice(from, at + 1)], position + at);
        [parts, length, from] = [[], 0, -1];
      } else if (byte === CLOSE_LIST && depth === 0) return;
    }
    if (from !== -1) {
      parts.push(chunk.slice(from));
      length += chunk.length - from;
      if (length > USER_BYTES_MAX) {
        throw new SourceError(`Could not read ${path} at byte ${position}: a user has more than 1 MiB`);
      }
    }
    position += chunk.length;
  }
  if (!isInList) {
    throw new SourceError(`Could not read ${path}: it has no list of users. firebase auth:export users.json makes one`);
  }
  throw new SourceError(`Could not read ${path}: it ends early, at byte ${position}`);
}

function parseUser(path: string, parts: readonly Uint8Array[], position: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new SourceError(`Could not read ${path} at byte ${position}: a user is no JSON in UTF-8`, { cause });
  }
  throw new SourceError(`Could not read ${path} at byte ${position}: a user is no object`);
}
