/** Where the verifier comes from, and what becomes of it: the account of the browser and of this door are one. */
import { expect } from "expect";
import { createBackDoor } from "./back_door.ts";
import { type Door, eachDoor, oneDoor, PASSWORD, type Player } from "./setup.ts";

const canLogIn = async (door: Door, player: Pick<Player, "email" | "password">): Promise<boolean> => {
  const client = await door.sts();
  const isProven = await client.logIn(player) && await client.gameToken() !== null;
  await client.line.end();
  return isProven;
};
const httpLogin = async (door: Door, { username, password }: Pick<Player, "username" | "password">) =>
  (await door.call("POST", "/api/auth/login", { body: { username, password } })).status;

/** The lines of the log that an operator looks for. */
const warnings = ({ server }: Door) =>
  server.log.filter(({ data }) => Reflect.get(data, "door") === "wildstar_sts").filter(({ level }) =>
    level !== "debug"
  );

const backDoor = createBackDoor();
eachDoor("the verifier", { games: [backDoor.game] }, async (door, t) => {
  await t.step("an account without an e-mail is refused as a wrong password; the log says why", async () => {
    const player = await door.newPlayer("nameless", null);
    expect(await canLogIn(door, { ...player, email: "nameless@example.com" })).toBe(false);
    expect(warnings(door).at(-1)).toMatchObject({
      level: "info",
      message: "Refused a login: no account has this e-mail address",
    });
    expect(JSON.stringify(warnings(door))).not.toContain("nameless@");
  });

  await t.step("it gets a verifier with its e-mail", async () => {
    const player = await door.newPlayer("named_later", null);
    const body = { password: PASSWORD, email: "Named.Later@example.com" };
    expect((await door.call("POST", "/api/account/email", { bearer: player.bearer, body })).status).toBe(204);
    expect(await canLogIn(door, { ...player, email: "named.later@example.com" })).toBe(true);
  });

  await t.step("an account with an e-mail and no verifier is refused until its next login over HTTP", async () => {
    const player = await door.newPlayer("from_before");
    await backDoor.query("delete from account_secrets where account_id = ?", [player.id]);
    expect(await canLogIn(door, player)).toBe(false);
    expect(warnings(door).at(-1)).toMatchObject({
      level: "warn",
      message: expect.stringContaining("no SRP6 secret"),
      data: { accountId: player.id },
    });
    expect(await httpLogin(door, player)).toBe(200);
    expect(await canLogIn(door, player)).toBe(true);
  });

  await t.step("a change of the e-mail rewrites it: the old name is nobody's", async () => {
    const player = await door.newPlayer("mover");
    const body = { password: PASSWORD, email: "moved@example.com" };
    expect((await door.call("POST", "/api/account/email", { bearer: player.bearer, body })).status).toBe(204);
    expect(await canLogIn(door, player)).toBe(false);
    expect(await canLogIn(door, { ...player, email: "moved@example.com" })).toBe(true);
  });

  await t.step("a change of the password rewrites it: the old one fails, the new one works", async () => {
    const player = await door.newPlayer("changer");
    const body = { currentPassword: PASSWORD, newPassword: "a new horse" };
    expect((await door.call("POST", "/api/auth/password", { bearer: player.bearer, body })).status).toBe(204);
    expect(await canLogIn(door, player)).toBe(false);
    expect(await canLogIn(door, { ...player, password: "a new horse" })).toBe(true);
  });

  await t.step("a password beyond ASCII is the same at both doors", async () => {
    const body = { username: "accented", password: "pässe\u0301!", email: "accented@example.com" };
    expect((await door.call("POST", "/api/auth/register", { body })).status).toBe(201);
    expect(await canLogIn(door, { email: body.email, password: "pässé!".normalize("NFC") })).toBe(true);
  });

  await t.step("an account that has only a verifier logs in over HTTP, and gains bcrypt", async () => {
    const player = await door.newPlayer("verifier_only");
    await backDoor.query("update accounts set password_hash = null where id = ?", [player.id]);
    expect(await canLogIn(door, player)).toBe(true);
    expect(await httpLogin(door, { ...player, password: "wrong password" })).toBe(401);
    expect(await httpLogin(door, player)).toBe(200);
    const [row] = await backDoor.query("select password_hash from accounts where id = ?", [player.id]);
    expect(row.password_hash).toMatch(/^\$2/);
    expect(await httpLogin(door, player)).toBe(200);
    expect(await canLogIn(door, player)).toBe(true);
  });

  await t.step("it lies encrypted: neither salt nor verifier can be seen in the table", async () => {
    const player = await door.newPlayer("sealed");
    const [row] = await backDoor.query("select secret from account_secrets where account_id = ?", [player.id]);
    const salt = (await (await door.sts()).start(player.email))!.salt;
    expect(Uint8Array.from(row.secret).toHex()).not.toContain(salt.toHex());
  });
});

const closedDoor = createBackDoor();
const closed = { AUTH_PORT: "off", REALM_PORT: "off" };
oneDoor("where the door is closed no verifier is derived", { games: [closedDoor.game], env: closed }, async (door) => {
  expect(Object.keys(door.server.ports).sort()).toEqual(["http", "slime"]);
  const player = await door.newPlayer("browser_only");
  expect(await httpLogin(door, player)).toBe(200);
  expect(await closedDoor.query("select * from account_secrets")).toEqual([]);
});
