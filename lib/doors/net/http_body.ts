/** Request bodies, read whole and within a bound before a handler is asked. */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** To where the adapter looks for one that has been read already. */
export function setBody(request: IncomingMessage, body: Buffer): void {
  Object.assign(request, { rawBody: body });
}

/** What was set; null for none. */
export function bodyOf(request: IncomingMessage & { readonly rawBody?: Buffer }): Buffer | null {
  return request.rawBody ?? null;
}

/** Whether the request has a body: RFC 9112, 6.3. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Whether the header alone says that the body is over the bound. */
export function announcesMoreThan(bodyBytesMax: number, { headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > bodyBytesMax;
}

/** The body, or `too_large` as soon as it is, or `lost` when the client went away before its end. */
export function readBody(request: IncomingMessage, bodyBytesMax: number): Promise<Buffer | "too_large" | "lost"> {
  const chunks: Buffer[] = [];
  let heldBytes = 0;
  const { promise, resolve } = Promise.withResolvers<Buffer | "too_large" | "lost">();
  const take = (chunk: Buffer) => {
    heldBytes += chunk.byteLength;
    if (heldBytes > bodyBytesMax) {
      request.off("data", take);
      resolve("too_large");
    } else chunks.push(chunk);
  };
  request.on("data", take);
  request.once("end", () => resolve(Buffer.concat(chunks)));
  request.once("error", () => resolve("lost"));
  return promise;
}
