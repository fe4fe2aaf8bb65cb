import { expect } from "expect";
import { encodeReply } from "../../../../../lib/games/wildstar/sts/protocol/replies.ts";
import binary from "../../../../vectors/sts_binary.json" with { type: "json" };
import transcript from "../../../../vectors/sts_transcript.json" with { type: "json" };

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (hex: string) => Uint8Array.fromHex(hex);
const [challenge, proof, loginFinished, accounts, gameToken] = transcript.exchange
  .filter(({ from }) => from === "server").map(({ text }) => text);

Deno.test("the transcript's replies are written byte for byte", () => {
  // B, behind two lengths and the salt.
  const keyData = Uint8Array.fromBase64(/<KeyData>(.*)<\/KeyData>/.exec(challenge!)![1]!);
  const publicKey = keyData.subarray(4 + 16 + 4);
  expect(text(encodeReply({ type: "challenge", salt: bytes(transcript.given.salt), publicKey }, 2))).toBe(challenge);
  expect(text(encodeReply({ type: "proof", serverProof: bytes(transcript.derived.M2) }, 3))).toBe(proof);
  expect(text(encodeReply({ type: "loginFinished" }, 4))).toBe(loginFinished);
  expect(text(encodeReply({ type: "accounts", alias: "player" }, 5))).toBe(accounts);
  const token = bytes(transcript.given.game_token_bytes);
  expect(text(encodeReply({ type: "gameToken", token }, 6))).toBe(gameToken);
});

Deno.test("a refusal is always 3002", () => {
  expect(text(encodeReply({ type: "refused" }, 3))).toBe(binary.sts_error_3002_for_sequence_3);
});

Deno.test("an unknown path is answered without a body", () => {
  expect(text(encodeReply({ type: "notFound" }, 9))).toBe("STS/1.0 404  Not Found\r\nl:0\r\ns:9R\r\n\r\n");
});

Deno.test("verified addresses are a page of none, on one line", () => {
  expect(text(encodeReply({ type: "verifiedIps" }, 1))).toBe(
    "STS/1.0 200  OK\r\nl:63\r\ns:1R\r\n\r\n<Reply><Page><TotalItemCount>0</TotalItemCount></Page></Reply>\n",
  );
});

Deno.test("the length counts bytes, and text is escaped", () => {
  expect(text(encodeReply({ type: "accounts", alias: "ë<&>" }, 1))).toContain("l:142\r\n");
  expect(text(encodeReply({ type: "accounts", alias: "ë<&>" }, 1))).toContain("<Alias>ë&lt;&amp;&gt;</Alias>");
});
