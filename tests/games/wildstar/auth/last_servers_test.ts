import { expect } from "expect";
import { findLastServer, rememberLastServer } from "../../../../lib/games/wildstar/auth/last_servers.ts";
import { createFakeDatabase } from "../fake_core.ts";

Deno.test("an account has no last server until it was sent to one, and then the latest", async () => {
  const db = createFakeDatabase();
  expect(await findLastServer(db, 4_294_967_295)).toBe(null);
  await rememberLastServer(db, 4_294_967_295, "server_001");
  await rememberLastServer(db, 1, "server_002");
  expect(await findLastServer(db, 4_294_967_295)).toBe("server_001");
  await rememberLastServer(db, 4_294_967_295, "server_003");
  expect(await findLastServer(db, 4_294_967_295)).toBe("server_003");
  expect(await findLastServer(db, 1)).toBe("server_002");
});
