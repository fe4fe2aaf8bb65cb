/** `/admin/api/servers`: game servers, which WildStar calls realms. */
import { Hono } from "hono";
import { z } from "zod";
import type { Server } from "../../lib/domain/servers/server.ts";
import { newServerSchema, serverChangeSchema } from "../../lib/domain/servers/server_input.ts";
import type { ServerSetup } from "../../lib/domain/servers/server_setup.ts";
import type { Servers } from "../../lib/domain/servers/servers.ts";
import { readBody } from "../body.ts";
import type { HttpEnv } from "../http.ts";
import { readQuery, textPage } from "./query.ts";

const listQuery = z.object(textPage);

export interface AdminServerParts {
  readonly servers: Servers;
  readonly serverSetup: ServerSetup;
}

export function createAdminServerRoutes({ servers, serverSetup }: AdminServerParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();

  routes.get("/", async (c) => {
    const { items, next } = await servers.list(readQuery(c, listQuery));
    return c.json({ items: items.map(serverRecord), next });
  });

  routes.post("/", async (c) => {
    const input = await readBody(c, newServerSchema);
    const { server, key } = await serverSetup.create(input, c.get("actor"));
    return c.json({ ...serverRecord(server), key }, 201);
  });

  routes.get("/:id", async (c) => c.json(serverRecord(await servers.get(c.req.param("id")))));

  routes.patch("/:id", async (c) => {
    const change = await readBody(c, serverChangeSchema);
    return c.json(serverRecord(await serverSetup.update(c.req.param("id"), change, c.get("actor"))));
  });

  /** A new key in place of the old one, for a server whose key was lost or seen by others. */
  routes.post("/:id/key", async (c) => {
    const { server, key } = await serverSetup.renewKey(c.req.param("id"), c.get("actor"));
    return c.json({ ...serverRecord(server), key }, 201);
  });

  routes.delete("/:id", async (c) => {
    await serverSetup.delete(c.req.param("id"), c.get("actor"));
    return c.body(null, 204);
  });

  return routes;
}

function serverRecord(server: Server) {
  return {
    id: server.id,
    name: server.name,
    game_id: server.gameId,
    address: server.address,
    port: server.port,
    type: server.type,
    flags: server.flags,
    online: server.online,
    note_text_id: server.noteTextId,
    players: server.players,
    last_heartbeat: server.lastHeartbeat?.toISOString() ?? null,
    created_at: server.createdAt.toISOString(),
  };
}
