/** What game servers, their players, and monitoring call. */
import { z } from "zod";
import { GAME_SERVER_CALLS } from "../game_auth.ts";
import { TOKEN_CALLS } from "../game_characters.ts";
import { callsOf } from "./call.ts";

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

export const SERVER_CALLS = [...callsOf("none", GAME_SERVER_CALLS), ...callsOf("token", TOKEN_CALLS), ...PROBES];
