/** The core's ports over maps: what the module sees of it, and what it did. */
import { DatabaseSync } from "node:sqlite";
import { sha256 } from "../../../lib/games/wildstar/crypto/srp6_hash.ts";
import { accountsTable } from "../../../lib/games/wildstar/migrations/0001_accounts.ts";
import { createSrp6Scheme, SRP6_SCHEME_NAME } from "../../../lib/games/wildstar/srp6_scheme.ts";
import {
  type AccountsPort,
  type AccountView,
  AppError,
  type GameServer,
  type ModuleContext,
  type ModuleDatabase,
  type SeatEnd,
  type SeatsPort,
  type ServersPort,
  type TicketsPort,
} from "../../../lib/modules/mod.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";

interface Ticket {
  readonly kind: string;
  readonly accountId: number;
  readonly address: string | null;
  readonly untilMs: number;
}

export interface Attempt {
  readonly accountId: number | null;
  readonly proven: boolean;
  readonly door: string;
}

type AccountPorts = Pick<
  AccountsPort,
  "findByEmail" | "credential" | "attemptStarted" | "checkAttempts" | "attemptEnded" | "checkAllowed"
>;

export interface FakeCore {
  readonly clock: TestClock;
  readonly random: ModuleContext["random"] & { give(hex: string): void };
  readonly deriveKey: ModuleContext["deriveKey"];
  readonly accounts: AccountPorts;
  readonly tickets: TicketsPort;
  readonly seats: SeatsPort;
  readonly servers: ServersPort;
  readonly db: Pick<ModuleDatabase, "query">;
  readonly state: FakeState;
  /** An account with a password; `salt` in hex fixes the verifier. */
  addAccount(input: { id: number; username: string; email: string; password?: string; salt?: string }): Promise<void>;
}

/** What tests look at and turn. */
interface FakeState {
  readonly attempts: Attempt[];
  readonly calls: string[];
  readonly secrets: Map<number, Uint8Array>;
  readonly live: Map<string, Ticket>;
  readonly seatsTaken: { accountId: number; door: string; ended: (reason: SeatEnd) => void }[];
  readonly online: GameServer[];
  /** Below zero once an attempt was one too many. */
  attemptsLeft: number;
  addressBanned: boolean;
  /** By account. */
  readonly suspendedUntil: Map<number, Date | null>;
  /** Every port throws it. */
  failure: Error | null;
  /** Every port waits for it. */
  gate: Promise<void>;
}

export function createServer(change: Partial<GameServer>): GameServer {
  return {
    id: "server_001",
    name: "Gatehouse",
    address: "127.0.0.1",
    port: 24000,
    type: "pve",
    flags: 0,
    noteTextId: 0,
    players: 0,
    ...change,
  };
}

/** The module's own table, in memory. */
export function createFakeDatabase(): Pick<ModuleDatabase, "query"> {
  const database = new DatabaseSync(":memory:");
  database.exec(accountsTable);
  return {
    query: (sql, parameters = []) => Promise.resolve([database.prepare(sql).all(...parameters as (string | number)[])]),
  };
}

export function createFakeCore(): FakeCore {
  const clock = createTestClock();
  const given: number[] = [];
  const accounts = new Map<string, AccountView>();
  const state: FakeState = {
    attempts: [],
    calls: [],
    secrets: new Map(),
    live: new Map(),
    seatsTaken: [],
    online: [],
    attemptsLeft: 1_000_000,
    addressBanned: false,
    suspendedUntil: new Map(),
    failure: null,
    gate: Promise.resolve(),
  };
  const random = {
    bytes: (count: number) => Uint8Array.from({ length: count }, () => given.shift() ?? Math.floor(nextUnit() * 256)),
    uuid: () => "00000000-0000-4000-8000-000000000000",
    give: (hex: string) => void given.push(...Uint8Array.fromHex(hex)),
  };
  // A linear congruence: the tests are the same each time.
  let seed = 1;
  const nextUnit = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

  const database = createFakeDatabase();
  const call = async (name: string) => {
    state.calls.push(name);
    await state.gate;
    if (state.failure !== null) throw state.failure;
  };
  const checkAddress = () => {
    if (state.addressBanned) throw new AppError("address_banned", "banned", { until: null });
  };
  // deno-lint-ignore require-await
  const findTicket = async (kind: string, input: { secret: Uint8Array; accountId?: number; address?: string }) => {
    const key = input.secret.toHex();
    const ticket = state.live.get(key);
    if (ticket === undefined || ticket.kind !== kind || ticket.untilMs <= clock.now().getTime()) return null;
    if (input.accountId !== undefined && input.accountId !== ticket.accountId) return null;
    if (ticket.address !== null && ticket.address !== input.address) return null;
    return { key, accountId: ticket.accountId };
  };

  return {
    clock,
    random,
    state,
    deriveKey: (info, lengthBytes) => {
      const key = [];
      for (let block = 0; key.length < lengthBytes; block++) {
        key.push(...sha256(new TextEncoder().encode(`${block} ${info}`)));
      }
      return Uint8Array.from(key.slice(0, lengthBytes));
    },
    async addAccount({ id, username, email, password, salt }) {
      accounts.set(email.toLowerCase(), { id, username, email });
      if (password === undefined) return;
      if (salt !== undefined) given.unshift(...Uint8Array.fromHex(salt));
      state.secrets.set(id, await createSrp6Scheme(random).derive({ login: email, password }));
    },
    // Promises, as the core's: what throws, rejects.
    accounts: {
      async findByEmail(email) {
        await call("findByEmail");
        return accounts.get(email.toLowerCase()) ?? null;
      },
      async credential(accountId, scheme) {
        await call("credential");
        return scheme === SRP6_SCHEME_NAME ? state.secrets.get(accountId) ?? null : null;
      },
      async attemptStarted() {
        await call("attemptStarted");
        checkAddress();
        if (--state.attemptsLeft < 0) throw new AppError("rate_limited", "too many", { retryAfterSeconds: 60 });
      },
      async checkAttempts() {
        await call("checkAttempts");
        checkAddress();
        if (state.attemptsLeft < 0) throw new AppError("rate_limited", "too many", { retryAfterSeconds: 60 });
      },
      async attemptEnded({ accountId, proven, door }) {
        await call("attemptEnded");
        state.attempts.push({ accountId, proven, door });
      },
      async checkAllowed({ accountId }) {
        await call("checkAllowed");
        checkAddress();
        const until = accountId === undefined ? undefined : state.suspendedUntil.get(accountId);
        if (until === undefined) return;
        throw new AppError(until === null ? "account_banned" : "account_suspended", "banned", { reason: "why", until });
      },
    },
    tickets: {
      async issue(kind, { accountId, secret, ttlMs, address, replaces }) {
        await call("issue");
        if (replaces === true) {
          for (const [key, ticket] of state.live) {
            if (ticket.kind === kind && ticket.accountId === accountId) state.live.delete(key);
          }
        }
        const untilMs = clock.now().getTime() + ttlMs;
        state.live.set(secret.toHex(), { kind, accountId, address: address ?? null, untilMs });
      },
      async find(kind, input) {
        await call("find");
        const found = await findTicket(kind, input);
        return found === null ? null : { accountId: found.accountId };
      },
      async redeem(kind, input) {
        await call("redeem");
        const found = await findTicket(kind, input);
        if (found === null || !state.live.delete(found.key)) return null;
        return { accountId: found.accountId };
      },
    },
    seats: {
      async take({ accountId, door, also, ended }) {
        await call("take");
        // The module asks for nothing but the one table that is here.
        await also?.(database as ModuleDatabase);
        state.seatsTaken.push({ accountId, door, ended });
        return { sessionId: "session", touch() {}, release: () => Promise.resolve() };
      },
    },
    db: {
      async query(sql, parameters) {
        await call("query");
        return await database.query(sql, parameters);
      },
    },
    servers: {
      async online() {
        await call("online");
        return state.online;
      },
    },
  };
}
