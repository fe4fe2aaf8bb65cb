import { expect } from "expect";
import { FrameBuffer } from "../../../../../lib/platform/bytes/frame_buffer.ts";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import {
  decodeRequestBody,
  decodeRequestHead,
  encodeRequest,
  requestTypeOf,
  STS_PATHS,
  type StsRequest,
  type StsRequestType,
} from "../../../../../lib/games/wildstar/sts/protocol/requests.ts";
import { STS_FRAMING } from "../../../../../lib/games/wildstar/sts/protocol/text_framing.ts";
import transcript from "../../../../vectors/sts_transcript.json" with { type: "json" };

const ascii = (text: string) => new TextEncoder().encode(text);

function decode(bytes: Uint8Array): { sequence: number; request: StsRequest } {
  const buffer = new FrameBuffer(STS_FRAMING);
  buffer.push(bytes);
  const { head, payload } = buffer.next()!;
  expect(buffer.heldBytes).toBe(0);
  const { path, sequence } = decodeRequestHead(head);
  return { sequence, request: decodeRequestBody(requestTypeOf(path!)!, payload) };
}

Deno.test("every request of the transcript is read", () => {
  const requests = transcript.exchange.filter(({ from }) => from === "client").map(({ text }) => decode(ascii(text)));
  expect(requests.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const keyData = requests[2]!.request;
  expect(requests.map(({ request }) => request)).toEqual([
    { type: "connect" },
    { type: "loginStart", loginName: "player@example.com" },
    keyData,
    { type: "loginFinish" },
    { type: "listMyAccounts" },
    { type: "requestGameToken" },
    { type: "ping" },
  ]);
  expect(keyData.type === "keyData" && keyData.clientPublicKey.length).toBe(128);
  expect(keyData.type === "keyData" && keyData.clientProof.toHex()).toBe(transcript.derived.M1);
});

Deno.test("every request is written and read back", () => {
  const requests: StsRequest[] = [
    { type: "connect" },
    { type: "loginStart", loginName: "o'neill&co@example.com" },
    { type: "keyData", clientPublicKey: new Uint8Array(127).fill(3), clientProof: new Uint8Array(1).fill(4) },
    { type: "loginFinish" },
    { type: "requestGameToken" },
    { type: "listMyAccounts" },
    { type: "pageVerifiedIps" },
    { type: "ping" },
  ];
  expect(requests.map(({ type }) => type)).toEqual(Object.keys(STS_PATHS) as StsRequestType[]);
  for (const request of requests) {
    expect(decode(encodeRequest(request, 4294967295))).toEqual({ sequence: 4294967295, request });
  }
});

Deno.test("a first line of another shape has no path; a sequence that is no number counts as 0", () => {
  const head = (text: string) => decodeRequestHead(ascii(`${text}\r\n\r\n`));
  expect(head("POST /Auth/LoginStart STS/1.0\r\ns:7")).toEqual({ path: "/Auth/LoginStart", sequence: 7 });
  for (
    const line of ["GET /Sts/Ping STS/1.0", "POST /Sts/Ping STS/2.0", "POST Sts/Ping STS/1.0", "POST /Sts/Ping", ""]
  ) {
    expect(head(line).path).toBe(null);
  }
  for (const sequence of ["", "-1", "1.5", "12345678901", "x"]) {
    expect(head(`POST /Sts/Ping STS/1.0\r\ns:${sequence}`).sequence).toBe(0);
  }
});

Deno.test("paths are exact", () => {
  expect(requestTypeOf("/Auth/KeyData")).toBe("keyData");
  for (const path of ["/auth/keydata", "/Auth/KeyData/", "/", "toString"]) expect(requestTypeOf(path)).toBe(null);
});

Deno.test("keys of 129 bytes and proofs of 33 are refused", () => {
  const keyData = (key: number, proof: number) =>
    encodeRequest({ type: "keyData", clientPublicKey: new Uint8Array(key), clientProof: new Uint8Array(proof) }, 1);
  expect(decode(keyData(128, 32)).request.type).toBe("keyData");
  expect(() => decode(keyData(129, 32))).toThrow(ProtocolError);
  expect(() => decode(keyData(128, 33))).toThrow(ProtocolError);
});
