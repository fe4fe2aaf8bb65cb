/** What every game module has to keep to, as tests: a module's own test file calls `runModuleContract(game)`. */
import assert from "node:assert/strict";
import type { Engine } from "../platform/database/database.ts";
import { AppError } from "../platform/errors.ts";
import type { GameModule } from "../modules/types.ts";
import { type ContractOptions, onStage, type Stage } from "./contract_stage.ts";
import { startedHostOf } from "./module_host.ts";
import { testEngines, withEmptySchema } from "./test_database.ts";
import { createTestServer, type TestServer } from "./test_server.ts";

export type { ContractOptions } from "./contract_stage.ts";

/** What a hook has; `lib/modules/host/host.ts` says it. */
const HOOK_BUDGET_MS = 2_000;
const GARBAGE_BYTES = 4_096;
const KINDS = ["create", "select", "delete"] as const;

/** Messages that no page of the game would send. */
const HOSTILE_MESSAGES: readonly object[] = [
  {},
  { id: "x".repeat(64) },
  JSON.parse('{"__proto__": {"admin": true}, "constructor": "x"}'),
  { monster: {}, to: -1, column: 1e308, name: "\u0000", text: "x".repeat(10_000), amount: -0.5 },
  { monster: [], to: null, column: "0 or 1=1", name: 7, text: ["x"], amount: "NaN" },
];

/**
 * Registers a test for each clause and engine: SQLite, and PostgreSQL where `TEST_DATABASE_URL` names one.
 *
 * - It loads, initializes and stops; a second start finds its migrations applied.
 * - A character is made, selected (the player hears of it) and deleted, and leaves no row in the game's tables.
 * - What is undone, as by a hook of another module that takes too long, leaves no row either.
 * - Messages that nobody would send are refused or answered, and never fail; schemas are asked first.
 * - A whole server with the module starts; routes and native doors take rubbish, and go on.
 */
export function runModuleContract(game: GameModule, options: ContractOptions = {}): void {
  for (const engine of testEngines()) {
    for (const { name, keep } of clausesOf(game, options, engine)) Deno.test(`${game.id}: ${name} (${engine})`, keep);
  }
}

interface Clause {
  readonly name: string;
  /** Rejects when the module does not keep it. */
  readonly keep: () => Promise<void>;
}

/** The contract's clauses, for who wants them otherwise than as tests. */
export function clausesOf(game: GameModule, options: ContractOptions, engine: Engine): readonly Clause[] {
  const staged = (name: string, play: (stage: Stage) => Promise<void>): Clause => ({
    name,
    keep: () => onStage(engine, game, options, play),
  });
  const undone = KINDS.map((kind): Clause => ({
    name: `a ${kind} that is undone leaves nothing behind`,
    async keep() {
      const { module, asleep } = createSleeper(game.id, kind);
      await onStage(engine, game, options, (stage) => undo(stage, kind, asleep), [module]);
    },
  }));
  return [
    staged("a second start finds everything in place", (stage) => startAgain(stage, game, options)),
    staged("a character comes and goes, and leaves nothing behind", comeAndGo),
    staged("rubbish among the messages is refused", refuseRubbish),
    staged("an account is made on any door", registerAnywhere),
    ...undone,
    { name: "a whole server takes rubbish at every door, and goes on", keep: () => visit(game, options, engine) },
  ];
}

async function startAgain(stage: Stage, game: GameModule, { config }: ContractOptions): Promise<void> {
  const { database, gameId, host, rows } = stage;
  const before = await rows();
  const gameConfig = config === undefined ? {} : { [gameId]: config };
  const again = await startedHostOf(database, [game], { gameConfig });
  assert.deepEqual(await again.host.overview(), await host.overview());
  assert.deepEqual(await rows(), before);
  again.host.stop();
}

async function comeAndGo(stage: Stage): Promise<void> {
  const before = await stage.rows();
  const character = await stage.create();
  await stage.select(character);
  assert.ok(stage.user.sent.length > 0);
  const played = { user: stage.user, character };
  await stage.host.entered(stage.gameId, played);
  await stage.host.left(stage.gameId, played);
  await stage.delete(character);
  assert.deepEqual(await stage.rows(), before);
  assert.deepEqual(failuresOf(stage), []);
}

async function refuseRubbish(stage: Stage): Promise<void> {
  const { host, gameId, user } = stage;
  const character = await stage.create();
  await stage.select(character);
  await host.entered(gameId, { user, character });
  const [overview] = await host.overview();
  for (const { type, isChecked } of overview?.messages ?? []) {
    const handle = async (message: unknown) => {
      await host.messageHandler(gameId, type)?.handle({ user, character, message });
    };
    if (isChecked) await assert.rejects(handle(null), { code: "invalid_input" });
    for (const hostile of HOSTILE_MESSAGES) {
      await handle({ ...hostile, type }).catch((error) => {
        if (!(error instanceof AppError)) throw error;
      });
    }
  }
  assert.deepEqual(failuresOf(stage), []);
}

async function registerAnywhere(stage: Stage): Promise<void> {
  const { database, host, characters, gameId, accountId: id } = stage;
  for (const door of ["http", gameId]) {
    const undone = new Error("undone");
    const account = { id, username: "tester", email: "tester@example.org", door };
    const registration = database.transaction(async (unit) => {
      await host.hooks.accountCreated(unit, account, characters);
      throw undone;
    });
    await assert.rejects(registration, (error) => error === undone);
  }
}

type Kind = typeof KINDS[number];

async function undo(stage: Stage, kind: Kind, asleep: Promise<void>): Promise<void> {
  const character = kind === "create" ? null : await stage.create();
  const before = await stage.rows();
  const change = character === null ? stage.create() : stage[kind === "select" ? "select" : "delete"](character);
  await asleep;
  stage.clock.advance(HOOK_BUDGET_MS);
  await assert.rejects(change, { code: "hook_timeout" });
  assert.deepEqual(await stage.rows(), before);
}

/** Another module with a hook for the same game, which never ends. */
function createSleeper(gameId: string, kind: Kind): { module: GameModule; asleep: Promise<void> } {
  const { promise: asleep, resolve } = Promise.withResolvers<void>();
  const sleep = () => {
    resolve();
    return new Promise<void>(() => {});
  };
  const module: GameModule = {
    id: "contract_sleeper",
    name: "A module that sleeps",
    initialize(context) {
      if (kind === "create") context.registerCharacterCreateHook(gameId, sleep);
      else if (kind === "select") context.registerCharacterSelectHook(gameId, sleep);
      else context.registerCharacterDeleteHook(gameId, sleep);
    },
  };
  return { module, asleep };
}

async function visit(game: GameModule, { config: own }: ContractOptions, engine: Engine): Promise<void> {
  const config = own === undefined ? {} : { gameConfig: { [game.id]: own } };
  const onServer = async (databaseUrl?: string) => {
    const options = databaseUrl === undefined ? {} : { databaseUrl };
    await using server = await createTestServer({ games: [game], config, ...options });
    await visitRoutes(server, game.id);
    for (const port of Object.keys(game.ports ?? {})) await knock(server, port);
    assert.deepEqual(server.log.filter(({ level }) => level === "error"), []);
  };
  await (engine === "postgres" ? withEmptySchema("core", ({ url }) => onServer(url)) : onServer());
}

async function visitRoutes(server: TestServer, gameId: string): Promise<void> {
  const [overview] = (await server.overview()).filter(({ id }) => id === gameId);
  for (const route of ["GET /", "GET /no/such/route", ...overview?.routes ?? []]) {
    const [method = "", path = ""] = route.split(" ");
    const target = path.replaceAll(/[:*]\w*/g, "%01'\"<x>");
    const { status } = await server.call(method === "ALL" ? "GET" : method, `/games/${gameId}${target}`);
    assert.deepEqual({ route, isOwnFault: status >= 500 }, { route, isOwnFault: false });
  }
}

/** A line that brings rubbish must not close the door for the next one. */
async function knock(server: TestServer, port: string): Promise<void> {
  for (let times = 0; times < 2; times++) {
    const line = await server.line(port);
    // The server may hang up before it has read everything.
    await line.write(Uint8Array.from({ length: GARBAGE_BYTES }, (_, i) => (i * 151 + 7) & 0xff)).catch(() => {});
    line.close();
  }
}

/** What the host says when a module's code failed otherwise than by refusing. */
function failuresOf({ records }: Stage): readonly object[] {
  return records.filter(({ level, message }) => level !== "debug" && message === "A game module failed");
}
