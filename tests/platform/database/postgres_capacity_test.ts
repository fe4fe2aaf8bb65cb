import { expect } from "expect";
import { readCapacity, sharePool } from "../../../lib/platform/database/postgres_capacity.ts";
import { testEngines, withPostgresSchema } from "../../support/test_database.ts";

const of = (allowed: number) => ({ allowed, taken: 0 });

Deno.test("a process takes sixteen connections, and all together at most half of what is allowed", () => {
  expect(sharePool({ capacity: of(97), configured: null, processes: 1 })).toEqual({ each: 16, sum: 18 });
  expect(sharePool({ capacity: of(97), configured: null, processes: 4 })).toEqual({ each: 10, sum: 48 });
  expect(sharePool({ capacity: of(20), configured: null, processes: 8 })).toEqual({ each: 2, sum: 32 });
});

Deno.test("where nobody tells what is allowed it is sixteen", () => {
  expect(sharePool({ capacity: null, configured: null, processes: 2 })).toEqual({ each: 16, sum: 36 });
});

Deno.test("what is configured is shared out, whatever is allowed", () => {
  expect(sharePool({ capacity: of(10), configured: 30, processes: 4 })).toEqual({ each: 7, sum: 36 });
  expect(sharePool({ capacity: of(10), configured: 1, processes: 4 })).toEqual({ each: 1, sum: 12 });
});

Deno.test({
  name: "PostgreSQL tells what it allows, and a server that is not there tells nothing",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withPostgresSchema(async (url) => {
      const capacity = await readCapacity(url);
      expect(capacity?.allowed).toBeGreaterThan(10);
      expect(capacity?.taken).toBeGreaterThanOrEqual(0);
      const nowhere = new URL(url);
      nowhere.port = "1";
      expect(await readCapacity(nowhere.href)).toBe(null);
    }),
});
