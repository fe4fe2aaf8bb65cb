/** What stands behind `deno task import`: the system, its sources and the options. */
import { parseArgs } from "node:util";
import { PASSWORD_KINDS } from "../../platform/crypto/foreign/password_hash.ts";
import { readers } from "../readers/mod.ts";
import type { SystemReader } from "../readers/reader.ts";
import { createTextDecoder } from "../source/charset.ts";

export type ImportCommand =
  | { readonly kind: "run"; readonly run: RunArguments }
  | { readonly kind: "status" }
  | { readonly kind: "undo"; readonly runId: number };

export interface RunArguments {
  readonly system: SystemReader;
  readonly sources: readonly [string, ...string[]];
  readonly isApplied: boolean;
  readonly into: string | null;
  readonly names: "rename" | "skip" | "fail";
  readonly sameEmail: "separate" | "skip";
  readonly timezone: string | null;
  readonly charset: string;
  readonly isPartial: boolean;
  readonly games: ReadonlyMap<string, string>;
  readonly passwords: string | null;
  readonly pepperFile: string | null;
  readonly hashConfig: string | null;
  readonly label: string;
  readonly batch: number;
  readonly report: string | null;
}

export const USAGE =
  `deno task import <system> <source…> [--into game] [options]   a dry run: reads everything, writes only the report
deno task import <system> <source…> --apply                  the same, and writes
deno task import status                                      the imports so far
deno task import undo <run>                                  takes back what nobody has used since

systems: ${readers.map(({ system }) => system).join(", ")}
source:  mysql://…, postgres://…, a SQLite file, a dump (.sql, .sql.gz), CSV or JSON; a game's own database is a second one

--into GAME              its characters come in; else they are counted
--names rename|skip|fail what becomes of a name that is taken or breaks our rule (rename)
--same-email separate|skip  what becomes of an e-mail that an account here has (separate: the account comes without it)
--timezone Area/City     of columns without a zone
--charset NAME           utf8 (default), latin1, euc-kr, …
--partial                takes the whole statements of half a dump
--game old=new           games by their foreign names (Wyrt); may be repeated
--passwords KIND         where a column does not say: ${PASSWORD_KINDS.join(", ")}
--pepper-file FILE       of bcrypt-pepper (Devise)
--hash-config FILE       Firebase's hash parameters
--label TEXT             the source's name in the book (the system's, as typed); two realms need two
--batch ROWS             in one transaction (2000)
--report DIR             where the report goes (./import-report-<run>)`;

/** What was typed is no command. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const BATCH_MAX = 20_000;
const LABEL = /^[\w .:-]{1,64}$/;

/** @throws {UsageError} naming the option, its value and what is allowed */
export function parseImportCommand(args: readonly string[]): ImportCommand {
  const { values, positionals } = parse(args);
  const [first, ...rest] = positionals;
  if (first === undefined) throw new UsageError(`Say what to import.\n\n${USAGE}`);
  if (first === "status") return { kind: "status" };
  if (first === "undo") {
    const runId = Number(rest[0]);
    if (!Number.isSafeInteger(runId) || runId < 1) {
      throw new UsageError(`undo takes the number of a run, as \`status\` lists them`);
    }
    return { kind: "undo", runId };
  }
  const system = readers.find((reader) => reader.system === first || reader.aliases?.includes(first));
  if (system === undefined) {
    throw new UsageError(`"${first}" is no system. Known: ${readers.map((reader) => reader.system).join(", ")}`);
  }
  if (values.passwords === "bcrypt-pepper" && values["pepper-file"] === undefined) {
    throw new UsageError("--passwords bcrypt-pepper needs --pepper-file: the pepper is in the site's configuration");
  }
  const [source, ...others] = rest;
  if (source === undefined) throw new UsageError(`Say where ${system.system}'s data is: a database URL or a file`);
  return {
    kind: "run",
    run: {
      system,
      sources: [source, ...others],
      isApplied: values.apply === true,
      into: values.into ?? null,
      names: oneOf("names", values.names ?? "rename", ["rename", "skip", "fail"] as const),
      sameEmail: oneOf("same-email", values["same-email"] ?? "separate", ["separate", "skip"] as const),
      timezone: readZone(values.timezone ?? null),
      charset: readCharset(values.charset ?? "utf8"),
      isPartial: values.partial === true,
      games: readGames(values.game ?? []),
      passwords: values.passwords === undefined ? null : oneOf("passwords", values.passwords, PASSWORD_KINDS),
      pepperFile: values["pepper-file"] ?? null,
      hashConfig: values["hash-config"] ?? null,
      label: readLabel(values.label ?? first),
      batch: readBatch(values.batch ?? "2000"),
      report: values.report ?? null,
    },
  };
}

/** The command as it was typed, for a message: what a URL holds of passwords is left out. */
export function describeCommand(args: readonly string[]): string {
  const words = args.map((word) => word.replace(/^(\w+:\/\/[^/@]*?):[^@/]*@/, "$1:***@"));
  return `deno task import ${words.map((word) => /^[\w./:@=,*+-]+$/.test(word) ? word : `'${word}'`).join(" ")}`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        apply: { type: "boolean" },
        into: { type: "string" },
        names: { type: "string" },
        "same-email": { type: "string" },
        timezone: { type: "string" },
        charset: { type: "string" },
        partial: { type: "boolean" },
        game: { type: "string", multiple: true },
        passwords: { type: "string" },
        "pepper-file": { type: "string" },
        "hash-config": { type: "string" },
        label: { type: "string" },
        batch: { type: "string" },
        report: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${option} is "${value}", allowed: ${allowed.join(", ")}`);
  return found;
}

function readZone(zone: string | null): string | null {
  if (zone === null) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    throw new UsageError(`--timezone is "${zone}", allowed: a zone such as Europe/Berlin`);
  }
}

function readCharset(charset: string): string {
  try {
    createTextDecoder(charset);
    return charset;
  } catch {
    throw new UsageError(`--charset is "${charset}", allowed: utf8, latin1, euc-kr, shift_jis, gbk, big5 and so on`);
  }
}

function readGames(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(pairs.map((pair) => {
    const [from = "", to = "", ...more] = pair.split("=");
    if (from === "" || to === "" || more.length > 0) throw new UsageError(`--game is "${pair}", allowed: old=new`);
    return [from, to];
  }));
}

function readLabel(label: string): string {
  if (!LABEL.test(label)) {
    throw new UsageError(`--label is "${label}", allowed: 1 to 64 letters, digits, spaces and _ . : -`);
  }
  return label;
}

function readBatch(text: string): number {
  const batch = Number(text);
  if (!Number.isInteger(batch) || batch < 1 || batch > BATCH_MAX) {
    throw new UsageError(`--batch is "${text}", allowed: 1 to ${BATCH_MAX}`);
  }
  return batch;
}
