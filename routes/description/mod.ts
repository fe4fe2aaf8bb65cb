/** `/openapi.json`: every call there is, made at the start of the schemas that the calls are read with. */
import { Hono } from "hono";
import type { HttpEnv } from "../http.ts";
import { describeApi } from "./document.ts";
import { OPERATOR_CALLS } from "./operator_calls.ts";
import { PLAYER_CALLS } from "./player_calls.ts";
import { SERVER_CALLS } from "./server_calls.ts";

export const DESCRIBED_CALLS = [...PLAYER_CALLS, ...SERVER_CALLS, ...OPERATOR_CALLS];

export function createDescriptionRoutes({ version }: { readonly version: string }): Hono<HttpEnv> {
  const text = JSON.stringify(describeApi(DESCRIBED_CALLS, version));
  return new Hono<HttpEnv>().get(
    "/openapi.json",
    (c) => c.body(text, 200, { "content-type": "application/json", "cache-control": "no-cache" }),
  );
}
