/** A player on a WebSocket, as the games see it while the seat lasts. */
export interface User {
  /** Who it is. */
  readonly account: { readonly id: number; readonly username: string };
  /** The module's own state while the seat lasts; an empty object at first. */
  // deno-lint-ignore no-explicit-any
  player: any;
  /** Sends one JSON message. In a select hook it goes out once the selection is committed. */
  send(message: object): void;
  /** Sends the text as it is. */
  system(text: string): void;
  /** Refuses, in the game's own words; the line stays open. */
  error(code: string, message: string): void;
  /** Closes the socket. `code` 1000 or 4000 to 4999, `reason` up to 123 bytes. */
  close(code: number, reason: string): void;
}
