import { expect } from "expect";
import { SAYINGS } from "../../lib/domain/diagnosis/sayings.ts";
import { MAIL_NAMES } from "../../lib/domain/mail/mail.ts";
import { createSchema } from "../../lib/platform/config/schema.ts";
import { listSettings } from "../../lib/platform/config/setting_list.ts";
import type { SessionEndReason } from "../../lib/platform/database/events.ts";

const STATIC = new URL("../../static/", import.meta.url);

type Texts = Readonly<Record<string, string>>;

async function readTexts(language: string): Promise<Texts> {
  return JSON.parse(await Deno.readTextFile(new URL(`console/texts/${language}.json`, STATIC)));
}

/** Those of the console, without their beginning. */
function ofConsole(texts: Texts): Map<string, string> {
  return new Map(
    Object.entries(texts).filter(([key]) => key.startsWith("console.")).map(([key, text]) => [key.slice(8), text]),
  );
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}

async function scripts(folder: URL): Promise<string[]> {
  const texts: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) texts.push(...await scripts(new URL(`${entry.name}/`, folder)));
    else if (entry.name.endsWith(".js")) texts.push(await Deno.readTextFile(new URL(entry.name, folder)));
  }
  return texts;
}

Deno.test("every language of the console has the same texts with the same places in them", async () => {
  const [english, german] = [ofConsole(await readTexts("en")), ofConsole(await readTexts("de"))];
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    if (!key.endsWith(".one")) expect([key, placeholders(german.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  }
});

Deno.test("every text that the console names is there", async () => {
  const english = ofConsole(await readTexts("en"));
  const source = (await scripts(new URL("console/", STATIC))).join("\n");
  const named = [...source.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key ?? "");
  const counted = [...source.matchAll(/\bcount\(\s*"([\w.]+)"/g)].map(([, key]) => `${key}.other`);
  expect(named.length).toBeGreaterThan(150);
  expect([...named, ...counted].filter((key) => !english.has(key))).toEqual([]);
});

Deno.test("what the server says in English has words in every other language: of each rule, and for each setting", async () => {
  const german: Texts = JSON.parse(await Deno.readTextFile(new URL("console/texts/server.de.json", STATIC)));
  const said = new Map(Object.entries(SAYINGS).map(([key, text]) => [`said.${key}`, text]));
  const settings = listSettings(createSchema("/")).map(({ key }) => `config.${key}`);
  const methods = ["method.totp", "method.recovery", "method.passkey"];
  expect(Object.keys(german).sort()).toEqual([...said.keys(), ...settings, ...methods].sort());
  for (const [key, text] of said) expect([key, placeholders(german[key] ?? "")]).toEqual([key, placeholders(text)]);
});

/** Complete by its type. */
const SESSION_ENDS: Record<SessionEndReason, true> = {
  logged_out: true,
  banned: true,
  suspended: true,
  revoked: true,
  password_changed: true,
  security_changed: true,
  deleted: true,
  expired: true,
  taken_elsewhere: true,
  disconnected: true,
  timed_out: true,
  shutdown: true,
  broken_protocol: true,
};

Deno.test("each end of a session and each mail has a name", async () => {
  const english = ofConsole(await readTexts("en"));
  const named = [
    ...Object.keys(SESSION_ENDS).map((reason) => `session_end.${reason}`),
    ...MAIL_NAMES.map((name) => `mail_name.${name}`),
  ];
  expect(named.filter((key) => !english.has(key))).toEqual([]);
});
