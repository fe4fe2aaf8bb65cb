import { expect } from "expect";
import { loadConfig } from "../../../lib/platform/config/config.ts";
import { createSchema } from "../../../lib/platform/config/schema.ts";
import { listSettings, type Setting } from "../../../lib/platform/config/setting_list.ts";

const root = new URL("../../../", import.meta.url);
const settings = listSettings(createSchema("/work"));

/** The rows of the document's tables that begin with a key, a variable, a default, what is allowed, and a meaning. */
function documentedRows(): string[][] {
  const text = Deno.readTextFileSync(new URL("docs/configuration.md", root));
  return text.split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function expectedRow({ key, variable, notes }: Setting): string[] {
  const fallback = notes.isRequired
    ? "required"
    : notes.fallback === null
    ? "none"
    : code(JSON.stringify(notes.fallback));
  return [code(key), variable === null ? "" : code(variable), fallback, notes.allowed, notes.about];
}

const code = (text: string) => "`" + text + "`";

Deno.test("the document lists every setting, as the schema has it, in the order of the schema, and no other", () => {
  expect(documentedRows()).toEqual(settings.map(expectedRow));
});

Deno.test("every setting has a key, a variable and a meaning of its own", () => {
  for (const values of [settings.map(({ key }) => key), settings.map(({ notes }) => notes.about)]) {
    expect(values).toEqual([...new Set(values)]);
  }
  const variables = settings.flatMap(({ variable }) => variable ?? []);
  expect(variables).toEqual([...new Set(variables)]);
});

Deno.test("the contract's variables are all there", () => {
  const variables = new Map(settings.map(({ key, variable }) => [variable, key]));
  expect([
    "HOST",
    "PORT",
    "DATABASE_URL",
    "DATA_DIR",
    "MASTER_KEY",
    "JWT_SECRET",
    "JWT_EXPIRATION",
    "ADMIN_TOKEN",
    "TRUSTED_PROXIES",
    "ALLOWED_ORIGINS",
    "GAME_MODULES",
    "LIMITS_EXEMPT",
  ].map((variable) => variables.get(variable))).toEqual([
    "host",
    "port",
    "databaseUrl",
    "dataDir",
    "masterKey",
    "auth.jwtSecret",
    "auth.jwtExpiration",
    "adminToken",
    "trustedProxies",
    "allowedOrigins",
    "games",
    "limits.exempt",
  ]);
});

Deno.test("the example file loads", async () => {
  const example = Deno.readTextFileSync(new URL("config/server.example.json", root));
  const config = await loadConfig({ env: {}, readFile: () => example, workingFolder: "/work" });
  expect(config.ports.portFor("SLIME_PORT", 1)).toBe(5555);
  expect(config.limits.exempt.map(({ text }) => text)).toEqual(["192.0.2.0/24"]);
});
