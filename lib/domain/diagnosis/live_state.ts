/** What only the running program knows, for the diagnosis: told by the doors once they are open. */
import type { ErrorCode } from "../../platform/errors.ts";
import type { Saying } from "./sayings.ts";

export interface LiveState {
  /** Why one more line of the address would be turned away at the door now; null where it would not. */
  lineCap(door: string, address: string): Saying | null;
  /**
   * What keeps this instance from deciding a login now; null where nothing does.
   * @param isNative at a game's own door, where logins wait longer for a hash
   */
  server(isNative: boolean): Promise<{ readonly code: ErrorCode; readonly because: Saying } | null>;
  /** @throws {AppError} `rate_limited` where the address's next call by HTTP would be refused; counts nothing */
  checkNextCall(address: string): void;
}

/** Before the doors are open, and where none are. */
export function unknownState(): LiveState {
  return { lineCap: () => null, server: () => Promise.resolve(null), checkNextCall: () => {} };
}
