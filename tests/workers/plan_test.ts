import { expect } from "expect";
import { planWorkers, shareTotals, workerVariables } from "../../lib/workers/plan.ts";

Deno.test("auto is one worker for each core, and a number is that many", () => {
  expect(planWorkers({ wanted: "auto", cores: 8, hasPostgres: true })).toEqual({ count: 8, because: null });
  expect(planWorkers({ wanted: 3, cores: 8, hasPostgres: true })).toEqual({ count: 3, because: null });
  expect(planWorkers({ wanted: 1, cores: 8, hasPostgres: false })).toEqual({ count: 1, because: null });
});

Deno.test("with the embedded database it is one, and it is said why", () => {
  expect(planWorkers({ wanted: "auto", cores: 8, hasPostgres: false })).toEqual({
    count: 1,
    because: "WORKERS is auto, and one process serves: the embedded database belongs to one. " +
      "With DATABASE_URL there would be 8",
  });
});

Deno.test("workers share the cores that hash, and take the first one's ports", () => {
  const plan = {
    count: 2,
    cores: 8,
    bcryptThreads: 0,
    poolMax: 10,
    totals: { LINES_CONNECTIONS_MAX: 5 },
    ports: { PORT: 8080, SLIME_PORT: 5555 },
  };
  expect(workerVariables(plan)).toEqual({
    WORKERS: "1",
    REUSE_PORT: "true",
    AUTH_BCRYPT_THREADS: "4",
    DATABASE_POOL_MAX: "10",
    LINES_CONNECTIONS_MAX: "5",
    PORT: "8080",
    SLIME_PORT: "5555",
  });
  expect(workerVariables({ ...plan, count: 16 })["AUTH_BCRYPT_THREADS"]).toBe("1");
  expect(workerVariables({ ...plan, bcryptThreads: 3 })["AUTH_BCRYPT_THREADS"]).toBe("3");
});

Deno.test("what a door takes in all is shared out, and nobody gets none", () => {
  expect(shareTotals({ HTTP_CONNECTIONS_MAX: 20_000, LINES_CONNECTIONS_MAX: 2 }, 3)).toEqual({
    HTTP_CONNECTIONS_MAX: 6_667,
    LINES_CONNECTIONS_MAX: 1,
  });
});
