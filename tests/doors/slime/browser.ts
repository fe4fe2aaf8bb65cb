/** A page that plays the account's Slime character over a WebSocket. */
import { type Door, PASSWORD } from "./setup.ts";

export class Browser {
  readonly #socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  }

  /** Logs in over HTTP, opens a socket and selects the character. */
  static async play(door: Door, username: string): Promise<Browser> {
    const body = { username, password: PASSWORD };
    const { json: { token } } = await door.call("POST", "/api/auth/login", { body });
    const { json: { characters } } = await door.call("GET", "/api/characters?gameId=slime", { bearer: token });
    const socket = new WebSocket(`${door.server.url.replace("http", "ws")}/ws`);
    const browser = new Browser(socket);
    await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
    await browser.#ask({ type: "auth", token }, "auth_success");
    const selection = { type: "selectCharacter", gameId: "slime", characterId: characters[0].id };
    await browser.#ask(selection, "character_selected");
    return browser;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  async #ask(message: object, expected: string): Promise<void> {
    const answer = new Promise<{ type: string }>((resolve) =>
      this.#socket.addEventListener("message", ({ data }) => resolve(JSON.parse(data)), { once: true })
    );
    this.#socket.send(JSON.stringify(message));
    const { type } = await answer;
    if (type !== expected) throw new Error(`Instead of ${expected} came ${type}`);
  }
}
