/** Two servers on one PostgreSQL. */
import { expect } from "expect";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { testEngines, withTwoInstances } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";
import { type Client, type Door, openDoor } from "./setup.ts";

const ADMIN = { actor: "admin", address: "192.0.2.1" };

function instancesTest(name: string, run: (here: Door, there: Door) => Promise<void>): void {
  if (!testEngines().includes("postgres")) return;
  Deno.test(name, () =>
    withTwoInstances(async (first, second) => {
      const here = await openDoor(first);
      const there = await openDoor(second);
      try {
        await run(here, there);
      } finally {
        await here.close();
        await there.close();
      }
    }));
}

function select(characterId: number) {
  return { type: "selectCharacter", gameId: "my_game", characterId };
}

instancesTest("a seat taken on one instance closes the socket on the other, to and fro", async (here, there) => {
  const { id, token } = await here.register("ada");
  const characterId = await here.addCharacter(id, "Galahad");
  let holder = await here.signIn(token);
  await holder.ask(select(characterId));
  for (const door of [there, here, there, here]) {
    const next = await door.signIn(token);
    expect(await next.ask(select(characterId))).toMatchObject({ type: "character_selected" });
    expect(await holder.socket.closed).toEqual(CLOSE.elsewhere);
    holder.vanish();
    expect(await next.ask({ type: "ping" })).toEqual({ type: "pong" });
    expect(next.socket.closedWith).toBe(null);
    holder = next;
  }
});

instancesTest("of many selections at once, on both instances, exactly one holder stays", async (here, there) => {
  const { id, token } = await here.register("ada");
  const characterId = await here.addCharacter(id, "Galahad");
  const clients: Client[] = [];
  for (let pair = 0; pair < 4; pair++) clients.push(await here.signIn(token), await there.signIn(token));
  for (const client of clients) client.send(select(characterId));
  const closed = () => clients.flatMap(({ socket: { closedWith } }) => closedWith ?? []);
  await until(() => closed().length === clients.length - 1);
  expect(closed()).toEqual(clients.slice(1).map(() => CLOSE.elsewhere));
  const last = clients.find(({ socket }) => socket.closedWith === null);
  expect(await last!.socket.next()).toMatchObject({ type: "character_selected" });
  expect(await last!.ask({ type: "ping" })).toEqual({ type: "pong" });
  const seats = await here.database.read.selectFrom("seats").select("character_id").execute();
  expect(seats).toEqual([{ character_id: characterId }]);
});

instancesTest("what ends a session on one instance closes its sockets on the other", async (here, there) => {
  const ada = await here.register("ada");
  const otherToken = await here.logIn("ada");
  const onAda = await there.signIn(ada.token);
  const onOther = await there.signIn(otherToken);

  const identity = await here.sessions.verify(otherToken);
  await here.accounts.changePassword({
    accountId: ada.id,
    sessionId: identity.sessionId,
    currentPassword: PASSWORD,
    newPassword: "battery staple",
    origin: ORIGIN,
  });
  expect(await onAda.socket.closed).toEqual(CLOSE.sessionEnded);
  expect(await onOther.ask({ type: "ping" })).toEqual({ type: "pong" });
  await here.sessions.logOut(identity, ORIGIN);
  expect(await onOther.socket.closed).toEqual(CLOSE.sessionEnded);
});

instancesTest("a ban made on one instance closes the sockets on the other with 4403", async (here, there) => {
  const ada = await here.register("ada");
  const bob = await here.register("bob");
  const onAda = await there.signIn(ada.token);
  const onBob = await there.signIn(bob.token, "203.0.113.99");
  await here.suspensions.suspend({ accountId: ada.id, reason: "spam", until: null, ...ADMIN });
  expect(await onAda.socket.closed).toEqual(CLOSE.banned);
  await here.bans.create({ kind: "ip", value: "203.0.113.99", reason: "a flood", until: null, ...ADMIN });
  expect(await onBob.socket.closed).toEqual(CLOSE.banned);
});

instancesTest("a character deleted on one instance is played no more on the other", async (here, there) => {
  const { id, token } = await here.register("ada");
  const characterId = await here.addCharacter(id, "Galahad");
  const { ask, socket } = await there.signIn(token);
  await ask(select(characterId));
  await here.characters.delete({ accountId: id, characterId });
  expect(await socket.closed).toEqual(CLOSE.elsewhere);
});
