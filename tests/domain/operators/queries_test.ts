/** Who operates is asked of those few, however many accounts there are. */
import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createOperatorCommands } from "../../../lib/domain/operators/commands.ts";
import { hasOperator } from "../../../lib/domain/operators/invites.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore } from "../../support/core_services.ts";
import { wholeReadsOf } from "../../support/query_plans.ts";
import { recordQueries } from "../../support/recorded_queries.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";
import { unexplained } from "../../support/whole_reads.ts";

/** Of an empty table PostgreSQL takes any index. */
const EMPTY = /\btotp_secrets_on whole:/;

for (const engine of testEngines()) {
  Deno.test(`whether anybody operates, who does, and whether another admin is left reads no table whole (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      const core = await createTestCore(database);
      const { invites, roles, mailRoom: { mail } } = core;
      const audit = createAudit({ clock: core.clock });
      const revocation = createRevocation();
      const commands = createOperatorCommands({ database: core.database, audit, invites, roles, mail, revocation });
      await core.register("ada");

      const before = new Set(recording.queries());
      expect(await hasOperator(core)).toBe(false);
      await commands.setRole("ada", "admin");
      expect(await hasOperator(core)).toBe(true);
      expect(await commands.list()).toMatchObject([{ username: "ada", role: "admin" }]);
      expect(await codeOf(commands.setRole("ada", "viewer"))).toBe("last_admin");
      const asked = recording.queries().filter((query) => !before.has(query));
      expect(asked.length).toBeGreaterThan(5);
      expect(unexplained(await wholeReadsOf(database, asked)).filter((line) => !EMPTY.test(line))).toEqual([]);
      await core.close();
    });
  });
}
