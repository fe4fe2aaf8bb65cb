/** Single values that every instance must agree on, in the table `settings`. */
import type { Queryable } from "./database.ts";

export interface SettingsStore {
  find(name: string): Promise<Uint8Array | null>;
  /** Writes the value where there is none. Of several at once one succeeds. @returns whether this was the one */
  insert(name: string, value: Uint8Array): Promise<boolean>;
  /** Writes the value, whatever was there. */
  put(name: string, value: Uint8Array): Promise<void>;
  /** Writes the value in place of `expected`. Of several at once one succeeds. @returns whether this was the one */
  replace(name: string, expected: Uint8Array, value: Uint8Array): Promise<boolean>;
}

/** @param db a transaction's handle, or the database's for single statements */
export function createSettingsStore(db: Queryable): SettingsStore {
  return {
    async find(name) {
      const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : new Uint8Array(row.value);
    },
    async insert(name, value) {
      const row = await db.insertInto("settings")
        .values({ name, value })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning("name")
        .executeTakeFirst();
      return row !== undefined;
    },
    async put(name, value) {
      await db.insertInto("settings").values({ name, value })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value })).execute();
    },
    async replace(name, expected, value) {
      const row = await db.updateTable("settings")
        .set({ value })
        .where("name", "=", name)
        .where("value", "=", expected)
        .returning("name")
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
