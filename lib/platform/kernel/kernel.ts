/** What the whole server stands on. Each part picks of it what it needs, and is given the rest by name. */
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import type { Log } from "../log/log.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Random } from "../random.ts";
import type { Tracing } from "../tracing/tracing.ts";

export interface Kernel {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Left out where nobody listens. */
  readonly tracing?: Tracing | undefined;
}
