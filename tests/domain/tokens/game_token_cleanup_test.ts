import { expect } from "expect";
import { deleteExpiredGameTokens } from "../../../lib/domain/tokens/game_token_cleanup.ts";
import { DAY_MS, HOUR_MS, tokenTest } from "./setup.ts";

tokenTest("a token is deleted a day after it expired, and not before", async (t) => {
  const token = await t.issueLogin();
  t.clock.advance(HOUR_MS + DAY_MS - 1);
  await deleteExpiredGameTokens(t.database, t.clock.now());
  expect(await t.revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "expired" });

  t.clock.advance(1);
  expect(await deleteExpiredGameTokens(t.database, t.clock.now())).toBe(false);
  expect(await t.revalidator.revalidate(token, "login")).toEqual({ valid: false, reason: "unknown" });
});

tokenTest("expired tokens go in batches", async (t) => {
  const row = {
    kind: "login" as const,
    family_id: "family",
    account_id: t.player.id,
    character_id: null,
    server_id: null,
    game_id: null,
    created_at: 0,
    expires_at: 1,
    family_expires_at: 1,
    rotated_at: null,
    ended_at: null,
    end_reason: null,
  };
  const rows = Array.from(
    { length: 501 },
    (_, index) => ({ ...row, hash: new Uint8Array([index >> 8, index & 255]) }),
  );
  for (let start = 0; start < rows.length; start += 100) {
    await t.database.write.insertInto("game_tokens").values(rows.slice(start, start + 100)).execute();
  }

  expect(await deleteExpiredGameTokens(t.database, t.clock.now())).toBe(true);
  expect(await deleteExpiredGameTokens(t.database, t.clock.now())).toBe(false);
  expect(await t.database.read.selectFrom("game_tokens").select("id").execute()).toEqual([]);
});
