/** The requests of the native dialect, client to server. */
import { SRP6_KEY_BYTES, SRP6_PROOF_BYTES } from "../../crypto/srp6.ts";
import { decodeKeyData, encodeKeyData } from "./key_data.ts";
import { parseHead } from "./text_framing.ts";
import { escapeText, readElement, readElements } from "./xml.ts";

export type StsRequest =
  | { readonly type: "connect" }
  | { readonly type: "loginStart"; readonly loginName: string }
  | { readonly type: "keyData"; readonly clientPublicKey: Uint8Array; readonly clientProof: Uint8Array }
  | { readonly type: "loginFinish" }
  | { readonly type: "requestGameToken" }
  | { readonly type: "listMyAccounts" }
  | { readonly type: "pageVerifiedIps" }
  | { readonly type: "ping" };

export type StsRequestType = StsRequest["type"];

export const STS_PATHS: Readonly<Record<StsRequestType, string>> = {
  connect: "/Sts/Connect",
  loginStart: "/Auth/LoginStart",
  keyData: "/Auth/KeyData",
  loginFinish: "/Auth/LoginFinish",
  requestGameToken: "/Auth/RequestGameToken",
  listMyAccounts: "/GameAccount/ListMyAccounts",
  pageVerifiedIps: "/Auth/PageVerifiedIps",
  ping: "/Sts/Ping",
};

const typeByPath = new Map(Object.entries(STS_PATHS).map(([type, path]) => [path, type as StsRequestType]));

const REQUEST_LINE = /^POST (\/\S*) STS\/1\.0$/;
const SEQUENCE = /^\d{1,10}$/;

/** What a head asks for, before anybody looks at the body. */
interface StsRequestHead {
  /** Null when the first line is not a request of this protocol. */
  readonly path: string | null;
  /** 0 when there is none that can be read. */
  readonly sequence: number;
}

/** @throws {ProtocolError} as `parseHead` */
export function decodeRequestHead(head: Uint8Array): StsRequestHead {
  const { firstLine, fields } = parseHead(head);
  const sequence = fields.get("s") ?? "";
  return { path: REQUEST_LINE.exec(firstLine)?.[1] ?? null, sequence: SEQUENCE.test(sequence) ? Number(sequence) : 0 };
}

/** Null for a path that nobody serves. */
export function requestTypeOf(path: string): StsRequestType | null {
  return typeByPath.get(path) ?? null;
}

type Readers = { readonly [Type in StsRequestType]: (body: Uint8Array) => Extract<StsRequest, { type: Type }> };

const READERS: Readers = {
  connect(body) {
    readElements(body, "Connect");
    return { type: "connect" };
  },
  loginStart: (body) => ({ type: "loginStart", loginName: readElement(body, "Request", "LoginName") }),
  keyData(body) {
    const text = readElement(body, "Request", "KeyData");
    // Both may come without their high zero bytes, so both lengths vary.
    const [clientPublicKey, clientProof] = decodeKeyData(text, SRP6_KEY_BYTES, SRP6_PROOF_BYTES);
    return { type: "keyData", clientPublicKey: clientPublicKey!, clientProof: clientProof! };
  },
  // The bodies of the others may be anything.
  loginFinish: () => ({ type: "loginFinish" }),
  requestGameToken: () => ({ type: "requestGameToken" }),
  listMyAccounts: () => ({ type: "listMyAccounts" }),
  pageVerifiedIps: () => ({ type: "pageVerifiedIps" }),
  ping: () => ({ type: "ping" }),
};

/** @throws {ProtocolError} when the body cannot be read */
export function decodeRequestBody<Type extends StsRequestType>(
  type: Type,
  body: Uint8Array,
): Extract<StsRequest, { type: Type }> {
  return READERS[type](body);
}

/** A whole request, in the clear. */
export function encodeRequest(request: StsRequest, sequence: number): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  const body = bodyOf(request);
  const length = utf8.encode(body).length;
  return utf8.encode(`POST ${STS_PATHS[request.type]} STS/1.0\r\nl:${length}\r\ns:${sequence}\r\n\r\n${body}`);
}

function bodyOf(request: StsRequest): string {
  switch (request.type) {
    case "connect":
      return "<Connect>\n<ConnType>400</ConnType>\n</Connect>\n";
    case "loginStart":
      return `<Request>\n<LoginName>${escapeText(request.loginName)}</LoginName>\n</Request>\n`;
    case "keyData": {
      const keyData = encodeKeyData(request.clientPublicKey, request.clientProof);
      return `<Request>\n<KeyData>${keyData}</KeyData>\n</Request>\n`;
    }
    default:
      return "";
  }
}
