/** The first words with a database, which say what is wrong with it while an operator is looking. */
import { sql } from "kysely";
import type { Database } from "./database.ts";

/** @throws {Error} with the database's own reason: no such role, no such file, nobody there */
export async function makeFirstContact(database: Pick<Database, "write">): Promise<void> {
  try {
    await sql`select 1`.execute(database.write);
  } catch (error) {
    throw new Error(`Could not use the database: ${reasonOf(error)}`, { cause: error });
  }
}

/** Callers of a call are told no more than "unavailable"; what lies behind is for the operator. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
