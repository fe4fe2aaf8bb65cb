import { expect } from "expect";
import { decodePacket } from "../../../../lib/games/wildstar/protocol/frame.ts";
import {
  decodeServerHello,
  SERVER_HELLO_FRAME,
  SERVER_HELLO_OPCODE,
} from "../../../../lib/games/wildstar/protocol/server_hello.ts";
import vectors from "../../../vectors/wildstar_auth.json" with { type: "json" };

Deno.test("the hello is the document's, byte for byte", () => {
  expect(SERVER_HELLO_FRAME.toHex()).toBe(vectors.server_hello.frame);
});

Deno.test("a client reads the three fields that matter", () => {
  const { opcode, payload } = decodePacket(SERVER_HELLO_FRAME.subarray(4));
  expect(opcode).toBe(SERVER_HELLO_OPCODE);
  expect(decodeServerHello(payload)).toEqual({ authVersion: 16042, connectionType: 3, authMessage: 158963872 });
  expect(() => decodeServerHello(payload.subarray(1))).toThrow();
});
