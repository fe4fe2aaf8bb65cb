/** The gateway over real services and a real module host, with sockets that tests hold in their hands. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createModuleHost } from "../../../lib/modules/host/host.ts";
import { loadModuleSet } from "../../../lib/modules/loading/module_set.ts";
import type { GameModule } from "../../../lib/modules/types.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createGateway, type GatewayParts } from "../../../lib/doors/websocket/gateway.ts";
import { gameWith, nothing, portsWith } from "../../modules/setup.ts";
import { createTestCore, type TestCoreSetup } from "../../support/core_services.ts";
import { createFakeSocket, type FakeSocket } from "../../support/fake_socket.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { withDatabase } from "../../support/test_database.ts";

export const MY_GAME = gameWith(nothing);
export const SAGA = gameWith(nothing, { id: "saga", name: "Saga" });

export interface DoorSetup extends TestCoreSetup {
  /** `my_game` and `saga` without hooks, unless given. */
  readonly modules?: readonly GameModule[];
  readonly gateway?: Partial<GatewayParts>;
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

export interface Client {
  readonly socket: FakeSocket;
  /** An object as JSON, a text as it is. */
  send(message: object | string): void;
  /** Sends, and takes the next message that comes. */
  ask(message: object | string): Promise<Record<string, unknown>>;
  pong(): void;
  sendBinary(): void;
  /** Tells the server that the socket is gone. */
  vanish(): void;
}

/** One instance of the server; several may stand on one database. */
export async function openDoor(database: Database, setup: DoorSetup = {}) {
  const { clock = createTestClock(), modules = [MY_GAME, SAGA] } = setup;
  const host = createModuleHost({
    loaded: await loadModuleSet({ builtIn: modules, sources: [], gameConfig: {}, clock }),
    database,
    clock,
    random: systemRandom,
    log: setup.log ?? { debug() {}, info() {}, warn() {}, error() {} },
    portFor: (_variable, fallback) => fallback,
  });
  const core = await createTestCore(database, { ...setup, clock, games: host.games, hooks: host.hooks });
  const initialized = await host.initialize(portsWith(core.characters));
  const { messagesPerSecond, messagesBurst } = core.config.limits;
  const gateway = createGateway({
    ...core,
    modules: initialized,
    authTimeoutMs: 10_000,
    heartbeatMs: 30_000,
    unauthenticatedMax: 100,
    messagesPerSecond,
    messagesBurst,
    ...setup.gateway,
  });

  const connect = (address?: string): Client => {
    const socket = createFakeSocket(address);
    const handlers = gateway.accept(socket);
    const send = (message: object | string) =>
      handlers.text(typeof message === "string" ? message : JSON.stringify(message));
    return {
      socket,
      send,
      ask(message) {
        send(message);
        return socket.next();
      },
      pong: () => handlers.pong(),
      sendBinary: () => handlers.binary(),
      vanish: () => handlers.closed(),
    };
  };

  return {
    ...core,
    gateway,
    connect,
    /** A socket that has signed in. */
    async signIn(token: string, address?: string): Promise<Client> {
      const client = connect(address);
      const answer = await client.ask({ type: "auth", token });
      if (answer["type"] !== "auth_success") throw new Error(`Could not sign in: ${JSON.stringify(answer)}`);
      return client;
    },
    /** A character of the account. @returns its id */
    async addCharacter(accountId: number, name: string, gameId = "my_game"): Promise<number> {
      return (await core.characters.create({ accountId, gameId, name })).id;
    },
    async close() {
      await gateway.close();
      host.stop();
      await core.close();
    },
  };
}

/** Opens one on the database, runs `run` and closes it. */
export async function withDoor(database: Database, setup: DoorSetup, run: (door: Door) => Promise<void>) {
  const door = await openDoor(database, setup);
  try {
    await run(door);
  } finally {
    await door.close();
  }
}

/** A test that does not depend on the engine. */
export function doorTest(name: string, setup: DoorSetup, run: (door: Door) => Promise<void>): void {
  Deno.test(name, () => withDatabase("sqlite", (database) => withDoor(database, setup, run)));
}

/** A player with a character of `my_game`, signed in. */
export async function playerOn(door: Door, username = "ada") {
  const account = await door.register(username);
  const characterId = await door.addCharacter(account.id, `Hero_${username}`);
  return { ...account, characterId, client: await door.signIn(account.token) };
}

/** Lets everything run that waits for nothing from outside: over SQLite, all but signatures and hashes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
}
