/** The settings under `auth`. */
import { z } from "zod";
import * as parsers from "./parsers.ts";
import { Secret } from "./secret.ts";
import { block, choice, flag, group, line, lineOfText, optional, required, setting, wholeNumber } from "./setting.ts";
import { parsed } from "../parsed.ts";

const NAME_ALLOWED = "1 to 100 characters";
const URL_ALLOWED = "an http or https address";

export function authSettings() {
  return group({
    jwtSecret: optional(parsed(parsers.parseJwtSecret), {
      kind: "text",
      variable: "JWT_SECRET",
      isSecret: true,
      allowed: 'at least 32 bytes, without the documents\' sample "your-secret-key"',
      about: "Signs JWTs with HS256. Without it an Ed25519 key pair, made once and kept in the database.",
    }),
    jwtExpiration: setting(parsed(parsers.parseDurationSeconds), {
      kind: "text",
      variable: "JWT_EXPIRATION",
      fallback: "24h",
      allowed: "a number and s, m, h or d, from 1m to 365d",
      about: "How long a JWT lives.",
    }),
    sessionDaysMax: wholeNumber(1, 3_650, {
      fallback: 90,
      about: "How long after its login a session may still be refreshed.",
    }),
    issuer: line(100, { fallback: "gatehouse", about: "The claim `iss`." }),
    audience: line(100, { fallback: "gatehouse", about: "The claim `aud`." }),
    bcryptCost: wholeNumber(10, 15, { fallback: 12, about: "One more doubles the time of a login." }),
    bcryptThreads: wholeNumber(0, 256, { fallback: 0, about: "Threads that hash; 0 is one for each core." }),
    bcryptQueuePerThread: wholeNumber(1, 1_000, {
      fallback: 32,
      about: "Logins by HTTP that may wait for each thread, and four times as many of shipped clients.",
    }),
    signingKeyDays: wholeNumber(1, 3_650, {
      fallback: 90,
      about: "How long a key pair signs before the next one does.",
    }),
    characterTokenFormat: choice(["opaque", "jwt"], {
      fallback: "opaque",
      about: "`jwt`: character tokens that game servers verify offline.",
    }),
    revalidateRequiresServerKey: flag({
      fallback: false,
      about: "Only game servers, by their key, may ask whether a token holds.",
    }),
    totp: flag({
      fallback: true,
      about: "Players may turn on codes of an authenticator app; off, those who have them still sign in with them.",
    }),
    passkeys: flag({ fallback: true, about: "Players may sign in with passkeys. Needs `publicUrl`." }),
    confirmMinutes: wholeNumber(1, 60, {
      fallback: 10,
      about: "How long a proof of the account is good for acts that its player must have just proven it for.",
    }),
    steam: block({
      apiKey: required(lineOfText(100).transform((text) => new Secret(text)), {
        kind: "text",
        isSecret: true,
        allowed: "the publisher's Web API key",
        about: "Steam's key of the publisher.",
      }),
      appId: required(z.int().min(1).max(0xffff_ffff), {
        kind: "number",
        allowed: "a whole number from 1 to 4294967295",
        about: "The game's number at Steam.",
      }),
      identity: line(100, { fallback: "gatehouse", about: "What the game gives to `GetAuthTicketForWebApi`." }),
      baseUrl: setting(parsed(parsers.parseHttpUrl), {
        kind: "text",
        fallback: "https://partner.steam-api.com",
        allowed: URL_ALLOWED,
        about: "Where Steam answers.",
      }),
    }),
    epic: block({
      clientId: required(lineOfText(100), {
        kind: "text",
        allowed: NAME_ALLOWED,
        about: "The client's id at Epic: the `aud` of its tokens.",
      }),
      deploymentId: optional(lineOfText(100), {
        kind: "text",
        allowed: NAME_ALLOWED,
        about: "The `pfdid` that Connect tokens must have.",
      }),
      connectUrl: setting(parsed(parsers.parseHttpUrl), {
        kind: "text",
        fallback: "https://api.epicgames.dev/auth/v1/oauth",
        allowed: URL_ALLOWED,
        about: "The issuer of Connect tokens.",
      }),
      accountUrl: setting(parsed(parsers.parseHttpUrl), {
        kind: "text",
        fallback: "https://api.epicgames.dev/epic/oauth/v2",
        allowed: URL_ALLOWED,
        about: "The issuer of Account tokens.",
      }),
    }),
  });
}
