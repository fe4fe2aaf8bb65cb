/** Setting game servers up, by operators. Every change is audited and told to every instance. */
import type { Actor } from "../audit/actor.ts";
import type { AuditAction, Audited } from "../audit/audit.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { isTaken } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { ONLINE, type Server, serverNameKey, toServer } from "./server.ts";
import { nextServerId, startServerNumbers } from "./server_numbers.ts";
import type { NewServer, ServerChange } from "./server_input.ts";
import { unknownServer } from "./servers.ts";

interface ServerSetupParts extends Audited, Pick<Kernel, "random"> {
  /** Runs in the transaction that deletes a server: what hangs on it ends with it. */
  readonly onDeleted?: readonly ((unit: UnitOfWork, serverId: string) => Promise<void>)[];
}

export type ServerSetup = ReturnType<typeof createServerSetup>;

const KEY_BYTES = 32;
/** Two that take the next number at once: the later tries again. */
const TRIES_MAX = 5;
const FIRST: NewServer = {
  name: "Gatehouse",
  game_id: null,
  address: "127.0.0.1",
  port: 24_000,
  type: "pve",
  flags: 0,
  online: true,
  note_text_id: 0,
};

export function createServerSetup(parts: ServerSetupParts) {
  const { database, random, audit } = parts;
  const newKey = () => random.bytes(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });

  const record = (unit: UnitOfWork, action: AuditAction, { actor, address }: Actor, reason: string) =>
    audit.record(unit.db, { action, actor, address, reason });

  const insert = async (unit: UnitOfWork, id: string, input: NewServer, key: string): Promise<Server> => {
    const row = await unit.db.insertInto("servers").values({
      id,
      name: input.name,
      name_key: serverNameKey(input.name),
      game_id: input.game_id,
      address: input.address,
      port: input.port,
      type: input.type,
      flags: input.flags,
      online: input.online ? ONLINE.on : ONLINE.byHeartbeat,
      note_text_id: input.note_text_id,
      key_hash: hashSecret(key),
      players: 0,
      last_heartbeat_at: null,
      created_at: unit.now.getTime(),
    }).returningAll().executeTakeFirstOrThrow().catch(nameTaken);
    unit.publish({ type: "servers_changed" });
    return toServer(row, unit.now);
  };

  return {
    /**
     * Makes a server and its key, which is shown this once.
     * @throws {AppError} `name_taken` when the name or the id is
     */
    async create(input: NewServer, by: Actor): Promise<{ server: Server; key: string }> {
      const key = newKey();
      for (let tries = 1;; tries++) {
        try {
          return await database.transaction(async (unit) => {
            const id = input.id ?? await nextServerId(unit);
            const server = await insert(unit, id, input, key);
            await record(unit, "server.create", by, `${id} "${input.name}"`);
            return { server, key };
          });
        } catch (error) {
          if (!isTaken(error, "servers.id") && !isTaken(error, "servers_pkey")) throw error;
          if (input.id !== undefined) throw new AppError("name_taken", `The id ${input.id} is taken`);
          if (tries === TRIES_MAX) throw error;
        }
      }
    },

    /** @throws {AppError} `unknown_server`, `name_taken` */
    async update(id: string, change: ServerChange, by: Actor): Promise<Server> {
      return await database.transaction(async (unit) => {
        const { name, online, ...rest } = change;
        const row = await unit.db.updateTable("servers").set({
          ...rest,
          ...(name === undefined ? {} : { name, name_key: serverNameKey(name) }),
          ...(online === undefined ? {} : { online: online ? ONLINE.on : ONLINE.off }),
          id,
        }).where("id", "=", id).returningAll().executeTakeFirst().catch(nameTaken);
        if (row === undefined) throw unknownServer(id);
        await record(unit, "server.update", by, `${id} ${JSON.stringify(change)}`);
        unit.publish({ type: "servers_changed" });
        return toServer(row, unit.now);
      });
    },

    /** A new key; the old one is refused from then on. @throws {AppError} `unknown_server` */
    async renewKey(id: string, by: Actor): Promise<{ server: Server; key: string }> {
      const key = newKey();
      return await database.transaction(async (unit) => {
        const row = await unit.db.updateTable("servers").set({ key_hash: hashSecret(key) }).where("id", "=", id)
          .returningAll().executeTakeFirst();
        if (row === undefined) throw unknownServer(id);
        await record(unit, "key.rotate", by, `the key of ${id}`);
        unit.publish({ type: "servers_changed" });
        return { server: toServer(row, unit.now), key };
      });
    },

    /** @throws {AppError} `unknown_server` */
    async delete(id: string, by: Actor): Promise<void> {
      await database.transaction(async (unit) => {
        const row = await unit.db.deleteFrom("servers").where("id", "=", id).returning("name").executeTakeFirst();
        if (row === undefined) throw unknownServer(id);
        for (const run of parts.onDeleted ?? []) await run(unit, id);
        await record(unit, "server.delete", by, `${id} "${row.name}"`);
        unit.publish({ type: "servers_changed" });
      });
    },

    /** At the first start of all instances: one server, so that every door works at once. Never again. */
    async seed(): Promise<void> {
      await database.transaction(async (unit) => {
        const id = await startServerNumbers(unit);
        if (id === null) return;
        // Nobody has seen this key: an operator who wants heartbeats makes a new one.
        await insert(unit, id, FIRST, newKey());
        await audit.record(unit.db, { action: "server.create", actor: "system", reason: `${id} "${FIRST.name}"` });
      });
    },
  };
}

function nameTaken(error: unknown): never {
  if (isTaken(error, "name_key")) throw new AppError("name_taken", "Another server has this name");
  throw error;
}
