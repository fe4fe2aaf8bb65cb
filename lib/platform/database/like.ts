/** Patterns of LIKE out of text that somebody typed. */
import { type Expression, sql, type SqlBool } from "kysely";

/** True for what has `part` anywhere in it, without regard to the case of A to Z. It reads every row that it is asked of. */
export function contains(column: Expression<string | null>, part: string): Expression<SqlBool> {
  const pattern = `%${part.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql<SqlBool>`lower(${column}) like ${pattern} escape '\\'`;
}
