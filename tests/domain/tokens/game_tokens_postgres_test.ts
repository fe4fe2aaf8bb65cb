/** What only happens where several transactions run at once. */
import { expect } from "expect";
import { createGameTokenFamilies } from "../../../lib/domain/tokens/game_token_families.ts";
import { opaqueCharacterTokens } from "../../../lib/domain/tokens/game_token_text.ts";
import { createGameTokens } from "../../../lib/domain/tokens/game_tokens.ts";
import { untilBlocked } from "../../support/blocked.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";
import { createTokenTest, ORIGIN } from "./setup.ts";

Deno.test({
  name: "an end of the account waits for a rotation under way, and ends its token, too",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withDatabase("postgres", async (opened) => {
      const t = await createTokenTest(opened);
      const rotated = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const { database, random, tokenEnds } = t;
      const families = createGameTokenFamilies({
        random,
        tokenEnds,
        characterTokenText: opaqueCharacterTokens(random),
      });
      const slowFamilies: typeof families = {
        ...families,
        async continue(unit, token) {
          rotated.resolve();
          await goOn.promise;
          return await families.continue(unit, token);
        },
      };
      const slow = createGameTokens({ database, audit: t.audit, families: slowFamilies, tokenEnds });
      const token = await t.issueLogin();
      const identity = await t.sessions.verify(t.player.token);

      const rotation = slow.rotate({ token, kind: "login", origin: ORIGIN });
      await rotated.promise;
      const end = t.sessions.logOutEverywhere(identity, ORIGIN);
      // Without the account's lock it would wait at the old token, and never see the new one.
      await Promise.race([end, untilBlocked(database)]);
      goOn.resolve();
      const { token: next } = await rotation;
      await end;
      expect(await t.revalidator.revalidate(next, "login")).toEqual({ valid: false, reason: "revoked" });
      await t.close();
    }),
});
