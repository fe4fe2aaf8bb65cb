/** What operators take for a dump, a CSV file or an export: refused before a byte of it is taken for rows. */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { openSource } from "../../../lib/imports/open_source.ts";

const FOLDER = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

async function refusal(bytes: Uint8Array, format: "csv" | "json" | null, isPartial = false): Promise<string> {
  const path = `${FOLDER}/file`;
  await Deno.writeFile(path, bytes);
  return await openSource(path, { tables: ["account"], isPartial, format, fields: ["localId"] })
    .then(() => "taken", (error) => error.message.replace(path, "file"));
}

const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const tar = (first: string) => letters(`${first.padEnd(257, "\0")}ustar\0`.padEnd(1_024, "\0"));

for (
  const [name, bytes, answer] of [
    ["pg_dump's custom format", letters("PGDMP\x01\x0e\0"), /custom format \(-Fc\)\. .*pg_restore -f dump\.sql/],
    ["pg_dump's tar format", tar("toc.dat"), /tar format \(-Ft\)\. .*pg_restore -f dump\.sql/],
    ["mysqldump --xml", letters('<?xml version="1.0"?>\n<mysqldump>;'), /it is XML\. Make the dump anew without --xml/],
    ["a ZIP file", letters("PK\x03\x04;;"), /packed by ZIP.* Unpack it first/],
    ["zstd", letters("\x28\xb5\x2f\xfd;;"), /packed by zstd\. Unpack it first: zstd -d/],
    ["xz", letters("\xfd7zXZ\0;;"), /packed by xz/],
    ["bzip2", letters("BZh91AY;;"), /packed by bzip2/],
    ["7-Zip", letters("7z\xbc\xaf\x27\x1c;;"), /packed by 7-Zip/],
    ["an archive", tar("acore_auth.sql"), /it is an archive of tar\. Unpack it first/],
  ] as const
) {
  Deno.test(`${name} is refused as a dump, as CSV and as JSON, with the way out`, async () => {
    for (const format of [null, "csv", "json"] as const) expect(await refusal(bytes, format)).toMatch(answer);
    expect(await refusal(bytes, null, true)).toMatch(answer); // --partial makes no rows of it either
    expect(await refusal(new Uint8Array(gzipSync(bytes)), null)).toMatch(answer);
  });
}

Deno.test("a folder and a pipe are no dump, and neither CSV nor JSON is taken packed", async () => {
  const folder = await openSource(FOLDER, { tables: [], isPartial: false, format: null, fields: [] })
    .then(() => "taken", (error) => error.message);
  expect(folder).toMatch(/it is a folder\. Give one file; .*pg_restore/);
  // A device stands in for the pipe of `<(zcat dump.sql.gz)`.
  await expect(openSource("/dev/null", { tables: [], isPartial: false, format: null, fields: [] })).rejects.toThrow(
    "it is no file. What comes through a pipe cannot be read twice: save it first",
  );
  const packed = new Uint8Array(gzipSync(letters("id,username\n1,ada\n")));
  for (const format of ["csv", "json"] as const) expect(await refusal(packed, format)).toMatch(/packed by gzip/);
});

Deno.test("JSON without a list of users is said to be no export", async () => {
  expect(await refusal(letters('{"kind": "identitytoolkit"}'), "json")).toBe(
    "Could not read file: it has no list of users. firebase auth:export users.json makes one",
  );
});

Deno.test("a SQLite file in UTF-16 is refused with the way out", async () => {
  const path = `${FOLDER}/wide.db`;
  const database = new DatabaseSync(path);
  database.exec("pragma encoding = 'UTF-16le'; create table account (id int); insert into account values (1)");
  database.close();
  await expect(openSource(path, { tables: ["account"], isPartial: false, format: null, fields: [] })).rejects.toThrow(
    "its text is UTF-16le. Make a dump of it: sqlite3 FILE .dump",
  );
});
