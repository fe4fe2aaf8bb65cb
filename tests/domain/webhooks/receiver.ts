/** A receiver on loopback that answers as a test wants, and checks signatures by Web Crypto alone. */

export interface Call {
  readonly headers: Headers;
  readonly body: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly calls: Call[];
  /** What the next calls get. */
  answer: () => Response | Promise<Response>;
}

export function startReceiver(): Receiver {
  const calls: Call[] = [];
  const receiver = { calls, answer: (): Response | Promise<Response> => new Response(null, { status: 204 }) };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body = await request.text();
    calls.push({ headers: request.headers, body, json: JSON.parse(body) });
    return await receiver.answer();
  });
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${server.addr.port}/hook?key=of-the-receiver`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

/** As https://www.standardwebhooks.com describes it, from its text. */
export async function isSigned(secret: string, { headers, body }: Call): Promise<boolean> {
  const bytes = Uint8Array.from(atob(secret.slice("whsec_".length)), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const [version, signature = ""] = (headers.get("webhook-signature") ?? "").split(",");
  const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
  const mac = Uint8Array.from(atob(signature), (char) => char.charCodeAt(0));
  return version === "v1" && bytes.length === 32 &&
    await crypto.subtle.verify("HMAC", key, mac, new TextEncoder().encode(signed));
}
