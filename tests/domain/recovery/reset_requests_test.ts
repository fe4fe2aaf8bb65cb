/** A reset is asked for without anybody being looked up: neither the answer nor its time tells who has an account. */
import { expect } from "expect";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createFakeTransport, MAIL_CONFIG, until } from "../mail/setup.ts";

const requestsOf = ({ database }: TestCore) => database.read.selectFrom("reset_requests").selectAll().execute();
const rowsOf = async ({ database }: TestCore) => {
  const tables = ["links", "mails", "audit_log", "limit_counters"] as const;
  const counts = tables.map((table) =>
    database.read.selectFrom(table).select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()
  );
  return (await Promise.all(counts)).map(({ count }) => Number(count));
};

eachDatabase("what is asked for is sealed and put aside, for nobody's address as for somebody's", async (database) => {
  const core = await createTestCore(database, { mailTransport: createFakeTransport(), config: MAIL_CONFIG });
  const { account } = await core.accounts.register(
    { username: "ada", password: "correct horse", email: "ada@example.org", origin: ORIGIN },
    () => Promise.resolve(),
  );
  // The first call's count of its address is a row of its own.
  await core.resetRequests.ask("eve@example.org", ORIGIN);
  const before = await rowsOf(core);
  for (const email of ["ada@example.org", "bob@example.org"]) await core.resetRequests.ask(email, ORIGIN);
  expect(await rowsOf(core)).toEqual(before);
  const waiting = await requestsOf(core);
  expect(waiting).toHaveLength(3);
  expect(new Set(waiting.map(({ request }) => request.length)).size).toBe(1);
  for (const { request } of waiting) expect(new TextDecoder("latin1").decode(request)).not.toContain("example.org");

  core.resetRequests.start();
  await until(async () => {
    core.clock.advance(2_000);
    return (await requestsOf(core)).length === 0;
  });
  const links = await database.read.selectFrom("links").select(["account_id", "kind"]).where("kind", "=", "reset")
    .execute();
  expect(links).toEqual([{ account_id: account.id, kind: "reset" }]);
  await core.close();
});
