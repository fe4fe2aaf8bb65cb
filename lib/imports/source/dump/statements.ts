/** The beginnings of the three statements that matter: `CREATE TABLE`, `INSERT INTO`, `COPY … FROM stdin`. */

export interface TableHead {
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
  const columns = splitTopLevel(text.slice(match[0].length), escapes).flatMap((part) => {
    const trimmed = part.trim();
    if (
      /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|FULLTEXT|SPATIAL|CHECK|EXCLUDE|LIKE|PERIOD)\b/i.test(trimmed)
    ) return [];
    const name = new RegExp(`^${PART}`).exec(trimmed)?.[0];
    return name === undefined ? [] : [unquote(name)];
  });
  return { table: lastPart(match[1] ?? ""), columns };
}

function readHead(match: RegExpExecArray | null): (TableHead & { readonly length: number }) | null {
  if (match === null) return null;
  const list = match[2];
  const columns = list === undefined
    ? null
    : [...list.slice(1, -1).matchAll(new RegExp(PART, "g"))].map(([name]) => unquote(name));
  return { table: lastPart(match[1] ?? ""), columns, length: match[0].length };
}

function lastPart(name: string): string {
  return unquote([...name.matchAll(new RegExp(PART, "g"))].at(-1)?.[0] ?? name);
}

function unquote(name: string): string {
  const quote = name[0];
  if (quote !== "`" && quote !== '"') return name;
  return name.slice(1, -1).replaceAll(quote + quote, quote);
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
