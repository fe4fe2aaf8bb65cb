/**
 * The test kit of game modules: a whole server in one process, in memory, on a clock that the test moves; players,
 * native lines, scripted clients of the built-in games, fake Steam and Epic; and the contract that every module keeps.
 * `docs/modules.md` shows it in use. Tests run with `deno test -A`.
 *
 * @example A module's test
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineGame } from "../modules/mod.ts";
 * import { createTestServer, runModuleContract } from "./mod.ts";
 *
 * const game = defineGame({
 *   id: "echo",
 *   name: "Echo",
 *   initialize(context) {
 *     context.registerMessageHandler("say", ({ user, message }) => user.send({ type: "said", message }));
 *   },
 * });
 *
 * runModuleContract(game);
 *
 * Deno.test("what is said comes back", async () => {
 *   await using server = await createTestServer({ games: [game] });
 *   using mara = await server.player("mara");
 *   await mara.play("echo");
 *   assert.equal((await mara.connection.request({ type: "say", text: "hello" })).type, "said");
 * });
 * ```
 * @module
 */
export { type ContractOptions, runModuleContract } from "./contract.ts";
export { createTestServer, type CreateTestServerOptions, type TestServer } from "./test_server.ts";
export { createTestClock, type TestClock } from "./test_clock.ts";
export { testEngines, withPostgresSchema } from "./test_database.ts";
export { PLAYER_PASSWORD, type Playing, type TestPlayer } from "./player.ts";
export type { HttpAnswer, HttpCall } from "./http_call.ts";
export { NativeLine } from "./native_line.ts";
export { SlimeClient, type SlimeCredentials } from "./slime_client.ts";
export { askAuth, StsClient, type WildStarLogin } from "./wildstar_client.ts";
export type { FakeProviders, ProviderName } from "./providers.ts";
export type { FakeSteam, SteamFault, SteamPlayer } from "./fake_steam.ts";
export type { EpicFault, EpicIssuer, FakeEpic } from "./fake_epic.ts";
