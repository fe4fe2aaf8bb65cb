/** `/admin/api/servers`: game servers, which WildStar calls realms. */
import { z } from "zod";
import type { Server } from "../../lib/domain/servers/server.ts";
import { newServerSchema, serverChangeSchema } from "../../lib/domain/servers/server_input.ts";
import type { ServerSetup } from "../../lib/domain/servers/server_setup.ts";
import type { Servers } from "../../lib/domain/servers/servers.ts";
import { mapPage } from "../../lib/platform/page.ts";
import { pageOf, serverAnswer, serverWithKeyAnswer } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf } from "./fields.ts";
import { textPage } from "./query.ts";

export const SERVER_CALLS = defineCalls({
  "GET /servers": {
    summary: "Game servers",
    permission: "servers.read",
    query: z.object(textPage),
    answers: { 200: pageOf(serverAnswer, z.string()) },
  },
  "POST /servers": {
    summary: "Adds a game server; its key is shown once",
    permission: "servers.write",
    body: newServerSchema,
    answers: { 201: serverWithKeyAnswer },
    codes: ["name_taken"],
  },
  "GET /servers/:id": {
    summary: "One game server",
    permission: "servers.read",
    answers: { 200: serverAnswer },
  },
  "PATCH /servers/:id": {
    summary: "Changes a game server",
    permission: "servers.write",
    body: serverChangeSchema,
    answers: { 200: serverAnswer },
    codes: ["name_taken"],
  },
  /** A new key in place of the old one, for a server whose key was lost or seen by others. */
  "POST /servers/:id/key": {
    summary: "Gives a game server a new key, which is shown once",
    permission: "keys.write",
    answers: { 201: serverWithKeyAnswer },
  },
  "DELETE /servers/:id": {
    summary: "Deletes a game server",
    permission: "servers.write",
  },
});

export interface AdminServerParts {
  readonly servers: Servers;
  readonly serverSetup: ServerSetup;
}

export function mountServers(mount: AdminMount, { servers, serverSetup }: AdminServerParts): void {
  const on = mount(SERVER_CALLS);
  on("GET /servers", async (_, page) => mapPage(await servers.list(page), serverRecord));

  on("POST /servers", async (c, input) => withKey(await serverSetup.create(input, byOf(c))));

  on("GET /servers/:id", async (c) => serverRecord(await servers.get(c.req.param("id"))));

  on("PATCH /servers/:id", async (c, change) => {
    return serverRecord(await serverSetup.update(c.req.param("id"), change, byOf(c)));
  });

  on("POST /servers/:id/key", async (c) => withKey(await serverSetup.renewKey(c.req.param("id"), byOf(c))));

  on("DELETE /servers/:id", (c) => serverSetup.delete(c.req.param("id"), byOf(c)));
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
    last_heartbeat: server.lastHeartbeat,
    created_at: server.createdAt,
  };
}

function withKey({ server, key }: { readonly server: Server; readonly key: string }) {
  return { ...serverRecord(server), key };
}
