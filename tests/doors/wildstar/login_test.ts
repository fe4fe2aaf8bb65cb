/** The whole way in: an account of the browser, STS, Auth, and the world server that asks about the session key. */
import { expect } from "expect";
import { helloFrame } from "./auth_client.ts";
import { type Door, eachDoor, type Player } from "./setup.ts";
import { readChallenge, tokenBytes } from "./sts_client.ts";

/** A realm of the game and the key of its world server. */
async function newRealm(door: Door, name: string): Promise<{ id: string; key: string }> {
  const body = { name, address: "192.0.2.17", port: 24001, type: "pvp", flags: 16, note_text_id: 1234, online: true };
  const { status, json } = await door.admin("POST", "/servers", body);
  expect(status).toBe(201);
  return json;
}

/** What a world server is told of a session key. */
const redeem = async (door: Door, key: string, { email }: Pick<Player, "email">, sessionKey: Uint8Array) =>
  (await door.call("POST", "/auth/session-key", { bearer: key, body: { email, session_key: sessionKey.toHex() } }))
    .json;

eachDoor("the native way in", {
  config: { gameConfig: { wildstar: { realmMessages: ["Willkommen", "Zweite Zeile: ✓"] } } },
}, async (door, t) => {
  await door.admin("PATCH", "/servers/server_001", { online: false });
  const realm = await newRealm(door, "Über-Realm");
  const player = await door.newPlayer("native", "Native.Player@Example.com");

  await t.step("STS proves the password and issues a token under RC4", async () => {
    const client = await door.sts(player.address);
    expect(await client.logIn(player)).toBe(true);
    expect((await client.ask("/Auth/LoginFinish", "<Request>\n<Language>1</Language>\n</Request>\n")).body).toBe(
      "<Reply>\n<LocationId></LocationId>\n<UserId></UserId>\n<UserCenter>0</UserCenter>\n<UserName></UserName>\n" +
        "<AccessMask>1</AccessMask>\n</Reply>\n",
    );
    expect((await client.ask("/GameAccount/ListMyAccounts")).body).toBe(
      '<Reply type="array">\n<GameAccount>\n<Alias>native</Alias>\n<Created></Created>\n' +
        "<GameAccountId></GameAccountId>\n</GameAccount>\n</Reply>\n",
    );
    expect((await client.ask("/Auth/PageVerifiedIps")).body).toBe(
      "<Reply><Page><TotalItemCount>0</TotalItemCount></Page></Reply>\n",
    );
    await client.line.write(client.request("/Sts/Ping"));
    expect(await client.ask("/Sts/Nowhere")).toMatchObject({ status: "404  Not Found", body: "" });
    const token = tokenBytes((await client.gameToken())!);

    const answers = await door.askAuth(player, token);
    expect(answers.map(({ type }) => type)).toEqual(["accepted", "messages", "realm"]);
    expect(answers[1]).toEqual({
      type: "messages",
      messages: [{ index: 1, texts: ["Willkommen"] }, { index: 2, texts: ["Zweite Zeile: ✓"] }],
    });
    expect(answers[2]).toMatchObject({
      address: 0xC0000211,
      port: 24001,
      accountId: player.id,
      name: "Über-Realm",
      flags: 16,
      pvp: 1,
      noteTextId: 1234,
    });
  });

  await t.step("the world server redeems the session key, once, for the right player", async () => {
    const other = await door.newPlayer("bystander");
    const { sessionKey } = await door.enter(player);
    expect(await redeem(door, realm.key, other, sessionKey)).toMatchObject({ valid: false });
    const good = { valid: true, account_id: `account_${player.id}` };
    expect(await redeem(door, realm.key, { email: "native.player@example.COM" }, sessionKey)).toMatchObject(good);
    expect(await redeem(door, realm.key, player, sessionKey)).toMatchObject({ valid: false });
  });

  await t.step("a newer session key ends the older, and none lives longer than 5 minutes", async () => {
    const older = await door.enter(player);
    const newer = await door.enter(player);
    expect(await redeem(door, realm.key, player, older.sessionKey)).toMatchObject({ valid: false });
    expect(await redeem(door, realm.key, player, newer.sessionKey)).toMatchObject({ valid: true });
    const last = await door.enter(player);
    door.clock.advance(300_000);
    expect(await redeem(door, realm.key, player, last.sessionKey)).toMatchObject({ valid: false });
  });

  await t.step("no key of a server, no answer", async () => {
    const { sessionKey } = await door.enter(player);
    const body = { email: player.email, session_key: sessionKey.toHex() };
    expect((await door.call("POST", "/auth/session-key", { bearer: "not a key", body })).status).toBe(401);
    expect(await redeem(door, realm.key, player, sessionKey)).toMatchObject({ valid: true });
  });

  await t.step("a hello that comes in 0x025C, or plain and packed, is answered packed and encrypted", async () => {
    for (const travel of ["packed", "plain"] as const) {
      expect(await door.enter(player, travel)).toMatchObject({ name: "Über-Realm" });
      door.clock.advance(60_000);
    }
  });

  await t.step("everything may come byte by byte", async () => {
    const client = await door.sts(player.address);
    await client.line.writeByteByByte(client.startRequest(player.email));
    const proof = client.prove(player, readChallenge(await client.reply())!);
    await client.line.writeByteByByte(client.proofRequest(proof));
    expect(client.finish(await client.reply(), proof)).toBe(true);
    await client.line.writeByteByByte(client.request("/Auth/RequestGameToken"));
    const token = /<Token>(.+)<\/Token>/.exec((await client.reply())!.body)![1]!;
    const auth = await door.auth(player.address);
    await auth.line.writeByteByByte(helloFrame({ email: player.email, token: tokenBytes(token) }, "encrypted"));
    expect((await auth.answers("encrypted")).map(({ type }) => type)).toEqual(["accepted", "messages", "realm"]);
  });
});

eachDoor("the documented way in", {}, async (door, t) => {
  const player = await door.newPlayer("documented");

  await t.step("a challenge, a proof, and Auth in the documented form, all in the clear", async () => {
    const client = await door.binary(player.address);
    await client.line.write(client.hello({ email: player.email }));
    await client.greeted();
    const challenge = await client.answer();
    if (challenge?.type !== "challenge") throw new Error("There is no challenge");
    const accepted = await client.ask(client.proof(player, challenge.challenge));
    if (accepted?.type !== "accepted") throw new Error("Not accepted");
    const answers = await door.askAuth(player, accepted.token, "documented");
    expect(answers).toMatchObject([
      { type: "accepted" },
      { type: "messages", messages: [] },
      {
        type: "realm",
        address: 0x7F000001,
        port: 24000,
        accountId: player.id,
        name: "Gatehouse",
        pvp: 0,
        noteTextId: 0,
      },
    ]);
  });

  await t.step("byte by byte, both packets", async () => {
    const client = await door.binary(player.address);
    await client.line.writeByteByByte(client.hello({ email: player.email }));
    await client.greeted();
    const first = await client.answer();
    if (first?.type !== "challenge") throw new Error("There is no challenge");
    await client.line.writeByteByByte(client.hello(client.proof(player, first.challenge)));
    const accepted = await client.answer();
    if (accepted?.type !== "accepted") throw new Error("Not accepted");
    const auth = await door.auth(player.address);
    await auth.line.writeByteByByte(helloFrame({ email: player.email, token: accepted.token }, "documented"));
    expect((await auth.answers("documented")).at(-1)?.type).toBe("realm");
  });

  await t.step("a token of one dialect opens Auth in the form of the other", async () => {
    expect(await door.enter(player, "documented")).toMatchObject({ name: "Gatehouse" });
  });
});
