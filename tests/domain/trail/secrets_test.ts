/** No secret stands in the trail, whatever door it was shown to and whatever field it was typed into. */
import { expect } from "expect";
import { attemptAt, type DoorName } from "../diagnosis/attempts.ts";
import { eachDoor } from "../../doors/wildstar/setup.ts";
import { until } from "../../support/until.ts";

const DOORS = Object.keys(attemptAt) as DoorName[];
/** A password that is typed where the name belongs fits no name, and no e-mail. */
const PHRASE = "canary: my secret phrase!";
const TOKEN = new Uint8Array(16).fill(0xca);

eachDoor("canaries at each door, right and wrong, and a password in the name's field", {
  config: { accounts: { guests: true } },
}, async (door) => {
  const shown = new Set<string>(["canary", "correct horse", TOKEN.toHex(), TOKEN.toBase64()]);
  for (const name of DOORS) {
    const player = await door.newPlayer(`player_${name}`);
    shown.add(player.bearer);
    const token = name === "wildstar_auth" ? await door.token(player) : TOKEN;
    for (const secret of [token.toHex(), token.toBase64()]) shown.add(secret);
    await attemptAt[name](door, { ...player, token });
    await attemptAt[name](door, { ...player, password: "canary-password", bearer: "canary.bearer.x", token: TOKEN });
    await attemptAt[name](door, {
      ...player,
      username: PHRASE,
      email: PHRASE,
      password: "canary-password",
      token: TOKEN,
    });
  }
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  shown.add(guest.guestKey);
  await door.call("POST", "/api/auth/guest", { body: { guestKey: guest.guestKey } });
  await door.call("POST", "/api/auth/guest", { body: { guestKey: "canary".padEnd(43, "A") } });
  const rowsOf = async () => {
    await door.server.app.domain.trail.flush();
    return await door.server.database.read.selectFrom("login_trail").selectAll().execute();
  };
  // The latest is there: then those before it are.
  await until(async () => (await rowsOf()).length >= 3 * DOORS.length);
  const rows = await rowsOf();
  expect(new Set(rows.map(({ door }) => door)).size).toBeGreaterThanOrEqual(6);
  const text = JSON.stringify(rows).toLowerCase();
  for (const secret of shown) expect([secret, text.includes(secret.toLowerCase())]).toEqual([secret, false]);
});

eachDoor("a name is cut to sixty-four characters", {}, async (door) => {
  const email = `${"a".repeat(60)}@${"long.".repeat(10)}example.org`;
  await door.call("POST", "/api/auth/login", { body: { email, password: "wrong password" } });
  await door.server.app.domain.trail.flush();
  const rows = await door.server.database.read.selectFrom("login_trail").select("name").execute();
  expect(rows).toEqual([{ name: email.slice(0, 64) }]);
});
