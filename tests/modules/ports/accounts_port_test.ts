import { expect } from "expect";
import { createDoorChoice } from "../../../lib/modules/loading/door_names.ts";
import { createAccountsPort } from "../../../lib/modules/ports/accounts_port.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const ADDRESS = "203.0.113.5";
const OPERATOR = { actor: "admin", address: "192.0.2.1" };
const PORTS = { lobby: { port: 7000, variable: "LOBBY_PORT" } };
const portOf = (core: TestCore) =>
  createAccountsPort(core, { id: "my_game", name: "My Game" }, createDoorChoice({ id: "my_game", ports: PORTS }));

const refusals = async ({ audit, database }: TestCore, accountId: number) => {
  const { items } = await audit.list(database.read, { limit: 50, accountId, action: "login.refused" });
  return items.map(({ door, address, reason }) => [door, address, reason]);
};

eachDatabase("an account that a ban keeps out is written down, with the door", async (database) => {
  const core = await createTestCore(database);
  const { id: accountId } = await core.register("ada");
  const port = portOf(core);
  await port.checkAllowed({ accountId, address: ADDRESS });
  expect(await refusals(core, accountId)).toEqual([]);
  await core.suspensions.suspend({ accountId, reason: "cheating", until: null, ...OPERATOR });
  expect(await codeOf(port.checkAllowed({ accountId, address: ADDRESS }))).toBe("account_banned");
  expect(await codeOf(port.checkAllowed({ accountId, address: ADDRESS, door: "cellar" }))).toBe("account_banned");
  expect(await refusals(core, accountId)).toEqual([
    ["cellar", ADDRESS, "account_banned"],
    ["my_game_lobby", ADDRESS, "account_banned"],
  ]);
});

eachDatabase("without an account only the address is asked about", async (database) => {
  const core = await createTestCore(database);
  const port = portOf(core);
  await port.checkAllowed({ address: ADDRESS });
  await core.bans.create({ kind: "ip", value: ADDRESS, reason: "a bad street", until: null, ...OPERATOR });
  expect(await codeOf(port.checkAllowed({ address: ADDRESS }))).toBe("address_banned");
  expect(await codeOf(port.checkAttempts({ address: ADDRESS }))).toBe("address_banned");
});
