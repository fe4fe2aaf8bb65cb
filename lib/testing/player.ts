/** A player in a browser: an account, the client module, and one live connection with an inbox. */
import {
  type AnyGame,
  type Character,
  type Connection,
  createGatehouseClient,
  type GameProtocol,
  type GatehouseClient,
} from "../../static/client.js";
import { withPatience } from "./patience.ts";

/** Every test player has it. */
export const PLAYER_PASSWORD = "correct horse";

/** A player with an account of its own. */
export interface TestPlayer<Protocol extends GameProtocol = AnyGame> extends Disposable {
  /** As registered. */
  readonly account: { readonly id: number; readonly username: string };
  /** Its calls over HTTP, with the account's token. */
  readonly client: GatehouseClient;
  /** Signed in. */
  readonly connection: Connection<Protocol>;
  /** Makes a character and selects it. `name` is the username, unless told. */
  play(gameId: string, character?: { name?: string; class?: string }): Promise<Playing<Protocol>>;
  /** The next message of the game that answers no request, of this type; others before it are dropped. */
  next<Type extends Protocol["receives"]["type"]>(type: Type): Promise<Extract<Protocol["receives"], { type: Type }>>;
  /** Closes the connection as a player does who closes the page. */
  leave(): void;
}

/** What `play` gives. */
export interface Playing<Protocol extends GameProtocol> {
  /** As it was made. */
  readonly character: Character<Protocol["data"]>;
  /** What the select hook answered. */
  readonly answer: Protocol["selected"];
}

/** Registers `username` and connects. @param email needed by games that know players by it */
export async function openPlayer<Protocol extends GameProtocol>(
  baseUrl: string,
  { username, email }: { readonly username: string; readonly email?: string },
): Promise<TestPlayer<Protocol>> {
  const client = createGatehouseClient({ baseUrl });
  const { id } = await client.register({
    username,
    password: PLAYER_PASSWORD,
    ...(email === undefined ? {} : { email }),
  });
  const connection = client.connect<Protocol>();
  const inbox = createInbox(connection);
  await connection.ready();
  return {
    account: { id, username },
    client,
    connection,
    async play(gameId, { name = username, class: className } = {}) {
      const character = await connection.createCharacter({
        gameId,
        name,
        ...(className === undefined ? {} : { class: className }),
      });
      const answer = await connection.selectCharacter({ gameId, characterId: character.id });
      return { character, answer };
    },
    next: inbox.next,
    leave: connection.close,
    [Symbol.dispose]: connection.close,
  };
}

function createInbox<Protocol extends GameProtocol>(connection: Connection<Protocol>) {
  const messages: Protocol["receives"][] = [];
  let arrived = Promise.withResolvers<void>();
  connection.on("message", (message) => {
    messages.push(message);
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  return {
    async next<Type extends Protocol["receives"]["type"]>(type: Type) {
      const find = async () => {
        while (true) {
          const message = messages.shift();
          if (message === undefined) await arrived.promise;
          else if (message.type === type) return message as Extract<Protocol["receives"], { type: Type }>;
        }
      };
      return await withPatience(find(), `Could not get a message of the type "${type}": the game sends none`);
    },
  };
}
