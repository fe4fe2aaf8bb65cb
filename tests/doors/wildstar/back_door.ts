/** A game that lets a test into the database: for what no call of the server would do. */
import type { GameModule, ModuleDatabase } from "../../../lib/modules/types.ts";

interface BackDoor {
  /** To be given to the server as a game. */
  readonly game: GameModule;
  // deno-lint-ignore no-explicit-any
  query(sql: string, parameters?: readonly unknown[]): Promise<any>;
}

export function createBackDoor(): BackDoor {
  let database: ModuleDatabase | null = null;
  return {
    game: {
      id: "back_door",
      name: "Back door",
      initialize({ db }) {
        database = db;
      },
    },
    async query(sql, parameters) {
      if (database === null) throw new Error("No server was given this back door");
      const [answer] = await database.query(sql, parameters);
      return answer;
    },
  };
}
