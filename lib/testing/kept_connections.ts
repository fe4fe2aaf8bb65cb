/**
 * Connections that tests take over from one another, as from a pooler in session mode: behind a new one a process starts
 * that has to learn the catalog first.
 */
import pg from "pg";

const IDLE_MAX = 8;
const RESET = { text: "discard all", query_timeout: 1_000 };

export interface KeptConnections {
  /** In place of `pg.Client`: one that ends hands its connection on, which is as new to whoever comes next. */
  readonly Client: typeof pg.Client;
  /** Resolves once all that ended can be taken over; a pool does not wait for its clients. */
  settled(): Promise<void>;
  /** Ends those that nobody uses. */
  close(): Promise<void>;
}

/** For databases that are opened by the same URL. */
export function keepConnections(): KeptConnections {
  /** Each with the name that it told the server, the one used last at the end. */
  const idle = new Map<pg.Connection, string | undefined>();
  const ending = new Set<Promise<void>>();

  const take = (name: string | undefined): pg.Connection | undefined => {
    const connection = [...idle].findLast(([, its]) => its === name)?.[0];
    if (connection === undefined) return undefined;
    idle.delete(connection);
    // A client begins by connecting.
    const connect = () => queueMicrotask(() => connection.emit("readyForQuery", { status: "I" }));
    return Object.assign(connection.removeAllListeners(), { connect, parsedStatements: {} });
  };
  const keep = (connection: pg.Connection, name: string | undefined) => {
    const drop = () => idle.delete(connection);
    connection.removeAllListeners().on("error", drop).on("end", drop);
    idle.set(connection, name);
  };

  class Client extends pg.Client {
    readonly #name: string | undefined;
    #ending: Promise<void> | null = null;

    constructor(config: pg.ClientConfig) {
      const connection = take(config.application_name);
      const given = connection === undefined ? config : { ...config, connection };
      super(given);
      this.#name = config.application_name;
    }

    override end(): Promise<void>;
    override end(callback: (error: Error) => void): void;
    override end(callback?: (error: Error) => void): Promise<void> | void {
      this.#ending ??= this.#handOn();
      ending.add(this.#ending);
      if (callback === undefined) return this.#ending;
      this.#ending.then(() => callback(undefined as unknown as Error));
    }

    async #handOn(): Promise<void> {
      const { connection } = this;
      const isReset = await super.query(RESET).then(() => idle.size < IDLE_MAX, () => false);
      if (!isReset) return await super.end();
      // The client believes that it ended.
      Object.assign(connection, { end: () => queueMicrotask(() => connection.emit("end")) });
      await super.end();
      Reflect.deleteProperty(connection, "end");
      if (!connection.stream.destroyed) keep(connection, this.#name);
    }
  }

  return {
    Client,
    async settled() {
      await Promise.all(ending);
      ending.clear();
    },
    async close() {
      const all = [...idle.keys()];
      idle.clear();
      await Promise.all(all.map((connection) =>
        new Promise<void>((resolve) => {
          connection.once("end", resolve);
          connection.end();
        })
      ));
    },
  };
}
