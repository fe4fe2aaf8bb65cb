/** Requests as bytes, for what `fetch` would not send. */
import { withPatience } from "../../../lib/testing/patience.ts";

const encoder = new TextEncoder();

/** A connection of its own. Everything that comes back until the server closes it, as text. */
export async function exchange(port: number, ...parts: readonly (string | Uint8Array)[]): Promise<string> {
  using line = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const part of parts) {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    for (let start = 0; start < bytes.length;) start += await line.write(bytes.subarray(start));
  }
  return await withPatience(readToEnd(line), "The server does not end the connection");
}

async function readToEnd(line: Deno.TcpConn): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of line.readable.values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** A request line with the headers that every request needs, closing the connection behind its answer. */
export function head(request: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: "localhost", connection: "close", ...headers });
  return `${request} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 ([0-9]{3}) /.exec(answer)?.[1]);
}
