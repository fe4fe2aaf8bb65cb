import { expect } from "expect";
import { createAdminAttempts } from "../../../lib/domain/admin/admin_attempts.ts";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

eachDatabase(
  "an IPv6 site guesses at operators' tokens four times as often as a customer, and no more",
  async (database) => {
    const clock = createTestClock();
    const audit = createAudit({ clock });
    const attempts = createAdminAttempts({ database, clock, audit, exempt: createAddressSet([]) });
    const codes: string[] = [];
    for (let count = 0; count < 21; count += 1) codes.push(await codeOf(attempts.refused("2001:db8::1", null)));
    for (let count = 21; count < 81; count += 1) {
      codes.push(await codeOf(attempts.refused(`2001:db8:0:${count.toString(16)}::1`, null)));
    }
    expect([...codes.entries()].filter(([, code]) => code === "rate_limited").map(([count]) => count)).toEqual([
      20,
      80,
    ]);
    expect(await codeOf(attempts.refused("2001:db8:1::1", null))).toBe("no error");
  },
);
