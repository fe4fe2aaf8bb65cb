/** What the server asks by itself, each minute or at its start, and what a ban or a server's end asks. */
import { hasOperator } from "../../lib/domain/operators/invites.ts";
import { createRevocation } from "../../lib/domain/revocation/revocation.ts";
import { createSessionCleanup } from "../../lib/domain/sessions/cleanup.ts";
import { createGameTokenEnds } from "../../lib/domain/tokens/game_token_ends.ts";
import { createRevocationFeed } from "../../lib/domain/tokens/revocation_feed.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { createSessionCount } from "../../lib/platform/metrics/session_count.ts";
import type { Measured } from "./measure.ts";

const TIMES = 9;

/** Each some times, the least of them; what is due is done before. */
export async function measureOwnWork(database: Database): Promise<Measured[]> {
  const cleanUp = createSessionCleanup(database, systemClock);
  while (await cleanUp());
  const readFeed = createRevocationFeed({ database, clock: systemClock });
  const work: Readonly<Record<string, () => Promise<unknown>>> = {
    "by itself: sessions that ran out, each minute": cleanUp,
    "by itself: living sessions, counted for /metrics": () => createSessionCount({ database, clock: systemClock })(),
    "by itself: whether anybody operates": () => hasOperator({ database }),
    "a MAC's sessions, for its ban": () =>
      database.transaction((unit) => createRevocation().endSessionsOfMac(unit, "ffffffffffff")),
    "a server's tokens, for its end": () =>
      database.transaction((unit) => createGameTokenEnds().endOfServer(unit, "nobody's")),
    "revocations, from the first": () => readFeed(null),
  };
  const measured: Measured[] = [];
  for (const [what, run] of Object.entries(work)) {
    const times: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      const startedMs = performance.now();
      await run();
      times.push(performance.now() - startedMs);
    }
    measured.push({ what, status: 200, leastMs: Math.min(...times) });
  }
  return measured;
}
