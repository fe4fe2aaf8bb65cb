/** `/openapi.json`: every call there is, made of the schemas that the calls are read with, once somebody asks. */
import { Hono } from "hono";
import type { Compressor } from "../../lib/doors/files/compressed.ts";
import { type ServedFile, servedFile } from "../../lib/doors/files/static_folder.ts";
import { fileAnswer } from "../file_answer.ts";
import type { HttpEnv } from "../http.ts";
import { describeApi } from "./document.ts";
import { OPERATOR_CALLS } from "./operator_calls.ts";
import { PLAYER_CALLS } from "./player_calls.ts";
import { SERVER_CALLS } from "./server_calls.ts";

export const DESCRIBED_CALLS = [...PLAYER_CALLS, ...SERVER_CALLS, ...OPERATOR_CALLS];

interface DescriptionParts {
  readonly version: string;
  readonly compressor: Compressor;
}

export function createDescriptionRoutes({ version, compressor }: DescriptionParts): Hono<HttpEnv> {
  let made: ServedFile | null = null;
  const describe = () => {
    const text = JSON.stringify(describeApi(DESCRIBED_CALLS, version));
    return servedFile(new TextEncoder().encode(text), "application/json");
  };
  return new Hono<HttpEnv>().get(
    "/openapi.json",
    (c) => fileAnswer(c, compressor, made ??= describe(), { "cache-control": "no-cache" }),
  );
}
