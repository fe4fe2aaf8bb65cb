/** The beginnings of the three statements that matter: `CREATE TABLE`, `INSERT INTO`, `COPY … FROM stdin`. */

export interface TableHead {
  /** With its database or schema in front, where one stands there: `auth.users`. */
  readonly table: string;
  /** Null where the statement names none: then they are those of `CREATE TABLE`. */
  readonly columns: readonly string[] | null;
}

/** A name, quoted in any of the three ways or bare, with its database or schema in front or not. */
const PART = String.raw`(?:\x60(?:[^\x60]|\x60\x60)+\x60|"(?:[^"]|"")+"|[A-Za-z_][\w$]*)`;
const NAME = String.raw`${PART}(?:\s*\.\s*${PART})*`;
const LIST = String.raw`\(\s*${PART}(?:\s*,\s*${PART})*\s*\)`;

const INSERT = new RegExp(
  String
    .raw`^(?:INSERT|REPLACE)\s+(?:(?:IGNORE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY)\s+)*(?:INTO\s+)?(${NAME})\s*(${LIST})?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*`,
  "i",
);
const COPY = new RegExp(String.raw`^COPY\s+(${NAME})\s*(${LIST})?\s+FROM\s+stdin[^;\n]*;\r?\n`, "i");
const CREATE = new RegExp(
  String.raw`^CREATE\s+(?:UNLOGGED\s+|TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(${NAME})\s*\(`,
  "i",
);

/** @returns the head and how many characters it has, up to the first bracket of a row; null when it is another statement */
export function readInsertHead(text: string): (TableHead & { readonly length: number }) | null {
  return readHead(INSERT.exec(text));
}

/** @returns the head and its length, up to the first line of rows */
export function readCopyHead(text: string): (TableHead & { readonly length: number }) | null {
  return readHead(COPY.exec(text));
}

/** @param text the whole statement. @param escapes whether a backslash takes the next letter for what it is */
export function readCreateTable(
  text: string,
  escapes: boolean,
): { readonly table: string; readonly columns: readonly string[] } | null {
  const match = CREATE.exec(text);
  if (match === null) return null;
  const body = withoutComments(text.slice(match[0].length), escapes);
  const columns = splitTopLevel(body, escapes).flatMap((part) => {
    const trimmed = part.trim();
    if (
      /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|FULLTEXT|SPATIAL|CHECK|EXCLUDE|LIKE|PERIOD)\b/i.test(trimmed)
    ) return [];
    const name = new RegExp(`^${PART}`).exec(trimmed)?.[0];
    return name === undefined ? [] : [unquote(name)];
  });
  return { table: dotted(match[1] ?? ""), columns };
}

/** `USE realm;` of MySQL's client, `SET search_path = auth, pg_catalog;` of older pg_dumps: where bare names belong. */
const SCOPE = new RegExp(String.raw`^(?:USE|SET\s+search_path\s*(?:=|TO))\s+(${PART})\s*(?:,[^;]*)?;`, "i");

export function readScope(text: string): string | null {
  const name = SCOPE.exec(text)?.[1];
  return name === undefined ? null : unquote(name);
}

/** `\\connect realm` of psql, as pg_dumpall writes it: what follows belongs to another database. */
const CONNECT = new RegExp(String.raw`^\\c(?:onnect)?\s+(?:-reuse-previous=\w+\s+)?(.*?)\s*$`);

export function readConnect(line: string): string | null {
  const name = CONNECT.exec(line)?.[1];
  return name === undefined ? null : /dbname='([^']*)'/.exec(name)?.[1] ?? unquote(name);
}

/** `users` of `auth.users`. */
export function bareName(table: string): string {
  return table.slice(table.lastIndexOf(".") + 1);
}

function readHead(match: RegExpExecArray | null): (TableHead & { readonly length: number }) | null {
  if (match === null) return null;
  const list = match[2];
  const columns = list === undefined
    ? null
    : [...list.slice(1, -1).matchAll(new RegExp(PART, "g"))].map(([name]) => unquote(name));
  return { table: dotted(match[1] ?? ""), columns, length: match[0].length };
}

/** The last two parts at most: whatever stands before a schema is the database. */
function dotted(name: string): string {
  return [...name.matchAll(new RegExp(PART, "g"))].slice(-2).map(([part]) => unquote(part)).join(".");
}

function unquote(name: string): string {
  const quote = name[0];
  if (quote !== "`" && quote !== '"') return name;
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Schemas that people write by hand have comments between their columns. */
function withoutComments(text: string, escapes: boolean): string {
  let kept = "";
  for (let at = 0; at < text.length;) {
    const character = text[at]!;
    if ("'\"`".includes(character)) {
      const end = quoteEnd(text, at, escapes) + 1;
      kept += text.slice(at, end);
      at = end;
    } else if (text.startsWith("--", at) || (character === "#" && escapes)) {
      at = behind(text, "\n", at);
      kept += "\n";
    } else if (text.startsWith("/*", at)) at = behind(text, "*/", at);
    else {
      kept += character;
      at++;
    }
  }
  return kept;
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

/** Up to the bracket that ends the list; commas within brackets and quotes are none of its own. */
function splitTopLevel(text: string, escapes: boolean): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ("'\"`".includes(character)) at = quoteEnd(text, at, escapes);
    else if (character === "(") depth++;
    else if (character === ")" && depth-- === 0) return [...parts, text.slice(from, at)];
    else if (character === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function quoteEnd(text: string, start: number, escapes: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\" && escapes) at++;
    else if (text[at] === text[start]) {
      if (text[at + 1] !== text[start]) return at;
      at++;
    }
  }
  return text.length;
}
