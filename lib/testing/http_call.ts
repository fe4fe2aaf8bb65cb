/** Calls over HTTP, for what the client module has no method for. */

/** What goes with a call. */
export interface HttpCall {
  /** A token, for `Authorization: Bearer`. */
  readonly bearer?: string;
  /** Goes as JSON. */
  readonly body?: unknown;
  /** Beside those that follow from the rest. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What comes back. */
export interface HttpAnswer {
  /** 100 to 599. */
  readonly status: number;
  /** As they came. */
  readonly headers: Headers;
  /** The body as text. */
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
