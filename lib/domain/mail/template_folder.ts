/** The templates of a folder, `<name>.<language>.txt` and `.html`: the built-in ones, and an operator's over them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROGRAM_ROOT } from "../../platform/program_root.ts";
import { MAIL_NAMES, type MailName } from "./mail.ts";
import { parseTemplate, type Template, verifyTemplate } from "./template.ts";

/** By language, by name. */
export type Templates = ReadonlyMap<string, ReadonlyMap<MailName, Template>>;

/** In which a mail is written whose player's language has no template. */
const FALLBACK_LANGUAGE = "en";

const BUILT_IN = fileURLToPath(new URL("lib/domain/mail/templates", PROGRAM_ROOT));
const FILE = /^([a-z_]+)\.([a-z]{2,3})\.(txt|html)$/;
const FILE_BYTES_MAX = 64 * 1_024;
const FILES_MAX = 1_000;

/**
 * Reads the built-in templates and, over them, those of `folder`.
 * @throws {Error} in one sentence naming the file that is not a template
 */
export function readTemplates(folder: string | null): Templates {
  const templates = new Map<string, Map<MailName, Template>>();
  for (const from of folder === null ? [BUILT_IN] : [BUILT_IN, folder]) readFolder(from, templates);
  return templates;
}

/** The template in that language, or in English. */
export function chooseTemplate(templates: Templates, name: MailName, language: string | null) {
  for (const candidate of [language ?? FALLBACK_LANGUAGE, FALLBACK_LANGUAGE]) {
    const template = templates.get(candidate)?.get(name);
    if (template !== undefined) return { language: candidate, template };
  }
  throw new Error(`Could not write the mail ${name}: there is no template`);
}

function readFolder(folder: string, templates: Map<string, Map<MailName, Template>>): void {
  const files = listFiles(folder);
  for (const [, name, language, kind] of files) {
    if (!isMailName(name)) {
      throw new Error(
        `Could not read the mail template ${join(folder, `${name}.${language}.${kind}`)}: there is no mail of that ` +
          `name, allowed: ${MAIL_NAMES.join(", ")}`,
      );
    }
    if (kind !== "txt") continue;
    const ofLanguage = templates.get(language) ?? new Map();
    const subject = (ofLanguage.get(name) ?? templates.get(FALLBACK_LANGUAGE)?.get(name))?.subject;
    const hasHtml = files.some((file) => file[1] === name && file[2] === language && file[3] === "html");
    templates.set(language, ofLanguage.set(name, readTemplate(folder, { name, language, hasHtml, subject })));
  }
  const alone = files.find(([, name, language, kind]) =>
    kind === "html" && !files.some((file) => file[1] === name && file[2] === language && file[3] === "txt")
  );
  if (alone !== undefined) {
    throw new Error(
      `Could not read the mail template ${join(folder, alone[0])}: it has no ${alone[1]}.${alone[2]}.txt`,
    );
  }
}

function readTemplate(
  folder: string,
  of: { name: MailName; language: string; hasHtml: boolean; subject: string | undefined },
): Template {
  const path = (kind: string) => join(folder, `${of.name}.${of.language}.${kind}`);
  const { subject = null, text } = parseTemplate(readText(path("txt")));
  verifyTemplate(of.name, path("txt"), text, subject);
  const html = of.hasHtml ? readText(path("html")) : null;
  if (html !== null) verifyTemplate(of.name, path("html"), html, null);
  return { subject: subject ?? of.subject ?? "{{place}}", text, html };
}

function listFiles(folder: string): (readonly [file: string, name: string, language: string, kind: string])[] {
  try {
    return readdirSync(folder).slice(0, FILES_MAX).toSorted().flatMap((file) => {
      const [, name, language, kind] = FILE.exec(file) ?? [];
      return name === undefined ? [] : [[file, name, language ?? "", kind ?? ""] as const];
    });
  } catch (error) {
    throw new Error(
      `Could not read the mail templates of ${folder}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function readText(path: string): string {
  if (statSync(path).size > FILE_BYTES_MAX) {
    throw new Error(`Could not read the mail template ${path}: it is larger than ${FILE_BYTES_MAX} bytes`);
  }
  return readFileSync(path, "utf8").replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

function isMailName(name: string): name is MailName {
  return (MAIL_NAMES as readonly string[]).includes(name);
}
