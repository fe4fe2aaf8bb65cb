/** From a parsed request to a written answer, by a plain `fetch` handler. */
import { getRequestListener, RequestError } from "@hono/node-server";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../platform/log/log.ts";
import { byteLength } from "./answer_bytes.ts";
import { describeFailure } from "./failure.ts";
import type { PlainHead } from "./plain_request.ts";
import { badRequest, internalError, refusalResponse } from "./http_refusal.ts";
import { wholeOrNothing } from "./whole_body.ts";

/** What a handler gets beside the request. */
interface HttpPeer {
  /** The address of the socket's other end, canonical and without a port. */
  readonly peer: string;
}

export type FetchHandler = (request: Request, peer: HttpPeer) => Response | Promise<Response>;

/** Answers a few calls with 200, by names and values in turn of its own and a body; null leaves a call to the handler. */
export type QuickHandler = (
  request: PlainHead,
  peer: string,
  body: Uint8Array | null,
) => { readonly headers: string[]; readonly body: string } | null;

/** Never rejects: what the handler throws is logged and answered with 500. */
export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** The adapter's word for an answer that has been written without it. */
const alreadySent = new Response(null, { headers: { "x-hono-already-sent": "true" } });

/** @param headersFor what every answer carries, for the page of an origin */
export function createAnswer(
  fetch: FetchHandler,
  log: Log,
  headersFor: (origin: string | undefined) => Readonly<Record<string, string>>,
): Answer {
  return getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await fetch(request, { peer: incoming.socket.remoteAddress ?? "" });
      // Of an answer without an end the reader says by its own end that it is enough.
      if (isEventStream(response)) incoming.socket.once("end", () => incoming.socket.destroy());
      if (!isWholeText(response) || request.method === "HEAD") {
        return await wholeOrNothing(response, (error) => {
          log.error("Could not finish an answer", describeFailure(error));
          outgoing.destroy();
        });
      }
      await writeWholeText(response, outgoing as ServerResponse);
      return alreadySent;
    },
    {
      // The adapter would put its own `Request` and `Response` in the place of everybody's.
      overrideGlobalObjects: false,
      // For requests that name none.
      hostname: "localhost",
      // Bodies are read before the handler is asked (http_body.ts).
      autoCleanupIncoming: false,
      errorHandler(error) {
        if (error instanceof RequestError) return refusalResponse(badRequest, headersFor(undefined));
        log.error("Could not answer a request", describeFailure(error));
        return refusalResponse(internalError, headersFor(undefined));
      },
    },
  );
}

/**
 * JSON is made whole, so it is taken as text unless it is compressed: read through its stream, as the adapter reads every `Response` that is
 * not its own, it costs several times as much.
 */
function isWholeText({ headers }: Response): boolean {
  const type = headers.get("content-type");
  return type !== null && /^application\/(problem\+)?json\b/.test(type) && !headers.has("transfer-encoding") &&
    !headers.has("content-encoding");
}

function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

async function writeWholeText(response: Response, outgoing: ServerResponse): Promise<void> {
  const text = await response.text();
  const headers: string[] = [];
  response.headers.forEach((value, name) => {
    if (name !== "content-length") headers.push(name, value);
  });
  writeText(outgoing, response.status, headers, text);
}

/** @param headers names and values in turn, without the length, which is added to them */
export function writeText(outgoing: ServerResponse, status: number, headers: string[], text: string): void {
  if (outgoing.destroyed) return;
  headers.push("content-length", String(byteLength(text)));
  outgoing.writeHead(status, headers);
  outgoing.end(text);
}
