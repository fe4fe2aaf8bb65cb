/** What one native line to STS may say, and when. */
import { expect } from "expect";
import { toNumber } from "./numbers.ts";
import { type Door, oneDoor, type Player } from "./setup.ts";
import { N } from "./srp6_client.ts";
import { isRefusal, StsClient } from "./sts_client.ts";

const wrong = (player: Player): Player => ({ ...player, password: "wrong password" });

oneDoor("a native line to STS", {}, async (door, t) => {
  const player = await door.newPlayer("liner");
  const other = await door.newPlayer("other_liner");

  await t.step("KeyData and LoginFinish in one segment: RC4 starts between them, both ways", async () => {
    const client = await door.sts();
    const proof = client.prove(player, (await client.start(player.email))!);
    const first = client.proofRequest(proof);
    client.encipherOutgoing(proof.K);
    const rest = ["/Auth/LoginFinish", "/GameAccount/ListMyAccounts"].map((path) => client.request(path));
    await client.line.write(Uint8Array.from([first, ...rest].flatMap((bytes) => [...bytes])));
    const reply = await client.reply();
    client.decipherIncoming(reply, proof);
    expect((await client.reply())?.body).toContain("<AccessMask>1</AccessMask>");
    expect((await client.reply())?.body).toContain("<Alias>liner</Alias>");
  });

  await t.step("everything up to the challenge in one segment", async () => {
    const client = new StsClient(await door.line("auth"));
    const requests = [client.request("/Sts/Connect", "<Connect></Connect>"), client.startRequest(player.email)];
    await client.line.write(Uint8Array.from(requests.flatMap((bytes) => [...bytes])));
    expect(isRefusal(await client.reply())).toBe(false);
  });

  await t.step("after a failure the line may log in again", async () => {
    const client = await door.sts();
    expect(await client.logIn(wrong(player))).toBe(false);
    expect(await client.logIn({ ...player, email: "nobody@example.com" })).toBe(false);
    expect(await client.logIn(player)).toBe(true);
    expect(await client.gameToken()).not.toBe(null);
  });

  await t.step(
    "after a success another player may: the answer comes under the old cipher, then the new key holds",
    async () => {
      const client = await door.sts();
      expect(await client.logIn(player)).toBe(true);
      expect(await client.logIn(other)).toBe(true);
      expect((await client.ask("/GameAccount/ListMyAccounts")).body).toContain("<Alias>other_liner</Alias>");
      expect(await client.logIn(wrong(player))).toBe(false);
      expect(await client.gameToken()).toBe(null);
      expect(await client.logIn(player)).toBe(true);
      expect(await client.gameToken()).not.toBe(null);
    },
  );

  await t.step("the name may be typed in any case, and hashed as typed or in lower case", async () => {
    for (const identity of ["LINER@Example.com", "liner@example.com"]) {
      expect(await (await door.sts()).logIn({ ...player, email: "LINER@Example.com", identity })).toBe(true);
    }
    expect(await (await door.sts()).logIn({ ...player, identity: "Liner@example.com" })).toBe(false);
  });

  await t.step("A of 0 and of N prove nothing, and give no token", async () => {
    for (const A of [0n, N]) {
      const client = await door.sts();
      const challenge = (await client.start(player.email))!;
      await client.line.write(client.proofRequest({ M1: new Uint8Array(32).fill(1) }, A));
      expect(isRefusal(await client.reply())).toBe(true);
      expect(toNumber(challenge.B) > 0n).toBe(true);
      expect(await client.gameToken()).toBe(null);
    }
  });

  await t.step("a token comes out only behind a proven password", () => checkEveryOrder(door, player));

  await t.step("an unknown path is 404 without a body, in any state", async () => {
    const client = new StsClient(await door.line("auth"));
    expect(await client.ask("/Auth/Nonsense", "abc")).toEqual({ status: "404  Not Found", sequence: "1R", body: "" });
    await client.connect();
    expect(await client.logIn(player)).toBe(true);
    expect(await client.ask("/auth/keydata")).toMatchObject({ status: "404  Not Found", body: "" });
  });

  await t.step("a body that cannot be read is refused, and the line goes on", async () => {
    const client = await door.sts();
    for (
      const body of ["", "no XML", "<Request></Request>", "<!DOCTYPE x><Request><LoginName>a@b.c</LoginName></Request>"]
    ) expect(isRefusal(await client.ask("/Auth/LoginStart", body))).toBe(true);
    expect(await client.logIn(player)).toBe(true);
  });

  await t.step("a head over 2048 bytes ends the line, one of 2048 does not", async () => {
    const tooLong = await door.line("auth");
    await tooLong.write(head(2049));
    expect(await tooLong.isEnded()).toBe(true);
    const client = new StsClient(await door.line("auth"));
    await client.line.write(head(2048));
    expect(await client.reply()).toMatchObject({ status: "404  Not Found" });
  });

  await t.step("a body over 8192 bytes ends the line before it is there, one of 8192 does not", async () => {
    const tooLong = await door.line("auth");
    await tooLong.write(new TextEncoder().encode("POST /Auth/LoginStart STS/1.0\r\nl:8193\r\ns:1\r\n\r\n"));
    expect(await tooLong.isEnded()).toBe(true);
    const client = await door.sts();
    const name = "a".repeat(8192 - "<Request><LoginName></LoginName></Request>".length);
    const reply = await client.ask("/Auth/LoginStart", `<Request><LoginName>${name}</LoginName></Request>`);
    expect(isRefusal(reply)).toBe(false);
  });
});

/** A head of so many bytes, with its empty line. */
function head(bytes: number): Uint8Array<ArrayBuffer> {
  const start = "POST /";
  const end = " STS/1.0\r\ns:1\r\n\r\n";
  return new TextEncoder().encode(`${start}${"a".repeat(bytes - start.length - end.length)}${end}`);
}

const STEPS: Readonly<Record<string, (client: StsClient, email: string) => Uint8Array>> = {
  connect: (client) => client.request("/Sts/Connect", "<Connect></Connect>"),
  ping: (client) => client.request("/Sts/Ping"),
  start: (client, email) => client.startRequest(email),
  proof: (client) => client.proofRequest({ M1: new Uint8Array(32).fill(1) }),
  finish: (client) => client.request("/Auth/LoginFinish"),
  list: (client) => client.request("/GameAccount/ListMyAccounts"),
  addresses: (client) => client.request("/Auth/PageVerifiedIps"),
  token: (client) => client.request("/Auth/RequestGameToken"),
};

/** Every sequence of two requests without the password, and then the request for a token. */
async function checkEveryOrder(door: Door, { email }: Player): Promise<void> {
  for (const first of Object.values(STEPS)) {
    for (const second of Object.values(STEPS)) {
      const client = new StsClient(await door.line("auth"));
      const requests = [first, second, STEPS["token"]!].map((request) => request(client, email));
      // Nobody serves it: its answer is the last one.
      requests.push(client.request("/End"));
      await client.line.write(Uint8Array.from(requests.flatMap((bytes) => [...bytes])));
      let reply = await client.reply();
      for (; reply?.status !== "404  Not Found"; reply = await client.reply()) {
        expect(reply?.body).not.toMatch(/Token|Alias|AccessMask/);
      }
      client.line.close();
    }
  }
}
