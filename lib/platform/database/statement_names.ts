/**
 * Names for the statements that are asked again and again: PostgreSQL parses and plans a named one once for each
 * connection, which else is most of a small query's time. https://www.postgresql.org/docs/15/sql-prepare.html
 */
import { createHash } from "node:crypto";

/** Each costs every connection some memory of the server's. */
const NAMED_MAX = 200;
/** Texts whose uses are counted; above it the count starts anew. */
const COUNTED_MAX = 2_000;
/** Used as often, a text is taken for one that comes again. */
const NAMED_FROM = 4;
const PLAIN = /^\s*(select|insert|update|delete|with)\b/i;
/** What a new column of its table would change, so that the plan is refused from then on. */
const EVERY_COLUMN = /(?<!count\()\*/;

export interface StatementNames {
  /** Undefined for one that is not named, or not yet. */
  nameOf(text: string): string | undefined;
  /** This one is sure to come again. */
  expect(text: string): void;
  /** From now on none is named. @returns false where that was so already */
  giveUp(): boolean;
}

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  let isGivenUp = false;

  const add = (text: string) => {
    if (isGivenUp || names.size >= NAMED_MAX || !PLAIN.test(text) || EVERY_COLUMN.test(text)) return;
    // Behind a pooler instances share connections: a name has to mean the same text to all.
    names.set(text, `gatehouse_${createHash("sha256").update(text).digest("base64url")}`.slice(0, 48));
    uses.delete(text);
  };

  return {
    nameOf(text) {
      const name = names.get(text);
      if (name !== undefined || isGivenUp || names.size >= NAMED_MAX) return name;
      if (uses.size >= COUNTED_MAX) uses.clear();
      const count = (uses.get(text) ?? 0) + 1;
      uses.set(text, count);
      if (count >= NAMED_FROM) add(text);
      return names.get(text);
    },
    expect: add,
    giveUp() {
      const isNew = !isGivenUp;
      isGivenUp = true;
      names.clear();
      uses.clear();
      return isNew;
    },
  };
}
