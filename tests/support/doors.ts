/** What the tests of native doors have in common: a whole server behind a trusted proxy, and time that moves when told to. */
import { createTestClock, type TestClock } from "./test_clock.ts";
import { testEngines } from "./test_database.ts";
import { type TestServer, type TestServerOptions, withServer } from "./test_server.ts";

/** What a call over HTTP brings along. */
export interface Call {
  readonly bearer?: string;
  readonly body?: unknown;
  readonly address?: string;
}

export interface Answer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

export type DoorTest<Door> = (door: Door, t: Deno.TestContext) => void | Promise<void>;
type OpenDoor<Door> = (server: TestServer, clock: TestClock) => { door: Door; close(): void };

/** Limits hold in these tests, as no address is exempt. */
export function createDoorTests<Door>(openDoor: OpenDoor<Door>) {
  const withDoor = async (
    options: TestServerOptions,
    run: DoorTest<Door>,
    t: Deno.TestContext,
    engine: ReturnType<typeof testEngines>[number] = "sqlite",
  ): Promise<void> => {
    const clock = createTestClock();
    const env = { TRUSTED_PROXIES: "127.0.0.1", LIMITS_EXEMPT: "", ...options.env };
    await withServer(engine, { clock, ...options, env }, async (server) => {
      const { door, close } = openDoor(server, clock);
      try {
        await run(door, t);
      } finally {
        close();
      }
    });
  };
  return {
    /** On SQLite, and on PostgreSQL where there is one. */
    eachDoor(name: string, options: TestServerOptions, run: DoorTest<Door>): void {
      for (const engine of testEngines()) Deno.test(`${name} (${engine})`, (t) => withDoor(options, run, t, engine));
    },
    /** For what does not depend on the database. */
    oneDoor(name: string, options: TestServerOptions, run: DoorTest<Door>): void {
      Deno.test(name, (t) => withDoor(options, run, t));
    },
  };
}
