/** A Slime line without a socket: a client's end that speaks the codec, over ports that do as they are told. */
import { FrameBuffer } from "../../../lib/platform/bytes/frame_buffer.ts";
import { createLogin } from "../../../lib/games/slime/login.ts";
import type { PlayerIds } from "../../../lib/games/slime/player_ids.ts";
import { encodeClientMessage } from "../../../lib/games/slime/protocol/client_codec.ts";
import {
  CLIENT_TO_SERVER,
  encodeFrame,
  SERVER_TO_CLIENT,
  SLIME_FRAMING,
} from "../../../lib/games/slime/protocol/frames.ts";
import type { ClientMessage, ServerMessage } from "../../../lib/games/slime/protocol/messages.ts";
import { decodeServerMessage } from "../../../lib/games/slime/protocol/server_codec.ts";
import { PingRounds } from "../../../lib/games/slime/pings.ts";
import { SlimeSession } from "../../../lib/games/slime/session.ts";
import type {
  AccountsPort,
  Character,
  CharactersPort,
  Line,
  ModuleDatabase,
  SeatEnd,
  SeatsPort,
} from "../../../lib/modules/mod.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";

/** What a test may tell the ports to do instead of succeeding. */
export interface Behaviour {
  register?: AccountsPort["register"];
  logIn?: AccountsPort["logIn"];
  list?: CharactersPort["list"];
  create?: CharactersPort["create"];
  take?: SeatsPort["take"];
  query?: ModuleDatabase["query"];
  hideUnknownAccounts?: boolean;
  playerIds?: Pick<PlayerIds, "prepare">;
}

export interface FakeLine {
  readonly clock: TestClock;
  readonly session: SlimeSession;
  /** Calls of the ports, in order: what was called, and with what. */
  readonly calls: { readonly name: string; readonly input: unknown }[];
  readonly records: readonly LogRecord[];
  /** What ends the seat that was taken last. */
  endSeat(reason: SeatEnd): void;
  /** Messages that arrived since the last call. */
  received(): ServerMessage[];
  /** Why the line was closed; null while it is open. */
  closedBecause(): string | null;
  isAuthenticated(): boolean;
  send(...messages: ClientMessage[]): Promise<void>;
  sendPayload(payload: Uint8Array): Promise<void>;
}

const account = { id: 42, username: "testuser", email: null };

export const login: Extract<ClientMessage, { type: "login" }> = {
  type: "login",
  version: "0.106",
  username: "testuser",
  password: "password123",
  macAddress: "00-11-22-33-44-55",
};

export const register: Extract<ClientMessage, { type: "register" }> = { ...login, type: "register", version: null };

export const character: Character = {
  id: 7,
  accountId: 42,
  gameId: "slime",
  name: "testuser",
  level: 1,
  class: null,
  position: { x: 0, y: 0, z: 0 },
  mapId: null,
  serverId: null,
  createdAt: "2026-01-01T00:00:00Z",
  lastPlayed: null,
  data: undefined,
};

const columns = ["accessory_1", "accessory_2", "points", "signature", "quest_id", "quest_step"];
const slots = [["emote", 5], ["outfit", 9], ["accessory", 9], ["item", 9], ["tool", 9]] as const;

/** The rows of a new character. */
const row: Record<string, number> = {
  ...{ spawn_x: 160, spawn_y: 120, spawn_room: 1, body: 1, trees_planted: 0, objects_built: 0 },
  ...Object.fromEntries(columns.map((column) => [column, 0])),
  ...Object.fromEntries(
    slots.flatMap(([name, count]) => Array.from({ length: count }, (_, index) => [`${name}_slot_${index + 1}`, 0])),
  ),
};

/** Counts up from 1 and notes in `events` what is taken and given back. */
export function createFakePlayerIds(events: string[] = []): Pick<PlayerIds, "prepare"> {
  let last = 0;
  return {
    prepare() {
      const number = ++last;
      return {
        async take() {
          events.push(`number ${number} taken`);
          return await Promise.resolve(number);
        },
        touch: () => void events.push("number touched"),
        giveBack: () => Promise.resolve(void events.push(`number ${number} back`)),
      };
    },
  };
}

export function frameOf(message: ClientMessage): Uint8Array {
  return encodeFrame(encodeClientMessage(message), CLIENT_TO_SERVER);
}

export function createFakeLine(behaviour: Behaviour = {}): FakeLine {
  const clock = createTestClock("2026-11-22T04:12:42Z");
  const calls: FakeLine["calls"] = [];
  const records: LogRecord[] = [];
  const inbox = new FrameBuffer(SLIME_FRAMING, SERVER_TO_CLIENT);
  const messages: ServerMessage[] = [];
  let closed: string | null = null;
  let authenticated = false;
  let endSeat = (_reason: SeatEnd) => {};

  const noted = <In, Out>(name: string, run: (input: In) => Promise<Out>) => (input: In) => {
    calls.push({ name, input });
    return run(input);
  };
  const line: Line = {
    address: "192.0.2.1",
    log: createLog((record) => void records.push(record)),
    message() {},
    send(bytes) {
      if (closed !== null) return;
      inbox.push(bytes);
      for (let frame = inbox.next(); frame !== null; frame = inbox.next()) {
        messages.push(decodeServerMessage(frame.payload));
      }
    },
    close: (reason) => void (closed ??= reason),
    greeted: () => {},
    authenticated: () => void (authenticated = true),
    attempt: () => {},
  };
  const db = { query: behaviour.query ?? (() => Promise.resolve<[unknown]>([[row]])) };
  const take: SeatsPort["take"] = async (input) => {
    endSeat = input.ended;
    await input.also?.(db as ModuleDatabase);
    return {
      sessionId: "session",
      touch: () => void calls.push({ name: "touch", input: null }),
      release: noted("release", () => Promise.resolve()),
    };
  };
  const session = new SlimeSession({
    line,
    pings: new PingRounds(clock),
    hideUnknownAccounts: behaviour.hideUnknownAccounts ?? false,
    accounts: { register: noted("register", behaviour.register ?? (() => Promise.resolve(account))) },
    logIn: createLogin({
      accounts: {
        logIn: noted("logIn", behaviour.logIn ?? (() => Promise.resolve(account))),
        attemptRefused: noted("attemptRefused", () => Promise.resolve()),
      },
      characters: {
        list: noted("list", behaviour.list ?? (() => Promise.resolve([character]))),
        create: noted("create", behaviour.create ?? (() => Promise.resolve(character))),
      },
      seats: { take: noted("take", behaviour.take ?? take) },
      clock,
      db,
      playerIds: behaviour.playerIds ?? createFakePlayerIds(),
      localTime: () => ({ day: 1, hour: 4, minute: 12 }),
      messageOfTheDay: "Welcome!",
    }),
  });
  return {
    clock,
    session,
    calls,
    records,
    endSeat: (reason) => endSeat(reason),
    received: () => messages.splice(0),
    closedBecause: () => closed,
    isAuthenticated: () => authenticated,
    send: (...sent) => session.receive(Uint8Array.from(sent.flatMap((message) => [...frameOf(message)]))),
    sendPayload: (payload) => session.receive(encodeFrame(payload, CLIENT_TO_SERVER)),
  };
}
