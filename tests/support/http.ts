import { Hono } from "hono";
import { silentLog } from "../../lib/platform/log/log.ts";
import { createErrorHandler } from "../../routes/errors.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { expectDescribed } from "./described.ts";

export interface Call {
  readonly bearer?: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly address?: string;
  /** Beside the bearer. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export type Caller = (method: string, path: string, call?: Call) => Promise<Answer>;

/** Calls routes without a socket, behind the one error handler and what the edge sets of every call. */
export function createCaller(path: string, routes: Hono<HttpEnv>): Caller {
  const app = new Hono<HttpEnv>();
  app.onError(createErrorHandler(silentLog));
  app.use("*", async (c, next) => {
    c.set("address", c.env.peer);
    c.set("requestId", "test-1");
    await next();
  });
  app.route(path, routes);
  return async (method, target, { bearer, body, address = "192.0.2.9", headers } = {}) => {
    const init: RequestInit = { method };
    init.headers = { ...headers, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const response = await app.request(target, init, { peer: address });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    const json = isJson ? JSON.parse(text) : null;
    expectDescribed(method, target, response.status, json);
    return { status: response.status, headers: response.headers, text, json };
  };
}
