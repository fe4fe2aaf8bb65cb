/** A browser that plays WildStar's character of an account: who else sits in the game's seat. */
import type { Door, Player } from "./setup.ts";

export interface Browser {
  /** Resolves with the code when the server closes the socket. */
  readonly closed: Promise<number>;
  /** True while the server answers. */
  isAnswered(): Promise<boolean>;
  close(): void;
}

/** Makes a character and selects it. */
export async function openBrowser(door: Door, { bearer }: Player, characterName: string): Promise<Browser> {
  const body = { gameId: "wildstar", name: characterName };
  const { json: { character } } = await door.call("POST", "/api/characters", { bearer, body });

  const socket = new WebSocket(door.server.url.replace("http", "ws"));
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  const ask = (message: object): Promise<{ type: string }> =>
    new Promise((resolve) => {
      socket.addEventListener("message", ({ data }) => resolve(JSON.parse(data)), { once: true });
      socket.send(JSON.stringify(message));
    });
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const signedIn = await ask({ type: "auth", token: bearer });
  const selected = await ask({ type: "selectCharacter", gameId: "wildstar", characterId: character.id });
  if (selected.type !== "character_selected") throw new Error(`No seat: ${signedIn.type}, ${selected.type}`);
  return {
    closed,
    isAnswered: async () =>
      (await Promise.race([ask({ type: "ping" }), closed.then(() => ({ type: "closed" }))])).type === "pong",
    close: () => socket.close(),
  };
}
