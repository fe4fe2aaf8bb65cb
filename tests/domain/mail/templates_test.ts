import { expect } from "expect";
import { writeLetter } from "../../../lib/domain/mail/letter.ts";
import { COMMON_VALUES, MAIL_NAMES, type MailName, REQUIRED_VALUES } from "../../../lib/domain/mail/mail.ts";
import { readTemplates } from "../../../lib/domain/mail/template_folder.ts";

const AT = new Date("2026-03-04T05:06:07Z");
const LINK = "https://play.example.org/#reset=abc";
const VALUES = {
  place: "Gate <& house>",
  page: "https://play.example.org",
  username: "ada",
  when: AT,
  address: "198.51.100.7",
  device: "Firefox on Windows",
  link: LINK,
  until: AT,
  validFrom: AT,
  reason: "Cheating\r\nand lying",
  game: "Slime Online 2",
  passkey: "phone",
  provider: "Steam",
  left: "9",
};
/** An operator did it, whose address is not the player's business. */
const NO_ORIGIN: readonly MailName[] = ["suspended", "recovery_by_operator", "second_factor_off"];

async function withFiles<T>(files: Record<string, string>, use: (folder: string) => T): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_templates_" });
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
    return use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const write = (name: MailName, language: string | null, folder: string | null = null) =>
  writeLetter(readTemplates(folder), { name, language, to: "ada@example.org", values: VALUES });

for (const language of ["en", "de"]) {
  for (const name of MAIL_NAMES) {
    Deno.test(`the built-in mail ${name} (${language}) says who, when, from where, and what to do`, () => {
      const { subject, text, html } = write(name, language);
      expect(text).toContain("ada");
      expect(text).toContain("Gate <& house>");
      expect(text).toContain("2026-03-04 05:06 UTC");
      expect(text).toMatch(language === "en" ? /\b[Ii]f\b/ : /\b[Ww]enn\b/);
      if (!NO_ORIGIN.includes(name)) expect(text).toMatch(/198\.51\.100\.7\n.*Firefox on Windows/);
      for (const value of REQUIRED_VALUES[name]) {
        if (value !== "link") expect(text).toContain(value === "reason" ? "Cheating and lying" : shown(value));
      }
      if (REQUIRED_VALUES[name].includes("link")) expect(text.split("\n")).toContain(LINK);
      expect(subject).toContain("Gate");
      expect(subject + text + html).not.toMatch(/\{\{|undefined|null/);
      expect(subject).not.toContain("#");
      expect(html).toContain("Gate &lt;&amp; house&gt;");
      // Nothing that a mail program would fetch.
      expect(html).not.toMatch(/\ssrc=|url\(|<link|<script|<img/i);
    });
  }
}

const shown = (value: string) => {
  const found = VALUES[value as keyof typeof VALUES];
  return found instanceof Date ? "2026-03-04 05:06 UTC" : found;
};

Deno.test("a language without templates gets English", () => {
  expect(write("reset", "fr")).toEqual(write("reset", "en"));
  expect(write("reset", null)).toEqual(write("reset", "en"));
  expect(write("reset", "de").text).not.toEqual(write("reset", "en").text);
});

Deno.test("an operator's folder wins over the built-in texts, in new languages too; the others stay", async () => {
  const files = {
    "reset.en.txt": "Subject: Hey {{username}}\n\nHi {{ username }}!\n{{link}}\n",
    "reset.en.html": '<p>{{place}}: <a href="{{link}}">{{username}}</a></p>',
    "reset.fr.txt": "Bonjour {{username}}\n\n{{link}}\n",
    "README.md": "not a template",
  };
  await withFiles(files, (folder) => {
    expect(write("reset", "en", folder)).toEqual({
      to: "ada@example.org",
      subject: "Hey ada",
      text: `Hi ada!\n${LINK}\n`,
      html: `<p>Gate &lt;&amp; house&gt;: <a href="${LINK}">ada</a></p>`,
    });
    const french = write("reset", "fr", folder);
    expect(french.text).toBe(`Bonjour ada\n\n${LINK}\n`);
    expect(french.html).toContain(`<a href="${LINK}">${LINK}</a>`);
    expect(french.subject).toBe("Hey ada");
    expect(write("verify", "en", folder)).toEqual(write("verify", "en"));
  });
});

const REFUSED: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  [
    "an unknown placeholder",
    { "reset.en.txt": "{{username}} {{link}} {{password}}" },
    /there is no \{\{password\}\}, allo/,
  ],
  ["an unknown one in the HTML", {
    "reset.en.txt": "{{username}} {{link}}",
    "reset.en.html": "{{username}} {{link}} {{x}}",
  }, /reset\.en\.html: there is no \{\{x\}\}/],
  [
    "more than a name between the braces",
    { "new_login.en.txt": "{{username}} {{#if x}}" },
    /there is no \{\{#if x\}\}/,
  ],
  ["a link that is missing", { "reset.en.txt": "Hello {{username}}" }, /\{\{link\}\} is missing/],
  ["a name that is missing", { "new_login.de.txt": "Hallo" }, /\{\{username\}\} is missing/],
  [
    "a link in the subject",
    { "reset.en.txt": "Subject: {{link}}\n\n{{username}} {{link}}" },
    /may not stand in the subje/,
  ],
  ["a mail that there is not", { "resett.en.txt": "{{username}}" }, /no mail of that name, allowed: verify/],
  ["HTML alone", { "reset.fr.html": "{{username}} {{link}}" }, /has no reset\.fr\.txt/],
];

for (const [what, files, sentence] of REFUSED) {
  Deno.test(`${what} ends the start, with a sentence that names the file`, async () => {
    await withFiles(files, (folder) => {
      expect(() => readTemplates(folder)).toThrow(sentence);
      expect(() => readTemplates(folder)).toThrow(folder);
    });
  });
}

Deno.test("a folder that is not there ends the start", () => {
  expect(() => readTemplates("/nowhere/at/all")).toThrow("Could not read the mail templates of /nowhere/at/all");
});

Deno.test("what a player wrote opens no line and no tag", () => {
  const letter = writeLetter(readTemplates(null), {
    name: "passkey",
    language: "en",
    to: "ada@example.org",
    values: { ...VALUES, passkey: "x\r\n\r\nhttps://evil.example/\n<img src=x>{{link}}" },
  });
  expect(letter.text.split("\n")).not.toContain("https://evil.example/");
  expect(letter.html).not.toContain("<img");
  expect(letter.text).toContain("{{link}}");
});

Deno.test("every mail may show what all have", () => {
  expect(COMMON_VALUES).toEqual(["place", "page", "username", "when", "address", "device"]);
});
