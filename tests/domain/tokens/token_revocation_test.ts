import { expect } from "expect";
import { createTokenRevocation } from "../../../lib/domain/tokens/token_revocation.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const ORIGIN = { door: "admin", address: "192.0.2.9" };

eachDatabase("a session's JWT ends with the session, for whoever brings it", async (database) => {
  const core = await createTestCore(database);
  const revocation = createTokenRevocation(core);
  const { id, token } = await core.register("ada");
  const other = await core.logIn("ada");
  expect(await revocation.ownerOf(token)).toBe(id);

  await revocation.revoke({ token, origin: ORIGIN, by: { actor: "admin", reason: "Leaked" } });
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect((await core.sessions.verify(other)).accountId).toBe(id);
  const { items: [entry] } = await core.audit.list(database.read, { accountId: id, limit: 1 });
  expect(entry).toMatchObject({ action: "session.end", actor: "admin", reason: "Leaked", ...ORIGIN });

  await revocation.revoke({ token: other, origin: ORIGIN });
  expect(await codeOf(core.sessions.verify(other))).toBe("invalid_token");
  expect(await revocation.ownerOf(other)).toBe(null);
  await revocation.revoke({ token: other, origin: ORIGIN });
});
