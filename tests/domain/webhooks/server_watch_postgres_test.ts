/** What only happens where several transactions run at once. */
import { expect } from "expect";
import { watchServers } from "../../../lib/domain/webhooks/server_watch.ts";
import { createServers } from "../../../lib/domain/servers/servers.ts";
import { systemClock } from "../../../lib/platform/clock.ts";
import { untilBlocked } from "../../support/blocked.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";

Deno.test({
  name: "a server that is taken away while it is looked at is no failure",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withDatabase("postgres", async (database) => {
      await database.write.insertInto("servers").values({
        id: "eu_1",
        name: "Evindra",
        name_key: "evindra",
        game_id: null,
        address: "192.0.2.10",
        port: 23_115,
        type: "pve",
        flags: 0,
        online: 1,
        note_text_id: 0,
        key_hash: new Uint8Array(32),
        players: 0,
        last_heartbeat_at: null,
        created_at: 0,
      }).execute();
      const deleted = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const removal = database.transaction(async ({ db }) => {
        await db.deleteFrom("servers").where("id", "=", "eu_1").execute();
        deleted.resolve();
        await goOn.promise;
      });
      await deleted.promise;

      const servers = createServers({ database, clock: systemClock });
      const webhookEvents = { add: () => Promise.resolve() };
      const watch = watchServers({ database, servers, webhookEvents }, AbortSignal.timeout(10_000));
      await Promise.race([watch, untilBlocked(database)]);
      goOn.resolve();
      await removal;
      await watch;
      expect(await database.read.selectFrom("webhook_servers").selectAll().execute()).toEqual([]);
    }),
});
