/** Lives in the public test kit. */
export * from "../../lib/testing/loopback_server.ts";

/** The program's own pool, for tests of many at once: a test's server has four connections to PostgreSQL. */
export const WIDE_POOL = { DATABASE_POOL_MAX: "16" };

/** For tests that lose the database again and again: each time PostgreSQL starts a process for every connection. */
export const ONE_CONNECTION = { DATABASE_POOL_MAX: "1" };
