/** Single values that every instance must agree on, in the table `settings`. */
import type { Queryable } from "./database.ts";

type SettingsStore = ReturnType<typeof createSettingsStore>;

/** @param db a transaction's handle, or the database's for single statements */
export function createSettingsStore(db: Queryable) {
  return {
    async find(name: string): Promise<Uint8Array | null> {
      const row = await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst();
      return row === undefined ? null : new Uint8Array(row.value);
    },
    /** Writes the value where there is none. Of several at once one succeeds. @returns whether this was the one */
    async insert(name: string, value: Uint8Array): Promise<boolean> {
      const row = await db.insertInto("settings")
        .values({ name, value })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning("name")
        .executeTakeFirst();
      return row !== undefined;
    },
    /** Writes the value, whatever was there. */
    async put(name: string, value: Uint8Array): Promise<void> {
      await db.insertInto("settings").values({ name, value })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value })).execute();
    },
    /** Writes the value in place of `expected`. Of several at once one succeeds. @returns whether this was the one */
    async replace(name: string, expected: Uint8Array, value: Uint8Array): Promise<boolean> {
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
