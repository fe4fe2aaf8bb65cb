/** An answer of 200 as the bytes that `node:http` would write to a connection that goes on (RFC 9112, 4). */
import { Buffer } from "node:buffer";
import type { Clock } from "../../platform/clock.ts";

const SHORT_CHARACTERS = 1_000;

type AnswerBytes = (answer: { readonly headers: readonly string[]; readonly body: string }) => Uint8Array;

export function createAnswerBytes(clock: Pick<Clock, "now">): AnswerBytes {
  const encoder = new TextEncoder();
  let second = NaN;
  let date = "";

  /** RFC 9110, 6.6.1; made once a second, as it costs more than the rest. */
  const dateNow = () => {
    const now = clock.now();
    if (Math.floor(now.getTime() / 1_000) !== second) {
      second = Math.floor(now.getTime() / 1_000);
      date = now.toUTCString();
    }
    return date;
  };

  return ({ headers, body }) => {
    let head = "HTTP/1.1 200 OK\r\n";
    for (let index = 0; index < headers.length; index += 2) head += `${headers[index]}: ${headers[index + 1]}\r\n`;
    head += `content-length: ${byteLength(body)}\r\nDate: ${dateNow()}\r\nConnection: keep-alive\r\n\r\n`;
    return encoder.encode(head + body);
  };
}

/** Most answers are short and ASCII: counted here they cost less than asking the runtime. */
export function byteLength(text: string): number {
  if (text.length > SHORT_CHARACTERS) return Buffer.byteLength(text);
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.byteLength(text);
  }
  return text.length;
}
