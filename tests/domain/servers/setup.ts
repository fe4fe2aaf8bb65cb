import type { Actor } from "../../../lib/domain/audit/actor.ts";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { type Database, datedBy } from "../../../lib/platform/database/database.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createServerSetup } from "../../../lib/domain/servers/server_setup.ts";
import { type NewServer, newServerSchema } from "../../../lib/domain/servers/server_input.ts";
import { createServers } from "../../../lib/domain/servers/servers.ts";
import { createTestClock } from "../../support/test_clock.ts";

export const ADMIN: Actor = { actor: "admin", address: "192.0.2.9" };

/** A server as an operator would write it, with every default filled in. */
export function newServer(some: Partial<NewServer> = {}): NewServer {
  return newServerSchema.parse({ name: "Alpha", address: "192.0.2.1", port: 24_000, ...some });
}

export function serversOn(opened: Database) {
  const clock = createTestClock();
  const database = datedBy(clock, opened);
  const audit = createAudit({ clock });
  return {
    clock,
    audit,
    servers: createServers({ database, clock }),
    setup: createServerSetup({ database, random: systemRandom, audit }),
  };
}
