import { expect } from "expect";
import { createLastServers } from "../../../../lib/games/wildstar/auth/last_servers.ts";
import { createFakeDatabase } from "../fake_core.ts";

Deno.test("an account has no last server until it was sent to one, and then the latest", async () => {
  const lastServers = createLastServers(createFakeDatabase());
  expect(await lastServers.find(4_294_967_295)).toBe(null);
  await lastServers.remember(4_294_967_295, "server_001");
  await lastServers.remember(1, "server_002");
  expect(await lastServers.find(4_294_967_295)).toBe("server_001");
  await lastServers.remember(4_294_967_295, "server_003");
  expect(await lastServers.find(4_294_967_295)).toBe("server_003");
  expect(await lastServers.find(1)).toBe("server_002");
});
