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
import type { DescribedCall } from "./call.ts";

const REFUSED = ["account_banned", "account_deleting", "account_suspended"] as const;
const TOKEN = ["invalid_token", "token_expired", "wrong_token_type"] as const;

const GAME_SERVERS: readonly DescribedCall[] = [
  {
    method: "POST",
    path: "/auth/authenticate",
    summary: "A login token for credentials",
    bearer: "none",
    body: input.authentication,
    answers: { 200: loginToken.extend({ account_info: accountInfo }) },
    codes: ["invalid_credentials", "second_factor_required", "invalid_code", "provider_unavailable", ...REFUSED],
  },
  {
    method: "POST",
    path: "/auth/select-character",
    summary: "A character token for a login token",
    bearer: "none",
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
  {
    method: "POST",
    path: "/auth/revalidate",
    summary: "Whether a token still holds",
    bearer: "server_or_none",
    body: input.tokenOfType,
    answers: { 200: revalidation },
    codes: ["invalid_token"],
  },
  {
    method: "POST",
    path: "/auth/rotate",
    summary: "A new token in place of one",
    bearer: "none",
    body: input.tokenOfType,
    answers: { 200: z.union([loginToken, characterToken]) },
    codes: [...TOKEN, ...REFUSED, "token_rotated"],
  },
  {
    method: "POST",
    path: "/auth/revoke",
    summary: "Ends a token with what descends from it, a JWT with its session",
    bearer: "none",
    body: input.anyToken,
    answers: { 204: null },
  },
  {
    method: "POST",
    path: "/auth/session-key",
    summary: "Redeems a native client's session key, once",
    bearer: "server",
    body: input.sessionKey,
    answers: { 200: z.object({ valid: z.boolean(), account_id: z.string().nullable() }) },
  },
  {
    method: "POST",
    path: "/auth/heartbeat",
    summary: "The server lives, with so many players",
    bearer: "server",
    body: input.heartbeat,
    bodyOptional: true,
    answers: { 204: null },
  },
  {
    method: "PATCH",
    path: "/auth/characters/:id",
    summary: "Writes down what became of a character",
    bearer: "server",
    body: input.characterChange,
    answers: { 200: characterRecord },
    codes: ["unknown_character", "managed_by_game"],
  },
  {
    method: "GET",
    path: "/auth/revocations",
    summary: "Tokens that died before their time; as a stream with `Accept: text/event-stream`",
    bearer: "none",
    query: feedQuery,
    answers: { 200: revocations, 304: null },
    codes: ["too_many_connections"],
  },
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    summary: "The public keys (RFC 7517)",
    bearer: "none",
    answers: { 200: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }) },
  },
];

const BY_TOKEN: readonly DescribedCall[] = [
  {
    method: "GET",
    path: "/auth/servers",
    summary: "Game servers of a login token's player",
    bearer: "token",
    query: input.ofGame,
    answers: { 200: z.object({ servers: z.array(serverEntry) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  {
    method: "GET",
    path: "/auth/characters",
    summary: "Characters of a login token's player",
    bearer: "token",
    query: input.ofGame,
    answers: { 200: z.object({ characters: z.array(characterRecord) }) },
    codes: [...TOKEN, "unknown_game"],
  },
  {
    method: "POST",
    path: "/auth/characters",
    summary: "Makes a character by a login token",
    bearer: "token",
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
  {
    method: "GET",
    path: "/auth/characters/:id",
    summary: "One character, for its game's servers and by its own token",
    bearer: "server_or_token",
    answers: { 200: characterRecord },
    codes: [...TOKEN, "unknown_character"],
  },
  {
    method: "DELETE",
    path: "/auth/characters/:id",
    summary: "Deletes a character by a login token",
    bearer: "token",
    answers: { 204: null },
    codes: [...TOKEN, "unknown_character", "managed_by_game", "hook_failed", "hook_timeout"],
  },
];

const PROBES: readonly DescribedCall[] = [
  {
    method: "GET",
    path: "/ws",
    summary: "The WebSocket, with the headers of a handshake",
    bearer: "none",
    answers: { 101: null },
    codes: ["origin_not_allowed", "too_many_connections", "upgrade_required"],
  },
  {
    method: "GET",
    path: "/healthz",
    summary: "The process answers",
    bearer: "none",
    answers: { 200: z.object({ status: z.literal("alive") }) },
  },
  {
    method: "GET",
    path: "/readyz",
    summary: "The database answers, and the server does not stop",
    bearer: "none",
    answers: { 200: z.object({ status: z.literal("ready") }) },
  },
  {
    method: "GET",
    path: "/metrics",
    summary: "For Prometheus",
    bearer: "none",
    answers: { 200: z.string() },
    contentType: "text/plain",
  },
  {
    method: "GET",
    path: "/openapi.json",
    summary: "This description",
    bearer: "none",
    answers: { 200: z.looseObject({ openapi: z.literal("3.1.0") }) },
  },
];

export const SERVER_CALLS: readonly DescribedCall[] = [...GAME_SERVERS, ...BY_TOKEN, ...PROBES];
