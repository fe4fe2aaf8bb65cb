/**
 * A player as the games see one, from a selection to the end of its seat. What a select hook sends waits until the
 * selection holds; once the seat is lost the user reaches nobody, so that a game left behind does not talk on.
 */
import type { User } from "../../domain/characters/user.ts";
import type { CloseReason } from "./close_codes.ts";
import { BUFFERED_BYTES_MAX, encodeMessage, type Outgoing } from "./outgoing.ts";
import type { Request } from "./request_scope.ts";

export interface SeatedUser {
  readonly user: User;
  /** The selection holds: sends what waited, and everything from now on. */
  begin(): void;
  /** The seat was not taken or is lost: drops what waits, and everything from now on. */
  end(): void;
}

interface SeatedUserParts {
  readonly account: { readonly id: number; readonly username: string };
  readonly outgoing: Outgoing;
  readonly close: (reason: CloseReason) => void;
  /** The message of this socket that the calling code is handling; null for any other code. */
  readonly request: () => Request | null;
}

/** RFC 6455, 5.5: a control frame has 125 bytes, two of them for the code. */
const REASON_BYTES_MAX = 123;

export function createSeatedUser({ account, outgoing, close, request }: SeatedUserParts): SeatedUser {
  let state: "selecting" | "seated" | "over" = "selecting";
  let waiting: string[] = [];
  let waitingCharacters = 0;

  const sendText = (text: string) => {
    if (state === "over") return;
    if (state === "seated") return outgoing.sendText(text);
    waitingCharacters += text.length;
    if (waitingCharacters > BUFFERED_BYTES_MAX) {
      throw new RangeError(`Could not send: over ${BUFFERED_BYTES_MAX} characters wait for the end of the selection`);
    }
    waiting.push(text);
  };
  const send = (message: object) => sendText(encodeMessage(message, request()?.id));
  const begin = () => {
    if (state !== "selecting") return;
    state = "seated";
    for (const text of waiting) outgoing.sendText(text);
    waiting = [];
  };
  const end = () => {
    state = "over";
    waiting = [];
  };

  return {
    begin,
    end,
    user: {
      account,
      player: {},
      send,
      system: sendText,
      error: (code, message) => send({ type: "error", code, message, request: request()?.type ?? null }),
      close(code, reason) {
        checkClose(code, reason);
        begin(); // what a hook said before it closes goes first
        if (state === "seated") close({ code, reason });
        end();
      },
    },
  };
}

/** @throws {RangeError} for what the protocol does not allow an application to say (RFC 6455, 7.4) */
function checkClose(code: number, reason: string): void {
  if (code !== 1_000 && !(Number.isInteger(code) && code >= 4_000 && code <= 4_999)) {
    throw new RangeError(`Could not close the socket: the code ${code} is neither 1000 nor from 4000 to 4999`);
  }
  if (new TextEncoder().encode(reason).length > REASON_BYTES_MAX) {
    throw new RangeError(`Could not close the socket: the reason has more than ${REASON_BYTES_MAX} bytes`);
  }
}
