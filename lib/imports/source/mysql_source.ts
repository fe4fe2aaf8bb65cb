/** A MySQL or MariaDB database as a source, read in one read-only snapshot with times in UTC. */
import { type Connection, createConnection } from "mysql2";
import { type Cell, type Cells, columnIndexes, inHandfuls, reasonOf, type Source, SourceError } from "./source.ts";

/** @param url `mysql://user:password@host:3306/database`. @throws {SourceError} that never names the password */
export async function openMysqlSource(url: string): Promise<Source> {
  const { host, pathname } = new URL(url);
  const name = decodeURIComponent(pathname.slice(1));
  if (name === "") {
    throw new SourceError("Could not open the MySQL database: its name is missing, as in mysql://user@host/name");
  }
  const connection = createConnection({
    uri: url.replace(/^mariadb:/, "mysql:"),
    charset: "utf8mb4",
    rowsAsArray: true,
    dateStrings: true,
    // Whatever it is, as the bytes of its text.
    typeCast: (field) => field.buffer(),
  });
  connection.on("error", () => {}); // a query under way says it
  const ask = (sql: string, values: readonly string[] = []) => query(connection, sql, values);
  const tables = new Map<string, string[]>();
  try {
    await ask("set time_zone = '+00:00'");
    await ask("set session transaction isolation level repeatable read");
    await ask("start transaction with consistent snapshot, read only");
    const columns = await ask(
      "select table_name, column_name from information_schema.columns where table_schema = ? order by table_name, ordinal_position",
      [name],
    );
    for (const [table, column] of columns) {
      const list = tables.get(textOf(table)) ?? [];
      list.push(textOf(column));
      tables.set(textOf(table), list);
    }
  } catch (cause) {
    connection.destroy();
    throw new SourceError(`Could not read the MySQL database ${name} at ${host}: ${reasonOf(cause)}`, { cause });
  }
  return {
    description: `${name} at ${host}, MySQL`,
    tables,
    charset: "utf8",
    async count(table) {
      const [row] = await ask(`select count(*) from ${quoted(table)}`);
      return Number(textOf(row?.[0]));
    },
    rows(table, wanted) {
      const columns = tables.get(table) ?? [];
      const own = columnIndexes(table, columns, wanted).map((index) => quoted(columns[index]!));
      const stream = connection.query(`select ${own.join(", ")} from ${quoted(table)}`).stream({
        highWaterMark: 1_000,
      });
      return inHandfuls(stream as AsyncIterable<Cells>);
    },
    close: () =>
      new Promise((resolve) => {
        connection.end(() => resolve());
      }),
  };
}

function query(connection: Connection, sql: string, values: readonly string[]): Promise<Cell[][]> {
  return new Promise((resolve, reject) => {
    connection.query(
      sql,
      [...values],
      (error, rows) => error === null ? resolve(rows as unknown as Cell[][]) : reject(error),
    );
  });
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "" : new TextDecoder().decode(cell);
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
