/** A mail as it goes out: a template filled with what it tells of. */
import type { MailName, MailValue } from "./mail.ts";
import { escapeHtml, fill, htmlOf } from "./template.ts";
import { chooseTemplate, type Templates } from "./template_folder.ts";

export type Letter = ReturnType<typeof writeLetter>;

const VALUE_CHARACTERS_MAX = 500;
/** What stands where nothing is known, and for a time that never comes. */
const WORDS: Readonly<Record<string, { readonly unknown: string; readonly never: string }>> = {
  en: { unknown: "unknown", never: "without an end" },
  de: { unknown: "unbekannt", never: "ohne Ende" },
};
const FALLBACK_WORDS = { unknown: "–", never: "–" };

/** @param values times are shown in UTC, to the minute */
export function writeLetter(
  templates: Templates,
  mail: {
    readonly name: MailName;
    readonly language: string | null;
    readonly to: string;
    readonly values: Readonly<Record<string, MailValue | undefined>>;
  },
) {
  const { language, template } = chooseTemplate(templates, mail.name, mail.language);
  const words = WORDS[language] ?? FALLBACK_WORDS;
  const show = (value: MailValue | undefined): string => {
    if (value === null) return words.never;
    if (value === undefined || value === "") return words.unknown;
    return typeof value === "string" ? oneLine(value) : timeText(value);
  };
  const values = Object.fromEntries(Object.entries(mail.values).map(([name, value]) => [name, show(value)]));
  const text = fill(template.text, values);
  return {
    to: mail.to,
    subject: fill(template.subject, values),
    text,
    html: template.html === null ? htmlOf(text, language) : fill(template.html, values, escapeHtml),
  };
}

/** `2026-11-28 19:22 UTC` */
function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What a player or an operator wrote stays one line, so that it cannot pass for one of ours. */
function oneLine(value: string): string {
  return value.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").slice(
    0,
    VALUE_CHARACTERS_MAX,
  );
}
