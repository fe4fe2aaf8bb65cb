/** What must not be in the log, whatever happens. */
import { expect } from "expect";
import { TEST_ADMIN_TOKEN, TEST_MASTER_KEY } from "../../support/test_server.ts";
import { oneDoor, PASSWORD } from "./setup.ts";
import { tokenBytes } from "./sts_client.ts";
import { frame } from "./frames.ts";

oneDoor("no password, key, proof or token reaches the log", {}, async (door) => {
  const secrets: (string | Uint8Array)[] = [PASSWORD, "wrong password", TEST_ADMIN_TOKEN, TEST_MASTER_KEY];
  const player = await door.newPlayer("whisperer");
  secrets.push(player.bearer);

  const client = await door.sts(player.address);
  expect(await client.logIn({ ...player, password: "wrong password" })).toBe(false);
  const challenge = (await client.start(player.email))!;
  const proof = client.prove(player, challenge);
  await client.line.write(client.proofRequest(proof));
  expect(client.finish(await client.reply(), proof)).toBe(true);
  const token = (await client.gameToken())!;
  secrets.push(challenge.salt, proof.K, proof.M1, proof.M2, token, tokenBytes(token));

  // A KeyData that cannot be read, twice the same proof, a token with another account's name.
  await client.ask("/Auth/KeyData", `<Request><KeyData>${proof.M1.toBase64()}</Request>`);
  await client.ask("/Auth/KeyData", proof.M1.toBase64());
  await door.askAuth({ ...player, email: "other@example.com" }, tokenBytes(token));
  const answers = await door.askAuth(player, tokenBytes(token));
  const realm = answers.at(-1);
  if (realm?.type !== "realm") throw new Error("There is no realm");
  secrets.push(realm.sessionKey);
  await door.askAuth(player, tokenBytes(token));

  const binary = await door.binary();
  await binary.line.write(binary.hello({ email: player.email, M1: proof.M1 }));
  await binary.greeted();
  const accepted = await binary.answer().then(() => binary.logIn(player));
  if (accepted?.type !== "accepted") throw new Error("Not accepted");
  secrets.push(accepted.token, accepted.M2);
  const broken = await door.auth();
  await broken.line.write(frame({ opcode: 0x0003, payload: accepted.token }));
  await broken.answers("documented");

  const { json: { key } } = await door.admin("POST", "/servers/server_001/key");
  const body = { email: player.email, session_key: realm.sessionKey.toHex() };
  await door.call("POST", "/auth/session-key", { bearer: key, body });
  secrets.push(key);

  expect(door.server.log.length).toBeGreaterThan(5);
  const log = door.server.log.map((record) => Deno.inspect(record, { depth: 20, iterableLimit: 1_000 })).join("\n");
  for (const secret of secrets) {
    const looks = typeof secret === "string" ? [secret] : looksOf(secret);
    for (const look of looks) expect(log.toLowerCase().includes(look.toLowerCase())).toBe(false);
  }
});

/** The ways in which bytes could be written down. */
function looksOf(bytes: Uint8Array): string[] {
  const numbers = [...bytes.subarray(0, 8)].join(", ");
  return [bytes.toHex(), bytes.toBase64(), bytes.toBase64({ alphabet: "base64url", omitPadding: true }), numbers];
}
