/** The replies of the native dialect, server to client: every element of the body on a line of its own. */
import { formatGuid } from "./guid.ts";
import { encodeKeyData } from "./key_data.ts";
import { escapeText } from "./xml.ts";

export type StsReply =
  | { readonly type: "challenge"; readonly salt: Uint8Array; readonly publicKey: Uint8Array }
  | { readonly type: "proof"; readonly serverProof: Uint8Array }
  | { readonly type: "loginFinished" }
  | { readonly type: "gameToken"; readonly token: Uint8Array }
  | { readonly type: "accounts"; readonly alias: string }
  | { readonly type: "verifiedIps" }
  | { readonly type: "refused" }
  | { readonly type: "notFound" };

/** "Invalid account name or password": the only code that the client is known to show. */
const INVALID_LOGIN = 3002;

/** A whole reply, in the clear. `sequence` is the request's. */
export function encodeReply(reply: StsReply, sequence: number): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  const body = bodyLines(reply).map((line) => `${line}\n`).join("");
  const length = utf8.encode(body).length;
  return utf8.encode(`STS/1.0 ${statusOf(reply)}\r\nl:${length}\r\ns:${sequence}R\r\n\r\n${body}`);
}

/** With the two spaces that the reference server writes. */
function statusOf(reply: StsReply): string {
  if (reply.type === "refused") return "400  Bad Request";
  if (reply.type === "notFound") return "404  Not Found";
  return "200  OK";
}

function bodyLines(reply: StsReply): string[] {
  switch (reply.type) {
    case "challenge":
      return replyLines(`<KeyData>${encodeKeyData(reply.salt, reply.publicKey)}</KeyData>`);
    case "proof":
      return replyLines(`<KeyData>${encodeKeyData(reply.serverProof)}</KeyData>`);
    case "loginFinished":
      return replyLines(
        "<LocationId></LocationId>",
        "<UserId></UserId>",
        "<UserCenter>0</UserCenter>",
        "<UserName></UserName>",
        "<AccessMask>1</AccessMask>",
      );
    case "gameToken":
      return replyLines(`<Token>${formatGuid(reply.token)}</Token>`);
    case "accounts":
      return [
        '<Reply type="array">',
        "<GameAccount>",
        `<Alias>${escapeText(reply.alias)}</Alias>`,
        "<Created></Created>",
        "<GameAccountId></GameAccountId>",
        "</GameAccount>",
        "</Reply>",
      ];
    case "verifiedIps":
      return ["<Reply><Page><TotalItemCount>0</TotalItemCount></Page></Reply>"];
    case "refused":
      return [`<Error code="${INVALID_LOGIN}" server="0" module="0" line="0" text="0" />`];
    case "notFound":
      return [];
  }
}

function replyLines(...lines: string[]): string[] {
  return ["<Reply>", ...lines, "</Reply>"];
}
