/** Every setting there is, with its default and range: the one schema of `config/server.json` and the environment. */
import { z } from "zod";
import * as parsers from "./parsers.ts";
import { accountSettings } from "./schema_accounts.ts";
import { adminSettings } from "./schema_admin.ts";
import { authSettings } from "./schema_auth.ts";
import { httpSettings, lineSettings, pageSettings, webSocketSettings } from "./schema_doors.ts";
import { limitSettings } from "./schema_limits.ts";
import { mailSettings } from "./schema_mail.ts";
import {
  choice,
  cidrList,
  flag,
  group,
  lineOfText,
  LIST_MAX,
  optional,
  optionalNumber,
  setting,
  wholeNumber,
} from "./setting.ts";
import { parsed } from "../parsed.ts";

/** @param workingFolder where relative paths begin */
export function createSchema(workingFolder: string) {
  const path = (text: string) => parsers.resolvePath(text, workingFolder);
  return z.strictObject({
    host: setting(lineOfText(255), {
      kind: "text",
      fallback: "0.0.0.0",
      allowed: "an address or a name of this machine",
      about: "Where every door listens.",
    }),
    port: wholeNumber(0, 65_535, { fallback: 8080, about: "HTTP and WebSocket. 0 takes a free port." }),
    ports: setting(z.record(z.string(), z.union([z.int().min(0).max(65_535), z.literal("off")])), {
      kind: "object",
      fallback: {},
      allowed: 'port numbers from 0 to 65535, or "off", by the names of the doors',
      about: "The ports of the native doors.",
    }),
    workers: setting(z.union([z.int().min(1).max(256), z.literal("auto")]), {
      kind: "number",
      fallback: 1,
      allowed: 'a whole number from 1 to 256, or "auto"',
      about: "Processes on the same ports; `auto` is one for each core. More than one needs `DATABASE_URL`.",
    }),
    reusePort: flag({
      fallback: false,
      about: "Several processes on one port of one machine. Needs `DATABASE_URL`.",
    }),

    databaseUrl: optional(parsed(parsers.parseDatabaseUrl), {
      kind: "text",
      isSecret: true,
      allowed: "postgres://user:password@host:port/name, a password's @ : / ? # % percent-encoded (@ is %40)",
      about: "PostgreSQL. Without it the embedded SQLite in `dataDir`.",
    }),
    dataDir: setting(z.string().min(1).transform((text) => text === "memory" ? text : path(text)), {
      kind: "text",
      fallback: "./data",
      allowed: 'a folder, or "memory"',
      about: "The embedded database and the generated master key; `memory` keeps nothing.",
    }),
    masterKey: optional(parsed(parsers.parseMasterKey), {
      kind: "text",
      isSecret: true,
      allowed: "32 bytes in Base64, as `openssl rand -base64 32` prints them",
      about:
        "Encrypts what must be readable again. Made once in `dataDir` where it is not set; required with a PostgreSQL.",
    }),
    adminToken: optional(parsed(parsers.parseAdminToken), {
      kind: "text",
      isSecret: true,
      allowed: "24 to 512 printable ASCII characters without spaces",
      about: "A bearer for `/admin/api`.",
    }),

    publicUrl: optional(parsed(parsers.parsePublicUrl), {
      kind: "text",
      allowed: "https://… or http://localhost:…, with a path where the page lies under one",
      about: "Where players find the server. Its origin is the server's own, whatever a proxy makes of `Host`.",
    }),
    trustedProxies: cidrList({
      fallback: [],
      about: "Proxies whose `X-Forwarded-For` and PROXY protocol are believed.",
    }),
    allowedOrigins: setting(z.array(parsed(parsers.parseOrigin)).max(LIST_MAX), {
      kind: "list",
      fallback: [],
      allowed: "origins, such as https://game.example, capacitor://localhost, null or https://*.itch.zone",
      about: "Other origins whose pages may call, by CORS and WebSocket. The server's own always may.",
    }),

    games: setting(z.array(parsed((text) => parsers.resolveGame(text, workingFolder))).max(LIST_MAX), {
      kind: "list",
      fallback: [],
      variable: "GAME_MODULES",
      allowed: "files, folders and npm: names",
      about: "Game modules to load beside the built-in ones.",
    }),
    gameConfig: setting(z.record(z.string(), z.unknown()), {
      kind: "object",
      fallback: {},
      allowed: "an object for each game module, by its id",
      about: "What the game modules' own schemas take.",
    }),

    database: group({
      poolMax: optionalNumber(1, 2_000, {
        about:
          "Connections to PostgreSQL, shared by all workers; each has two more. Unset: 16 a worker, at most half of what the server allows.",
      }),
    }),
    backups: group({
      everyHours: wholeNumber(0, 8_760, {
        fallback: 24,
        about: "Hours between two backups of the embedded database into `backups` in `dataDir`. 0 makes none.",
      }),
      keep: wholeNumber(1, 1_000, { fallback: 7, about: "Backups that are kept; the oldest go." }),
    }),
    audit: group({
      keepMonths: optionalNumber(1, 1_200, {
        about:
          "Months of the audit log that stay, beside the one that runs; older ones go into files. Unset: for ever.",
      }),
      archiveFolder: optional(z.string().min(1).transform(path), {
        kind: "text",
        allowed: "a folder",
        about: "Where those files lie. Unset: `audit` in `dataDir`. Instances on several machines need one for all.",
      }),
    }),
    auth: authSettings(),
    mail: mailSettings(path),
    accounts: accountSettings(),
    admin: adminSettings(),
    limits: limitSettings(),
    http: httpSettings(),
    lines: lineSettings(),
    websocket: webSocketSettings(),
    page: pageSettings(path),
    log: group({
      level: choice(["debug", "info", "warn", "error"], { fallback: "info", about: "The least that is logged." }),
      format: choice(["json", "pretty"], { fallback: "json", about: "A JSON object on each line, or text to read." }),
    }),
  });
}
