/** What players' pages and clients call. */
import { z } from "zod";
import { idSchema } from "../../lib/platform/json/input.ts";
import { emailChange } from "../account.ts";
import { page } from "../account_sessions.ts";
import { login, passwordChange, registration } from "../auth.ts";
import { listQuery, newCharacter } from "../characters.ts";
import {
  assertion,
  confirmationAnswer,
  passkeyAddition,
  passkeyChange,
  passkeyRequest,
  secondFactor,
  totpCode,
} from "../factor_input.ts";
import { restoration } from "../deletion.ts";
import { guest, upgrade } from "../guests.ts";
import { usernameChoice } from "../identities.ts";
import { providerProof } from "../provider_credentials.ts";
import { finish, link, request } from "../recovery.ts";
import { accessChange, windowOpening } from "../game_access.ts";
import {
  accessWindow,
  account,
  attempt,
  character,
  gameDoor,
  identity,
  passkey,
  recoveryCodes,
  signedIn,
  webAuthnOptions,
} from "./answers.ts";
import { callsOf } from "./call.ts";

const REFUSED = ["account_banned", "account_deleting", "account_suspended"] as const;
const LOGIN = ["invalid_credentials", ...REFUSED] as const;
const WITHOUT_MAIL = ["not_found"] as const;

const GUESTS = callsOf("none", {
  "POST /api/auth/guest": {
    summary: "Makes a guest's account, or opens it again by its key; 404 where guests are switched off",
    body: guest,
    answers: { 200: signedIn, 201: signedIn.extend({ guestKey: z.string() }) },
    codes: [...LOGIN, "not_found", "hook_failed", "hook_timeout"],
  },
  "POST /api/account/upgrade": {
    summary: "A guest keeps the account, under a name of their own",
    body: upgrade,
    answers: { 200: signedIn },
    codes: ["not_a_guest", "username_taken", "email_taken"],
    bearer: "session",
  },
});

const list = z.array(z.record(z.string(), z.unknown()));
const exported = z.object({
  format: z.literal("gatehouse-export"),
  version: z.literal(1),
  generatedAt: z.iso.datetime(),
  account: z.record(z.string(), z.unknown()),
  identities: list,
  passkeys: list,
  sessions: list,
  logins: list,
  addresses: list,
  macs: list,
  suspensions: list,
  audit: list,
  characters: list,
  games: z.record(z.string(), z.unknown()),
});

const DELETION = callsOf("session", {
  "POST /api/account/deletion": {
    summary: "Deletes one's own account, after the days of grace; 404 where that is switched off",
    confirmed: true,
    answers: { 202: z.object({ deletesAt: z.iso.datetime() }) },
    codes: ["last_admin", "not_found"],
  },
  "POST /api/account/export": {
    summary: "A copy of all that is known of one's own account, as a file; once an hour",
    confirmed: true,
    answers: { 200: exported },
  },
  "POST /api/auth/restore": {
    summary: "Takes the deletion back and signs in, by the challenge of a refused login",
    body: restoration,
    answers: { 200: signedIn },
    codes: ["invalid_link", "account_suspended", "account_banned", "not_found"],
    bearer: "none",
  },
});

const SIGN_IN = callsOf("none", {
  "POST /api/auth/register": {
    summary: "Makes an account and signs it in",
    body: registration,
    answers: { 201: signedIn },
    codes: ["username_taken", "email_taken", "hook_failed", "hook_timeout"],
  },
  "POST /api/auth/login": {
    summary: "Signs in by name or e-mail and password",
    body: login,
    answers: { 200: signedIn },
    codes: [...LOGIN, "second_factor_required"],
  },
  "POST /api/auth/second-factor": {
    summary: "Ends a login that asked for a second factor",
    body: secondFactor,
    answers: { 200: signedIn },
    codes: [...REFUSED, "invalid_code", "invalid_link", "not_found"],
  },
  "POST /api/auth/passkey/options": {
    summary: "What the browser needs to sign in by a passkey",
    body: passkeyRequest,
    bodyOptional: true,
    answers: { 200: webAuthnOptions },
    codes: ["not_found", "invalid_link"],
  },
  "POST /api/auth/passkey": {
    summary: "Signs in by a passkey",
    body: assertion,
    answers: { 200: signedIn },
    codes: ["not_found", "invalid_link", ...LOGIN],
  },
  "POST /api/auth/provider": {
    summary: "Signs in by Steam or Epic",
    body: providerProof,
    answers: { 200: signedIn.extend({ usernamePending: z.boolean() }) },
    codes: [...LOGIN, "provider_unavailable"],
  },
  "GET /api/auth/verify": {
    summary: "Whose session the bearer is",
    answers: { 200: z.object({ success: z.boolean(), userId: idSchema, username: z.string() }) },
    bearer: "session",
  },
  "POST /api/auth/logout": {
    summary: "Ends the session",
    bearer: "session",
  },
  "POST /api/auth/logout-all": {
    summary: "Ends every session of the account",
    bearer: "session",
  },
  "POST /api/auth/refresh": {
    summary: "A new token in place of the bearer",
    answers: { 200: z.object({ token: z.string() }) },
    codes: ["token_rotated", ...REFUSED],
    bearer: "session",
  },
  "POST /api/auth/password": {
    summary: "Changes the password, or sets the first one",
    confirmed: true,
    body: passwordChange,
    codes: ["invalid_credentials"],
    bearer: "session",
  },
  "POST /api/auth/confirm": {
    summary: "Proves the account once more, for acts that ask for it",
    body: confirmationAnswer,
    codes: [
      "invalid_credentials",
      "invalid_code",
      "invalid_link",
      "second_factor_required",
      "confirmation_required",
      "provider_unavailable",
      "not_found",
    ],
    bearer: "session",
  },
});

const RECOVERY = callsOf("none", {
  "POST /api/auth/reset": {
    summary: "Sends a link to reset the password, if there is such an account",
    body: request,
    answers: { 202: z.object({}) },
    codes: WITHOUT_MAIL,
  },
  "POST /api/auth/reset/check": {
    summary: "Whether a link is good, and what it asks for",
    body: link,
    answers: { 200: z.object({ username: z.string(), methods: z.array(z.string()) }) },
    codes: ["invalid_link", "too_early"],
  },
  "POST /api/auth/reset/finish": {
    summary: "Sets a new password by a link",
    body: finish,
    codes: ["invalid_link", "too_early", "invalid_code", "second_factor_required"],
  },
  "POST /api/auth/verify-email": {
    summary: "Proves an e-mail by the link in a mail",
    body: link,
    codes: ["invalid_link", ...WITHOUT_MAIL],
  },
  "POST /api/auth/undo-email": {
    summary: "Takes back a change by the link in a mail",
    body: link,
    codes: ["invalid_link", "email_taken", ...WITHOUT_MAIL],
  },
});

const ACCOUNT = callsOf("session", {
  "GET /api/account": {
    summary: "The account",
    answers: { 200: account },
  },
  "POST /api/account/email": {
    summary: "Changes the e-mail",
    confirmed: true,
    body: emailChange,
    codes: ["invalid_credentials", "email_taken"],
  },
  "POST /api/account/email/verification": {
    summary: "Sends the mail that proves the e-mail once more",
    answers: { 202: z.object({}) },
    codes: ["email_required", ...WITHOUT_MAIL],
  },
  "POST /api/account/username": {
    summary: "Chooses the name, for who came by a provider",
    body: usernameChoice,
    codes: ["username_taken", "forbidden"],
  },
  "POST /api/account/totp": {
    summary: "Begins with an authenticator app",
    confirmed: true,
    answers: { 201: z.looseObject({ secret: z.string() }) },
    codes: ["not_found", "password_required"],
  },
  "POST /api/account/totp/verify": {
    summary: "Turns the authenticator app on by its first code",
    body: totpCode,
    answers: { 200: recoveryCodes },
    codes: ["invalid_code", "not_found"],
  },
  "DELETE /api/account/totp": {
    summary: "Turns the authenticator app off",
    confirmed: true,
    codes: ["not_found"],
  },
  "POST /api/account/recovery-codes": {
    summary: "New recovery codes in place of the old ones",
    confirmed: true,
    answers: { 201: recoveryCodes },
    codes: ["not_found"],
  },
  "POST /api/account/passkeys/options": {
    summary: "What the browser needs to make a passkey",
    confirmed: true,
    answers: { 200: webAuthnOptions },
    codes: ["not_found", "too_many_passkeys"],
  },
  "POST /api/account/passkeys": {
    summary: "Adds a passkey",
    confirmed: true,
    body: passkeyAddition,
    answers: { 201: passkey.extend({ recoveryCodes: z.array(z.string()).optional() }) },
    codes: ["not_found", "too_many_passkeys", "invalid_link"],
  },
  "GET /api/account/passkeys": {
    summary: "The account's passkeys",
    answers: { 200: z.object({ passkeys: z.array(passkey) }) },
    codes: ["not_found"],
  },
  "PATCH /api/account/passkeys/:id": {
    summary: "Names a passkey",
    body: passkeyChange,
    answers: { 200: passkey },
    codes: ["not_found"],
  },
  "DELETE /api/account/passkeys/:id": {
    summary: "Removes a passkey",
    confirmed: true,
    codes: ["not_found", "last_way_in"],
  },
  "DELETE /api/account/password": {
    summary: "Does without a password from now on",
    confirmed: true,
    codes: ["not_found", "last_way_in"],
  },
  "GET /api/account/identities": {
    summary: "Linked accounts of Steam and Epic",
    answers: { 200: z.object({ identities: z.array(identity) }) },
  },
  "POST /api/account/identities": {
    summary: "Links an account of Steam or Epic",
    body: providerProof,
    answers: { 201: identity },
    codes: ["identity_taken", "invalid_credentials", "provider_unavailable", "confirmation_required"],
  },
  "DELETE /api/account/identities/:provider": {
    summary: "Unlinks it",
    codes: ["not_found", "last_way_in"],
  },
});

const SESSIONS = callsOf("session", {
  "GET /api/account/sessions": {
    summary: "The account's sessions and game tokens",
    answers: { 200: z.looseObject({ sessions: z.array(z.looseObject({ id: z.string() })) }) },
  },
  "DELETE /api/account/sessions/:id": {
    summary: "Ends one of them",
    codes: ["not_found"],
  },
  "DELETE /api/account/game-tokens/:id": {
    summary: "Ends a game token",
    codes: ["not_found"],
  },
  "GET /api/account/logins": {
    summary: "Attempts to log in, newest first",
    query: page,
    answers: { 200: z.object({ items: z.array(attempt), next: idSchema.nullable() }) },
  },
});

const DOORS = callsOf("session", {
  "GET /api/account/games": {
    summary: "What the clients of each game come in by",
    answers: { 200: z.object({ games: z.array(gameDoor) }) },
  },
  "PUT /api/account/games/:id/access": {
    summary: "Chooses what a game's old client comes in by",
    confirmed: true,
    body: accessChange,
    answers: { 200: gameDoor },
    codes: ["unknown_game", "forbidden", "password_required", "invalid_credentials"],
  },
  "POST /api/account/games/:id/password": {
    summary: "A password for this game's client alone, shown once",
    confirmed: true,
    answers: { 201: z.object({ password: z.string() }) },
    codes: ["unknown_game", "forbidden", "email_required"],
  },
  "DELETE /api/account/games/:id/password": {
    summary: "Ends the game's own password",
    confirmed: true,
    codes: ["unknown_game", "not_found"],
  },
  "POST /api/account/games/:id/window": {
    summary: "Lets the game's client in for some minutes",
    confirmed: true,
    body: windowOpening,
    bodyOptional: true,
    answers: { 201: accessWindow },
    codes: ["unknown_game", "forbidden", "not_found"],
  },
  "DELETE /api/account/games/:id/window": {
    summary: "Lets it in no longer",
    codes: ["unknown_game"],
  },
});

const CHARACTERS = callsOf("session", {
  "GET /api/characters": {
    summary: "The account's characters in a game",
    query: listQuery,
    answers: { 200: z.object({ characters: z.array(character) }) },
    codes: ["unknown_game"],
  },
  "POST /api/characters": {
    summary: "Makes a character",
    body: newCharacter,
    answers: { 201: z.object({ character }) },
    codes: ["unknown_game", "managed_by_game", "name_taken", "too_many_characters", "hook_failed", "hook_timeout"],
  },
  "DELETE /api/characters/:id": {
    summary: "Deletes a character",
    codes: ["unknown_character", "managed_by_game", "hook_failed", "hook_timeout"],
  },
  "GET /api/games": {
    summary: "What can be played here",
    answers: {
      200: z.object({
        games: z.array(z.looseObject({
          id: z.string(),
          name: z.string(),
          managed: z.boolean(),
          playing: z.int().min(0).optional().describe("How many play it now; missing where that is not known"),
        })),
      }),
    },
    bearer: "none",
  },
  "GET /api/page": {
    summary: "How the players' page looks, and what it offers",
    answers: {
      200: z.looseObject({
        name: z.string(),
        accent: z.string(),
        welcome: z.string(),
        logo: z.string().nullable(),
        features: z.looseObject({ mail: z.boolean() }),
      }),
    },
    bearer: "none",
  },
});

export const PLAYER_CALLS = [
  ...SIGN_IN,
  ...DELETION,
  ...GUESTS,
  ...RECOVERY,
  ...ACCOUNT,
  ...SESSIONS,
  ...DOORS,
  ...CHARACTERS,
];
