/** What only happens where several transactions run at once. */
import { expect } from "expect";
import type { Audit } from "../../../lib/domain/audit/audit.ts";
import { createIdentities } from "../../../lib/domain/identities/identities.ts";
import { untilBlocked } from "../../support/blocked.ts";
import { codeOf } from "../../support/code_of.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";
import { createIdentityTest, epicToken, ORIGIN, steamTicket } from "./setup.ts";

Deno.test({
  name: "unlinking waits for another unlinking under way, and then sees the last way in",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withDatabase("postgres", async (database) => {
      const t = await createIdentityTest(database);
      const { id: accountId } = await t.logIn(steamTicket("1"));
      await t.identities.link({ accountId, credentials: epicToken("epic-player"), origin: ORIGIN });

      const unlinked = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const slowAudit: Audit = {
        ...t.audit,
        async record(db, entry) {
          unlinked.resolve();
          await goOn.promise;
          await t.audit.record(db, entry);
        },
      };
      const slow = createIdentities({
        ...t,
        database,
        audit: slowAudit,
        checkReserved: () => Promise.resolve(),
      });

      const first = slow.unlink({ accountId, provider: "steam", origin: ORIGIN });
      await unlinked.promise;
      const second = codeOf(t.identities.unlink({ accountId, provider: "epic_account", origin: ORIGIN }));
      await Promise.race([second, untilBlocked(database)]);
      goOn.resolve();
      await first;
      expect(await second).toBe("last_way_in");
      await t.close();
    }),
});
