/**
 * The reader of dumps under seeded cases: what a dump writes comes back byte for byte, however it arrives, and what is
 * broken ends in rows or in one sentence. `DUMP_FUZZ_CASES=200000` is the long run; a seed that failed is named, and comes
 * again with `DUMP_FUZZ_FIRST`.
 */
import { expect } from "expect";
import { ByteWindow } from "../../../lib/imports/source/dump/byte_window.ts";
import type { Dialect } from "../../../lib/imports/source/dump/lexer.ts";
import { scanDump } from "../../../lib/imports/source/dump/scan.ts";
import { type Cell, SourceError } from "../../../lib/imports/source/source.ts";

const CASES = Number(Deno.env.get("DUMP_FUZZ_CASES") ?? 5_000);
const FIRST = Number(Deno.env.get("DUMP_FUZZ_FIRST") ?? 1);
const COLUMNS = ["id", "na me", "secret"] as const;
const encoder = new TextEncoder();

/** Mulberry32, by Tommy Ettinger: small, and the same everywhere. */
function createRandom(seed: number) {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit);
  };
  return {
    below,
    chance: (percent: number) => below(100) < percent,
    pick: <T>(list: readonly T[]) => list[below(list.length)]!,
  };
}
type RandomOf = ReturnType<typeof createRandom>;

/** Bytes that mean something in a dump come more often than others. */
const TELLING = [
  0x00,
  0x08,
  0x09,
  0x0a,
  0x0d,
  0x1a,
  0x22,
  0x23,
  0x24,
  0x27,
  0x28,
  0x29,
  0x2a,
  0x2c,
  0x2d,
  0x2e,
  0x2f,
  0x3b,
  0x4e,
  0x5c,
  0x60,
  0x80,
  0xc3,
  0xff,
];

function makeCell(random: RandomOf, hasNull: boolean): Cell {
  if (random.chance(12)) return null;
  return Uint8Array.from({ length: random.below(random.chance(5) ? 300 : 12) }, () => {
    const byte = random.chance(50) ? random.pick(TELLING) : random.below(256);
    return byte === 0 && !hasNull ? 0x30 : byte;
  });
}

type WriteRows = (rows: readonly (readonly Cell[])[], random: RandomOf) => Uint8Array;

const bytesOf = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => typeof part === "string" ? encoder.encode(part) : part)));
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const letters = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** As mysql_real_escape_string and phpMyAdmin write it, or in hexadecimal. */
function mysqlValue(cell: Cell, random: RandomOf): Uint8Array {
  if (cell === null) return encoder.encode(random.pick(["NULL", "null"]));
  if (random.chance(20)) {
    return encoder.encode(
      cell.length === 0 ? "''" : random.pick([`0x${cell.toHex()}`, `X'${cell.toHex()}'`, `_binary 0x${cell.toHex()}`]),
    );
  }
  const escapes: Record<number, string> = {
    0: "\\0",
    10: "\\n",
    13: "\\r",
    26: "\\Z",
    34: '\\"',
    39: random.pick(["\\'", "''"]),
    92: "\\\\",
  };
  if (random.chance(10)) {
    const inDoubleQuotes = (letter: string) =>
      letter === "\0" ? "\\0" : letter === '"' ? random.pick(['\\"', '""']) : letter === "\\" ? "\\\\" : letter;
    return latin1(`"${letters(cell).replace(/[^]/g, inDoubleQuotes)}"`);
  }
  const isRaw = random.chance(30); // line feeds and quotation marks may stand as they are
  const text = letters(cell).replace(
    /[^]/g,
    (letter) => isRaw && '\n\r\x1a"'.includes(letter) ? letter : escapes[letter.charCodeAt(0)] ?? letter,
  );
  return latin1(`${random.pick(["", "", "_binary ", "_utf8mb4"])}'${text}'`);
}

const writeMysql: WriteRows = (rows, random) => {
  const comment = () =>
    random.pick([
      "",
      "",
      "-- it's; (a\n",
      "/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n",
      "# '\n",
      "LOCK TABLES `t` WRITE;\n",
    ]);
  const parts: (string | Uint8Array)[] = [
    "CREATE TABLE `t` (\n `id` int COMMENT 'a;b'',c',\n `na me` text,\n `secret` varbinary(9) DEFAULT '\\'',\n PRIMARY KEY (`id`)\n);\n",
  ];
  const list = random.chance(50) ? " (`secret`, `id`, `na me`)" : "";
  for (let at = 0; at < rows.length;) {
    const count = 1 + random.below(4);
    parts.push(
      comment(),
      random.pick(["INSERT INTO", "insert ignore into", "REPLACE INTO"]),
      " `t`",
      list,
      random.pick([" VALUES\n", " VALUES "]),
    );
    rows.slice(at, at + count).forEach(([id, name, secret], index) => {
      const cells = list === "" ? [id!, name!, secret!] : [secret!, id!, name!];
      parts.push(index === 0 ? "(" : random.pick([",(", ",\n ("]));
      cells.forEach((cell, place) => parts.push(place === 0 ? "" : random.pick([",", ", "]), mysqlValue(cell, random)));
      parts.push(")");
    });
    parts.push(random.pick([";\n", ";\r\n", " ON DUPLICATE KEY UPDATE id = 'x;';\n"]));
    at += count;
  }
  return bytesOf(...parts);
};

const CREATE_POSTGRES =
  "CREATE TABLE public.t (\n id integer,\n \"na me\" text DEFAULT 'it''s, \\',\n secret bytea\n);\n";

const writeInserts: WriteRows = (rows, random) =>
  bytesOf(
    CREATE_POSTGRES,
    ...rows.flatMap((cells) => [
      "INSERT INTO public.t VALUES (",
      ...cells.flatMap((cell, place) => [
        place === 0 ? "" : ", ",
        cell === null
          ? "NULL"
          : random.chance(50)
          ? latin1(`'${letters(cell).replaceAll("'", "''")}'`)
          : latin1(`E'${letters(cell).replaceAll("\\", "\\\\").replaceAll("'", random.pick(["''", "\\'"]))}'`),
      ]),
      random.pick([");\n", ") ;\n", ") ON CONFLICT DO NOTHING;\n"]),
    ]),
  );

/** With `standard_conforming_strings` off. */
const writeEscapedInserts: WriteRows = (rows) =>
  bytesOf(
    'CREATE TABLE public.t (\n id integer,\n "na me" text,\n secret bytea\n);\n',
    ...rows.flatMap((cells) => [
      "INSERT INTO public.t VALUES (",
      ...cells.flatMap((cell, place) => [
        place === 0 ? "" : ", ",
        cell === null ? "NULL" : latin1(`'${letters(cell).replaceAll("\\", "\\\\").replaceAll("'", "''")}'`),
      ]),
      ");\n",
    ]),
  );

const writeCopy: WriteRows = (rows, random) => {
  const escape = (letter: string): string =>
    ({ "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\" })[letter] ?? letter;
  const end = random.pick(["\n", "\n", "\r\n"]);
  return bytesOf(
    CREATE_POSTGRES,
    "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ select 'COPY t FROM stdin;' $_$;\n",
    `COPY public.t (id, "na me", secret) FROM stdin;${end}`,
    ...rows.flatMap((cells) => [
      latin1(
        cells.map((cell) => cell === null ? "\\N" : letters(cell).replace(/[\b\f\n\r\t\v\\]/g, escape)).join("\t"),
      ),
      end,
    ]),
    `\\.${end}`,
    random.pick(["", "\n", "SELECT 1;\n"]),
  );
};

const WRITERS: readonly (readonly [Dialect, WriteRows, boolean])[] = [
  ["mysql", writeMysql, true],
  ["postgres", writeInserts, false],
  ["postgres-escaped", writeEscapedInserts, false],
  ["postgres", writeCopy, false],
];

/** In bits of any length, so that every border falls everywhere. */
async function* inBits(bytes: Uint8Array, random: RandomOf): AsyncIterable<Uint8Array> {
  const most = random.pick([3, 40, 700, 100_000]);
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.below(most);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function read(bytes: Uint8Array, dialect: Dialect, random: RandomOf): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  const options = { dialect, wanted: (table: string) => table.endsWith("t") ? COLUMNS : null, columns: new Map() };
  for await (const part of scanDump(new ByteWindow(inBits(bytes, random)), options)) {
    if (part.kind === "rows") rows.push(...part.rows);
  }
  return rows;
}

const shown = (rows: readonly (readonly Cell[])[]) => rows.map((cells) => cells.map((cell) => cell?.toHex() ?? null));

async function tryCase(seed: number): Promise<void> {
  const random = createRandom(seed);
  const [dialect, write, hasNull] = random.pick(WRITERS);
  const rows = Array.from({ length: random.below(7) }, () => COLUMNS.map(() => makeCell(random, hasNull)));
  const bytes = write(rows, random);
  const whole = await read(bytes, dialect, random);
  const [found, written] = [JSON.stringify(shown(whole)), JSON.stringify(shown(rows))];
  if (found !== written) {
    throw new Error(`seed ${seed}: ${found} was read of ${written}: ${JSON.stringify(letters(bytes))}`);
  }
  const broken = bytes.slice(0, random.chance(50) ? bytes.length : random.below(bytes.length + 1));
  for (let change = random.below(6); change > 0 && broken.length > 0; change--) {
    broken[random.below(broken.length)] = random.chance(50) ? random.pick(TELLING) : random.below(256);
  }
  // However it arrives, it is the same: rows, or where and why not.
  const outcomes = [];
  for (let time = 0; time < 2; time++) {
    outcomes.push(
      await read(broken, dialect, random).then((rows) => JSON.stringify(shown(rows)), (error) => {
        if (!(error instanceof SourceError)) {
          throw new Error(`seed ${seed}: ${error}: ${JSON.stringify(letters(broken))}`);
        }
        return error.message;
      }),
    );
  }
  if (outcomes[0] !== outcomes[1]) {
    throw new Error(`seed ${seed}: ${outcomes.join(" or ")}: ${JSON.stringify(letters(broken))}`);
  }
}

Deno.test(`${CASES} seeded dumps come back byte for byte, and broken ones end alike however they arrive`, async () => {
  for (let seed = FIRST; seed < FIRST + CASES; seed++) await tryCase(seed);
  expect(CASES).toBeGreaterThan(0);
});
