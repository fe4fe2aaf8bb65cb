/** What game servers, their players, and monitoring call. */
import { z } from "zod";
import * as input from "../game_auth_input.ts";
import { feedQuery } from "../revocations.ts";
import {
  accountInfo,
  characterData,
  characterRecord,
  characterToken,
  loginToken,
  revalidation,
  revocations,
  serverEntry,
} from "./answers.ts";
import { callsOf } from "./call.ts";

const REFUSED = ["account_banned", "account_deleting", "account_suspended"] as const;
const TOKEN = ["invalid_token", "token_expired", "wrong_token_type"] as const;

const GAME_SERVERS = callsOf("none", {
  "POST /auth/authenticate": {
    summary: "A login token for credentials",
    body: input.authentication,
    answers: { 200: loginToken.extend({ account_info: accountInfo }) },
    codes: ["invalid_credentials", "second_factor_required", "invalid_code", "provider_unavailable", ...REFUSED],
  },
  "POST /auth/select-character": {
    summary: "A character token for a login token",
    body: input.selection,
    answers: { 200: characterToken.extend({ character_data: characterData }) },
    codes: [
      ...TOKEN,
      ...REFUSED,
      "unknown_character",
      "unknown_server",
      "server_offline",
      "token_rotated",
      "hook_failed",
      "hook_timeout",
    ],
  },
  "POST /auth/revalidate": {
    summary: "Whether a token still holds",
    body: input.tokenOfType,
    answers: { 200: revalidation },
    codes: ["invalid_token"],
    bearer: "server_or_none",
  },
  "POST /auth/rotate": {
    summary: "A new token in place of one",
    body: input.tokenOfType,
    answers: { 200: z.union([loginToken, characterToken]) },
    codes: [...TOKEN, ...REFUSED, "token_rotated"],
  },
  "POST /auth/revoke": {
    summary: "Ends a token with what descends from it, a JWT with its session",
    body: input.anyToken,
  },
  "POST /auth/session-key": {
    summary: "Redeems a native client's session key, once",
    body: input.sessionKey,
    answers: { 200: z.object({ valid: z.boolean(), account_id: z.string().nullable() }) },
    bearer: "server",
  },
  "POST /auth/heartbeat": {
    summary: "The server lives, with so many players",
    body: input.heartbeat,
    bodyOptional: true,
    bearer: "server",
  },
  "PATCH /auth/characters/:id": {
    summary: "Writes down what became of a character",
    body: input.characterChange,
    answers: { 200: characterRecord },
    codes: ["unknown_character", "managed_by_game"],
    bearer: "server",
  },
  "GET /auth/revocations": {
    summary: "Tokens that died before their time; as a stream with `Accept: text/event-stream`",
    query: feedQuery,
    answers: { 200: revocations, 304: null },
    codes: ["too_many_connections"],
  },
  "GET /.well-known/jwks.json": {
    summary: "The public keys (RFC 7517)",
    answers: { 200: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }) },
  },
});

const BY_TOKEN = callsOf("token", {
  "GET /auth/servers": {
    summary: "Game servers of a login token's player",
    query: input.ofGame,
    answers: { 200: z.object({ servers: z.array(serverEntry) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  "GET /auth/characters": {
    summary: "Characters of a login token's player",
    query: input.ofGame,
    answers: { 200: z.object({ characters: z.array(characterRecord) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  "POST /auth/characters": {
    summary: "Makes a character by a login token",
    body: input.newCharacter,
    answers: { 201: z.object({ character: characterRecord }) },
    codes: [
      ...TOKEN,
      "unknown_game",
      "managed_by_game",
      "name_taken",
      "too_many_characters",
      "hook_failed",
      "hook_timeout",
    ],
  },
  "GET /auth/characters/:id": {
    summary: "One character, for its game's servers and by its own token",
    answers: { 200: characterRecord },
    codes: [...TOKEN, "unknown_character"],
    bearer: "server_or_token",
  },
  "DELETE /auth/characters/:id": {
    summary: "Deletes a character by a login token",
    codes: [...TOKEN, "unknown_character", "managed_by_game", "hook_failed", "hook_timeout"],
  },
});

const PROBES = callsOf("none", {
  "GET /ws": {
    summary: "The WebSocket, with the headers of a handshake",
    answers: { 101: null },
    codes: ["origin_not_allowed", "too_many_connections", "upgrade_required"],
  },
  "GET /healthz": {
    summary: "The process answers",
    answers: { 200: z.object({ status: z.literal("alive") }) },
  },
  "GET /readyz": {
    summary: "The database answers, and the server does not stop",
    answers: { 200: z.object({ status: z.literal("ready") }) },
  },
  "GET /metrics": {
    summary: "For Prometheus",
    answers: { 200: z.string() },
    contentType: "text/plain",
  },
  "GET /openapi.json": {
    summary: "This description",
    answers: { 200: z.looseObject({ openapi: z.literal("3.1.0") }) },
  },
});

export const SERVER_CALLS = [...GAME_SERVERS, ...BY_TOKEN, ...PROBES];
