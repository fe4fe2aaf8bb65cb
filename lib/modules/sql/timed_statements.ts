/** The statements of a module inside a transaction of the core, with the time that is left to them. */
import { type CompiledQuery, type QueryResult, sql } from "kysely";
import type { Clock } from "../../platform/clock.ts";
import type { Engine, Queryable } from "../../platform/database/database.ts";
import { StatementSeries } from "./statement_series.ts";
import { parseStatement } from "./sql_statements.ts";

interface TimedStatementsParts {
  readonly engine: Engine;
  /** The transaction. */
  readonly db: Queryable;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly budgetMs: number;
}

export class TimedStatements {
  readonly series: StatementSeries = new StatementSeries();
  readonly #parts: TimedStatementsParts;
  readonly #deadlineMs: number;
  #failure: { readonly error: unknown } | null = null;
  /** The connection's own limit, once another was set for these. */
  #usualLimit: string | null = null;

  constructor(parts: TimedStatementsParts) {
    this.#parts = parts;
    this.#deadlineMs = parts.clock.monotonicMs() + parts.budgetMs;
  }

  get engine(): Engine {
    return this.#parts.engine;
  }

  /** What the first failed statement threw. PostgreSQL undoes a transaction with one, so both engines do. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  async execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    parseStatement(query.sql, this.engine);
    return await this.series.run(async () => {
      if (this.#failure !== null) {
        throw new Error("Could not run the SQL: an earlier statement failed", { cause: this.#failure.error });
      }
      try {
        await this.#limit();
        this.series.checkOpen();
        return await this.#parts.db.executeQuery<Row>(query);
      } catch (error) {
        this.#failure = { error };
        throw error;
      }
    });
  }

  /** Refuses what comes from now on, and resolves once nothing runs any more. */
  async end(why: string): Promise<void> {
    this.series.end(why);
    await this.series.settled();
  }

  /** Gives the core's own statements behind these their usual time. */
  async unlimit(): Promise<void> {
    if (this.#usualLimit === null) return;
    await sql`select set_config('statement_timeout', ${this.#usualLimit}, true)`.execute(this.#parts.db);
  }

  /**
   * PostgreSQL's server ends the statement when the time is up, else the rollback would wait behind it. SQLite runs each
   * statement in one go. https://www.postgresql.org/docs/15/runtime-config-client.html#GUC-STATEMENT-TIMEOUT
   */
  async #limit(): Promise<void> {
    if (this.engine !== "postgres") return;
    const leftMs = Math.max(1, Math.ceil(this.#deadlineMs - this.#parts.clock.monotonicMs()));
    const { rows } = await sql<{ usual: string }>`
      with before as materialized (select current_setting('statement_timeout') as usual)
      select usual, set_config('statement_timeout', ${String(leftMs)}, true) from before`.execute(this.#parts.db);
    // The pool sets it for each connection, so the server's default is not it.
    this.#usualLimit ??= rows[0]?.usual ?? null;
  }
}
