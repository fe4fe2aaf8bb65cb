/** Calls over HTTP, for what the client module has no method for. */

export interface HttpCall {
  /** A token, for `Authorization: Bearer`. */
  readonly bearer?: string;
  /** Goes as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Null for what is not JSON. */
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export async function callHttp(baseUrl: string, method: string, path: string, call: HttpCall): Promise<HttpAnswer> {
  const headers = new Headers(call.headers);
  if (call.bearer !== undefined) headers.set("authorization", `Bearer ${call.bearer}`);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const response = await fetch(new URL(path, baseUrl), { method, headers, body, redirect: "manual" });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
