/** What is given once is kept as a hash, or sealed: whoever has the database has none of it. */
import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../../lib/platform/database/database.ts";
import { tokenIn } from "../../support/smtp.ts";
import { eachMailDoor } from "../http/mail_setup.ts";
import { challenge, PASSWORD, registerGuarded } from "./setup.ts";

eachMailDoor("no table holds a link, a code, a key, a password or a challenge as its player has it", async (door) => {
  const { database } = door.server;
  const ada = await registerGuarded(door, "ada");
  const bearer = ada.token;
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  const email = { email: "ada@example.org", password: PASSWORD };
  expect((await door.call("POST", "/api/account/email", { bearer, body: email })).status).toBe(204);
  const verify = tokenIn(await door.mail("ada@example.org", /e-mail address/));
  const reset = await door.resetToken("ada@example.org");
  const other = { email: "ada@example.net", password: PASSWORD };
  expect((await door.call("POST", "/api/account/email", { bearer, body: other })).status).toBe(204);
  const undo = tokenIn(await door.mail("ada@example.org", /was changed/));
  const { json: recovery } = await door.admin("POST", `/accounts/${ada.id}/recovery`, { reason: "lost it" });
  const { json: game } = await door.call("POST", "/api/account/games/slime/password", { bearer });
  const credentials = { username: "ada", password: PASSWORD, recovery_code: ada.recoveryCodes[0] };
  const website = { authentication_method: "website", credentials };
  const { json: launcher } = await door.call("POST", "/auth/authenticate", { body: website });
  const open = await challenge(door, "ada");
  await door.server.app.domain.trail.flush();

  const secrets = [
    ada.secret,
    ...ada.recoveryCodes,
    guest.guestKey,
    verify,
    reset,
    undo,
    tokenIn({ text: recovery.url }),
    game.password,
    launcher.login_token,
    open,
    PASSWORD,
  ];
  for (const secret of secrets) expect(secret).toMatch(/^.{11,}$/);
  const cells = await everyCell(database);
  // What is read here does hold what is kept in the clear, as a text and as bytes.
  expect(cells.some((cell) => cell.includes("ada@example.net"))).toBe(true);
  for (const look of secrets.flatMap(looksOf)) expect(cells.filter((cell) => cell.includes(look))).toEqual([]);
});

/** Every cell of every table, in lower case; bytes as characters of their own. */
async function everyCell(database: Database): Promise<string[]> {
  const cells: string[] = [];
  for (const { name } of await database.read.introspection.getTables()) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(database.read);
    for (const value of rows.flatMap((row) => Object.values(row))) {
      const text = value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : String(value);
      cells.push(text.toLowerCase());
    }
  }
  return cells;
}

/** As it is given, without its hyphen, and the bytes that it stands for. */
function looksOf(secret: string): string[] {
  const looks = [secret, secret.replaceAll("-", "")];
  if (/^[\w-]{43}$/.test(secret)) {
    const bytes = Uint8Array.fromBase64(secret, { alphabet: "base64url" });
    looks.push(new TextDecoder("latin1").decode(bytes), bytes.toHex());
  }
  return looks.map((look) => look.toLowerCase());
}
