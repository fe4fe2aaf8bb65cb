/** With PostgreSQL its own tools make backups; this says which to run, never with the password. */

/** @param url of the database */
export function dumpAdvice(url: string, folder: string): string {
  return `With PostgreSQL run: pg_dump --format=custom --file=${folder}/gatehouse.dump ${withoutPassword(url)} ` +
    `(the password by PGPASSWORD or ~/.pgpass), and keep MASTER_KEY beside it`;
}

export function restoreAdvice(url: string, file: string): string {
  return `With PostgreSQL stop every instance and run: pg_restore --clean --if-exists --single-transaction ` +
    `--dbname=${withoutPassword(url)} ${file} (the password by PGPASSWORD or ~/.pgpass), under the same MASTER_KEY`;
}

function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = "";
  url.searchParams.delete("password");
  return `'${url.href}'`;
}
