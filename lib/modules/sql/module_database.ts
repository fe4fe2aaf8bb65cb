/** What a game module gets of the database: inside a transaction of the core, or on its own. */
import { CompiledQuery } from "kysely";
import type { Engine } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createModuleKysely, type Execute, type ModuleKyselyParts, type ModuleTransaction } from "./module_kysely.ts";
import { createModuleQuery } from "./module_query.ts";
import { QueryWatch } from "./query_watch.ts";
import { parseStatement } from "./sql_statements.ts";
import { TimedStatements } from "./timed_statements.ts";
import type { ModuleDatabase } from "../types.ts";

/** Who looks on. */
interface DatabaseWatch {
  /** Notices what the module does not wait for. */
  readonly queries: QueryWatch;
  /** A statement of the module begins, or the module goes on with its answer. */
  readonly onTurn: () => void;
}

/** For a hook: ends with its statements. */
export function createHookDatabase(statements: TimedStatements, watch: DatabaseWatch): ModuleDatabase {
  return createModuleDatabase({
    watch,
    engine: statements.engine,
    execute: (query) => statements.execute(query),
    begin: () => Promise.reject(new Error("Could not begin a transaction: a hook is in one already")),
  });
}

interface OwnDatabaseParts extends Pick<Kernel, "database" | "clock"> {
  /** How long a transaction that the module begins may last: on the embedded database everybody else waits for it. */
  readonly budgetMs: number;
  /** @throws {Error} once the module may no longer use it */
  readonly checkOpen: () => void;
  readonly watch: DatabaseWatch;
}

/** Outside any transaction of the core: each statement by itself, unless the module begins a transaction. */
export function createOwnDatabase(parts: OwnDatabaseParts): ModuleDatabase {
  const { engine, write } = parts.database;
  return createModuleDatabase({
    watch: parts.watch,
    engine,
    async execute<Row>(query: CompiledQuery) {
      parts.checkOpen();
      parseStatement(query.sql, engine);
      return await write.executeQuery<Row>(query);
    },
    async begin() {
      parts.checkOpen();
      return await beginTransaction(parts);
    },
  });
}

/** A transaction that is undone when its time is up. */
async function beginTransaction({ database, clock, budgetMs }: OwnDatabaseParts): Promise<ModuleTransaction> {
  const transaction = await database.write.startTransaction().execute();
  const statements = new TimedStatements({ engine: database.engine, db: transaction, clock, budgetMs });
  let undone: Promise<void> | null = null;
  const undo = (why: string) => undone ??= statements.end(why).then(() => transaction.rollback().execute());
  const cancel = clock.after(budgetMs, () => {
    // The module hears of it with its next statement.
    undo("the time of the transaction is up").catch(() => {});
  });
  return {
    execute: (query) => statements.execute(query),
    async commit() {
      statements.series.checkOpen();
      cancel();
      await statements.end("the transaction is over");
      const { failure } = statements;
      if (failure !== null) throw new Error("Could not commit: a statement failed", { cause: failure.error });
      await transaction.commit().execute();
    },
    async rollback() {
      cancel();
      await undo("the transaction is over");
    },
  };
}

function createModuleDatabase(parts: ModuleKyselyParts & { readonly watch: DatabaseWatch }): ModuleDatabase {
  const { engine, begin, watch: { queries, onTurn } } = parts;
  const execute: Execute = async (statement) => {
    onTurn();
    try {
      return await parts.execute(statement);
    } finally {
      onTurn();
    }
  };
  let kysely: ReturnType<typeof createModuleKysely> | undefined;
  const database: ModuleDatabase = {
    query: (text, parameters = []) => queries.watch(database.query, () => query(engine, execute, text, parameters)),
    get kysely() {
      return kysely ??= createModuleKysely({ engine, execute, begin });
    },
  };
  return database;
}

/** For tools and tests, which wait for what they ask. */
export function unwatched(): DatabaseWatch {
  return { queries: new QueryWatch(() => {}, true), onTurn: () => {} };
}

async function query(
  engine: Engine,
  execute: Execute,
  text: string,
  parameters: readonly unknown[],
): ReturnType<ModuleDatabase["query"]> {
  const prepared = createModuleQuery(text, parameters, engine);
  return [prepared.answer(await execute(CompiledQuery.raw(prepared.sql, [...prepared.parameters])))];
}
