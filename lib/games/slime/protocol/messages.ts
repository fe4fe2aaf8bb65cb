/** Every message of the login half, in both directions. */
import type { AccountData } from "./account_data.ts";

export const PROTOCOL_VERSION = "0.106";

export type ClientMessage =
  | {
    readonly type: "register";
    /** Null in the layout of the shipped client, which sends none. */
    readonly version: string | null;
    readonly username: string;
    readonly password: string;
    readonly macAddress: string;
  }
  | {
    readonly type: "login";
    readonly version: string;
    readonly username: string;
    readonly password: string;
    readonly macAddress: string;
  }
  | { readonly type: "ping" }
  | { readonly type: "logout" }
  | OtherMessage;

/** A message of the game's own half: movement, chat and so on. The login half does not look inside. */
export interface OtherMessage {
  readonly type: "other";
  readonly id: number;
  readonly payload: Uint8Array;
}

export type ServerMessage =
  | { readonly type: "register_result"; readonly result: RegisterResult }
  | { readonly type: "login_result"; readonly result: "success"; readonly account: AccountData }
  | { readonly type: "login_result"; readonly result: LoginRefusal }
  | { readonly type: "ping" }
  | { readonly type: "server_close" };

/** The byte of each REGISTER result. */
export const REGISTER_RESULTS = { success: 1, exists: 2, address_refused: 3, mac_banned: 4 } as const;
export type RegisterResult = keyof typeof REGISTER_RESULTS;

/** The byte of each LOGIN case. 4, already logged in, is never sent: the older line ends instead. */
export const LOGIN_CASES = {
  success: 1,
  unknown_account: 2,
  wrong_password: 3,
  already_logged_in: 4,
  wrong_version: 5,
  account_banned: 6,
  address_refused: 7,
  mac_banned: 8,
} as const;
export type LoginRefusal = Exclude<keyof typeof LOGIN_CASES, "success">;
