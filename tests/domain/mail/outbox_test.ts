import { expect } from "expect";
import { addAccount } from "../../support/accounts.ts";
import { createTestCore } from "../../support/core_services.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { linesOf } from "../../platform/metrics/setup.ts";
import { createFakeTransport, MAIL_CONFIG, NOTICE, queue, until } from "./setup.ts";

const MINUTE_MS = 60_000;

async function setUp(database: Database) {
  const clock = createTestClock();
  const transport = createFakeTransport();
  const core = await createTestCore(database, { clock, mailTransport: transport, config: MAIL_CONFIG });
  const accountId = await addAccount(database, "ada", { email: "ada@example.org" });
  return { core, clock, transport, accountId };
}

const rows = (database: Database) => database.read.selectFrom("mails").selectAll().execute();
/** Once nothing is in an instance's hands. */
const settled = (database: Database) => until(async () => (await rows(database)).every(({ claim }) => claim === null));

eachDatabase("a mail goes out after its commit and leaves nothing behind", async (database) => {
  const { core, transport, accountId } = await setUp(database);
  core.mailRoom.start();
  expect(await queue(core, accountId)).toBe(true);
  await until(async () => transport.sent.length === 1 && (await rows(database)).length === 0);
  expect(transport.sent).toMatchObject([{ to: "ada@example.org" }]);
  await core.close();
});

eachDatabase("an address that our rule refuses, as imports keep them, is mailed nothing", async (database) => {
  const { core, accountId } = await setUp(database);
  for (const email of ["ada@localhost", "ada@a.b\r\nBcc: eve@example.org", "a da@example.org", "ada@"]) {
    await database.write.updateTable("accounts").set({ email }).where("id", "=", accountId).execute();
    expect([email, await queue(core, accountId)]).toEqual([email, false]);
  }
  expect(await rows(database)).toEqual([]);
  await core.close();
});

eachDatabase("what is undone sends nothing", async (database) => {
  const { core, transport, accountId } = await setUp(database);
  core.mailRoom.start();
  await core.database.transaction(async (unit) => {
    await core.mail.queue(unit, NOTICE(accountId));
    throw new Error("undone");
  }).catch(() => {});
  await queue(core, accountId);
  await until(() => transport.sent.length === 1);
  await core.close();
});

eachDatabase("while it waits its text is sealed, and bound to its row", async (database) => {
  const { core, transport, accountId } = await setUp(database);
  await queue(core, accountId);
  await queue(core, accountId);
  const [one, other] = await rows(database);
  const asText = new TextDecoder("latin1").decode(one?.body);
  for (const word of ["ada", "example.org", "password"]) expect(asText).not.toContain(word);
  // Moved to another row it does not open: that mail fails, the other goes.
  await database.write.updateTable("mails").set({ body: other!.body }).where("id", "=", one!.id).execute();
  core.mailRoom.start();
  await until(() => transport.sent.length === 1);
  await settled(database);
  expect(await rows(database)).toMatchObject([{ id: one!.id, tries: 1 }]);
  await core.close();
});

eachDatabase(
  "tries after 0, 1, 5, 30 minutes, 2, 6 and 12 hours, then given up, counted and written down",
  async (database) => {
    const { core, clock, transport, accountId } = await setUp(database);
    const startMs = clock.now().getTime();
    const triedAt: number[] = [];
    transport.before = () => {
      triedAt.push((clock.now().getTime() - startMs) / MINUTE_MS);
      throw new Error("550 no such mailbox: ada@example.org");
    };
    core.mailRoom.start();
    await queue(core, accountId);
    for (let tries = 1; tries <= 7; tries++) {
      await until(async () => (await rows(database))[0]?.tries === tries);
      const [mail] = await rows(database);
      if (mail?.due_at === null || mail === undefined) break;
      clock.advance(mail.due_at - clock.now().getTime() - 1_000);
      expect(triedAt.length).toBe(tries);
      await until(() => {
        clock.advance(1_000);
        return triedAt.length > tries;
      });
    }
    expect(triedAt.map(Math.floor)).toEqual([0, 1, 5, 30, 120, 360, 720]);
    expect(await rows(database)).toMatchObject([{ tries: 7, due_at: null, given_up_at: expect.any(Number) }]);
    const { items } = await core.audit.list(database.read, { action: "mail.failed", limit: 10 });
    expect(items).toMatchObject([{ account: accountId, actor: "system" }]);
    expect(items[0]?.reason).toBe("password_changed: 550 no such mailbox: (address)");
    expect(await linesOf("gatehouse_mails_total", core.metrics)).toEqual([
      'gatehouse_mails_total{result="failed"} 6',
      'gatehouse_mails_total{result="given_up"} 1',
    ]);
    await core.close();
  },
);

eachDatabase(
  "a mail server that never answers is waited for a minute, then the mail is tried again",
  async (database) => {
    const { core, clock, transport, accountId } = await setUp(database);
    let isSilent = true;
    transport.before = () => isSilent ? new Promise(() => {}) : undefined;
    core.mailRoom.start();
    await queue(core, accountId);
    await until(async () => (await rows(database))[0]?.claim !== null);
    // Meanwhile nobody else takes it, however long the claim was for.
    const other = await createTestCore(database, { clock, mailTransport: transport, config: MAIL_CONFIG });
    other.mailRoom.start();
    await until(async () => {
      clock.advance(1_000);
      return (await rows(database))[0]?.tries === 1;
    });
    expect(await rows(database)).toMatchObject([{ last_error: "The mail server took longer than 60 s", claim: null }]);
    isSilent = false;
    await until(async () => {
      clock.advance(1_000);
      return (await rows(database)).length === 0;
    });
    expect(transport.sent).toHaveLength(1);
    await core.close();
    await other.close();
  },
);

eachDatabase("after the clock has gone back two hours no mail waits two hours", async (database) => {
  const { core, clock, transport, accountId } = await setUp(database);
  const closed = { is: true };
  transport.before = () => {
    if (closed.is) throw new Error("450 come again");
  };
  await queue(core, accountId);
  clock.setBack(2 * 60 * MINUTE_MS);
  core.mailRoom.start();
  await until(async () => (await rows(database))[0]?.tries === 1);
  await settled(database);
  // What waits for its next try does not wait longer either; and what waits as meant goes on waiting.
  clock.setBack(2 * 60 * MINUTE_MS);
  await until(async () => {
    clock.advance(1_000);
    return (await rows(database))[0]?.tries === 2;
  });
  await settled(database);
  closed.is = false;
  expect((await rows(database))[0]?.due_at).toBeGreaterThan(clock.now().getTime() + 3 * MINUTE_MS);
  clock.advance(MINUTE_MS);
  await core.mailRoom.close();
  expect(transport.sent).toEqual([]);
  await core.close();
});

eachDatabase("two instances never send one mail twice at once", async (database) => {
  const { core, clock, transport, accountId } = await setUp(database);
  const other = await createTestCore(database, { clock, mailTransport: transport, config: MAIL_CONFIG });
  core.mailRoom.start();
  other.mailRoom.start();
  for (let count = 0; count < 20; count++) await queue(count % 2 === 0 ? core : other, accountId);
  await until(async () => {
    clock.advance(500);
    return (await rows(database)).length === 0;
  });
  expect(new Set(transport.sent.map(({ key }) => key)).size).toBe(20);
  expect(transport.sent.length).toBe(20);
  await core.close();
  await other.close();
});

eachDatabase("what a killed instance had in hand another sends once the claim is over", async (database) => {
  const { core, clock, transport, accountId } = await setUp(database);
  await queue(core, accountId);
  // As an instance leaves it that was killed in the middle of sending.
  const until15 = clock.now().getTime() + 15_000;
  await database.write.updateTable("mails").set({ claim: "of the killed one", due_at: until15 }).execute();
  if (database.engine === "postgres") {
    core.mailRoom.start();
    await until(() => {
      clock.advance(1_000);
      return transport.sent.length === 1;
    });
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(until15);
  } else {
    // The embedded database has one server: at its start nobody else has anything in hand.
    core.mailRoom.start();
    await until(() => transport.sent.length === 1);
  }
  await core.close();
});

eachDatabase("a mail that cannot be sent fails nothing: no address, an unproven one, too many", async (database) => {
  const { core, transport, accountId } = await setUp(database);
  const nobody = await addAccount(database, "bea");
  expect(await queue(core, nobody)).toBe(false);
  const verified = { ...NOTICE(accountId), verifiedOnly: true };
  expect(await core.database.transaction((unit) => core.mail.queue(unit, verified))).toBe(false);
  await database.write.updateTable("accounts").set({ email_verified_at: 1 }).where("id", "=", accountId).execute();
  expect(await core.database.transaction((unit) => core.mail.queue(unit, verified))).toBe(true);
  const evil = { ...NOTICE(accountId), to: "ada@example.org\r\nBcc: eve@example.org" };
  expect(await core.database.transaction((unit) => core.mail.queue(unit, evil))).toBe(false);
  for (let count = 1; count < 50; count++) expect(await queue(core, accountId)).toBe(true);
  expect(await queue(core, accountId)).toBe(false);
  expect(await rows(database)).toHaveLength(50);
  expect(transport.sent).toEqual([]);
  await core.close();
});

eachDatabase(
  "an address that nobody proved is told twenty things a day, and sent what it asks for",
  async (database) => {
    const { core, clock, accountId } = await setUp(database);
    for (let count = 0; count < 20; count++) expect(await queue(core, accountId)).toBe(true);
    expect(await queue(core, accountId)).toBe(false);
    const link = { link: "https://play.example.org/#reset=x", until: clock.now() };
    const reset = { ...NOTICE(accountId), name: "reset", values: link } as const;
    expect(await core.database.transaction((unit) => core.mail.queue(unit, reset))).toBe(true);
    clock.advance(24 * 60 * MINUTE_MS);
    expect(await queue(core, accountId)).toBe(true);
    await database.write.updateTable("accounts").set({ email_verified_at: 1 }).where("id", "=", accountId).execute();
    for (let count = 0; count < 25; count++) expect(await queue(core, accountId)).toBe(true);
    await core.close();
  },
);
