/** One mail's text: a subject on its first line, and `{{name}}` where a value goes. Nothing else is understood. */
import { COMMON_VALUES, type MailName, REQUIRED_VALUES } from "./mail.ts";

export interface Template {
  readonly subject: string;
  readonly text: string;
  /** Null: made of the text. */
  readonly html: string | null;
}

/** Ready to be shown. */
export type Values = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;
const SUBJECT = /^Subject: ([^\r\n]+)\r?\n\r?\n?/;
/** Whoever sees a list of mails sees their subjects: no link in them. */
const IN_SUBJECT: readonly string[] = ["place", "username"];
const NEVER_LEFT_OUT: readonly string[] = ["username", "link"];

/** Parts a template's text from the subject above it; null where there is none. */
export function parseTemplate(source: string): { readonly subject: string | null; readonly text: string } {
  const found = SUBJECT.exec(source);
  return found === null
    ? { subject: null, text: source }
    : { subject: found[1] ?? "", text: source.slice(found[0].length) };
}

/** @throws {Error} in one sentence what the file has that it may not have, or has not and must */
export function verifyTemplate(name: MailName, file: string, source: string, subject: string | null): void {
  const allowed = [...COMMON_VALUES, ...REQUIRED_VALUES[name]];
  const used = placeholdersOf(source);
  const fail = (what: string): never => {
    throw new Error(`Could not read the mail template ${file}: ${what}`);
  };
  const stranger = used.find((placeholder) => !allowed.includes(placeholder));
  if (stranger !== undefined) fail(`there is no {{${stranger}}}, allowed: ${allowed.join(", ")}`);
  const missing = allowed.find((value) => NEVER_LEFT_OUT.includes(value) && !used.includes(value));
  if (missing !== undefined) fail(`{{${missing}}} is missing`);
  const secret = placeholdersOf(subject ?? "").find((placeholder) => !IN_SUBJECT.includes(placeholder));
  if (secret !== undefined) fail(`{{${secret}}} may not stand in the subject, allowed: ${IN_SUBJECT.join(", ")}`);
}

/** Puts the values in their places. @param escape for the language that the template is written in */
export function fill(template: string, values: Values, escape = (value: string) => value): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => escape(values[name] ?? ""));
}

/** HTML beside a text that has none of its own: its paragraphs, and a link where a line is one. Loads nothing. */
export function htmlOf(text: string, language: string): string {
  const paragraphs = text.trim().split(/\n{2,}/).map((paragraph) =>
    `<p>${paragraph.split("\n").map(lineOfHtml).join("<br>\n")}</p>`
  );
  return [
    "<!doctype html>",
    `<html lang="${escapeHtml(language)}">`,
    '<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>',
    '<body style="font: 16px/1.5 sans-serif; max-width: 34em; margin: 1.5em auto; padding: 0 1em">',
    ...paragraphs,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function placeholdersOf(source: string): string[] {
  return [...source.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

function lineOfHtml(line: string): string {
  const shown = escapeHtml(line);
  return /^https?:\/\/\S+$/.test(line) ? `<a href="${shown}">${shown}</a>` : shown;
}
